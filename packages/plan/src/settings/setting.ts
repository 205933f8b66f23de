import type { JsonObject } from '../json.js';

/** One thing of a service as configuration wants it: a branch protection, an environment, a role assignment. */
export interface Setting {
  /** In the service's words; together with `name` unique: `environment`. */
  readonly type: string;
  readonly name: string;
  /** Only what configuration says something about. Members that it lacks belong to others and stay as they are. */
  readonly value: JsonObject;
  /** Ids of settings that must be as desired before this one can be. */
  readonly after?: readonly string[];
  /** Top-level members that are never shown. */
  readonly secretMembers?: readonly string[];
}

/** What an action on a setting has to do, as plain data. */
export interface SettingOperation {
  /** What was owned and there when the plan was made; null where it did not exist. */
  readonly before: JsonObject | null;
  /** What shall be there; null where it shall not exist any longer. */
  readonly value: JsonObject | null;
}

/** Names a setting within plans. */
export function settingId({ type, name }: Pick<Setting, 'type' | 'name'>): string {
  return `${type} ${name}`;
}
