/** What a token may do. The emulator knows no accounts: the token itself says it. */
export type Access = 'full' | 'read' | 'none';

/** The token of an `Authorization` header, or what is wrong with the header. */
export function readBearerToken(
  header: string | undefined,
): { readonly token: string } | { readonly problem: 'missing' | 'malformed' } {
  if (!header) return { problem: 'missing' };
  const [, token] = /^Bearer (\S+)$/i.exec(header.trim()) ?? [];
  return token === undefined ? { problem: 'malformed' } : { token };
}

/** A token with `no-access` in it may do nothing, one with `read-only` may only read, any other may do everything. */
export function accessOf(token: string): Access {
  const text = token.toLowerCase();
  if (text.includes('no-access')) return 'none';
  return text.includes('read-only') ? 'read' : 'full';
}

/** Whether the method changes nothing. */
export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
