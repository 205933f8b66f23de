import type { Clock } from '@nx-apiops/plan';
import type { IGitApi } from 'azure-devops-node-api/GitApi.js';
import { ScmError } from '../../errors.js';
import type { AzureDevOpsClient } from '../../azure-devops/azure-devops-client.js';
import type { RequestCounter } from '../request-counter.js';
import type { RolloutRepository } from '../rollout-port.js';
import type { TextCache } from '../text-cache.js';

/** What all parts of the port share. */
export interface AzureDevOpsSession {
  readonly client: AzureDevOpsClient;
  /** Undefined for all projects of the organization. */
  readonly project: string | undefined;
  readonly counter: RequestCounter;
  readonly texts: TextCache;
  /** Contents by their ids that are on their way. */
  readonly reading: Map<string, Promise<unknown>>;
  /** Whether the service gives archives of contents; found out by the first one. */
  readonly archives: { isRefused: boolean };
  /** Branches that were made for a commit, until their pull requests are opened. */
  readonly madeBranches: Set<string>;
  readonly clock: Clock;
}

export function branchKey({ id }: RolloutRepository, branch: string): string {
  return `${id} ${branch}`;
}

/** One request of Git's. */
export async function askGit<Result>(
  { client, counter }: AzureDevOpsSession,
  what: string,
  call: (git: IGitApi) => Promise<Result>,
): Promise<Result> {
  counter.add(what);
  return client.use('git', call);
}

/** `organization/project/repository`. Throws `SCM_REPOSITORY`. */
export function placeOf({ fullName }: Pick<RolloutRepository, 'fullName'>): {
  readonly project: string;
  readonly name: string;
} {
  const [, project, name] = fullName.split('/');
  if (project !== undefined && name !== undefined) return { project, name };
  throw new ScmError('SCM_REPOSITORY', `${JSON.stringify(fullName)} names no repository in Azure DevOps.`, {
    hint: 'Write it as organization/project/repository.',
  });
}

export const NO_OBJECT = '0'.repeat(40);

export function refOf(branch: string): string {
  return `refs/heads/${branch}`;
}

/** The newest commit of a branch; undefined where there is no such branch. */
export async function tipOf(
  session: AzureDevOpsSession,
  { id }: RolloutRepository,
  branch: string,
): Promise<string | undefined> {
  const refs = await askGit(session, 'look at branch', (git) => git.getRefs(id, undefined, `heads/${branch}`));
  return refs.find(({ name }) => name === refOf(branch))?.objectId;
}

/** Numbers of the service: writing, or making branches, takes a permission that is missing. */
const PERMISSION_REQUIRED: readonly number[] = [6, 8];

/**
 * Makes, moves or deletes a branch. Throws `SCM_BRANCH_CHANGED` where it is not where it was, and `SCM_FORBIDDEN` where
 * the token must not.
 */
export async function moveBranch(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  move: { readonly branch: string; readonly from: string; readonly to: string },
): Promise<void> {
  const { branch, from, to } = move;
  const update = { name: refOf(branch), oldObjectId: from, newObjectId: to };
  const [result] = await askGit(session, 'move branch', (git) => git.updateRefs([update], repository.id));
  if (result?.success) return;
  if (PERMISSION_REQUIRED.includes(Number(result?.updateStatus))) {
    throw new ScmError('SCM_FORBIDDEN', `The token must not write the branch ${branch} of ${repository.fullName}.`, {
      hint: 'Give it the permissions "Contribute" and "Create branch" in the repository, or leave the repository out.',
    });
  }
  throw new ScmError(
    'SCM_BRANCH_CHANGED',
    `Azure DevOps did not move the branch ${branch} of ${repository.fullName}: ${result?.customMessage ?? `status ${String(result?.updateStatus)}`}`,
    {
      hint: 'Plan again, since the repository may have changed meanwhile; or give the token the right to create branches.',
    },
  );
}
