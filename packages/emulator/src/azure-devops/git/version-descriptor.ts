import type { Json } from '@nx-apiops/plan';
import { enumText } from '../enum-text.js';
import type { ApiCall } from '../api-resource.js';
import { versionUnresolved } from './git-faults.js';
import type { CommitState, RepositoryState } from './repository-state.js';

const VERSION_TYPES = { branch: 0, tag: 1, commit: 2 };

export interface ResolvedVersion {
  readonly commit: CommitState;
  /** As messages name the version. */
  readonly text: string;
}

/** The commit that `<prefix>.version` and `<prefix>.versionType` mean; by default the tip of the default branch. */
export function resolveVersion(call: ApiCall, repository: RepositoryState, prefix: string): ResolvedVersion {
  return findVersion(repository, {
    version: call.query(`${prefix}.version`),
    versionType: call.query(`${prefix}.versionType`),
  });
}

/** The same, of a version as a body has it. */
export function findVersion(
  repository: RepositoryState,
  asked: { readonly version: string | undefined; readonly versionType: Json | undefined },
): ResolvedVersion {
  const type = enumText(asked.versionType, VERSION_TYPES) ?? 'branch';
  const version = asked.version ?? repository.defaultBranch?.replace('refs/heads/', '') ?? '';
  const folder = type === 'tag' ? 'tags' : 'heads';
  const text = `${type === 'commit' ? 'Commit' : type === 'tag' ? 'Tag' : 'Branch'}: ${version} `;
  const id = type === 'commit' ? version : repository.refs.get(`refs/${folder}/${version}`);
  const commit = repository.commits.get(id ?? '');
  if (!commit) throw versionUnresolved(text, repository.name);
  return { commit, text: `<${text}>` };
}
