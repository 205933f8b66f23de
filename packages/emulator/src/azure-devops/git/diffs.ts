import type { GitCommitDiffs } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { okAnswer, type ApiCall, type Handlers } from '../api-resource.js';
import type { Wire } from '../wire.js';
import { repositoryOf } from './repositories.js';
import { historyOf, type CommitState, type RepositoryState } from './repository-state.js';
import { findVersion } from './version-descriptor.js';

/** Two versions compared: by how many commits they differ, without the files that do. */
export const DIFF_HANDLERS: Handlers = {
  list: (call) => {
    const repository = repositoryOf(call);
    const [base, target] = [commitOf(call, repository, 'base'), commitOf(call, repository, 'target')];
    const [before, after] = [historyOf(repository, base.id), historyOf(repository, target.id)];
    const common = after.find((commit) => before.includes(commit));
    const body = {
      allChangesIncluded: false,
      changeCounts: {},
      changes: [],
      ...(common && { commonCommit: common.id }),
      baseCommit: base.id,
      targetCommit: target.id,
      aheadCount: after.filter((commit) => !before.includes(commit)).length,
      behindCount: before.filter((commit) => !after.includes(commit)).length,
    } satisfies Wire<GitCommitDiffs>;
    return okAnswer(body);
  },
};

function commitOf(call: ApiCall, repository: RepositoryState, side: 'base' | 'target'): CommitState {
  const [version, versionType] = [call.query(`${side}Version`), call.query(`${side}VersionType`)];
  return findVersion(repository, { version, versionType }).commit;
}
