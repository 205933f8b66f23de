import type { components } from '@octokit/openapi-types';
import { WEB } from './accounts.js';
import { findCommit } from './content-routes.js';
import { commitsBetween, mergeBaseOf } from './git-history.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { notFound } from './github-fault.js';
import { pageOf } from './page.js';
import type { Repository } from './repository.js';
import { showCommit } from './show-commit.js';

/** Sizes of pages of commits. Source: https://docs.github.com/rest/commits/commits#compare-two-commits */
const PAGE_SIZES = { usual: 250, most: 250 };

/** Two commits or branches compared, without the files that differ. */
export const COMPARE_ROUTES: GitHubRoutes = {
  'GET /repos/{owner}/{repo}/compare/{basehead...}': (call) => {
    const repository = call.repository();
    const [base, head] = call
      .param('basehead')
      .split('...')
      .map((ref) => findCommit(repository, ref));
    const met = base && head && mergeBaseOf(repository, base.sha, head.sha);
    if (!met) throw notFound();
    const ahead = commitsBetween(repository, base.sha, head.sha);
    const behind = commitsBetween(repository, head.sha, base.sha).length;
    const { items, headers } = pageOf(call, ahead, PAGE_SIZES);
    const body = {
      ...urlsOf(call, repository),
      base_commit: showCommit(call, repository, base),
      merge_base_commit: showCommit(call, repository, met),
      status: statusOf(ahead.length, behind),
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      commits: items.map((commit) => showCommit(call, repository, commit)),
    } satisfies components['schemas']['commit-comparison'];
    return { status: 200, headers, body };
  },
};

function statusOf(ahead: number, behind: number): components['schemas']['commit-comparison']['status'] {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function urlsOf(call: GitHubCall, { name }: Repository) {
  const path = `${call.world.organization.login}/${name}/compare/${call.param('basehead')}`;
  const html = `${WEB}/${path}`;
  return {
    url: `${call.api}/repos/${path}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
  };
}
