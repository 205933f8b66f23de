import { visibleText } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { neededPermission } from './needed-permission.js';

export interface FailedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

export function unreachable(error: unknown, { method, path }: FailedRequest): ScmError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ScmError('SCM_UNREACHABLE', `Azure DevOps did not answer ${method} ${path}: ${reason}`, {
    hint: 'Check the connection, and AZURE_DEVOPS_ORG_URL if it is set.',
    cause: error,
  });
}

/** What a failed request means, with the next step. The message holds no header, no body and no query. */
export function azureDevOpsFailure(
  { status, body }: { readonly status: number; readonly body: string },
  request: FailedRequest,
): ScmError {
  const text = `Azure DevOps answered ${request.method} ${request.path} with ${status}: ${visibleText(messageOf(body))}`;
  return new ScmError(...classify(status, text, request));
}

function classify(status: number, text: string, request: FailedRequest): ConstructorParameters<typeof ScmError> {
  switch (status) {
    // A page to sign in at, or the way to it.
    case 200:
    case 203:
    case 302:
    case 401:
      return [
        'SCM_UNAUTHORIZED',
        text,
        {
          hint: 'Give a valid token of the organization, or sign in with: az login. A service principal has to be a user of the organization.',
        },
      ];
    case 403:
      return ['SCM_FORBIDDEN', text, { hint: `Who the token is of needs ${neededPermission(request.path)}.` }];
    case 404:
      return [
        'SCM_NOT_FOUND',
        text,
        { hint: `Check the names; who lacks ${neededPermission(request.path)} sees the same answer.` },
      ];
    case 400:
    case 409:
    case 422:
      return ['SCM_REJECTED', text, { hint: 'Correct the value in apiops.yaml.' }];
    case 429:
      return ['SCM_RATE_LIMITED', text, { hint: 'Run the command again later; what is done stays done.' }];
    default:
      return ['SCM_REQUEST', text, {}];
  }
}

/** Pages have no message. */
function messageOf(body: string): string {
  try {
    const content: unknown = JSON.parse(body);
    if (typeof content === 'object' && content !== null && 'message' in content) return String(content.message);
  } catch {
    // Not JSON: a page.
  }
  return body.trimStart().startsWith('<') || body === '' ? 'no reason given' : body.slice(0, 200);
}
