import type { HttpMethod } from './arm-request-error.js';
import type { HeaderReader } from './retry-delay.js';

export interface TransportRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  readonly header: HeaderReader;
  readonly body: string;
}

/** Sends a request once; rejects when there is no complete answer. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
}
