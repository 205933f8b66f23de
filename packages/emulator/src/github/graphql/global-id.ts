/** What GitHub calls things in GraphQL: the kind, and what tells one of them from the others. */
export function globalId(kind: string, text: string): string {
  return `${kind}_${Buffer.from(text).toString('base64url')}`;
}

export interface ParsedId {
  readonly kind: string;
  readonly text: string;
}

export function parseGlobalId(id: string): ParsedId {
  const bar = id.indexOf('_');
  return { kind: id.slice(0, bar), text: Buffer.from(id.slice(bar + 1), 'base64url').toString('utf8') };
}
