import type { GitVersionDescriptor } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { RolloutRepository } from '../rollout-port.js';
import { askGit, type AzureDevOpsSession } from './azure-devops-session.js';

/** Numbers of the service, whose enums are loaded with its library only. */
const BRANCH = 0;
const COMMIT = 2;
const FULL = 120;
const BLOB = 3;

export interface ReadTree {
  readonly headOid: string;
  /** Ids of contents by path. */
  readonly oids: ReadonlyMap<string, string>;
}

/** All paths, at a commit or at the newest of a branch, in one request. */
export async function readTree(
  session: AzureDevOpsSession,
  { id }: RolloutRepository,
  at: { readonly branch: string } | { readonly commit: string },
): Promise<ReadTree> {
  const version: GitVersionDescriptor =
    'branch' in at ? { versionType: BRANCH, version: at.branch } : { versionType: COMMIT, version: at.commit };
  const items = await askGit(session, 'read trees', (git) =>
    git.getItems(...([id, undefined, '/', FULL, false, false, false, false, version] as const)),
  );
  const files = items.filter(({ gitObjectType, isFolder }) => Number(gitObjectType) === BLOB && isFolder !== true);
  const oids = files.map(({ path = '', objectId = '' }) => [path.replace(/^\//, ''), objectId] as const);
  return { headOid: items[0]?.commitId ?? '', oids: new Map(oids) };
}
