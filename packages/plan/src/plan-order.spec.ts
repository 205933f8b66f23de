import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlanError } from './errors.js';
import { longestChain, orderPlan } from './plan-order.js';
import type { Plan } from './plan.js';
import { action, plan, planOf } from './testing/plan-builder.js';
import { randomPlan } from './testing/random-plan.js';

function orderOf(unordered: Plan): string[] {
  return orderPlan(unordered).map(({ id }) => id);
}

function errorOf(unordered: Plan): unknown {
  try {
    return orderPlan(unordered);
  } catch (error) {
    return error;
  }
}

describe('orderPlan', () => {
  it('puts each action after all that it depends on, for any plan', () => {
    fc.assert(
      fc.property(randomPlan, (unordered) => {
        const order = orderOf(unordered);
        expect(order.toSorted()).toEqual(unordered.actions.map(({ id }) => id).sort());
        const position = new Map(order.map((id, index) => [id, index]));
        for (const { id, dependsOn } of unordered.actions) {
          for (const dependency of dependsOn) expect(position.get(dependency)).toBeLessThan(position.get(id) ?? -1);
        }
      }),
    );
  });

  it('keeps an order that is right already', () => {
    fc.assert(
      fc.property(randomPlan, (unordered) => {
        const ordered = plan(orderPlan(unordered));
        expect(orderPlan(ordered)).toEqual(ordered.actions);
      }),
    );
  });

  it('moves an action back only as far as its dependencies ask', () => {
    expect(orderOf(planOf({ late: ['b'], a: [], b: [], c: [] }))).toEqual(['a', 'b', 'late', 'c']);
  });

  it('takes a dependency that is named twice as one', () => {
    expect(orderOf(planOf({ b: ['a', 'a'], a: [] }))).toEqual(['a', 'b']);
  });
});

describe('longestChain', () => {
  it('counts the actions that must run one after the other', () => {
    expect(longestChain(plan([]))).toBe(0);
    expect(longestChain(planOf({ a: [], b: [] }))).toBe(1);
    expect(longestChain(planOf({ d: ['b', 'c'], c: ['b'], b: ['a'], a: [], e: ['a'] }))).toBe(4);
  });

  it('takes a chain of 50,000 actions', () => {
    const chain = Array.from({ length: 50_000 }, (_, index) =>
      action(`n${index}`, { dependsOn: index === 0 ? [] : [`n${index - 1}`] }),
    );
    expect(longestChain(plan(chain.toReversed()))).toBe(50_000);
  });
});

describe('an invalid plan', () => {
  it('is refused for two actions of one id, naming it', () => {
    const error = errorOf(plan([action('a'), action('b'), action('a')]));
    expect(error).toBeInstanceOf(PlanError);
    expect(error).toMatchObject({
      code: 'PLAN_DUPLICATE_ID',
      fault: 'bug',
      message: 'More than one action of the plan has the id a.',
      hint: expect.stringContaining('an id of its own'),
    });
  });

  it('is refused for a dependency that is not in it, naming who needs it', () => {
    expect(errorOf(planOf({ a: ['x'], b: ['a', 'y'] }))).toMatchObject({
      code: 'PLAN_UNKNOWN_DEPENDENCY',
      message: 'The plan has no action "x" (needed by "a"), "y" (needed by "b").',
      hint: expect.stringContaining('Add the missing action'),
    });
  });

  it.each([
    ['two', { a: ['b'], b: ['a'] }, 'a -> b -> a'],
    ['itself', { a: ['a'] }, 'a -> a'],
    ['three behind others', { z: ['a'], root: [], a: ['root', 'b'], b: ['c'], c: ['a'] }, 'a -> b -> c -> a'],
  ])('is refused for a circle of %s, naming it', (_, dependencies, circle) => {
    expect(errorOf(planOf(dependencies))).toMatchObject({
      code: 'PLAN_CYCLE',
      fault: 'user',
      message: expect.stringContaining(`in a circle: ${circle}.`),
      hint: expect.stringContaining('Remove one'),
    });
  });

  it('names only the start of a long circle', () => {
    const circle = Array.from({ length: 1000 }, (_, index) =>
      action(`n${index}`, { dependsOn: [`n${(index + 1) % 1000}`] }),
    );
    const message = String(errorOf(plan(circle)));
    expect(message).toContain('n0 -> n1 -> ');
    expect(message).toContain('(1000 in all)');
    expect(message.length).toBeLessThan(300);
  });
});
