import { isJsonObject, type JsonObject, type SettingHandler } from '@nx-apiops/plan';
import type { PolicyConfiguration } from 'azure-devops-node-api/interfaces/PolicyInterfaces.js';
import type { ProjectContext } from '../project-context.js';
import { shareInFlight } from '../share-in-flight.js';
import type { PolicyNames, PolicyRow } from './policy-rows.js';

/** The policies of one branch. */
export interface BranchPolicies {
  /** All of the project, of other branches included. */
  readonly all: () => Promise<readonly PolicyConfiguration[]>;
  /** The one that a setting is about, where there is one. */
  readonly find: (row: PolicyRow, name: string) => Promise<PolicyConfiguration | undefined>;
  readonly handler: (row: PolicyRow) => SettingHandler;
}

/**
 * Policies of exactly one branch of the repository. Those of the whole project, of several branches, and further ones
 * of a kind that a branch can have several of, are others'. A policy that is disabled or does not block says so.
 */
export function branchPolicies(context: ProjectContext & { readonly branch: string }): BranchPolicies {
  const { client, facts, resources, directory, branch } = context;
  const project = facts.project.name;
  const ref = `refs/heads/${branch}`;
  const list = shareInFlight(async () => client.use('policy', (api) => api.getPolicyConfigurations(project)));
  const all = (): Promise<readonly PolicyConfiguration[]> => list('');
  const names: PolicyNames = {
    pipelineName: resources.pipelineName,
    pipelineId: resources.pipelineId,
    personName: directory.nameOf,
    personId: async (name) => (await directory.principal(name)).id,
  };
  const find: BranchPolicies['find'] = async (row, name) =>
    (await all()).find(
      (policy) =>
        policy.type?.id?.toLowerCase() === row.typeId &&
        policy.isDeleted !== true &&
        isOfBranchAlone(policy, facts.repository.id, ref) &&
        (row.isNamed?.(settingsOf(policy), name) ?? true),
    );
  return {
    all,
    find,
    handler: (row) => ({
      read: async (name) => {
        const found = await find(row, name);
        if (!found) return undefined;
        const { isEnabled, isBlocking } = found;
        return {
          ...(await row.read(settingsOf(found), names)),
          enabled: isEnabled === true,
          blocking: isBlocking === true,
        };
      },
      write: async (name, value) => {
        const existing = await find(row, name);
        const before = existing ? settingsOf(existing) : {};
        const configuration: PolicyConfiguration = {
          type: { id: row.typeId },
          isEnabled: flagOf(value['enabled'], existing?.isEnabled),
          isBlocking: flagOf(value['blocking'], existing?.isBlocking),
          settings: {
            ...(await row.write({ before, value, name }, names)),
            scope: [{ repositoryId: facts.repository.id, refName: ref, matchKind: 'Exact' }],
          },
        };
        await client.use('policy', (api) =>
          existing?.id === undefined
            ? api.createPolicyConfiguration(configuration, project)
            : api.updatePolicyConfiguration({ ...existing, ...configuration }, project, existing.id),
        );
      },
    }),
  };
}

function flagOf(wanted: unknown, existing: boolean | undefined): boolean {
  return typeof wanted === 'boolean' ? wanted : (existing ?? true);
}

export function settingsOf({ settings }: PolicyConfiguration): JsonObject {
  return isJsonObject(settings) ? settings : {};
}

function scopesOf(policy: PolicyConfiguration): JsonObject[] {
  const { scope } = settingsOf(policy);
  return Array.isArray(scope) ? scope.filter(isJsonObject) : [];
}

function isOfBranchAlone(policy: PolicyConfiguration, repositoryId: string, ref: string): boolean {
  const [scope, ...more] = scopesOf(policy);
  if (!scope || more.length > 0) return false;
  return isOfRepository(scope, repositoryId) && scope['refName'] === ref && isKind(scope, 'exact');
}

/** Whether a policy is in force for the branch, wherever it was made. */
export function appliesTo(
  policy: PolicyConfiguration,
  place: { readonly repositoryId: string; readonly ref: string; readonly isDefaultBranch: boolean },
): boolean {
  if (policy.isEnabled !== true || policy.isDeleted === true) return false;
  return scopesOf(policy).some((scope) => {
    if (typeof scope['repositoryId'] === 'string' && !isOfRepository(scope, place.repositoryId)) return false;
    if (isKind(scope, 'defaultbranch')) return place.isDefaultBranch;
    const name = scope['refName'];
    if (typeof name !== 'string') return true;
    return isKind(scope, 'prefix')
      ? place.ref === name || place.ref.startsWith(`${name.replace(/\/$/, '')}/`)
      : place.ref === name;
  });
}

/** `of the project`, or whose repository's. */
export function isOfWholeProject(policy: PolicyConfiguration): boolean {
  return scopesOf(policy).some((scope) => typeof scope['repositoryId'] !== 'string');
}

function isOfRepository(scope: JsonObject, repositoryId: string): boolean {
  const id = scope['repositoryId'];
  return typeof id === 'string' && id.toLowerCase() === repositoryId.toLowerCase();
}

function isKind(scope: JsonObject, kind: string): boolean {
  const matchKind = scope['matchKind'];
  return (typeof matchKind === 'string' ? matchKind.toLowerCase() : 'exact') === kind;
}
