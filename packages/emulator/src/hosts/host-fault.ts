import type { Json } from '@nx-apiops/plan';

/** An answer of a hosted service that says no, with the body as that service writes it. */
export class HostFault extends Error {
  readonly status: number;
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Json, headers: Readonly<Record<string, string>> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.name = 'HostFault';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}
