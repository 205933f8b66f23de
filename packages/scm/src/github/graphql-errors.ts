import { isJsonObject } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { neededPermission } from './needed-permission.js';

/** Why one field of a GraphQL answer is null. */
export interface FieldError {
  /** `NOT_FOUND`, `FORBIDDEN`, `STALE_DATA` and so on; empty where GitHub gives none. */
  readonly type: string;
  readonly message: string;
  /** The alias or name of the field at the top; undefined where the query as a whole was refused. */
  readonly field: string | undefined;
}

/** The entries of `errors` in an answer, whatever GitHub put there. */
export function fieldErrors(errors: unknown): readonly FieldError[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isJsonObject).map(({ type, message, path }) => {
    const [top] = Array.isArray(path) ? (path as readonly unknown[]) : [];
    return {
      type: typeof type === 'string' ? type : '',
      message: typeof message === 'string' ? message : 'no reason given',
      field: typeof top === 'string' ? top : undefined,
    };
  });
}

/** What the errors of a field, or of a whole query, mean. `what` names the query for people. */
export function graphqlFailure(errors: readonly FieldError[], what: string): ScmError {
  const text = `GitHub refused to ${what}: ${errors.map(({ message }) => message).join('; ') || 'no reason given'}`;
  const types = new Set(errors.map(({ type }) => type));
  const permission = neededPermission('/graphql');
  if (types.has('RATE_LIMITED')) {
    return new ScmError('SCM_RATE_LIMITED', text, { hint: 'Run the command again later; what is done stays done.' });
  }
  if (types.has('FORBIDDEN') || types.has('INSUFFICIENT_SCOPES')) {
    return new ScmError('SCM_FORBIDDEN', text, { hint: `The token needs ${permission}.` });
  }
  if (types.has('NOT_FOUND')) {
    return new ScmError('SCM_NOT_FOUND', text, {
      hint: `Check the names; a token that lacks ${permission} sees the same answer.`,
    });
  }
  return new ScmError('SCM_REJECTED', text, { hint: 'Plan again, since the repository may have changed meanwhile.' });
}
