import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import type { ProjectContext } from '../project-context.js';
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

/** The checks of the project's environments. */
export interface EnvironmentChecks {
  /** Of an environment that does not exist, none. */
  readonly all: (environment: string) => Promise<readonly Check[]>;
  /** Which of them is ours. */
  readonly find: (row: CheckRow, environment: string) => Promise<Check | undefined>;
  readonly handler: (row: CheckRow) => SettingHandler;
}

const VERSION = '7.1-preview.1';

/** Checks by the name of their environment. A check that is disabled says so. */
export function environmentChecks({ client, facts, resources, directory }: ProjectContext): EnvironmentChecks {
  const path = `${encodeURIComponent(facts.project.name)}/_apis/pipelines/checks/configurations`;
  const names: CheckNames = {
    personName: directory.nameOf,
    personId: async (name) => (await directory.principal(name)).id,
  };
  const all = shareInFlight(async (environment): Promise<readonly Check[]> => {
    const resourceId = await resources.resourceId('environment', environment);
    if (resourceId === undefined) return [];
    const { value } = await client.send<{ readonly value: readonly Partial<Check>[] }>({
      method: 'GET',
      path,
      version: VERSION,
      query: { resourceType: 'environment', resourceId, $expand: 'settings' },
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
  const find: EnvironmentChecks['find'] = async (row, environment) =>
    (await all(environment)).find(
      ({ type, settings }) => type.id.toLowerCase() === row.typeId && (row.isOurs?.(settings) ?? true),
    );
  return {
    all,
    find,
    handler: (row) => ({
      read: async (environment) => {
        const found = await find(row, environment);
        return found && { ...(await row.read(found.settings, names)), enabled: !found.isDisabled };
      },
      write: async (environment, value) => {
        const id = await resources.resourceId('environment', environment);
        if (id === undefined) throw environmentMissing(environment);
        const existing = await find(row, environment);
        const body: JsonObject = {
          timeout: CHECK_TIMEOUT_MINUTES,
          ...existing,
          type: { id: row.typeId, name: row.typeName },
          settings: await row.write({ before: existing?.settings ?? {}, value }, names),
          resource: { type: 'environment', id, name: environment },
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

function environmentMissing(environment: string): ScmError {
  return new ScmError('SCM_NOT_FOUND', `The project has no environment ${environment}.`, {
    hint: 'Apply the plan as a whole; it creates the environment first.',
  });
}
