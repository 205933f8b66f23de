import { createHash } from 'node:crypto';
import {
  normalizeProperties,
  readService,
  type ApimClient,
  type Resource,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';
import { equalJson, isJsonObject, renderJson, type Json } from '@nx-apiops/plan';
import { PublisherError } from './errors.js';
import type { PublishPlan } from './publish-plan.js';
import { selectionOf } from './selections.js';

/** What the resources that a plan touches were like in the instance, by their keys; absent ones are left out. */
export type Fingerprints = Readonly<Record<ResourceKey, string>>;

/** A plan as a file, to be approved and executed later. */
export interface SavedPlan {
  readonly target: string;
  readonly actions: readonly Json[];
  readonly fingerprints: Fingerprints;
}

/** Most differences that a message names. */
const MOST_NAMED = 10;

/** Reads the resources that the plan touches, a few requests for a small plan. Throws `ARM_*`. */
export async function readFingerprints(
  client: ApimClient,
  plan: PublishPlan,
  states: { readonly desired: State; readonly actual: State },
): Promise<Fingerprints> {
  const touched = new Map(
    plan.actions.flatMap(({ id }): [ResourceKey, Resource][] => {
      const resource = states.desired.get(id) ?? states.actual.get(id);
      return resource ? [[id, resource]] : [];
    }),
  );
  if (touched.size === 0) return {};
  const live = await readService(client, selectionOf(touched));
  const found = [...live].filter(([key]) => touched.has(key));
  return Object.fromEntries(found.map(([key, resource]) => [key, fingerprint(resource)]));
}

function fingerprint(resource: Resource): string {
  const content = JSON.stringify([normalizeProperties(resource), resource.specification?.text ?? null]);
  return createHash('sha256').update(content).digest('base64url');
}

/** The plan as JSON, without secrets, with what it was made on. */
export function renderSavedPlan(plan: PublishPlan, fingerprints: Fingerprints): string {
  const document: unknown = JSON.parse(renderJson(plan));
  return `${JSON.stringify({ ...(isJsonObject(document) ? document : {}), fingerprints }, undefined, 2)}\n`;
}

/** Throws `PLAN_FILE` for what is no saved plan. */
export function parseSavedPlan(text: string, file: string): SavedPlan {
  const value = parse(text, file);
  const { target, actions, fingerprints } = isJsonObject(value) ? value : {};
  if (typeof target === 'string' && Array.isArray(actions) && isJsonObject(fingerprints)) {
    const texts = Object.entries(fingerprints).map(([key, one]) => [key, String(one)]);
    return { target, actions, fingerprints: Object.fromEntries(texts) as Fingerprints };
  }
  throw new PublisherError('PLAN_FILE', `${file} is no saved plan.`, { hint: 'Save one by `nx-apiops plan --out`.' });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PublisherError('PLAN_FILE', `${file} is not valid JSON.`, { hint: 'Save the plan again.', cause });
  }
}

/**
 * Makes sure that a saved plan is exactly what would be done now, on an instance that is as it was then.
 * Throws `PLAN_STALE` naming what differs.
 */
export function assertPlanUnchanged(saved: SavedPlan, plan: PublishPlan, fingerprints: Fingerprints): void {
  const now = new Map(plan.actions.map((action) => [action.id, action]));
  const then = new Map(saved.actions.map((action) => [String(isJsonObject(action) ? action['id'] : ''), action]));
  const planned = [...new Set([...then.keys(), ...now.keys()])].filter((id) => !isSame(then.get(id), now.get(id)));
  const moved = [...new Set([...Object.keys(saved.fingerprints), ...Object.keys(fingerprints)])].filter(
    (key) => saved.fingerprints[key] !== fingerprints[key],
  );
  const problems = [
    ...(saved.target === plan.target ? [] : [`it was made for ${saved.target}, not for ${plan.target}`]),
    ...planned.map((id) => `${id} is planned differently now`),
    ...moved.map((key) => `${key} was changed in the instance`),
  ];
  if (problems.length === 0) return;
  const more = problems.length > MOST_NAMED ? [`and ${problems.length - MOST_NAMED} more`] : [];
  const lines = [...problems.slice(0, MOST_NAMED), ...more].map((problem) => `  ${problem}`).join('\n');
  throw new PublisherError('PLAN_STALE', `The saved plan no longer fits:\n${lines}`, {
    hint: 'Nothing was sent. Make a new plan and have it approved.',
  });
}

/** Saved actions went through JSON, which has no undefined. */
function isSame(saved: Json | undefined, action: unknown): boolean {
  if (saved === undefined || action === undefined) return false;
  const now: unknown = JSON.parse(JSON.stringify(action));
  return isJsonObject(now) && equalJson(saved, now);
}
