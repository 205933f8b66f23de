import type { Selection } from './matches-selection.js';

/**
 * Folders that are read of every repository, and how many levels of names in them: 1 is what is in the folder itself. The
 * empty path is the root. A test holds them to those of the rollout port.
 */
export const ALWAYS_READ: readonly { readonly path: string; readonly levels: number }[] = [
  { path: '', levels: 1 },
  { path: '.github', levels: 2 },
  { path: 'docs', levels: 1 },
  { path: '.azure-pipelines', levels: 2 },
  { path: 'pipelines', levels: 2 },
  { path: 'tools/pipelines', levels: 2 },
];

/**
 * Whether the files that a selection asks for can lie where only the whole tree of a repository tells, which costs a
 * request for each. Pure.
 */
export function needsWholeTree({ files = [], exclude = {} }: Selection): boolean {
  return [...files, ...(exclude.files ?? [])].some((pattern) => !isAlwaysRead(pattern));
}

/** A `*` stays in its folder, `**` leaves it. */
function isAlwaysRead(pattern: string): boolean {
  if (pattern.includes('**')) return false;
  return ALWAYS_READ.some(({ path, levels }) => {
    const folder = path === '' ? '' : `${path}/`;
    return pattern.startsWith(folder) && pattern.slice(folder.length).split('/').length <= levels;
  });
}
