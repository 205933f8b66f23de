/** What the caller needs for a path, in the words of Azure DevOps. First match wins. */
const PERMISSIONS: readonly (readonly [RegExp, string])[] = [
  [/\/policy\/configurations/i, 'the repository permission "Edit policies" (in a personal access token: Code, full)'],
  [
    /\/accesscontrol(?:lists|entries)/i,
    'the repository permission "Manage permissions" (in a personal access token: Security, manage)',
  ],
  [
    /\/(?:pushes|refs)$/i,
    'the repository permissions "Contribute" and "Create branch" (in a personal access token: Code, read & write)',
  ],
  [
    /\/pullrequests/i,
    'the repository permission "Contribute to pull requests" (in a personal access token: Code, read & write)',
  ],
  [
    /\/build\/definitions/i,
    'the permission "Create build pipeline" or "Edit build pipeline" of the project (in a personal access token: Build, read & execute)',
  ],
  [
    /\/pipelines\/(?:checks|pipelinepermissions)/i,
    'the role Administrator of the environment, variable group or service connection',
  ],
  [
    /\/environments/i,
    "the role Creator of the project's environments (in a personal access token: Environment, read & manage)",
  ],
  [
    /\/variablegroups/i,
    "the role Creator of the project's library (in a personal access token: Variable Groups, read, create & manage)",
  ],
  [
    /\/serviceendpoint/i,
    "the role Creator of the project's service connections (in a personal access token: Service Connections, read, query & manage)",
  ],
  [/\/identities/i, 'the permission "View instance-level information" (in a personal access token: Identity, read)'],
];

/**
 * Which permission a request needs, in the words of Azure DevOps' settings.
 *
 * Source: https://learn.microsoft.com/azure/devops/organizations/security/permissions
 */
export function neededPermission(path: string): string {
  return PERMISSIONS.find(([pattern]) => pattern.test(path))?.[1] ?? 'access to the project and its repository';
}
