import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { unexpectedAnswer } from './arm-failure.js';
import type { ArmAnswer, ArmRequest } from './arm-request.js';
import { bodyObject } from './operation-state.js';

/**
 * All items of a list, page after page. A next page on another host, or one that was read before, fails the list:
 * items that are silently missing would look like deleted ones.
 *
 * Throws `ARM_REQUEST` for an answer that is no list, and what `send` throws.
 */
export async function readPages(
  first: ArmRequest,
  options: { readonly origin: string; readonly send: (request: ArmRequest) => Promise<ArmAnswer> },
): Promise<JsonObject[]> {
  const items: JsonObject[] = [];
  const read = new Set<string>();
  let request: ArmRequest | undefined = first;
  while (request) {
    read.add(request.url);
    const answer = await options.send(request);
    const page = bodyObject(answer);
    if (!Array.isArray(page?.value)) throw unexpectedAnswer(first, answer, 'its content is not a list');
    for (const item of page.value) {
      if (!isJsonObject(item)) throw unexpectedAnswer(first, answer, 'an item of the list is not an object');
      items.push(item);
    }
    request = nextRequest(first, { currentUrl: request.url, page, answer, origin: options.origin });
    if (request && read.has(request.url)) {
      throw unexpectedAnswer(first, answer, 'its next page is one that was read before');
    }
  }
  return items;
}

function nextRequest(
  first: ArmRequest,
  at: {
    readonly currentUrl: string;
    readonly page: JsonObject;
    readonly answer: ArmAnswer;
    readonly origin: string;
  },
): ArmRequest | undefined {
  const { currentUrl, page, answer, origin } = at;
  const { nextLink } = page;
  if (nextLink === undefined || nextLink === null || nextLink === '') return undefined;
  if (typeof nextLink !== 'string' || !URL.canParse(nextLink, currentUrl)) {
    throw unexpectedAnswer(first, answer, 'its next page has no readable address');
  }
  const url = new URL(nextLink, currentUrl);
  if (url.origin !== origin) {
    throw unexpectedAnswer(first, answer, `its next page is at ${url.origin}, where no credential may be sent`);
  }
  return { ...first, url: url.href };
}
