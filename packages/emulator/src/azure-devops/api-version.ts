import type { ArmRequest } from '../http/exchange.js';
import { previewRequired, versionMissing, versionOutOfRange } from './azure-devops-fault.js';

/** The newest version that is no preview, and the newest of all. */
export const RELEASED_VERSION = '7.1';
export const LATEST_VERSION = '7.2';
/** In place of a released version where a resource has none. */
export const NEVER_RELEASED = '0.0';

/** The version that a request asks for, in the query or in its Accept header. */
export function requestedVersion({ query, headers }: ArmRequest): string | undefined {
  for (const [name, value] of query) if (name.toLowerCase() === 'api-version') return value;
  return /api-version=([^;,\s]+)/i.exec(headers['accept'] ?? '')?.[1];
}

/**
 * Refuses a version that the resource does not have: a preview without the flag, one that is too new, and none where
 * something is written. A read without a version is answered.
 */
export function checkVersion(request: ArmRequest, releasedVersion: string): void {
  const version = requestedVersion(request);
  if (version === undefined) {
    if (request.method === 'GET') return;
    throw versionMissing(request.method);
  }
  const [, number = '', preview] = /^(\d+(?:\.\d+)?)(-preview(?:\.\d+)?)?$/i.exec(version) ?? [];
  if (number === '' || Number(number) > Number(LATEST_VERSION)) throw versionOutOfRange(version, LATEST_VERSION);
  if (preview === undefined && Number(number) > Number(releasedVersion)) throw previewRequired(number);
}
