import type { ApiopsConfig } from '@nx-apiops/config';
import { isJsonObject } from '@nx-apiops/plan';
import { folderPattern, isCodeOwner, toCodeOwner, type CodeOwner } from './code-owners.js';
import type { RepositoryFiles } from './repository-files.js';
import { yamlObjects } from './yaml-objects.js';

/** Who owns the folders of the APIs, as their catalogue entries say. */
export interface ApiOwners {
  /** Sorted by pattern. Folders of APIs without an owner are not among them. */
  readonly owners: readonly CodeOwner[];
  /** Catalogue entries whose owner CODEOWNERS cannot name; for people. */
  readonly unusable: readonly string[];
}

/** Reads the catalogue entries of all APIs, those of workspaces too. An entry that cannot be read names no owner. */
export function readApiOwners(config: ApiopsConfig, files: RepositoryFiles): ApiOwners {
  const root = config.artifacts.folder;
  const workspaces = files.children(`${root}/workspaces`).map((name) => `${root}/workspaces/${name}`);
  const folders = [root, ...workspaces].flatMap((parent) =>
    files.children(`${parent}/apis`).map((name) => `${parent}/apis/${name}`),
  );
  const entries = folders.flatMap((folder) => {
    const file = `${folder}/catalog-info.yaml`;
    const stated = readOwner(files.read(file));
    return stated === undefined ? [] : [{ folder, file, stated, owner: toCodeOwner(stated, config.organization) }];
  });
  const isUsable = ({ folder, owner }: { readonly folder: string; readonly owner: string }): boolean =>
    isCodeOwner(owner) && !/\p{Cc}/u.test(folder);
  return {
    owners: entries
      .filter(isUsable)
      .map(({ folder, owner }) => ({ pattern: folderPattern(folder), owner }))
      .sort((a, b) => (a.pattern < b.pattern ? -1 : 1)),
    unusable: entries
      .filter((entry) => !isUsable(entry))
      .map(({ file, stated }) => `${JSON.stringify(file)} names the owner ${JSON.stringify(stated)}`),
  };
}

/** `spec.owner` of the entry of kind API, which may stand among others. */
function readOwner(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const entries = yamlObjects(text);
  const api = entries.find(({ kind }) => kind === 'API') ?? entries[0];
  const spec = api?.['spec'];
  const owner = isJsonObject(spec) ? spec['owner'] : undefined;
  return typeof owner === 'string' && owner.trim() !== '' ? owner.trim() : undefined;
}
