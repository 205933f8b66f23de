import { stripEnd } from '@nx-apiops/plan';
import { resourceId } from '@nx-apiops/apim';
import { GeneratorError } from '../errors.js';
import { readOverrideValue } from '../tree/override-value.js';
import { readProperties, type Repository } from '../tree/repository.js';
import type { ApiOptions } from './resolve-options.js';

/** The address that an environment's file gives a backend; undefined where it gives none. */
export function presentAddress(repository: Repository, backend: string, environment: string): string | undefined {
  const found = readOverrideValue(repository, environment, { id: resourceId('backend', [backend]), property: 'url' });
  return found === undefined ? undefined : String(found.value);
}

/** An address without what may be secret in it: user, password and query. */
export function shownAddress(address: string): string {
  return address.replace(/\/\/[^/?#]*@/, '//').split('?', 1)[0] ?? '';
}

/**
 * Addresses that were stated must come to something: what stands in a file already is the user's, and is not replaced.
 * Throws `OPTION_INVALID`, naming the place and both addresses.
 */
export function refuseOtherAddresses(
  repository: Repository,
  { name, backendUrls }: ApiOptions,
  { isThere }: { readonly isThere: boolean },
): void {
  const id = resourceId('backend', [name]);
  const [first] = backendUrls;
  if (first && isThere && !readProperties(repository, id)) {
    throw new GeneratorError('OPTION_INVALID', `The API ${name} is there, and no backend of its name is.`, {
      hint: `Leave --backend-url out, and give the address to the backend that the API's policy names.`,
    });
  }
  for (const [environment, url] of backendUrls) {
    const found = readOverrideValue(repository, environment, { id, property: 'url' });
    if (!found || stripEnd(String(found.value), '/') === url) continue;
    throw new GeneratorError(
      'OPTION_INVALID',
      `--backend-url ${environment}=${url} contradicts ${found.at}, where the backend ${name} has ${shownAddress(String(found.value))}.`,
      { hint: 'Change the address there, or leave --backend-url out. Nothing was written.' },
    );
  }
}
