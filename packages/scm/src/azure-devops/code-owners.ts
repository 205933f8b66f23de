import { EVERY_FILE } from './unverified.js';

/** Who has to approve changes of some files. */
export interface OwnedFiles {
  /** As CODEOWNERS has it. */
  readonly pattern: string;
  /** As CODEOWNERS has them; at least one. */
  readonly owners: readonly string[];
  /** Filters of Azure DevOps, the later ones winning over the earlier. */
  readonly paths: readonly string[];
}

interface Line {
  readonly pattern: string;
  readonly owners: readonly string[];
  readonly filters: readonly string[];
}

/**
 * The lines of a CODEOWNERS file as filters. There, the last line that matches a file counts alone; in Azure DevOps all
 * policies count, so each line excludes the files of later ones. A line that later ones cover is left out. Pure.
 *
 * Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function ownedFiles(text: string): OwnedFiles[] {
  const lines = text.split(/\r?\n/).flatMap(parseLine);
  return lines.flatMap(({ pattern, owners, filters }, index): OwnedFiles[] => {
    const later = lines.slice(index + 1);
    if (owners.length === 0 || later.some((line) => filters.every((filter) => isWithin(filter, line.filters))))
      return [];
    const excluded = later
      .flatMap((line) => line.filters)
      .filter((filter) => filters.some((own) => overlaps(own, filter)));
    return [{ pattern, owners, paths: [...filters, ...[...new Set(excluded)].map((filter) => `!${filter}`)] }];
  });
}

/** Pattern and owners; spaces of the pattern are escaped by a backslash. */
function parseLine(line: string): Line[] {
  const words = line.trim().match(/(?:\\.|[^\s\\])+/g) ?? [];
  const end = words.findIndex((word) => word.startsWith('#'));
  const [pattern, ...owners] = end < 0 ? words : words.slice(0, end);
  return pattern === undefined ? [] : [{ pattern, owners, filters: toFilters(pattern.replace(/\\(.)/g, '$1')) }];
}

/** A pattern without a slash, but at its end, is of any folder. */
function toFilters(pattern: string): string[] {
  const isAnchored = /\/./.test(pattern);
  const rest = pattern.replace(/^\//, '').replaceAll(/\*+/g, '*');
  if (rest === '*' || rest === '') return [EVERY_FILE];
  if (rest.endsWith('*')) return [isAnchored ? `/${rest}` : `*/${rest}`];
  const path = isAnchored ? `/${rest}` : rest.startsWith('*') ? rest : `*/${rest}`;
  // Without a slash at its end, it may name a file or a folder.
  return path.endsWith('/') ? [`${path}*`] : rest.includes('*') ? [path] : [path, `${path}/*`];
}

/** Whether all files of a filter are files of one of the others. */
function isWithin(filter: string, others: readonly string[]): boolean {
  return others.some((other) => other === filter || (isPrefix(other) && filter.startsWith(other.slice(0, -1))));
}

function isPrefix(filter: string): boolean {
  return filter.startsWith('/') && filter.indexOf('*') === filter.length - 1;
}

/** Whether both may have a file in common. */
function overlaps(a: string, b: string): boolean {
  const [beginA, beginB] = [a, b].map((filter) => filter.slice(0, `${filter}*`.indexOf('*')));
  if (beginA === undefined || beginB === undefined) return true;
  if (!a.includes('*') && !b.includes('*')) return a === b;
  if (!a.includes('*')) return a.startsWith(beginB);
  if (!b.includes('*')) return b.startsWith(beginA);
  return beginA.startsWith(beginB) || beginB.startsWith(beginA);
}
