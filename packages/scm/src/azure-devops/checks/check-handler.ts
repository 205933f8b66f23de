import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import type { ProjectContext } from '../project-context.js';
import { parseResourceName, resourceMissing } from '../project-resources.js';
import { shareInFlight } from '../share-in-flight.js';
import { CHECK_TIMEOUT_MINUTES } from '../unverified.js';
import type { CheckNames, CheckRow } from './check-rows.js';

/** A check as Azure DevOps gives it. */
export interface Check extends JsonObject {
  readonly id: number;
  readonly type: { readonly id: string; readonly name: string };
  readonly settings: JsonObject;
  readonly isDisabled: boolean;
}

/** The checks of the project's environments, service connections and variable groups, by `environment/prod`. */
export interface ResourceChecks {
  /** Of a resource that does not exist, none. */
  readonly all: (resource: string) => Promise<readonly Check[]>;
  /** Which of them is ours. */
  readonly find: (row: CheckRow, resource: string) => Promise<Check | undefined>;
  readonly handler: (row: CheckRow) => SettingHandler;
}

const VERSION = '7.1-preview.1';

/** Checks by the name of their resource. A check that is disabled says so. */
export function resourceChecks({ client, facts, resources, directory }: ProjectContext): ResourceChecks {
  const path = `${encodeURIComponent(facts.project.name)}/_apis/pipelines/checks/configurations`;
  const names: CheckNames = {
    personName: directory.nameOf,
    personId: async (name) => (await directory.principal(name)).id,
  };
  const all = shareInFlight(async (resource): Promise<readonly Check[]> => {
    const { type: resourceType, name } = parseResourceName(resource);
    const resourceId = await resources.resourceId(resourceType, name);
    if (resourceId === undefined) return [];
    const { value } = await client.send<{ readonly value: readonly Partial<Check>[] }>({
      method: 'GET',
      path,
      version: VERSION,
      query: { resourceType, resourceId, $expand: 'settings' },
    });
    return value.map(
      (check) =>
        ({
          ...check,
          settings: check.settings ?? {},
          isDisabled: check.isDisabled === true,
        }) as Check,
    );
  });
  const find: ResourceChecks['find'] = async (row, resource) =>
    (await all(resource)).find(
      ({ type, settings }) => type.id.toLowerCase() === row.typeId && (row.isOurs?.(settings) ?? true),
    );
  return {
    all,
    find,
    handler: (row) => ({
      read: async (resource) => {
        const found = await find(row, resource);
        return found && { ...(await row.read(found.settings, names)), enabled: !found.isDisabled };
      },
      write: async (resource, value) => {
        const { type, name } = parseResourceName(resource);
        const id = await resources.resourceId(type, name);
        if (id === undefined) throw resourceMissing(resource);
        const existing = await find(row, resource);
        const body: JsonObject = {
          timeout: CHECK_TIMEOUT_MINUTES,
          ...existing,
          type: { id: row.typeId, name: row.typeName },
          settings: await row.write({ before: existing?.settings ?? {}, value }, names),
          resource: { type, id, name },
          isDisabled: value['enabled'] === undefined ? (existing?.isDisabled ?? false) : value['enabled'] !== true,
        };
        await client.send(
          existing
            ? { method: 'PATCH', path: `${path}/${existing.id}`, version: VERSION, body }
            : { method: 'POST', path, version: VERSION, body },
        );
      },
    }),
  };
}
