/**
 * Whether a name fits a pattern of GitHub, which are those of Ruby's `File.fnmatch` with `FNM_PATHNAME`: `*` and `?`
 * stay within a segment, only `**` before a slash crosses segments, `[a-c]` is one character of a set.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const source = pattern.replaceAll(/\*\*\/|\*+|\?|\[[^\][]+\]|[.+^${}()|\\[\]]/g, toRegExp);
  return new RegExp(`^${source}$`).test(name);
}

function toRegExp(token: string): string {
  if (token === '**/') return '(?:.*/)?';
  if (token.startsWith('*')) return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.length > 1) return `[${token.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
  return `\\${token}`;
}
