import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { Host, Issue, PullRequest, Written } from './host.js';
import { send, type Api, type Fetch } from './send.js';

/** Label of the issues. GitHub creates it with the first issue. */
const LABEL = 'apiops-drift';
const PAGE_SIZE = 100;

export interface GithubPorts {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly fetch: Fetch;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/**
 * GitHub as a job of GitHub Actions sees it, through the REST API of version 2022-11-28:
 * https://docs.github.com/rest/issues and https://docs.github.com/rest/pulls.
 */
export function githubHost({ variables, fetch, sleep }: GithubPorts): Host {
  const repository = variables['GITHUB_REPOSITORY'] ?? '';
  const server = variables['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const api: Api = {
    baseUrl: `${variables['GITHUB_API_URL'] ?? 'https://api.github.com'}/repos/${repository}`,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${variables['GITHUB_TOKEN'] ?? ''}`,
      'user-agent': 'nx-apiops',
      'x-github-api-version': '2022-11-28',
    },
    fetch,
    sleep,
  };
  const branch = variables['GITHUB_REF_NAME'] ?? 'main';
  return {
    runUrl: `${server}/${repository}/actions/runs/${variables['GITHUB_RUN_ID'] ?? ''}`,
    branch,
    matrix: 'github',
    writeComment: async (pullRequest, { mark, body }) => {
      const comments = await listAll(api, `/issues/${encodeURIComponent(pullRequest)}/comments?`);
      const own = comments.find((comment) => isOurs(comment, mark));
      if (!own)
        return written('created', await post(api, `/issues/${encodeURIComponent(pullRequest)}/comments`, { body }));
      if (own['body'] === body) return written('unchanged', own);
      return written('updated', await patch(api, `/issues/comments/${numberOf(own, 'id')}`, { body }));
    },
    writeIssue: async (issue) => {
      const body = `${markOf(issue)}\n${issue.body}`;
      const open = await findIssue(api, issue);
      if (!open) return written('created', await post(api, '/issues', { title: issue.title, body, labels: [LABEL] }));
      if (open['body'] === body) return written('unchanged', open);
      return written('updated', await patch(api, `/issues/${numberOf(open, 'number')}`, { body }));
    },
    closeIssue: async (issue, reason) => {
      const open = await findIssue(api, issue);
      if (!open) return undefined;
      await post(api, `/issues/${numberOf(open, 'number')}/comments`, { body: reason });
      const closed = { state: 'closed', state_reason: 'completed' };
      return written('closed', await patch(api, `/issues/${numberOf(open, 'number')}`, closed));
    },
    writePullRequest: async (request) =>
      writePullRequest(api, request, { base: branch, owner: repository.split('/')[0] ?? '' }),
  };
}

async function writePullRequest(
  api: Api,
  { branch, title, body }: PullRequest,
  { base, owner }: { readonly base: string; readonly owner: string },
): Promise<Written> {
  const query = new URLSearchParams({ state: 'open', head: `${owner}:${branch}`, base });
  const [open] = await listAll(api, `/pulls?${query.toString()}&`);
  if (!open) return written('created', await post(api, '/pulls', { title, body, head: branch, base }));
  return written('updated', await patch(api, `/pulls/${numberOf(open, 'number')}`, { title, body }));
}

/** Anyone may write our mark; only the comment of an app is ours. */
function isOurs(comment: JsonObject, mark: string): boolean {
  const { body, user } = comment;
  return typeof body === 'string' && body.startsWith(mark) && isJsonObject(user) && user['type'] === 'Bot';
}

function markOf({ key }: Pick<Issue, 'key'>): string {
  return `<!-- nx-apiops: ${key} -->`;
}

async function findIssue(api: Api, issue: Pick<Issue, 'key'>): Promise<JsonObject | undefined> {
  const issues = await listAll(api, `/issues?state=open&labels=${LABEL}&`);
  return issues.find((open) => !('pull_request' in open) && isOurs(open, markOf(issue)));
}

/** All pages. */
async function listAll(api: Api, path: string): Promise<readonly JsonObject[]> {
  const items: JsonObject[] = [];
  for (let page = 1; ; page++) {
    const answer = await send(api, { method: 'GET', path: `${path}per_page=${PAGE_SIZE}&page=${page}` });
    const list = Array.isArray(answer) ? answer.filter(isJsonObject) : [];
    items.push(...list);
    if (list.length < PAGE_SIZE) return items;
  }
}

async function post(api: Api, path: string, body: JsonObject): Promise<JsonObject> {
  const answer = await send(api, { method: 'POST', path, body });
  return isJsonObject(answer) ? answer : {};
}

async function patch(api: Api, path: string, body: JsonObject): Promise<JsonObject> {
  const answer = await send(api, { method: 'PATCH', path, body });
  return isJsonObject(answer) ? answer : {};
}

function written(verb: Written['verb'], item: JsonObject): Written {
  return { verb, url: String(item['html_url'] ?? '') };
}

function numberOf(item: JsonObject, key: string): string {
  return encodeURIComponent(String(item[key]));
}
