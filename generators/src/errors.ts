import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  REPOSITORY_MISSING: {
    fault: 'user',
    summary: 'A generator runs outside of an APIOps repository: there is no apiops.yaml.',
  },
  OPTION_INVALID: { fault: 'user', summary: 'An option of a generator has a value that is not usable.' },
  NAME_INVALID: { fault: 'user', summary: 'A name is not allowed for the resource.' },
  NAME_TAKEN: { fault: 'user', summary: 'Something else has the name already.' },
  PATH_INVALID: { fault: 'user', summary: 'An API path is not usable as the path of a URL.' },
  PATH_TAKEN: { fault: 'user', summary: 'Another API has the path already, outside of a common version set.' },
  VERSION_TAKEN: { fault: 'user', summary: 'Another API of the version set has the version already.' },
  SPECIFICATION_UNREADABLE: { fault: 'user', summary: 'The API description cannot be read from its file or URL.' },
  SPECIFICATION_INVALID: { fault: 'user', summary: 'The API description has problems; they are listed.' },
  SPECIFICATION_EDITED: {
    fault: 'user',
    summary: 'The API description was edited in the repository and changed at its source.',
  },
  BACKEND_UNKNOWN: { fault: 'user', summary: 'Where the backend of an API is cannot be told.' },
  POLICY_UNKNOWN: { fault: 'user', summary: 'A policy template or file does not exist.' },
  POLICY_INVALID: { fault: 'user', summary: 'A policy is not well formed.' },
  HOST_UNKNOWN: { fault: 'user', summary: 'A step of a pipeline runs outside of GitHub Actions and Azure Pipelines.' },
  HOST_REFUSED: { fault: 'service', summary: 'GitHub or Azure DevOps refused a request of a pipeline.' },
  ARTIFACT_INVALID: { fault: 'user', summary: 'An existing artifact file is not valid JSON.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type GeneratorErrorCode = keyof typeof ERRORS;

/** Thrown by the generators before they write anything; `code` is a key of `ERRORS`. */
export class GeneratorError extends CodedError {
  declare readonly code: GeneratorErrorCode;

  constructor(
    code: GeneratorErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
