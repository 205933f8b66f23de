import type { Json } from '@nx-apiops/plan';

/** A request to the emulated service, body read. */
export interface ArmRequest {
  readonly method: string;
  /** Path without query, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Origin of the emulator, for links in answers. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Indented with CRLF, as API Management writes the resources below a service; everything else is on one line. */
  readonly isPretty?: true;
  /** Instead of a JSON body. */
  readonly text?: { readonly content: string; readonly contentType: string };
  /** Instead of any text. */
  readonly bytes?: { readonly content: Buffer; readonly contentType: string };
  /** What the request did is done, but its answer is held back for a while, and then `release` is called. */
  readonly held?: { readonly forMs: number; readonly release: () => void };
}
