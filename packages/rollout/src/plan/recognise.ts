import type { ArtifactLayoutName } from '@nx-apiops/config';
import { versionIn } from '../derive/derived-file.js';
import { compareVersions } from '../derive/compare-versions.js';
import { isManaged, pipelinePaths, readText, type RepositorySnapshot } from './repository-snapshot.js';

/** What a repository is to a rollout. */
export type Recognition =
  | {
      readonly kind: 'managed';
      /** The oldest version that derived one of its pipelines. Absent: 0.1, or nothing is derived yet. */
      readonly derivedVersion?: string;
      /** The newest one. */
      readonly newestVersion?: string;
    }
  | {
      /** A repository of the older tools. */
      readonly kind: 'plain';
      /** Folders with artifacts; empty text for the root. More than one: which counts cannot be told. */
      readonly folders: readonly string[];
      /** Absent: cannot be told. */
      readonly layout?: ArtifactLayoutName;
    }
  | { readonly kind: 'other' };

const API = /^(.+\/)?apis\/[^/]+\/apiInformation\.json$/;

const TELLING: Readonly<Record<ArtifactLayoutName, RegExp>> = {
  toolkit:
    /(?:^|\/)(?:named values|policy fragments|version sets)\/|\/(?:productApi|productGroup|gatewayApi|tagApi|tagProduct|apiTag|apiRelease)Information\.json$|(?:^|\/)run-(?:extractor|publisher)[^/]*\.ya?ml$/,
  'apiops-cli':
    /(?:^|\/)(?:namedValues|policyFragments|versionSets|policyRestrictions|documentations)\/|\/(?:operation|release|resolver|tagDescription|workspace)Information\.json$/,
};

/** Tells what a repository is from its files. Pure. */
export function recognise(snapshot: RepositorySnapshot): Recognition {
  if (isManaged(snapshot)) return { kind: 'managed', ...versionsOf(snapshot) };
  const folders = snapshot.paths.flatMap((path) => {
    const found = API.exec(path);
    return found ? [(found[1] ?? '').replace(/(?:^|\/)workspaces\/[^/]+\/$/, '').replace(/\/$/, '')] : [];
  });
  if (folders.length === 0) return { kind: 'other' };
  const layouts = (['toolkit', 'apiops-cli'] as const).filter((layout) =>
    snapshot.paths.some((path) => TELLING[layout].test(path)),
  );
  const [layout, another] = layouts;
  return {
    kind: 'plain',
    folders: [...new Set(folders)].sort(),
    ...(layout !== undefined && another === undefined && { layout }),
  };
}

function versionsOf(snapshot: RepositorySnapshot): { derivedVersion?: string; newestVersion?: string } {
  const versions = pipelinePaths(snapshot)
    .flatMap((path) => versionIn(readText(snapshot, path) ?? '') ?? [])
    .sort(compareVersions);
  const [derivedVersion] = versions;
  const newestVersion = versions.at(-1);
  return {
    ...(derivedVersion !== undefined && { derivedVersion }),
    ...(newestVersion !== undefined && { newestVersion }),
  };
}
