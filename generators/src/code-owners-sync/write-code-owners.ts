import { logger } from '@nx/devkit';
import { APIOPS_FILE, type Hosting } from '@nx-apiops/config';
import {
  CODE_OWNERS_FILES,
  codeOwnersFile,
  defaultOwners,
  folderPattern,
  type CodeOwner,
} from '../tree/code-owners.js';
import type { Repository } from '../tree/repository.js';
import { readApiOwners } from './api-owners.js';
import { deriveCodeOwners, withoutBlock } from './derive-code-owners.js';

/** A file of owners that was not what it should be. */
export interface CodeOwnersChange {
  readonly path: string;
  /** Absent: there was none. */
  readonly before?: string;
  readonly after: string;
}

const PIPELINE_FOLDERS: Readonly<Record<Hosting, string>> = { github: '.github', 'azure-devops': '.azure-pipelines' };

/**
 * Makes the derived block of CODEOWNERS what the catalogue entries of the APIs say, and gives what that changed;
 * undefined where it was in step. What is shared belongs to the owner of the `*` line.
 * Throws `MARKS_INVALID`, and then writes nothing.
 */
export function writeCodeOwners(repository: Repository): CodeOwnersChange | undefined {
  const { tree, config } = repository;
  const path = codeOwnersFile(tree, config.hosting);
  const before = tree.read(path, 'utf8');
  // A repository that moved to another host brings its owners along.
  const text = before ?? tree.read(CODE_OWNERS_FILES.github, 'utf8') ?? '';
  const { owners, unusable } = readApiOwners(repository);
  for (const entry of unusable) {
    logger.warn(`${entry}, which ${path} cannot name: write a team, @person or mail address. Until then it has none.`);
  }
  const shared = sharedOwners(repository, path, defaultOwners(withoutBlock(text, path)).join(' '));
  const after = deriveCodeOwners(text, { shared, apis: owners }, path);
  if (after === before) return undefined;
  tree.write(path, after);
  return { path, after, ...(before !== null && { before }) };
}

/** From the general to the special; nothing without an owner. */
function sharedOwners({ config }: Repository, file: string, owner: string): readonly CodeOwner[] {
  if (owner === '') return [];
  const patterns = [
    folderPattern(config.artifacts.folder),
    folderPattern(PIPELINE_FOLDERS[config.hosting]),
    `/${APIOPS_FILE}`,
    '/configuration*.yaml',
    `/${file}`,
  ];
  return patterns.map((pattern) => ({ pattern, owner }));
}
