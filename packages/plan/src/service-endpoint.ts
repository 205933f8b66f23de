import { stripEnd } from './strip-characters.js';
/** What stands in for a credential on a loopback address. It opens nothing. */
export const DEVELOPMENT_TOKEN = 'nx-apiops-development-token';

/**
 * Whether requests may go to this URL: https anywhere, plain http only to `localhost`, 127.0.0.0/8 and `[::1]`.
 * The host must be written as an address or as `localhost`: other names that resolve to a loopback address are not
 * accepted, because what they resolve to can change.
 */
export function isAllowedUrl(url: URL): boolean {
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && isLoopbackHost(url.hostname);
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

export interface ServiceEndpoint {
  /** Origin and path, without a slash at the end. */
  readonly baseUrl: string;
  /** Plain http to this machine: only `DEVELOPMENT_TOKEN` may be sent there. */
  readonly isDevelopment: boolean;
}

/**
 * An endpoint as a person or an environment variable names it; undefined for what may not be used: neither https nor
 * http on a loopback address, or with a user name, a query or a fragment.
 */
export function parseServiceEndpoint(text: string): ServiceEndpoint | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const hasExtras = url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '';
  if (!isAllowedUrl(url) || hasExtras) return undefined;
  return {
    baseUrl: `${url.origin}${stripEnd(url.pathname, '/')}`,
    isDevelopment: url.protocol === 'http:',
  };
}
