import { systemClock, type Clock } from '@nx-apiops/plan';
import type { AzureDevOpsClient } from '../../azure-devops/azure-devops-client.js';
import { RequestCounter } from '../request-counter.js';
import type { RolloutPort } from '../rollout-port.js';
import { TextCache } from '../text-cache.js';
import type { AzureDevOpsSession } from './azure-devops-session.js';
import { checkRights } from './check-rights.js';
import { commitFiles } from './commit-files.js';
import { listRepositories } from './list-repositories.js';
import {
  closePullRequest,
  deleteBranch,
  enableAutoMerge,
  findPullRequests,
  openPullRequest,
  updatePullRequest,
} from './pull-requests.js';
import { readFiles } from './read-files.js';

export interface AzureDevOpsRolloutOptions {
  readonly client: AzureDevOpsClient;
  /** Default: all projects of the organization. */
  readonly project?: string | undefined;
  readonly clock?: Clock;
}

/** Two requests for a repository that stays as it is, six for one with a new pull request, where nothing is in the way. */
export function azureDevOpsRollout(options: AzureDevOpsRolloutOptions): RolloutPort {
  const { client, project, clock = systemClock } = options;
  const counter = new RequestCounter();
  const session: AzureDevOpsSession = {
    client,
    project,
    counter,
    clock,
    texts: new TextCache(),
    reading: new Map(),
    archives: { isRefused: false },
    madeBranches: new Set(),
  };
  return {
    hosting: 'azure-devops',
    target: project === undefined ? client.organization : `${client.organization}/${project}`,
    checkRights: () => checkRights(session),
    repositories: () => listRepositories(session),
    readFiles: (repositories, question) => readFiles(session, repositories, question),
    findPullRequests: (repositories, branch, question) =>
      findPullRequests(session, repositories, { ...question, branch }),
    commit: (repository, wanted) => commitFiles(session, repository, wanted),
    openPullRequest: (repository, wanted) => openPullRequest(session, repository, wanted),
    updatePullRequest: (repository, number, change) => updatePullRequest(session, repository, { number, ...change }),
    closePullRequest: (repository, number) => closePullRequest(session, repository, number),
    deleteBranch: (repository, branch, oid) => deleteBranch(session, repository, { branch, oid }),
    enableAutoMerge: (repository, number) => enableAutoMerge(session, repository, number),
    statistics: () => ({ ...counter.snapshot(), waitedMs: 0 }),
  };
}
