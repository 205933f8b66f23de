import type { components } from '@octokit/openapi-types';
import { nodeId, showAccount, WEB } from './accounts.js';
import type { GitHubCall } from './github-call.js';
import type { Repository } from './repository.js';

/** A repository as GitHub shows it on its own; how it merges is only for those who may write. */
export function showRepository(call: GitHubCall, repository: Repository) {
  const { api, world, caller, access } = call;
  const fullName = `${world.organization.login}/${repository.name}`;
  const owner = showAccount(api, world.organization, 'Organization');
  const isOwner = caller === 'owner' && access.installation === undefined && !repository.isReadOnly;
  const canPush = call.canWrite(repository, 'contents');
  const { archived, description, has_issues, has_projects, has_wiki, ...merging } = repository.settings;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.visibility === 'private',
    owner,
    html_url: `${WEB}/${fullName}`,
    description,
    fork: repository.isFork,
    ...repositoryUrls(`${api}/repos/${fullName}`, fullName),
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.updatedAt,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues,
    has_projects,
    has_downloads: true,
    has_wiki,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived,
    disabled: repository.isDisabled,
    open_issues_count: 0,
    license: null,
    allow_forking: false,
    is_template: repository.isTemplate,
    web_commit_signoff_required: false,
    topics: [...repository.topics],
    custom_properties: Object.fromEntries(repository.properties),
    visibility: repository.visibility,
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: repository.defaultBranch,
    permissions: { admin: isOwner, maintain: isOwner, push: canPush, triage: canPush, pull: true },
    ...(canPush && merging),
    organization: owner,
    network_count: 0,
    subscribers_count: 0,
  } satisfies components['schemas']['full-repository'];
}

function repositoryUrls(url: string, fullName: string) {
  return {
    url,
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
    git_url: `git://github.com/${fullName}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    clone_url: `${WEB}/${fullName}.git`,
    svn_url: `${WEB}/${fullName}`,
  };
}
