import { expect, it } from 'vitest';
import { summarizePlan } from './summarize-plan.js';
import { action, plan } from './testing/plan-builder.js';

it('counts the actions of each kind and what is as desired', () => {
  const actions = [action('a'), action('b', { kind: 'delete' }), action('c'), action('d', { kind: 'update' })];
  expect(summarizePlan(plan(actions, { unchanged: 7 }))).toEqual({ create: 2, update: 1, delete: 1, unchanged: 7 });
});
