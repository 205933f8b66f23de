import type { ArmRequest } from './exchange.js';

/** The URL of a request as the client sees it. */
export function requestUrl({ origin, path, query }: ArmRequest): string {
  const text = query.toString();
  return text === '' ? `${origin}${path}` : `${origin}${path}?${text}`;
}
