import { GeneratorError } from '../errors.js';

export type Fetch = typeof fetch;

/** Answers that a second try may not get. */
const TRANSIENT = new Set([429, 502, 503, 504]);
const TRIES = 4;

export interface Api {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly sleep: (delayMs: number) => Promise<void>;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the base, with the query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

/**
 * Sends a request and gives the JSON of the answer. Reads are tried again where the answer is transient; writes only
 * where they were refused for their number (429), since anything else may have been carried out.
 * Throws `HOST_REFUSED`; the message holds no header and no body that was sent.
 */
export async function send({ baseUrl, headers, fetch, sleep }: Api, request: Request): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${baseUrl}${request.path}`, {
      method: request.method,
      headers: {
        ...headers,
        ...(request.body !== undefined && { 'content-type': request.contentType ?? 'application/json' }),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    const mayRetry = response.status === 429 || (request.method === 'GET' && TRANSIENT.has(response.status));
    if (!mayRetry || attempt === TRIES) throw refused(request, response.status, text);
    await sleep(retryDelayMs(response.headers.get('retry-after'), attempt));
  }
}

function retryDelayMs(retryAfter: string | null, attempt: number): number {
  const seconds = Number(retryAfter);
  return retryAfter !== null && Number.isFinite(seconds) ? Math.min(seconds, 120) * 1000 : 1000 * 2 ** attempt;
}

function refused({ method, path }: Request, status: number, text: string): GeneratorError {
  const place = path.split('?')[0] ?? path;
  return new GeneratorError('HOST_REFUSED', `${method} ${place} was answered with ${status}: ${text.slice(0, 300)}`, {
    ...((status === 401 || status === 403 || status === 404) && {
      hint: 'Look at the permissions of the job: it needs the right to write what this step writes.',
    }),
  });
}
