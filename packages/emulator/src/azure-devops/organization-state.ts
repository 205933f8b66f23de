import type { JsonObject } from '@nx-apiops/plan';
import type { EmulatorClock } from '../options.js';
import type { AccessControlLists } from './access-control-lists.js';
import type { CheckSuite } from './check-suites.js';
import type { ResolvedAzureDevOps } from './azure-devops-seed.js';
import type { RepositoryState } from './git/repository-state.js';
import { createRepository } from './git/repository-state.js';
import { createIdentities, type Identity } from './identities.js';
import { protectDefaultBranch } from './policy/keep-policy.js';
import { guidOf } from './stable-id.js';

/** Resources of one kind by number, in the order in which they were made. */
export type Numbered = Map<number, JsonObject>;

/** All that the one organization and its one project hold. Written in place; a reset makes a new one. */
export interface OrganizationState {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly project: { readonly id: string; readonly name: string };
  readonly identities: readonly Identity[];
  /** What every token stands for. */
  readonly caller: Identity;
  readonly repositories: RepositoryState[];
  readonly policies: Numbered;
  readonly definitions: Numbered;
  readonly environments: Numbered;
  readonly checks: Numbered;
  /** Evaluations of checks by id. */
  readonly checkSuites: Map<string, CheckSuite>;
  readonly variableGroups: Numbered;
  /** Service connections by id. */
  readonly endpoints: Map<string, JsonObject>;
  /** Which pipelines may use a resource, by `<type>/<id>` in lower case. */
  readonly pipelinePermissions: Map<string, JsonObject>;
  readonly accessControl: AccessControlLists;
  /** Time of now, as answers write it. */
  readonly now: () => string;
  /** A number that nothing of the kind had before. */
  readonly nextId: (kind: string) => number;
}

export function createOrganization(seed: ResolvedAzureDevOps, clock: EmulatorClock): OrganizationState {
  const { organization: name, tenantId } = seed;
  const id = guidOf('organization', name);
  const project = { id: guidOf('project', name, seed.project), name: seed.project };
  const identities = createIdentities(seed, { organizationId: id, projectId: project.id });
  const caller = identities.at(-1);
  if (!caller) throw new RangeError('An organization has at least the identity of its callers.');
  const now = (): string => new Date(clock.now()).toISOString();
  const lastIds = new Map<string, number>();
  const organization: OrganizationState = {
    id,
    name,
    tenantId,
    project,
    identities,
    caller,
    repositories: seed.repositories.map((repository) => createRepository(repository, { project, caller, now })),
    policies: new Map(),
    definitions: new Map(),
    environments: new Map(),
    checks: new Map(),
    checkSuites: new Map(),
    variableGroups: new Map(),
    endpoints: new Map(),
    pipelinePermissions: new Map(),
    accessControl: new Map(),
    now,
    nextId: (kind) => {
      const next = (lastIds.get(kind) ?? 0) + 1;
      lastIds.set(kind, next);
      return next;
    },
  };
  for (const [index, { protectedBranch }] of seed.repositories.entries()) {
    const repository = organization.repositories[index];
    if (protectedBranch && repository) protectDefaultBranch(organization, repository);
  }
  return organization;
}

/** The identity, or undefined for ids of nobody. */
export function identityOf(organization: OrganizationState, id: string): Identity | undefined {
  return organization.identities.find((identity) => identity.id.toLowerCase() === id.toLowerCase());
}

/** How resources name the project that they belong to. */
export function showProjectRef({ project }: OrganizationState, url: string): JsonObject {
  return {
    id: project.id,
    name: project.name,
    url: `${url}/_apis/projects/${project.id}`,
    state: 'wellFormed',
    revision: 1,
    visibility: 'private',
  };
}
