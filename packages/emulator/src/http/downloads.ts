import type { EmulatorClock } from '../options.js';
import type { ExportedDocument } from '../export/export-api.js';
import type { IdSource } from '../id-source.js';
import type { Answer } from './exchange.js';

/** Links end after five minutes, as those of the service do. */
const VALID_MS = 5 * 60 * 1000;
const FOLDER = '/api-export/';

interface Download {
  readonly document: ExportedDocument;
  readonly expiresMs: number;
}

/** Exported documents behind links that need no credential. */
export class Downloads {
  readonly #clock: EmulatorClock;
  readonly #ids: IdSource;
  readonly #byToken = new Map<string, Download>();

  constructor(clock: EmulatorClock, ids: IdSource) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** A link to the document, in the shape of a storage link with a signature. */
  offer(document: ExportedDocument, origin: string): string {
    const expiresMs = this.#clock.now() + VALID_MS;
    this.#dropExpired();
    const token = this.#ids.key();
    this.#byToken.set(token, { document, expiresMs });
    const query = new URLSearchParams({
      sv: '2021-08-06',
      sr: 'b',
      sig: token,
      se: new Date(expiresMs).toISOString(),
      sp: 'r',
    });
    return `${origin}${FOLDER}${encodeURIComponent(document.fileName)}?${query.toString()}`;
  }

  /** Whether a path is that of a download. */
  isDownload(path: string): boolean {
    return path.startsWith(FOLDER);
  }

  /** The document behind a link; 403 as storage answers it where the link is not valid (any more). */
  answer(query: URLSearchParams): Answer {
    const found = this.#find(query);
    if (!found) {
      return {
        status: 403,
        text: {
          content:
            '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message></Error>',
          contentType: 'application/xml',
        },
      };
    }
    return { status: 200, text: { content: found.document.render(), contentType: found.document.contentType } };
  }

  /** Text behind a link of this emulator, undefined for all other links. */
  read(url: string, origin: string): string | undefined {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed?.origin !== origin || !this.isDownload(parsed.pathname)) return undefined;
    return this.#find(parsed.searchParams)?.document.render();
  }

  clear(): void {
    this.#byToken.clear();
  }

  #find(query: URLSearchParams): Download | undefined {
    const download = this.#byToken.get(query.get('sig') ?? '');
    return download && download.expiresMs > this.#clock.now() ? download : undefined;
  }

  /** Tokens are in the order of their expiry. */
  #dropExpired(): void {
    const now = this.#clock.now();
    for (const [token, { expiresMs }] of this.#byToken) {
      if (expiresMs > now) break;
      this.#byToken.delete(token);
    }
  }
}
