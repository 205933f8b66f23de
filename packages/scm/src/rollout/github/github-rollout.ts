import { systemClock, type Clock } from '@nx-apiops/plan';
import type { GitHubClient } from '../../github/github-client.js';
import { LookedAtFolders } from '../looked-at-folders.js';
import { RequestCounter } from '../request-counter.js';
import type { RolloutPort } from '../rollout-port.js';
import { TextCache } from '../text-cache.js';
import { WritePace } from '../write-pace.js';
import { closePullRequest, deleteBranch, enableAutoMerge, updatePullRequest } from './change-pull-request.js';
import { checkRights } from './check-rights.js';
import { commitFiles } from './commit-files.js';
import { findPullRequests } from './find-pull-requests.js';
import type { GitHubSession } from './graphql-session.js';
import { listRepositories } from './list-repositories.js';
import type { BranchLook } from './look-at-branch.js';
import { openPullRequest } from './open-pull-request.js';
import { readFiles } from './read-files.js';

export interface GitHubRolloutOptions {
  readonly client: GitHubClient;
  readonly organization: string;
  readonly clock?: Clock;
  /**
   * Whether writes are kept below GitHub's limits for content, by the clock. Default: as the client is paced, whose own
   * pacing knows no clock.
   */
  readonly isPaced?: boolean | undefined;
}

/** Reads many repositories per query; commits and pull requests of one take four requests with labels. */
export function githubRollout(options: GitHubRolloutOptions): RolloutPort {
  const { client, organization, clock = systemClock, isPaced = client.isPaced } = options;
  const counter = new RequestCounter();
  const pace = new WritePace({ clock, isPaced });
  const session: GitHubSession = { client, organization, counter, pace };
  const texts = new TextCache();
  const folders = new LookedAtFolders();
  /** What was seen of a branch before a commit, until its pull request is opened. */
  const looks = new Map<string, BranchLook>();
  const context = { session, clock };

  return {
    hosting: 'github',
    target: organization,
    checkRights: () => checkRights(session),
    repositories: (question = {}) => listRepositories(session, question),
    readFiles: (repositories, question) => readFiles({ session, texts, folders }, repositories, question),
    findPullRequests: (repositories, branch) => findPullRequests(session, repositories, branch),
    commit: async (repository, wanted) => {
      const { oid, look } = await commitFiles(context, repository, wanted);
      looks.set(`${repository.id} ${wanted.branch}`, look);
      return oid;
    },
    openPullRequest: async (repository, wanted) => {
      const key = `${repository.id} ${wanted.branch}`;
      const seen = looks.get(key);
      looks.delete(key);
      return openPullRequest({ ...context, seen }, repository, wanted);
    },
    updatePullRequest: (repository, number, change) => updatePullRequest(context, repository, { number, ...change }),
    closePullRequest: (repository, number) => closePullRequest(context, repository, number),
    deleteBranch: (repository, branch, oid) => deleteBranch(context, repository, { branch, oid }),
    enableAutoMerge: (repository, number) => enableAutoMerge(context, repository, number),
    statistics: () => ({ ...counter.snapshot(), waitedMs: pace.waitedMs }),
  };
}
