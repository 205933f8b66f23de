import type { components } from '@octokit/openapi-types';
import { load } from 'js-yaml';
import { nodeId, WEB } from './accounts.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import type { GitFile } from './git-objects.js';
import { pageOf } from './page.js';
import type { Repository } from './repository.js';

const WORKFLOW_FILE = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The workflows that the files of a repository are. */
export const WORKFLOW_ROUTES: GitHubRoutes = {
  'GET /repos/{owner}/{repo}/actions/workflows': (call) => {
    const repository = call.repository();
    const all = workflowsOf(call, repository);
    const page = pageOf(call, all);
    return { status: 200, headers: page.headers, body: { total_count: all.length, workflows: [...page.items] } };
  },
};

/** The workflows of the default branch. Their ids follow from their place in the list. */
function workflowsOf(call: GitHubCall, repository: Repository) {
  const files = repository.branches.get(repository.defaultBranch)?.files ?? new Map<string, GitFile>();
  const place = `${call.world.organization.login}/${repository.name}`;
  return [...files]
    .filter(([path]) => WORKFLOW_FILE.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { content }], index) => {
      const id = repository.id * 1000 + index;
      return {
        id,
        node_id: nodeId('W', id),
        name: workflowName(content) ?? path,
        path,
        state: 'active',
        created_at: repository.createdAt,
        updated_at: repository.createdAt,
        url: `${call.api}/repos/${place}/actions/workflows/${id}`,
        html_url: `${WEB}/${place}/blob/${repository.defaultBranch}/${path}`,
        badge_url: `${WEB}/${place}/workflows/${encodeURIComponent(workflowName(content) ?? path)}/badge.svg`,
      } satisfies components['schemas']['workflow'];
    });
}

function workflowName(content: Buffer): string | undefined {
  try {
    const document: unknown = load(content.toString('utf8'));
    const hasName = typeof document === 'object' && document !== null && 'name' in document;
    return hasName && typeof document.name === 'string' ? document.name : undefined;
  } catch {
    return undefined;
  }
}
