/** What one identity may and may not do at one token: bits of the namespace. */
export interface AccessControlEntry {
  readonly descriptor: string;
  readonly allow: number;
  readonly deny: number;
}

/** The entries at one token, by descriptor. */
export interface AccessControlList {
  readonly token: string;
  readonly entries: Map<string, AccessControlEntry>;
}

/** Lists by token in lower case, by id of the security namespace. */
export type AccessControlLists = Map<string, Map<string, AccessControlList>>;

/** The bits that are allowed to an identity at a token, those of the tokens above included; a denial wins. */
export function allowedBits(
  lists: AccessControlLists,
  namespaceId: string,
  at: { readonly token: string; readonly descriptor: string },
): number {
  const tokens = lists.get(namespaceId.toLowerCase());
  const parts = at.token.split('/');
  const entries = parts.flatMap((_, index) => {
    const token = parts
      .slice(0, index + 1)
      .join('/')
      .toLowerCase();
    return tokens?.get(token)?.entries.get(at.descriptor) ?? [];
  });
  const allow = entries.reduce((bits, entry) => bits | entry.allow, 0);
  const deny = entries.reduce((bits, entry) => bits | entry.deny, 0);
  return allow & ~deny;
}
