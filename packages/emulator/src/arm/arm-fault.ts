import type { JsonObject } from '@nx-apiops/plan';

/** One line of a validation error. */
export interface FaultDetail {
  readonly code: string;
  readonly target: string;
  readonly message: string;
}

/** What an answer says beyond its code. */
export interface FaultText {
  readonly message: string;
  readonly details?: readonly FaultDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Resource Manager itself answers without `details`. */
  readonly from?: 'resource-manager';
}

/** An answer of the service that says no. Not a failure of the emulator: it is sent to the client as it is. */
export class ArmFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly FaultDetail[] | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly #hasDetails: boolean;

  constructor(status: number, code: string, about: string | FaultText) {
    const more: FaultText = typeof about === 'string' ? { message: about } : about;
    super(more.message);
    this.name = 'ArmFault';
    this.status = status;
    this.code = code;
    this.details = more.details ?? null;
    this.headers = more.headers ?? {};
    this.#hasDetails = more.from === undefined;
  }

  /** The body as the service writes it. */
  get body(): JsonObject {
    if (!this.#hasDetails) return { error: { code: this.code, message: this.message } };
    const details = this.details?.map(({ code, target, message }) => ({ code, target, message })) ?? null;
    return { error: { code: this.code, message: this.message, details } };
  }
}

/** The web framework's own refusal, which does not use ARM's envelope. */
export class MethodNotAllowed extends Error {
  readonly status = 405;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;

  constructor(method: string, allowed: readonly string[]) {
    const text = `The requested resource does not support http method '${method}'.`;
    super(text);
    this.name = 'MethodNotAllowed';
    this.headers = { Allow: allowed.join(',') };
    this.body = { Message: text };
  }
}

/** Field validation: HTTP 400 with one detail per field. */
export function invalidFields(details: readonly (readonly [target: string, message: string])[]): ArmFault {
  return new ArmFault(400, 'ValidationError', {
    message: 'One or more fields contain incorrect values:',
    details: details.map(([target, message]) => ({ code: 'ValidationError', target, message })),
  });
}

/** A rule that is broken as a whole: the text stands in the message, there are no details. */
export function invalidRequest(message: string): ArmFault {
  return new ArmFault(400, 'ValidationError', message);
}

export function notFound(noun: string): ArmFault {
  return new ArmFault(404, 'ResourceNotFound', `${noun} not found.`);
}
