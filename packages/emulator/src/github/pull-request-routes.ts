import type { JsonObject } from '@nx-apiops/plan';
import { listOf } from '../json-members.js';
import { WEB } from './accounts.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { notFound, notSupplied, unprocessable, validationFailed } from './github-fault.js';
import { listAnswer } from './page.js';
import { changedPaths, mergeBaseOf } from './git-history.js';
import type { GitFile } from './git-objects.js';
import type { MergeMethod, PullRequest } from './pull-request.js';
import {
  addComment,
  addLabels,
  approve,
  branchOfHead,
  createPullRequest,
  mergePullRequest,
  tipsOf,
  updatePullRequest,
  type MergeWish,
  type PullRequestPlace,
} from './pull-requests.js';
import type { Repository } from './repository.js';
import { showComment, showLabel, showPullRequest } from './show-pull-request.js';

const PULLS = '/repos/{owner}/{repo}/pulls';
const ISSUE = '/repos/{owner}/{repo}/issues/{number}';
const METHODS: readonly string[] = ['merge', 'squash', 'rebase'] satisfies readonly MergeMethod[];

/** Pull requests with their labels, comments and reviews. */
export const PULL_REQUEST_ROUTES: GitHubRoutes = {
  [`GET ${PULLS}`]: (call) => {
    const repository = call.repository();
    const found = filtered(call, repository);
    return listAnswer(call, found, (pullRequest) => showPullRequest({ call, repository, pullRequest }));
  },
  [`POST ${PULLS}`]: (call) => {
    const repository = call.repository();
    const { title, head, base, body, draft } = call.json();
    const missing = Object.entries({ head, base, title }).filter(([, value]) => typeof value !== 'string');
    if (missing.length > 0) throw notSupplied(missing.map(([name]) => name));
    const pullRequest = createPullRequest(
      { call, repository },
      {
        title: String(title),
        head: String(head),
        base: String(base),
        body: typeof body === 'string' ? body : null,
        isDraft: draft === true,
      },
    );
    return { status: 201, body: showPullRequest({ call, repository, pullRequest }, { isWhole: true }) };
  },
  [`GET ${PULLS}/{number}`]: (call) => wholeAnswer(found(call)),
  [`PATCH ${PULLS}/{number}`]: (call) => {
    const place = found(call);
    const { title, body, state, base } = call.json();
    if (state !== undefined && state !== 'open' && state !== 'closed') {
      throw validationFailed([{ resource: 'PullRequest', code: 'invalid', field: 'state' }]);
    }
    updatePullRequest(place, {
      ...(typeof title === 'string' && { title }),
      ...((typeof body === 'string' || body === null) && { body }),
      ...(typeof base === 'string' && { base }),
      ...(state !== undefined && { state }),
    });
    return wholeAnswer(place);
  },
  [`GET ${PULLS}/{number}/files`]: (call) => {
    const { repository, pullRequest } = found(call);
    return listAnswer(call, changesOf(repository, pullRequest), (change) => change);
  },
  [`GET ${PULLS}/{number}/merge`]: (call) => {
    if (found(call).pullRequest.mergedAt === null) throw notFound();
    return { status: 204 };
  },
  [`PUT ${PULLS}/{number}/merge`]: (call) => {
    const { repository, pullRequest } = found(call);
    const { sha } = mergePullRequest({ call, repository, pullRequest }, wishOf(call.json()));
    return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
  },
  [`POST ${PULLS}/{number}/reviews`]: (call) => {
    const { repository, pullRequest } = found(call);
    const { event = null, body = '' } = call.json();
    if (event === 'APPROVE') approve({ call, repository, pullRequest });
    const { head } = tipsOf(repository, pullRequest);
    const state = event === 'APPROVE' ? 'APPROVED' : event === null ? 'PENDING' : 'COMMENTED';
    const url = `${WEB}/${call.world.organization.login}/${repository.name}/pull/${pullRequest.number}`;
    return {
      status: 200,
      body: { id: call.world.nextId(), state, body, commit_id: head, html_url: url, submitted_at: call.world.now() },
    };
  },
  [`GET ${ISSUE}/labels`]: (call) => {
    const { repository, pullRequest } = found(call);
    return listAnswer(call, [...pullRequest.labels], (name) => showLabel(call, repository, name));
  },
  [`POST ${ISSUE}/labels`]: (call) => {
    const { repository, pullRequest } = found(call);
    const { labels } = call.json();
    if (!Array.isArray(labels)) throw notSupplied(['labels']);
    addLabels({ call, repository, pullRequest }, listOf(labels).map(String));
    return { status: 200, body: [...pullRequest.labels].map((name) => showLabel(call, repository, name)) };
  },
  [`DELETE ${ISSUE}/labels/{name}`]: (call) => {
    const { repository, pullRequest } = found(call);
    const key = call.param('name').toLowerCase();
    const name = [...pullRequest.labels].find((label) => label.toLowerCase() === key);
    if (name === undefined) throw notFound('Label does not exist');
    pullRequest.labels.delete(name);
    return { status: 200, body: [...pullRequest.labels].map((label) => showLabel(call, repository, label)) };
  },
  [`GET ${ISSUE}/comments`]: (call) => {
    const { repository, pullRequest } = found(call);
    return listAnswer(call, pullRequest.comments, (comment) => showComment({ call, repository, pullRequest }, comment));
  },
  [`POST ${ISSUE}/comments`]: (call) => {
    const { repository, pullRequest } = found(call);
    const { body } = call.json();
    if (typeof body !== 'string') throw notSupplied(['body']);
    const comment = addComment({ call, repository, pullRequest }, body);
    return { status: 201, body: showComment({ call, repository, pullRequest }, comment) };
  },
  'GET /repos/{owner}/{repo}/labels': (call) => {
    const repository = call.repository();
    return listAnswer(call, [...repository.labels.values()], ({ name }) => showLabel(call, repository, name));
  },
  'GET /repos/{owner}/{repo}/labels/{name}': (call) => {
    const repository = call.repository();
    const label = repository.labels.get(call.param('name').toLowerCase());
    if (!label) throw notFound();
    return { status: 200, body: showLabel(call, repository, label.name) };
  },
  'POST /repos/{owner}/{repo}/labels': (call) => {
    const repository = call.repository();
    const { name } = call.json();
    if (typeof name !== 'string') throw notSupplied(['name']);
    if (repository.labels.has(name.toLowerCase())) {
      throw validationFailed([{ resource: 'Label', code: 'already_exists', field: 'name' }]);
    }
    repository.labels.set(name.toLowerCase(), { id: call.world.nextId(), name });
    return { status: 201, body: showLabel(call, repository, name) };
  },
};

function found(call: GitHubCall): PullRequestPlace {
  const repository = call.repository();
  const pullRequest = repository.pullRequests[Number(call.param('number')) - 1];
  if (!pullRequest) throw notFound();
  return { call, repository, pullRequest };
}

function wholeAnswer(place: PullRequestPlace) {
  return { status: 200, body: showPullRequest(place, { isWhole: true }) };
}

/** Newest first, unless the order is asked to be `asc`. A head without its owner is passed over, as GitHub does. */
function filtered(call: GitHubCall, { pullRequests }: Repository): readonly PullRequest[] {
  const { query } = call;
  const state = query.get('state') ?? 'open';
  const base = query.get('base');
  const head = query.get('head');
  const isHead = (pullRequest: PullRequest): boolean =>
    head === null || !head.includes(':') || branchOfHead(call, head) === pullRequest.head;
  const matching = pullRequests.filter(
    (pullRequest) =>
      (state === 'all' || pullRequest.state === state) &&
      (base === null || pullRequest.base === base) &&
      isHead(pullRequest),
  );
  const key = ({ updatedAt, number }: PullRequest): string =>
    query.get('sort') === 'updated' ? updatedAt : String(number).padStart(9, '0');
  matching.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return query.get('direction') === 'asc' ? matching : matching.reverse();
}

function wishOf({ merge_method: method = 'merge', sha, commit_title, commit_message }: JsonObject): MergeWish {
  if (typeof method !== 'string' || !METHODS.includes(method)) {
    throw unprocessable('Invalid merge_method');
  }
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    method: method as MergeMethod,
    sha: text(sha),
    title: text(commit_title),
    message: text(commit_message),
  };
}

function changesOf(repository: Repository, pullRequest: PullRequest): readonly JsonObject[] {
  const tips = tipsOf(repository, pullRequest);
  const before = mergeBaseOf(repository, tips.base, tips.head)?.files;
  const after = repository.commits.get(tips.head)?.files ?? new Map<string, GitFile>();
  return changedPaths(before, after).map((path) => {
    const [was, is] = [before?.get(path), after.get(path)];
    const status = is ? (was ? 'modified' : 'added') : 'removed';
    return { filename: path, status, sha: (is ?? was)?.sha ?? null, additions: 0, deletions: 0, changes: 0 };
  });
}
