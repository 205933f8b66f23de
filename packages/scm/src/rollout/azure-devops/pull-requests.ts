import type { GitPullRequest } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import { branchChanged } from '../branch-changed.js';
import { lookThenWrite } from '../lost-answer.js';
import type {
  AutoMergeResult,
  ChecksState,
  NewPullRequest,
  OpenedPullRequest,
  PullRequestChange,
  PullRequestQuestion,
  PullRequestReading,
  RolloutPullRequest,
  RolloutRepository,
} from '../rollout-port.js';
import { AZURE_DEVOPS_LONGEST_DESCRIPTION } from '../unverified.js';
import {
  askGit,
  branchKey,
  moveBranch,
  NO_OBJECT,
  placeOf,
  refOf,
  tipOf,
  type AzureDevOpsSession,
} from './azure-devops-session.js';
import { isAncestor } from './is-ancestor.js';

/** Numbers of the service. */
const STATUS = { active: 1, abandoned: 2, completed: 3, all: 4 } as const;
const SQUASH = 2;
/** The merge that the service tried ended in conflicts. */
const CONFLICTS = 2;
const PAGE = 100;

/** Of each project in one list, whatever the number of its repositories. */
export async function* findPullRequests(
  session: AzureDevOpsSession,
  repositories: readonly RolloutRepository[],
  { branch, ...question }: PullRequestQuestion & { readonly branch: string },
): AsyncIterable<readonly PullRequestReading[]> {
  const byProject = new Map<string, RolloutRepository[]>();
  for (const repository of repositories) {
    const { project } = placeOf(repository);
    byProject.set(project, [...(byProject.get(project) ?? []), repository]);
  }
  for (const [project, members] of byProject) {
    const newest = await newestByTarget(session, project, branch);
    const readings: PullRequestReading[] = [];
    for (const repository of members) {
      const found = newest.get(placeKey(repository.id, refOf(repository.defaultBranch)));
      const checks = found ? await checksOf(session, found, question) : 'none';
      const pullRequest = found && toPullRequest(session, repository, { listed: found, checks });
      readings.push({ repository, pullRequest });
    }
    yield readings;
  }
}

/** By repository and the branch that they are to be merged into. */
async function newestByTarget(
  session: AzureDevOpsSession,
  project: string,
  branch: string,
): Promise<ReadonlyMap<string, GitPullRequest>> {
  const newest = new Map<string, GitPullRequest>();
  const criteria = { sourceRefName: refOf(branch), status: STATUS.all };
  for (let skip = 0; ; skip += PAGE) {
    const page = await askGit(session, 'find pull requests', (git) =>
      git.getPullRequestsByProject(...([project, criteria, undefined, skip, PAGE] as const)),
    );
    for (const found of page.filter(({ forkSource }) => !forkSource)) {
      const key = placeKey(found.repository?.id, found.targetRefName);
      if (numberOf(newest.get(key)) < numberOf(found)) newest.set(key, found);
    }
    if (page.length < PAGE) return newest;
  }
}

function placeKey(repositoryId = '', targetRefName = ''): string {
  return `${repositoryId} ${targetRefName}`;
}

function numberOf(found: GitPullRequest | undefined): number {
  return found?.pullRequestId ?? 0;
}

function hasStatus({ status }: GitPullRequest, wanted: keyof typeof STATUS): boolean {
  return Number(status) === STATUS[wanted];
}

function toPullRequest(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  { listed: found, checks }: { readonly listed: GitPullRequest; readonly checks: ChecksState },
): RolloutPullRequest {
  const number = numberOf(found);
  const isOpen = hasStatus(found, 'active');
  return {
    number,
    url: webUrl(session, repository, number),
    state: isOpen ? 'open' : hasStatus(found, 'completed') ? 'merged' : 'closed',
    isDraft: found.isDraft ?? false,
    title: found.title ?? '',
    body: found.description ?? '',
    hasConflicts: isOpen && Number(found.mergeStatus) === CONFLICTS,
    headOid: found.lastMergeSourceCommit?.commitId ?? '',
    checks,
    isAutoMerging: found.autoCompleteSetBy !== undefined,
    updatedAt: timeOf(found.closedDate ?? found.creationDate),
  };
}

/** Asked for only where somebody can still do something about them. */
async function checksOf(
  session: AzureDevOpsSession,
  found: GitPullRequest,
  { checks = false }: PullRequestQuestion,
): Promise<ChecksState> {
  if (!hasStatus(found, 'active')) return 'none';
  return checks ? readChecks(session, found) : 'unknown';
}

/** The library makes dates of some texts, and leaves others. */
function timeOf(time: Date | string | undefined): string {
  return time === undefined ? '' : new Date(time).toISOString();
}

function webUrl({ client }: AzureDevOpsSession, repository: RolloutRepository, number: number): string {
  const { project, name } = placeOf(repository);
  const path = [project, '_git', name, 'pullrequest', String(number)].map(encodeURIComponent).join('/');
  return `${client.organizationUrl}/${path}`;
}

/** Policies that a build or a service decides; those that people decide are no checks. */
const CHECK_POLICIES: readonly string[] = [
  '0609b952-1397-4640-95ec-e00a01b2c241',
  'cbdc66da-9728-4af8-aada-9a5a32e4a226',
];

interface Evaluation {
  readonly status?: string;
  readonly configuration?: { readonly type?: { readonly id?: string } };
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/policy/evaluations/list (7.1-preview) */
async function readChecks({ client, counter }: AzureDevOpsSession, found: GitPullRequest): Promise<ChecksState> {
  const { id, name } = { id: '', name: '', ...found.repository?.project };
  counter.add('read checks');
  try {
    const { value = [] } = await client.send<{ value?: readonly Evaluation[] }>({
      method: 'GET',
      path: `${encodeURIComponent(name)}/_apis/policy/evaluations`,
      query: { artifactId: `vstfs:///CodeReview/CodeReviewId/${id}/${found.pullRequestId}` },
      version: '7.1-preview.1',
    });
    const states = value
      .filter(({ configuration }) => CHECK_POLICIES.includes(configuration?.type?.id?.toLowerCase() ?? ''))
      .map(({ status }) => status ?? '');
    if (states.some((state) => state === 'rejected' || state === 'broken')) return 'failure';
    if (states.some((state) => state === 'queued' || state === 'running')) return 'pending';
    return states.includes('approved') ? 'success' : 'none';
  } catch (error) {
    if (error instanceof ScmError && error.code === 'SCM_NOT_FOUND') return 'none';
    throw error;
  }
}

/**
 * Labels are given with the request that creates. From a branch that this run made, there can be none yet but one whose
 * branch was deleted, beside which the service refuses another.
 */
export async function openPullRequest(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  wanted: NewPullRequest,
): Promise<OpenedPullRequest> {
  const { branch, title, body, isDraft, labels } = wanted;
  const [sourceRefName, targetRefName] = [refOf(branch), refOf(repository.defaultBranch)];
  const criteria = { sourceRefName, targetRefName, status: STATUS.active };
  return lookThenWrite<GitPullRequest | undefined, OpenedPullRequest>({
    clock: session.clock,
    look: async (attempt) => {
      if (attempt === 1 && session.madeBranches.delete(branchKey(repository, branch))) return undefined;
      const found = await askGit(session, 'look at pull request', (git) =>
        git.getPullRequests(repository.id, criteria),
      );
      return found.find(({ forkSource }) => !forkSource);
    },
    done: (found) => found && opened(session, repository, { found, isExisting: true }),
    write: async () => {
      const found = await askGit(session, 'open pull request', (git) =>
        git.createPullRequest(
          {
            sourceRefName,
            targetRefName,
            title,
            description: clipped(body),
            isDraft,
            labels: labels.map((name) => ({ name })),
          },
          repository.id,
        ),
      );
      return opened(session, repository, { found, isExisting: false });
    },
    isOutrun: (error) => error instanceof ScmError && /TF401179|already exists/i.test(error.message),
  });
}

function opened(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  { found, isExisting }: { readonly found: GitPullRequest; readonly isExisting: boolean },
): OpenedPullRequest {
  const number = numberOf(found);
  return { number, url: webUrl(session, repository, number), isExisting };
}

const CLIPPED = '\n\n…';

function clipped(body: string): string {
  const longest = AZURE_DEVOPS_LONGEST_DESCRIPTION;
  return body.length <= longest ? body : `${body.slice(0, longest - CLIPPED.length)}${CLIPPED}`;
}

/** By plain requests: the library has no type for a body with some members of a pull request only. */
async function patch(
  { client, counter }: AzureDevOpsSession,
  repository: RolloutRepository,
  { number, body, what }: { readonly number: number; readonly body: JsonObject; readonly what: string },
): Promise<void> {
  counter.add(what);
  const project = encodeURIComponent(placeOf(repository).project);
  const path = `${project}/_apis/git/repositories/${repository.id}/pullrequests/${number}`;
  await client.send({ method: 'PATCH', path, body });
}

export async function updatePullRequest(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  { number, title, body, isDraft }: PullRequestChange & { readonly number: number },
): Promise<void> {
  const change = {
    ...(isDraft !== undefined && { isDraft }),
    ...(title !== undefined && { title }),
    ...(body !== undefined && { description: clipped(body) }),
  };
  await patch(session, repository, { number, body: change, what: 'change pull request' });
}

export async function closePullRequest(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  number: number,
): Promise<void> {
  const found = await askGit(session, 'look at pull request', (git) => git.getPullRequest(repository.id, number));
  if (!hasStatus(found, 'active')) return;
  await patch(session, repository, { number, body: { status: 'abandoned' }, what: 'change pull request' });
}

export async function deleteBranch(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  { branch, oid }: { readonly branch: string; readonly oid: string },
): Promise<void> {
  const newest = { branch: repository.defaultBranch };
  await lookThenWrite<string | undefined, true>({
    clock: session.clock,
    look: () => tipOf(session, repository, branch),
    done: async (tip) => {
      if (tip === undefined) return true;
      if (tip === oid) return undefined;
      if (await isAncestor(session, repository, { oid: tip, of: newest })) return undefined;
      throw branchChanged(repository.fullName, branch, tip);
    },
    write: async (tip = oid) => {
      await moveBranch(session, repository, { branch, from: tip, to: NO_OBJECT });
      return true;
    },
  });
}

/** In the name of who opened the pull request, which is who runs this. */
export async function enableAutoMerge(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  number: number,
): Promise<AutoMergeResult> {
  const found = await askGit(session, 'look at pull request', (git) => git.getPullRequest(repository.id, number));
  if (found.autoCompleteSetBy) return { isEnabled: true, reason: '' };
  if (!hasStatus(found, 'active')) return { isEnabled: false, reason: 'the pull request is not open' };
  const body = {
    autoCompleteSetBy: { id: found.createdBy?.id ?? '' },
    completionOptions: { mergeStrategy: SQUASH, deleteSourceBranch: true },
  };
  try {
    await patch(session, repository, { number, body, what: 'enable auto-merge' });
    return { isEnabled: true, reason: '' };
  } catch (error) {
    if (!(error instanceof ScmError) || error.code !== 'SCM_REJECTED') throw error;
    return { isEnabled: false, reason: error.message };
  }
}
