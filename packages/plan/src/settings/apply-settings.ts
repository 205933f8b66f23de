import { diffJson } from '../diff-json.js';
import { equalJson } from '../equal-json.js';
import { PlanError } from '../errors.js';
import { executePlan, type ExecuteOptions } from '../execute-plan.js';
import type { JsonObject } from '../json.js';
import type { Action, ActionResult, Plan } from '../plan.js';
import { ownedPart } from './owned-part.js';
import { handlerOf } from './read-settings.js';
import type { SettingOperation } from './setting.js';
import type { SettingHandler, SettingHandlers } from './setting-handler.js';

/** Settings are few, and services dislike parallel writes to them. */
const CONCURRENCY = 4;

/**
 * Executes exactly the plan, one result per action. What is as desired by now is left alone; what is neither that nor
 * as it was when the plan was made fails with `SETTING_STALE`, and nothing is written for it.
 */
export async function applySettings(
  plan: Plan<SettingOperation>,
  handlers: SettingHandlers,
  options: ExecuteOptions = {},
): Promise<ActionResult[]> {
  const perform = (action: Action<SettingOperation>): Promise<void> =>
    performAction(action, handlerOf(action.type, handlers));
  return executePlan(plan, perform, { concurrency: CONCURRENCY, ...options });
}

async function performAction(action: Action<SettingOperation>, handler: SettingHandler): Promise<void> {
  const { before, value } = action.operation;
  const actual = await handler.read(action.name);
  const owned = actual && ownedPart(actual, value ?? before ?? {});
  if (equalJson(owned ?? null, value)) return;
  if (!equalJson(owned ?? null, before)) throw staleError(action, owned);
  if (value) await handler.write(action.name, value);
  else if (handler.remove) await handler.remove(action.name);
  else throw new PlanError('SETTING_UNKNOWN', `A ${action.type} is never deleted.`);
}

function staleError({ type, name, operation }: Action<SettingOperation>, actual: JsonObject | undefined): PlanError {
  const paths = diffJson(operation.before ?? {}, actual ?? {}).map(({ path }) => path);
  const what = paths.length === 0 ? 'its existence' : paths.join(', ');
  return new PlanError('SETTING_STALE', `The ${type} ${name} changed since the plan was made: ${what}.`, {
    hint: 'Plan again, and look at what others changed.',
  });
}
