/** The permission of an app that each path below a repository takes, the first that fits. */
const BELOW_REPOSITORY: readonly (readonly [RegExp, string])[] = [
  [/^\/actions\/variables/, 'actions_variables'],
  [/^\/actions\/secrets/, 'secrets'],
  [/^\/actions\/(?:permissions|oidc)/, 'administration'],
  [/^\/actions/, 'actions'],
  [/^\/environments\/\{environment\}\/(?:variables|secrets)/, 'environments'],
  [/^\/environments/, 'administration'],
  [/^\/(?:contents|git|merges|commits|compare|branches(?!.*protection))/, 'contents'],
  [/^\/(?:pulls|issues|labels)/, 'pull_requests'],
  [/^\/statuses/, 'statuses'],
  [/^\/check-runs/, 'checks'],
  [/^\/(?:branches|rulesets|teams|topics)/, 'administration'],
  [/^\/(?:rules|codeowners|properties)/, 'metadata'],
];
const REPOSITORY = '/repos/{owner}/{repo}';
const READ_BY_CHECKS: Readonly<Record<string, string>> = { 'check-runs': 'checks', status: 'statuses' };

/**
 * The permission that an app needs for a route, such as `contents`.
 * Source: https://docs.github.com/rest/authentication/permissions-required-for-github-apps
 */
export function appPermissionOf(key: string): string {
  const [method = '', path = ''] = key.split(' ');
  if (path.startsWith(REPOSITORY)) return belowRepository(method, path.slice(REPOSITORY.length));
  if (/^\/orgs\/\{org\}\/(?:teams|members)/.test(path)) return 'members';
  if (path.startsWith('/orgs/{org}/rulesets')) return 'organization_administration';
  if (path.startsWith('/orgs/{org}/properties')) return 'organization_custom_properties';
  return 'metadata';
}

function belowRepository(method: string, below: string): string {
  const isShown = method === 'GET';
  if (below === '' || (isShown && below === '/topics')) return isShown ? 'metadata' : 'administration';
  const checks = READ_BY_CHECKS[below.split('/').at(-1) ?? ''];
  if (below.startsWith('/commits/') && checks !== undefined) return checks;
  return BELOW_REPOSITORY.find(([pattern]) => pattern.test(below))?.[1] ?? 'metadata';
}
