import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  IDENTITY_ENDPOINT: {
    fault: 'user',
    summary: 'The address of Azure Resource Manager or Microsoft Graph may not be used.',
  },
  IDENTITY_CONFIG: { fault: 'user', summary: 'apiops.yaml does not say what an identity needs.' },
  IDENTITY_SUBJECT: {
    fault: 'user',
    summary: 'The repository presents tokens of a form that no credential can be made for.',
  },
  IDENTITY_PRINCIPAL: { fault: 'user', summary: 'Who shall get a role does not exist yet, or has no identity.' },
  IDENTITY_ROTATION: {
    fault: 'service',
    summary: 'A new client secret could neither be stored nor taken back; the old one holds.',
  },
  AZURE_UNAUTHORIZED: { fault: 'user', summary: 'Azure or Microsoft Graph does not accept the credential.' },
  AZURE_FORBIDDEN: { fault: 'user', summary: 'The signed-in account lacks a permission in Azure or Microsoft Graph.' },
  AZURE_NOT_FOUND: { fault: 'user', summary: 'A subscription, a resource group or a resource does not exist.' },
  AZURE_REJECTED: { fault: 'user', summary: 'Azure or Microsoft Graph refuses a value.' },
  AZURE_UNREACHABLE: { fault: 'service', summary: 'Azure or Microsoft Graph does not answer.' },
  AZURE_REQUEST: { fault: 'service', summary: 'Azure or Microsoft Graph answered a request with an error.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type IdentityErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class IdentityError extends CodedError {
  declare readonly code: IdentityErrorCode;

  constructor(code: IdentityErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
