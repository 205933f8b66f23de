import type { JsonObject } from '../json.js';

/** Reads and writes the settings of one type. */
export interface SettingHandler {
  /**
   * What the service has, in the shape of desired values; undefined where it does not exist. A read that fails
   * rejects: it is never taken for something that does not exist.
   */
  read(name: string): Promise<JsonObject | undefined>;
  /** Creates it, or changes the members that `value` has and no others. Doing it twice has the effect of once. */
  write(name: string, value: JsonObject): Promise<void>;
  /** Absent where settings of this type are never deleted. */
  remove?(name: string): Promise<void>;
}

/** By type of setting. */
export type SettingHandlers = Readonly<Record<string, SettingHandler>>;
