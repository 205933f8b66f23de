/** Whether a name fits a pattern of GitHub: `*` and `?` stay within a segment, `**` crosses them. */
export function matchesGlob(pattern: string, name: string): boolean {
  const source = pattern.replaceAll(/\*\*\/|\*\*|[*?.+^${}()|\\[\]]/g, (token) => GLOB_TOKENS[token] ?? `\\${token}`);
  return new RegExp(`^${source}$`).test(name);
}

const GLOB_TOKENS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
