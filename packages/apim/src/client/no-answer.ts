import type { NoAnswer } from './arm-failure.js';

const UNREACHABLE: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);

/** Codes of connections and bodies that break off; not all of them come wrapped by the SDK. */
const BROKEN: ReadonlySet<string> = new Set([
  'ECONNABORTED',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
  'Z_BUF_ERROR',
  'Z_DATA_ERROR',
]);

/** Codes of OpenSSL and Node.js for a connection that will never become secure. */
const UNTRUSTED = /CERT|^ERR_SSL|^ERR_TLS|^EPROTO$|SELF_SIGNED|UNABLE_TO_VERIFY/;

/**
 * What an error of the transport means; `undefined` when it is no failure of the network, so that a defect of ours is
 * never retried or reported as one.
 */
export function readNoAnswer(error: unknown): NoAnswer | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const description = error.message.includes(code) ? error.message : `${code} ${error.message}`.trim();
  if (UNREACHABLE.has(code)) return { reason: 'unreachable', description };
  if (UNTRUSTED.test(code)) return { reason: 'untrusted', description };
  if (error.name !== 'RestError' && !BROKEN.has(code)) return undefined;
  return { reason: 'connection', description };
}
