import { gitHubFault } from './github-fault.js';

/** Who a token speaks for: an owner of the organisation, an app that may only read, or nobody the organisation knows. */
export type Caller = 'owner' | 'reader' | 'stranger';

/** The caller that the text of a token stands for. Throws a 401 where there is no token. */
export function callerOf(authorization: string | undefined): Caller {
  if (authorization === undefined || authorization.trim() === '') throw gitHubFault(401, 'Requires authentication');
  const token = /^(?:bearer|token)\s+(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) throw gitHubFault(401, 'Bad credentials');
  if (token.includes('no-access')) return 'stranger';
  return token.includes('read-only') ? 'reader' : 'owner';
}
