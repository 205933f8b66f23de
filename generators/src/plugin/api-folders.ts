import { parseApiName, parseArtifactPath } from '@nx-apiops/apim';

/** One API of the repository, and where it is. */
export interface ApiFolder {
  /** The information file, from the root of the repository. */
  readonly file: string;
  /** Its folder. */
  readonly root: string;
  readonly name: string;
  readonly workspace?: string;
  /** Folders of its other revisions. */
  readonly revisions: readonly string[];
}

/** The APIs among `files`, sorted; revisions belong to their API, and files outside of the artifacts are no APIs. */
export function readApiFolders(files: readonly string[], artifactFolder: string): readonly ApiFolder[] {
  const apis = new Map<string, ApiFolder & { readonly revisions: string[] }>();
  const revisions: { readonly of: string; readonly folder: string }[] = [];
  for (const file of [...files].sort()) {
    if (!file.startsWith(`${artifactFolder}/`)) continue;
    const artifact = parseArtifactPath(file.slice(artifactFolder.length + 1), 'apiops-cli');
    const [name] = artifact?.names ?? [];
    if (artifact?.kind !== 'api' || name === undefined) continue;
    const { api, revision } = parseApiName(name);
    const root = file.slice(0, file.lastIndexOf('/'));
    const { workspace } = artifact;
    if (revision === undefined) {
      apis.set(root, { file, root, name, ...(workspace !== undefined && { workspace }), revisions: [] });
    } else {
      revisions.push({ of: root.slice(0, root.length - name.length) + api, folder: root });
    }
  }
  for (const { of, folder } of revisions) apis.get(of)?.revisions.push(folder);
  return [...apis.values()];
}
