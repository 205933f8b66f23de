import type { GitCommitRef } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { listAnswer, okAnswer, type ApiCall, type Handlers } from '../api-resource.js';
import type { Wire } from '../wire.js';
import { versionUnresolved } from './git-faults.js';
import { repositoryOf } from './repositories.js';
import { historyOf, treeIdOf, type CommitState, type RepositoryState } from './repository-state.js';
import { resolveVersion } from './version-descriptor.js';

const DEFAULT_PAGE_SIZE = 100;

export function showCommit(call: ApiCall, repository: RepositoryState, commit: CommitState): JsonObject {
  const { id, comment, author, parents, tree } = commit;
  const url = `${call.url}/${call.organization.project.id}/_apis/git/repositories/${repository.id}/commits/${id}`;
  return { commitId: id, treeId: treeIdOf(tree), author, committer: author, comment, parents, url } satisfies Wire<
    GitCommitRef & { treeId: string }
  >;
}

export const COMMIT_HANDLERS: Handlers = {
  list: (call) => {
    const repository = repositoryOf(call);
    const { commit } = resolveVersion(call, repository, 'searchCriteria.itemVersion');
    const count = Number(call.query('searchCriteria.$top') ?? call.query('$top') ?? DEFAULT_PAGE_SIZE);
    const commits = historyOf(repository, commit.id).slice(0, count);
    return listAnswer(commits.map((each) => showCommit(call, repository, each)));
  },
  get: (call) => {
    const repository = repositoryOf(call);
    const id = call.required('commitId');
    const commit = repository.commits.get(id);
    if (!commit) throw versionUnresolved(`Commit: ${id} `, repository.name);
    return okAnswer(showCommit(call, repository, commit));
  },
};
