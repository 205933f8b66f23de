import type { Hosting } from '@nx-apiops/config';
import type { RepositoryFiles } from './repository-files.js';

/** Where the owners of the repository's files are written down. Azure DevOps has no place of its own for it. */
export const CODE_OWNERS_FILES: Readonly<Record<Hosting, string>> = {
  github: '.github/CODEOWNERS',
  'azure-devops': 'CODEOWNERS',
};

/**
 * Where hosts look, the first that is there counts. Source:
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
const PLACES: Readonly<Record<Hosting, readonly string[]>> = {
  github: [CODE_OWNERS_FILES.github, 'CODEOWNERS', 'docs/CODEOWNERS'],
  'azure-devops': [CODE_OWNERS_FILES['azure-devops']],
};

/** The file that the host reads, or the one to begin where there is none. */
export function codeOwnersFile({ isFile }: Pick<RepositoryFiles, 'isFile'>, hosting: Hosting): string {
  return PLACES[hosting].find((path) => isFile(path)) ?? CODE_OWNERS_FILES[hosting];
}

/** One line: files that match `pattern` belong to `owner`. */
export interface CodeOwner {
  readonly pattern: string;
  readonly owner: string;
}

/** Pattern for a folder; spaces and other signs with a meaning are escaped. */
export function folderPattern(folder: string): string {
  return `/${folder.replace(/[\\\s#!*?[\]]/g, '\\$&')}/`;
}

/** Owner as CODEOWNERS wants it: `group:default/orders` and `orders` → `@acme/orders`; mail addresses and `@…` stay. */
export function toCodeOwner(owner: string, organization: string): string {
  if (owner.includes('@')) return owner;
  const name = owner.slice(owner.lastIndexOf('/') + 1).replace(/^(group|user):/, '');
  return owner.startsWith('user:') ? `@${name}` : `@${organization}/${name}`;
}

/**
 * Owner as the API catalogue wants it, so that `toCodeOwner` gives the same again: `@acme/orders` → `orders`, `@jo` →
 * `user:jo`. Mail addresses and teams of other organizations have no such form and stay.
 */
export function toCatalogOwner(owner: string, organization: string): string {
  const [, team] = /^@[^/]+\/([^/]+)$/.exec(owner) ?? [];
  if (team !== undefined && owner === `@${organization}/${team}`) return team;
  return /^@[^/@]+$/.test(owner) ? `user:${owner.slice(1)}` : owner;
}

/** Owner as `apiops.yaml` names reviewers: `@acme/orders` → `orders`; people (`@jo`) and mail addresses stay. */
export function toReviewer(owner: string): string {
  return owner.replace(/^@[^/]+\//, '');
}

/** Whether a line of CODEOWNERS can name the owner; anything else could become a line of its own. */
export function isCodeOwner(owner: string): boolean {
  return /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@#]+@[^\s@#]+)$/.test(owner);
}

/** The pattern of a line, with its escapes; empty for comments and empty lines. */
export function patternOf(line: string): string {
  return /^\s*((?:\\.|[^\s\\#])+)/.exec(line)?.[1] ?? '';
}

/** Owners of everything that has no other one, from the last `*` line; none without one. */
export function defaultOwners(text: string): readonly string[] {
  const line = text.split(/\r?\n/).findLast((candidate) => patternOf(candidate) === '*') ?? '';
  return line
    .replace(/(^|\s)#.*/, '')
    .trim()
    .split(/\s+/)
    .slice(1);
}
