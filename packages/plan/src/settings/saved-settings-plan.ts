import { equalJson } from '../equal-json.js';
import { ownedPart } from './owned-part.js';
import { handlerOf } from './read-settings.js';
import type { SettingHandlers } from './setting-handler.js';
import { PlanError } from '../errors.js';
import { isJsonObject, type Json } from '../json.js';
import type { Plan } from '../plan.js';
import type { SettingOperation } from './setting.js';

/** The command that a saved plan belongs to. */
export type PlanPurpose = 'protect' | 'identity';

/** The plan as a file, to be approved and applied later. It holds no secret. */
export function renderSettingsPlan(purpose: PlanPurpose, plan: Plan<SettingOperation>): string {
  return `${JSON.stringify({ purpose, ...plan }, undefined, 2)}\n`;
}

/** Throws `SETTINGS_PLAN_INVALID` for what is no plan of this command. `file` names it in messages. */
export function parseSettingsPlan(text: string, purpose: PlanPurpose, file: string): Plan<SettingOperation> {
  const value = parse(text, file);
  const actions = isJsonObject(value) ? value['actions'] : undefined;
  if (!isJsonObject(value) || value['version'] !== 1 || !Array.isArray(actions))
    throw invalid(file, 'is no saved plan');
  if (value['purpose'] !== purpose)
    throw invalid(file, `is a plan of ${JSON.stringify(value['purpose'])}, not of ${purpose}`);
  return value as unknown as Plan<SettingOperation>;
}

/**
 * Holds a saved plan against one that was made just now: nothing else may be done than was approved. What is done by
 * now may be missing from the new one. Throws `SETTING_STALE`.
 */
export function assertSettingsPlan(saved: Plan<SettingOperation>, current: Plan<SettingOperation>): void {
  const approved = new Map(saved.actions.map((action) => [action.id, action]));
  const changed = current.actions.filter(({ id, kind, operation }) => {
    const then = approved.get(id);
    return !then || then.kind !== kind || !equalJson(then.operation as unknown as Json, operation as unknown as Json);
  });
  const target = saved.target === current.target ? [] : [`the target, which was ${saved.target}`];
  if (changed.length === 0 && target.length === 0) return;
  const what = [...target, ...changed.map(({ id }) => id)].join(', ');
  throw new PlanError('SETTING_STALE', `Since the plan was saved, this changed: ${what}.`, {
    hint: 'Plan again, and have the new plan approved.',
  });
}

/**
 * Makes sure that what a saved plan does, and one that was made just now does not, is done by now: it could also be no
 * longer asked for, as a secret whose value was not given again. Throws `SETTING_STALE`.
 */
export async function assertSettled(
  saved: Plan<SettingOperation>,
  current: Plan<SettingOperation>,
  handlers: SettingHandlers,
): Promise<void> {
  const planned = new Set(current.actions.map(({ id }) => id));
  const left = await Promise.all(
    saved.actions
      .filter(({ id }) => !planned.has(id))
      .map(async ({ id, type, name, operation: { value } }) => {
        const actual = await handlerOf(type, handlers).read(name);
        return equalJson((actual && ownedPart(actual, value ?? {})) ?? null, value) ? [] : [id];
      }),
  );
  const names = left.flat();
  if (names.length === 0) return;
  throw new PlanError('SETTING_STALE', `The saved plan does what is no longer asked for: ${names.join(', ')}.`, {
    hint: 'Give the same flags and files as when it was saved (such as --secrets), or plan again.',
  });
}

function parse(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw invalid(file, 'is no JSON');
  }
}

function invalid(file: string, what: string): PlanError {
  return new PlanError('SETTINGS_PLAN_INVALID', `${file} ${what}.`, {
    hint: 'Save one with plan --out FILE.',
  });
}
