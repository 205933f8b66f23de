import { diffJson } from '../diff-json.js';
import { equalJson } from '../equal-json.js';
import type { JsonObject } from '../json.js';
import type { Action, Plan } from '../plan.js';
import { ownedPart } from './owned-part.js';
import { settingId, type Setting, type SettingOperation } from './setting.js';

export interface SettingsComparison {
  /** Where, for people: `acme/acme-apis on GitHub`. */
  readonly target: string;
  readonly desired: readonly Setting[];
  /** By id; what does not exist is missing. */
  readonly actual: ReadonlyMap<string, JsonObject>;
  /** What this tool made earlier and configuration no longer wants. */
  readonly obsolete?: readonly Setting[];
  readonly notes?: readonly string[];
}

/**
 * What has to be done so that everything owned is as desired. Pure. Nothing is deleted but what is named as obsolete,
 * after all else is done.
 */
export function planSettings(comparison: SettingsComparison): Plan<SettingOperation> {
  const { target, desired, actual, obsolete = [], notes = [] } = comparison;
  const changes = desired.flatMap((setting) => change(setting, actual.get(settingId(setting))));
  const changed = new Set(changes.map(({ id }) => id));
  const deletions = obsolete.map((setting) => deletion(setting, [...changed]));
  return {
    version: 1,
    target,
    actions: [...changes.map((action) => withDependencies(action, changed)), ...deletions],
    unchanged: desired.length - changes.length,
    notes,
  };
}

function change(setting: Setting, existing: JsonObject | undefined): Action<SettingOperation>[] {
  const { type, name, value, after = [] } = setting;
  const before = existing && ownedPart(existing, value);
  if (before && equalJson(before, value)) return [];
  return [
    {
      id: settingId(setting),
      kind: before ? 'update' : 'create',
      type,
      name,
      dependsOn: after,
      changes: diffJson(before ?? {}, value, { isSecret: (path) => isSecret(setting, path) }),
      operation: { before: before ?? null, value },
    },
  ];
}

function deletion(setting: Setting, dependsOn: readonly string[]): Action<SettingOperation> {
  const { type, name, value } = setting;
  const changes = diffJson(value, {}, { isSecret: (path) => isSecret(setting, path) });
  return {
    id: settingId(setting),
    kind: 'delete',
    type,
    name,
    dependsOn,
    changes,
    operation: { before: value, value: null },
  };
}

/** What is as desired already needs no waiting for. */
function withDependencies(action: Action<SettingOperation>, changed: ReadonlySet<string>): Action<SettingOperation> {
  return { ...action, dependsOn: action.dependsOn.filter((id) => changed.has(id)) };
}

function isSecret({ secretMembers = [] }: Setting, path: string): boolean {
  return secretMembers.includes(path);
}
