import type { RequestError } from '@octokit/request-error';
import { visibleText } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { neededPermission } from './needed-permission.js';

/** GitHub says so where the plan of the owner lacks something; the statuses differ. */
const PLAN_WORDS = /upgrade to github|billing plan|not available for your plan|enterprise/i;
const RATE_WORDS = /rate limit/i;

/** What a failed request means, with the next step. The message holds no header, no body and no query. */
export function githubFailure(error: unknown, request: { readonly method: string; readonly path: string }): ScmError {
  const what = `${request.method} ${request.path}`;
  const known = ownError(error);
  if (known) return known;
  if (!isRequestError(error)) {
    const reason = error instanceof Error ? error.message : String(error);
    return new ScmError('SCM_UNREACHABLE', `GitHub did not answer ${what}: ${reason}`, {
      hint: 'Check the connection, and GITHUB_API_URL if it is set.',
      cause: error,
    });
  }
  const words = visibleText(messageOf(error));
  const text = `GitHub answered ${what} with ${error.status}: ${words}`;
  if (error.response === undefined) {
    return new ScmError('SCM_UNREACHABLE', `GitHub did not answer ${what}: ${words}`, {
      hint: 'Check the connection, and GITHUB_API_URL if it is set.',
      cause: error,
    });
  }
  if (RATE_WORDS.test(words) && (error.status === 403 || error.status === 429)) {
    return new ScmError('SCM_RATE_LIMITED', text, {
      hint: 'Run the command again later; what is done stays done.',
      cause: error,
    });
  }
  if (PLAN_WORDS.test(words) && error.status !== 401) {
    return new ScmError('SCM_PLAN_LIMIT', text, { hint: PLAN_HINT, cause: error });
  }
  return new ScmError(...classify(error.status, text, request.path));
}

/** Octokit wraps what its `fetch` throws. */
function ownError(error: unknown): ScmError | undefined {
  if (error instanceof ScmError) return error;
  return error instanceof Error && error.cause instanceof ScmError ? error.cause : undefined;
}

export const PLAN_HINT =
  'Change the plan or the visibility of the repository, or remove from apiops.yaml what the plan does not include.';

function classify(status: number, text: string, path: string): ConstructorParameters<typeof ScmError> {
  switch (status) {
    case 401:
      return ['SCM_UNAUTHORIZED', text, { hint: 'Set GH_TOKEN to a valid token, or sign in: gh auth login.' }];
    case 403:
      return ['SCM_FORBIDDEN', text, { hint: `The token needs ${neededPermission(path)}.` }];
    case 404:
      return [
        'SCM_NOT_FOUND',
        text,
        { hint: `Check the names; a token that lacks ${neededPermission(path)} sees the same answer.` },
      ];
    case 400:
    case 409:
    case 422:
      return ['SCM_REJECTED', text, { hint: 'Correct the value in apiops.yaml.' }];
    default:
      return ['SCM_REQUEST', text, {}];
  }
}

export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error;
}

function messageOf(error: RequestError): string {
  const data: unknown = error.response?.data;
  if (typeof data !== 'object' || data === null || !('message' in data)) return error.message.split(' - http')[0] ?? '';
  const details =
    'errors' in data && Array.isArray(data.errors) ? data.errors.map(detailText).filter((text) => text !== '') : [];
  return [String(data.message), ...details].join('; ');
}

function detailText(detail: unknown): string {
  if (typeof detail === 'string') return detail;
  if (typeof detail === 'object' && detail !== null && 'message' in detail) return String(detail.message);
  return '';
}
