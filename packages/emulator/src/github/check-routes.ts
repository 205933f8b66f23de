import type { JsonObject } from '@nx-apiops/plan';
import { textAt } from '../json-members.js';
import { nodeId, showActionsApp, WEB } from './accounts.js';
import { commitAt } from './content-routes.js';
import type { Commit } from './git-objects.js';
import type { GitHubCall, GitHubRoutes, RepositoryPlace } from './github-call.js';
import { notFound, validationFailed } from './github-fault.js';
import { pageOf } from './page.js';
import { checkResultOf, mergeWhereFree, statusesOf } from './pull-requests.js';
import type { CommitStatus, Repository } from './repository.js';

const COMMIT = '/repos/{owner}/{repo}/commits/{ref}';
const STATES: readonly string[] = ['error', 'failure', 'pending', 'success'] satisfies readonly CommitStatus['state'][];

/** What checks and statuses say of commits. Statuses can be reported; checks are as the seed has them. */
export const CHECK_ROUTES: GitHubRoutes = {
  [`GET ${COMMIT}/check-runs`]: (call) => {
    const { repository, commit } = committed(call);
    const runs = showCheckRuns(call, repository, commit);
    const page = pageOf(call, runs);
    return { status: 200, headers: page.headers, body: { total_count: runs.length, check_runs: [...page.items] } };
  },
  [`GET ${COMMIT}/status`]: (call) => {
    const { repository, commit } = committed(call);
    const statuses = statusesOf(repository, commit.sha);
    const states = statuses.map(({ state }) => state);
    const isFailed = states.includes('failure') || states.includes('error');
    const isDone = states.length > 0 && states.every((state) => state === 'success');
    return {
      status: 200,
      body: {
        // Without any status GitHub says pending.
        state: isFailed ? 'failure' : isDone ? 'success' : 'pending',
        sha: commit.sha,
        total_count: statuses.length,
        statuses: statuses.map((status) => showStatus({ call, repository }, commit, status)),
        commit_url: `${urlOf(call, repository)}/commits/${commit.sha}`,
        url: `${urlOf(call, repository)}/commits/${commit.sha}/status`,
      },
    };
  },
  'POST /repos/{owner}/{repo}/statuses/{sha}': (call) => {
    const repository = call.repository();
    const commit = repository.commits.get(call.param('sha'));
    if (!commit) throw notFound();
    const status = newStatus(call);
    const all = repository.statuses.get(commit.sha) ?? new Map<string, CommitStatus>();
    repository.statuses.set(commit.sha, all.set(status.context, status));
    for (const [branch, tip] of repository.branches) if (tip === commit) mergeWhereFree({ call, repository }, branch);
    return { status: 201, body: showStatus({ call, repository }, commit, status) };
  },
};

function committed(call: GitHubCall): { readonly repository: Repository; readonly commit: Commit } {
  const repository = call.repository();
  return { repository, commit: commitAt(repository, call.param('ref')) };
}

function newStatus(call: GitHubCall): CommitStatus {
  const body = call.json();
  const state = textAt(body, 'state') ?? '';
  if (!STATES.includes(state)) throw validationFailed([{ resource: 'Status', code: 'custom', field: 'state' }]);
  return {
    id: call.world.nextId(),
    context: textAt(body, 'context') ?? 'default',
    state: state as CommitStatus['state'],
    description: textAt(body, 'description') ?? null,
    targetUrl: textAt(body, 'target_url') ?? null,
    createdAt: call.world.now(),
  };
}

function showCheckRuns(call: GitHubCall, repository: Repository, { sha, date }: Commit): readonly JsonObject[] {
  const result = checkResultOf(repository, sha);
  if (result === undefined) return [];
  const isDone = result !== 'pending';
  const id = repository.id;
  return [
    {
      id,
      node_id: nodeId('CR', id),
      head_sha: sha,
      external_id: '',
      url: `${urlOf(call, repository)}/check-runs/${id}`,
      html_url: `${WEB}/${call.world.organization.login}/${repository.name}/runs/${id}`,
      details_url: null,
      status: isDone ? 'completed' : 'in_progress',
      conclusion: isDone ? result : null,
      started_at: date,
      completed_at: isDone ? date : null,
      output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: '' },
      name: 'checks',
      check_suite: { id },
      app: showActionsApp(call.api),
      pull_requests: [],
    },
  ];
}

function showStatus({ call, repository }: RepositoryPlace, { sha }: Commit, status: CommitStatus): JsonObject {
  const { id, state, description, targetUrl, context, createdAt } = status;
  return {
    url: `${urlOf(call, repository)}/statuses/${sha}`,
    avatar_url: null,
    id,
    node_id: nodeId('SC', id),
    state,
    description,
    target_url: targetUrl,
    context,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

function urlOf({ api, world }: GitHubCall, { name }: Repository): string {
  return `${api}/repos/${world.organization.login}/${name}`;
}
