import { APIOPS_FILE, type ApiopsConfig, type Hosting } from '@nx-apiops/config';
import { readApiOwners } from './api-owners.js';
import { CODE_OWNERS_FILES, codeOwnersFile, defaultOwners, folderPattern, type CodeOwner } from './code-owners.js';
import { deriveCodeOwners, withoutBlock } from './derive-code-owners.js';
import type { RepositoryFiles } from './repository-files.js';

/** The file of owners as it should be. */
export interface CodeOwnersPlan {
  readonly path: string;
  /** Absent: there is none. */
  readonly before?: string;
  /** Equal to `before` where it is in step. */
  readonly after: string;
  /** Catalogue entries whose owner the file cannot name; for people. */
  readonly unusable: readonly string[];
}

const PIPELINE_FOLDERS: Readonly<Record<Hosting, string>> = { github: '.github', 'azure-devops': '.azure-pipelines' };

/**
 * CODEOWNERS with its derived block as the catalogue entries of the APIs say. What is shared belongs to the owner of the
 * `*` line. Pure. Throws `MARKS_INVALID`.
 */
export function planCodeOwners(config: ApiopsConfig, files: RepositoryFiles): CodeOwnersPlan {
  const path = codeOwnersFile(files, config.hosting);
  const before = files.read(path);
  // A repository that moved to another host brings its owners along.
  const text = before ?? files.read(CODE_OWNERS_FILES.github) ?? '';
  const { owners, unusable } = readApiOwners(config, files);
  const shared = sharedOwners(config, path, defaultOwners(withoutBlock(text, path)).join(' '));
  const after = deriveCodeOwners(text, { shared, apis: owners }, path);
  return { path, after, unusable, ...(before !== undefined && { before }) };
}

/** From the general to the special; nothing without an owner. */
function sharedOwners({ artifacts, hosting }: ApiopsConfig, file: string, owner: string): readonly CodeOwner[] {
  if (owner === '') return [];
  const patterns = [
    folderPattern(artifacts.folder),
    folderPattern(PIPELINE_FOLDERS[hosting]),
    `/${APIOPS_FILE}`,
    '/configuration*.yaml',
    `/${file}`,
  ];
  return patterns.map((pattern) => ({ pattern, owner }));
}
