import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  ENDPOINT: {
    fault: 'user',
    summary: 'An endpoint is not a URL that may be used: https, or http on a loopback address.',
  },
  ARM_REQUEST: { fault: 'service', summary: 'Azure Resource Manager answered a request with an error.' },
  ARM_VALIDATION: { fault: 'user', summary: 'API Management rejected the content of a request.' },
  ARM_UNAUTHORIZED: { fault: 'user', summary: 'No valid credential was presented.' },
  ARM_FORBIDDEN: { fault: 'user', summary: 'The identity has no permission for the request.' },
  ARM_NOT_FOUND: { fault: 'user', summary: 'The subscription, resource group or service does not exist.' },
  ARM_CONFLICT: { fault: 'service', summary: 'The resource was busy for longer than all attempts lasted, or locked.' },
  ARM_PRECONDITION: { fault: 'service', summary: 'The resource changed since it was read.' },
  ARM_THROTTLED: { fault: 'service', summary: 'The request limit was exceeded for longer than all attempts lasted.' },
  ARM_OPERATION_FAILED: { fault: 'service', summary: 'A long-running operation ended as failed.' },
  ARM_UNCONFIRMED: {
    fault: 'service',
    summary: 'A change was answered with success, but the resource is not there or not as it was sent.',
  },
  ARM_TIMEOUT: { fault: 'service', summary: 'A request or a long-running operation took too long.' },
  ARM_UNREACHABLE: { fault: 'user', summary: 'The endpoint could not be reached.' },
  POLICY_XML: { fault: 'user', summary: 'A policy is not well formed.' },
  SPECIFICATION: { fault: 'user', summary: 'An API specification cannot be read.' },
  RESOURCE_PATH: { fault: 'user', summary: 'A path names no known kind of resource, or a name in it is not allowed.' },
  ARTIFACT_FOLDER: { fault: 'user', summary: 'The artifact folder is missing or cannot be read or written.' },
  ARTIFACT_INVALID: { fault: 'user', summary: 'Artifact files are not valid; all problems are listed.' },
  ARTIFACT_UNSAFE: { fault: 'user', summary: 'An artifact path or link leads out of the artifact folder.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type ApimErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class ApimError extends CodedError {
  declare readonly code: ApimErrorCode;

  constructor(code: ApimErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
