import type { Json, JsonObject } from '@nx-apiops/plan';
import type { RepositoryState } from './git/repository-state.js';
import { showIdentity } from './identities.js';
import type { Numbered, OrganizationState } from './organization-state.js';

/** All that an organization holds as plain JSON; secrets of variable groups and connections included. */
export function describeOrganization(organization: OrganizationState): JsonObject {
  const { id, name, tenantId, project, identities, accessControl } = organization;
  return {
    organization: { id, name, tenantId },
    project: { ...project },
    identities: identities.map(showIdentity),
    repositories: organization.repositories.map(describeRepository),
    policies: listed(organization.policies),
    definitions: listed(organization.definitions),
    environments: listed(organization.environments),
    checks: listed(organization.checks),
    variableGroups: listed(organization.variableGroups),
    endpoints: [...organization.endpoints.values()],
    pipelinePermissions: Object.fromEntries(organization.pipelinePermissions),
    accessControl: [...accessControl].flatMap(([namespaceId, lists]) =>
      [...lists.values()].flatMap(({ token, entries }) =>
        [...entries.values()].map((entry): Json => ({ namespaceId, token, ...entry })),
      ),
    ),
  };
}

function listed(resources: Numbered): Json {
  return [...resources.values()];
}

/** Branches with the text of their files. */
function describeRepository(repository: RepositoryState): JsonObject {
  const { id, name, defaultBranch, refs, commits, pullRequests } = repository;
  return {
    id,
    name,
    defaultBranch: defaultBranch ?? null,
    branches: Object.fromEntries(
      [...refs].map(([ref, commitId]) => {
        const tree = commits.get(commitId)?.tree ?? new Map<string, Buffer>();
        const files = [...tree].sort(([a], [b]) => (a < b ? -1 : 1));
        return [
          ref,
          { commitId, files: Object.fromEntries(files.map(([path, text]) => [path, text.toString('utf8')])) },
        ];
      }),
    ),
    commits: [...commits.values()].map(({ id: commitId, comment, parents }) => ({ commitId, comment, parents })),
    pullRequests: [...pullRequests.values()],
  };
}
