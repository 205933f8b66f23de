import type { HostCall } from '../hosts/routes.js';

/** Whether a PATCH may create what it does not find. */
export function createsIfMissing({ request }: HostCall): boolean {
  return (request.headers['prefer'] ?? '').toLowerCase().includes('create-if-missing');
}
