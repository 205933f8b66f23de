import { PlanError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { settingId, type Setting } from './setting.js';
import type { SettingHandler, SettingHandlers } from './setting-handler.js';

/** What the services have of the settings, by id. Rejects with the first read that fails. */
export async function readSettings(
  settings: readonly Setting[],
  handlers: SettingHandlers,
): Promise<ReadonlyMap<string, JsonObject>> {
  const found = await Promise.all(
    settings.map(async (setting): Promise<(readonly [string, JsonObject])[]> => {
      const value = await handlerOf(setting.type, handlers).read(setting.name);
      return value ? [[settingId(setting), value]] : [];
    }),
  );
  return new Map(found.flat());
}

/** Throws `SETTING_UNKNOWN` where nothing handles the type. */
export function handlerOf(type: string, handlers: SettingHandlers): SettingHandler {
  const handler = Object.hasOwn(handlers, type) ? handlers[type] : undefined;
  if (handler) return handler;
  throw new PlanError('SETTING_UNKNOWN', `Nothing reads or writes a setting of the type ${JSON.stringify(type)}.`, {
    hint: 'Apply the plan with the version of nx-apiops that made it.',
  });
}
