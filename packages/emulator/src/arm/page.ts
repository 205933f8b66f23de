import type { JsonObject } from '@nx-apiops/plan';
import * as unverified from '../unverified.js';
import { ArmFault } from './arm-fault.js';

/** Items of a page where `$top` does not say otherwise. */
const PAGE_SIZE = 100;

/** Which part of a list a request wants. */
export interface PageRequest {
  readonly top: number;
  readonly skip: number;
}

/** Reads `$top` and `$skip`. Throws `ArmFault` for anything but whole numbers. */
export function readPageRequest(query: URLSearchParams): PageRequest {
  const number = (name: string, fallback: number): number => {
    const text = query.get(name);
    if (text === null || text === '') return fallback;
    if (!/^\d+$/.test(text))
      throw new ArmFault(400, 'ValidationError', `The value '${text}' of ${name} is not a number.`);
    return Number(text);
  };
  return {
    top: Math.min(number('$top', PAGE_SIZE), unverified.MAX_PAGE_SIZE),
    skip: number('$skip', 0),
  };
}

/** One page as the service answers it: `nextLink` only where there is more. */
export function pageOf<Item>(options: {
  readonly items: readonly Item[];
  readonly page: PageRequest;
  readonly show: (item: Item) => JsonObject;
  /** URL of the request, for `nextLink`. */
  readonly url: string;
}): JsonObject {
  const { items, page, show, url } = options;
  const value = items.slice(page.skip, page.skip + page.top).map(show);
  const next = page.skip + page.top;
  const nextLink = page.top > 0 && next < items.length ? withSkip(url, next) : undefined;
  const count = unverified.COUNT_IS_TOTAL ? items.length : value.length;
  return { value, count, ...(nextLink !== undefined && { nextLink }) };
}

function withSkip(url: string, skip: number): string {
  const next = new URL(url);
  next.searchParams.set(unverified.NEXT_LINK_SKIP, String(skip));
  return next.href;
}
