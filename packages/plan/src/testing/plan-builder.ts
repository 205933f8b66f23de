import type { Action, Plan } from '../plan.js';

/** An action that creates the API `id`, unless told otherwise. */
export function action(id: string, overrides: Partial<Action> = {}): Action {
  return { id, kind: 'create', type: 'api', name: id, dependsOn: [], changes: [], operation: null, ...overrides };
}

export function plan(actions: readonly Action[], overrides: Partial<Plan> = {}): Plan {
  return { version: 1, target: 'apim-acme-dev (dev)', actions, unchanged: 0, notes: [], ...overrides };
}

/** Actions `a`, `b`, … from `{ a: [], b: ['a'] }`: each with the ids that it depends on. */
export function planOf(dependencies: Readonly<Record<string, readonly string[]>>): Plan {
  return plan(Object.entries(dependencies).map(([id, dependsOn]) => action(id, { dependsOn })));
}
