/** What the token of a request may do. The emulator reads the rights from the token's own text. */
export interface Caller {
  readonly canWrite: boolean;
  readonly canSeeProjects: boolean;
}

/** Undefined where the request has no token: neither `Bearer` nor `Basic` with a personal access token. */
export function callerOf(authorization: string | undefined): Caller | undefined {
  const token = tokenOf(authorization);
  if (token === undefined || token === '') return undefined;
  return { canWrite: !token.includes('read-only'), canSeeProjects: !token.includes('no-access') };
}

function tokenOf(authorization = ''): string | undefined {
  const [, scheme = '', value = ''] = /^(bearer|basic)\s+(\S+)$/i.exec(authorization.trim()) ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme === '') return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}
