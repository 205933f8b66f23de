import type { Hosting } from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';

/** Where the owners of the repository's files are written down. Azure DevOps has no place of its own for it. */
export const CODE_OWNERS_FILES: Readonly<Record<Hosting, string>> = {
  github: '.github/CODEOWNERS',
  'azure-devops': 'CODEOWNERS',
};

/** One line: files that match `pattern` belong to `owner`. */
export interface CodeOwner {
  readonly pattern: string;
  readonly owner: string;
}

/** Pattern for a folder; spaces and other signs with a meaning are escaped. */
export function folderPattern(folder: string): string {
  return `/${folder.replace(/[\\\s#!*?[\]]/g, '\\$&')}/`;
}

const NAME = '[A-Za-z0-9]+(?:[-_.]+[A-Za-z0-9]+)*';
const OWNER = new RegExp(
  `^(?:(?:(?:group|user):)?(?:${NAME}/)?${NAME}|@${NAME}(?:/${NAME})?|[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]+@${NAME})$`,
);

/**
 * Refuses what is neither a reference of the API catalogue nor an owner of CODEOWNERS, whose reader would pass over the
 * line. `option` names the option in messages. Throws `OPTION_INVALID`.
 */
export function assertOwner(owner: string, option: string): void {
  if (OWNER.test(owner)) return;
  throw new GeneratorError('OPTION_INVALID', `${option} ${JSON.stringify(owner)} can own nothing.`, {
    hint: 'Name a team such as orders-team, group:default/orders-team or @acme/orders-team, or a mail address.',
  });
}

/** Owner as CODEOWNERS wants it: `group:default/orders` and `orders` → `@acme/orders`; mail addresses and `@…` stay. */
export function toCodeOwner(owner: string, organization: string): string {
  if (owner.includes('@')) return owner;
  const name = owner.slice(owner.lastIndexOf('/') + 1).replace(/^(group|user):/, '');
  return owner.startsWith('user:') ? `@${name}` : `@${organization}/${name}`;
}

/** Owner as the API catalogue wants it: `@acme/orders` → `orders`; mail addresses keep what stands before the sign. */
export function toCatalogOwner(owner: string): string {
  if (!owner.includes('@')) return owner;
  return owner.startsWith('@')
    ? owner.slice(owner.lastIndexOf('/') + 1).replace(/^@/, '')
    : owner.slice(0, owner.indexOf('@'));
}

/** Owner of everything that has no other one, from the `*` line; undefined without one. */
export function defaultOwner(text: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const [pattern, owner] = line.trim().split(/\s+/);
    if (pattern === '*') return owner;
  }
  return undefined;
}

/**
 * The text with a line for the pattern, behind the last line of the same folder that sorts before it, else at the
 * end, since the last match counts. A pattern that has a line keeps it, whoever it names.
 */
export function addCodeOwner(text: string, { pattern, owner }: CodeOwner): string {
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const patternOf = (line: string): string => /^\s*((?:\\.|[^\s\\#])+)/.exec(line)?.[1] ?? '';
  if (lines.some((line) => patternOf(line) === pattern)) return text;
  const parent = pattern.slice(0, pattern.lastIndexOf('/', pattern.length - 2) + 1);
  const before = lines.findLastIndex((line) => {
    const other = patternOf(line);
    return other.startsWith(parent) && other !== parent && other < pattern;
  });
  const first = lines.findIndex((line) => patternOf(line).startsWith(parent) && patternOf(line) > pattern);
  const position = before >= 0 ? before + 1 : first >= 0 ? first : lines.length;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  return [...lines.slice(0, position), `${pattern} ${owner}`, ...lines.slice(position), ''].join(ending);
}
