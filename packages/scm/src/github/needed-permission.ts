/** What a GitHub App, or a fine-grained token, needs for a path. First match wins. */
const PERMISSIONS: readonly (readonly [RegExp, string])[] = [
  [/^\/orgs\/[^/]+\/rulesets/, 'the organization permission "Administration: write" (even to read)'],
  [/^\/orgs\/[^/]+\/properties/, 'the organization permission "Custom properties: read"'],
  [/\/pulls|\/issues/, 'the repository permission "Pull requests: write"'],
  [/\/git\//, 'the repository permissions "Contents: write" and, for files of workflows, "Workflows: write"'],
  [
    /^\/graphql$/,
    'the repository permissions "Contents: write", "Pull requests: write" and, for files of workflows, "Workflows: write"',
  ],
  [/^\/orgs\/[^/]+\/teams|^\/orgs\/[^/]+$/, 'the organization permission "Members: read"'],
  [/\/environments\/[^/]+\/(?:variables|secrets)/, 'the repository permission "Environments: write"'],
  [/\/actions\/variables/, 'the repository permission "Variables: write"'],
  [/\/actions\/secrets/, 'the repository permission "Secrets: write"'],
  [/\/actions\/oidc/, 'the repository permission "Actions: write"'],
  [
    /\/actions\/permissions|\/rulesets|\/protection|\/environments/,
    'the repository permission "Administration: write"',
  ],
];

/**
 * Which permission a request needs, in the words of GitHub's settings.
 *
 * Source: https://docs.github.com/rest/authentication/permissions-required-for-github-apps
 */
export function neededPermission(path: string): string {
  const found = PERMISSIONS.find(([pattern]) => pattern.test(path));
  return found?.[1] ?? 'access to the repository';
}
