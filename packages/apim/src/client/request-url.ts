import { ApimError } from '../errors.js';
import { serviceArmId, type ServiceAddress } from '../resource-id.js';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** URL of the service itself, without query. */
export function serviceUrl(baseUrl: string, service: ServiceAddress): string {
  const path = serviceArmId({
    subscriptionId: encodeURIComponent(service.subscriptionId),
    resourceGroup: encodeURIComponent(service.resourceGroup),
    serviceName: encodeURIComponent(service.serviceName),
  });
  assertPlainPath(path);
  return `${baseUrl}${path}`;
}

/**
 * URL of a request below the service; `path` is percent-encoded already. A query that names its own `api-version`
 * keeps it.
 *
 * Throws `RESOURCE_PATH` for a path that URL rules would turn into another one.
 */
export function requestUrl(service: string, path: string, query: Query): string {
  assertPlainPath(path);
  const parameters = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return `${service}${path === '' ? '' : '/'}${path}?${parameters.join('&')}`;
}

/** A URL as it may be shown: the query can hold a signature. */
export function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}

function assertPlainPath(path: string): void {
  const isDotted = path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
  if (!isDotted && !/[?#\\]/.test(path)) return;
  throw new ApimError('RESOURCE_PATH', `'${path}' is not a path below the service.`, {
    hint: "Names in a path must be percent-encoded, and cannot be '.' or '..'.",
  });
}
