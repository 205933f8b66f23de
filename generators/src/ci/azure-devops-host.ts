import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { GithubPorts } from './github-host.js';
import type { Host, Issue, PullRequest, Written } from './host.js';
import { send, type Api, type Request } from './send.js';

const API_VERSION = 'api-version=7.1';
const TAG = 'apiops-drift';

/** The type that every process template has. */
const WORK_ITEM_TYPE = 'Task';
/** Categories of states in which a work item is no longer open. */
const CLOSED_CATEGORIES = ['Completed', 'Removed'];

/**
 * Azure DevOps as a job of Azure Pipelines sees it, with the token of the job, through the REST API 7.1:
 * https://learn.microsoft.com/rest/api/azure/devops.
 */
export function azureDevOpsHost({ variables, fetch, sleep }: GithubPorts): Host {
  const project = `${(variables['SYSTEM_COLLECTIONURI'] ?? '').replace(/\/$/, '')}/${encodeURIComponent(variables['SYSTEM_TEAMPROJECT'] ?? '')}`;
  const repository = `/_apis/git/repositories/${encodeURIComponent(variables['BUILD_REPOSITORY_ID'] ?? '')}`;
  const api: Api = {
    baseUrl: project,
    headers: { accept: 'application/json', authorization: `Bearer ${variables['SYSTEM_ACCESSTOKEN'] ?? ''}` },
    fetch,
    sleep,
  };
  const target = variables['BUILD_SOURCEBRANCH'] ?? 'refs/heads/main';
  const itemUrl = (id: string): string => `${project}/_workitems/edit/${id}`;
  return {
    runUrl: `${project}/_build/results?buildId=${variables['BUILD_BUILDID'] ?? ''}`,
    branch: target.replace(/^refs\/heads\//, ''),
    matrix: 'azure-devops',
    writeComment: async (pullRequest, { mark, body }) => {
      const threads = `${repository}/pullRequests/${encodeURIComponent(pullRequest)}/threads`;
      const url = `${project}/_git/${encodeURIComponent(variables['BUILD_REPOSITORY_NAME'] ?? '')}/pullrequest/${pullRequest}`;
      const own = findComment(await read(api, `${threads}?${API_VERSION}`), mark);
      if (own?.content === body) return { verb: 'unchanged', url };
      if (own) {
        await write(api, { method: 'PATCH', path: `${threads}/${own.path}?${API_VERSION}`, body: { content: body } });
        return { verb: 'updated', url };
      }
      // Closed, so that a policy that wants all comments resolved does not wait for it.
      const thread = { comments: [{ parentCommentId: 0, content: body, commentType: 'text' }], status: 'closed' };
      await write(api, { method: 'POST', path: `${threads}?${API_VERSION}`, body: thread });
      return { verb: 'created', url };
    },
    writeIssue: async (issue) => {
      const description = `<pre>${escapeHtml(issue.body)}</pre>`;
      const open = await findWorkItem(api, issue);
      if (!open) {
        const created = await write(
          api,
          workItemRequest('POST', `$${WORK_ITEM_TYPE}`, {
            'System.Title': issue.title,
            'System.Description': description,
            'System.Tags': TAG,
          }),
        );
        return { verb: 'created', url: itemUrl(String(created['id'])) };
      }
      if (open.fields['System.Description'] === description) return { verb: 'unchanged', url: itemUrl(open.id) };
      await write(api, workItemRequest('PATCH', open.id, { 'System.Description': description }));
      return { verb: 'updated', url: itemUrl(open.id) };
    },
    closeIssue: async (issue, reason) => {
      const open = await findWorkItem(api, issue);
      if (!open) return undefined;
      const closed = (await closedStates(api)).at(0) ?? 'Closed';
      await write(
        api,
        workItemRequest('PATCH', open.id, { 'System.State': closed, 'System.History': escapeHtml(reason) }),
      );
      return { verb: 'closed', url: itemUrl(open.id) };
    },
    writePullRequest: async (request) => writePullRequest(api, request, { repository, target }),
  };
}

async function writePullRequest(
  api: Api,
  { branch, title, body }: PullRequest,
  { repository, target }: { readonly repository: string; readonly target: string },
): Promise<Written> {
  const source = `refs/heads/${branch}`;
  const criteria = new URLSearchParams({
    'searchCriteria.status': 'active',
    'searchCriteria.sourceRefName': source,
    'searchCriteria.targetRefName': target,
  });
  const list = await read(api, `${repository}/pullrequests?${criteria.toString()}&${API_VERSION}`);
  const [open] = objects(list['value']);
  const content = { title, description: body };
  const answer = open
    ? await write(api, {
        method: 'PATCH',
        path: `${repository}/pullrequests/${String(open['pullRequestId'])}?${API_VERSION}`,
        body: content,
      })
    : await write(api, {
        method: 'POST',
        path: `${repository}/pullrequests?${API_VERSION}`,
        body: { ...content, sourceRefName: source, targetRefName: target },
      });
  const id = String(open?.['pullRequestId'] ?? answer['pullRequestId']);
  return { verb: open ? 'updated' : 'created', url: `${api.baseUrl}/_git/pullrequest/${id}` };
}

function findComment(
  threads: JsonObject,
  mark: string,
): { readonly path: string; readonly content: string } | undefined {
  for (const thread of objects(threads['value'])) {
    for (const comment of objects(thread['comments'])) {
      const { content } = comment;
      if (typeof content === 'string' && content.startsWith(mark) && comment['isDeleted'] !== true)
        return { path: `${String(thread['id'])}/comments/${String(comment['id'])}`, content };
    }
  }
  return undefined;
}

interface WorkItem {
  readonly id: string;
  readonly fields: JsonObject;
}

/** The open one with our tag and this title, which names the environment and the repository. */
async function findWorkItem(api: Api, { title }: Pick<Issue, 'title'>): Promise<WorkItem | undefined> {
  const closed = await closedStates(api);
  const states = closed.map((state) => ` AND [System.State] <> ${quote(state)}`).join('');
  const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS ${quote(TAG)} AND [System.Title] = ${quote(title)}${states}`;
  const found = await write(api, { method: 'POST', path: `/_apis/wit/wiql?${API_VERSION}`, body: { query } });
  const [first] = objects(found['workItems']);
  if (!first) return undefined;
  const id = String(first['id']);
  const item = await read(api, `/_apis/wit/workitems/${id}?${API_VERSION}`);
  return { id, fields: isJsonObject(item['fields']) ? item['fields'] : {} };
}

/** Their names differ between process templates. The best first. */
async function closedStates(api: Api): Promise<readonly string[]> {
  const states = objects(
    (await read(api, `/_apis/wit/workitemtypes/${WORK_ITEM_TYPE}/states?${API_VERSION}`))['value'],
  );
  return CLOSED_CATEGORIES.flatMap((category) =>
    states.filter((state) => state['category'] === category).map(({ name }) => String(name)),
  );
}

function workItemRequest(method: 'POST' | 'PATCH', id: string, fields: Readonly<Record<string, string>>): Request {
  return {
    method,
    path: `/_apis/wit/workitems/${id}?${API_VERSION}`,
    contentType: 'application/json-patch+json',
    body: Object.entries(fields).map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value })),
  };
}

/** As the query language of work items quotes a text. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

async function read(api: Api, path: string): Promise<JsonObject> {
  const answer = await send(api, { method: 'GET', path });
  return isJsonObject(answer) ? answer : {};
}

async function write(api: Api, request: Request): Promise<JsonObject> {
  const answer = await send(api, request);
  return isJsonObject(answer) ? answer : {};
}
