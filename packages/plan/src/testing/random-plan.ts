import fc from 'fast-check';
import type { Plan } from '../plan.js';
import { action, plan } from './plan-builder.js';

/** Plans without circles, in an order that has nothing to do with the dependencies. */
export const randomPlan: fc.Arbitrary<Plan> = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 30 })
  .map((links) =>
    links.map((targets, index) => {
      const dependsOn = index === 0 ? [] : targets.map((target) => `n${target % index}`);
      return action(`n${index}`, { dependsOn });
    }),
  )
  .chain((actions) => fc.shuffledSubarray(actions, { minLength: actions.length }))
  .map((actions) => plan(actions));

/** Ids of all that depends on one of the given actions, however indirectly. */
export function descendants({ actions }: Plan, ids: Iterable<string>): Set<string> {
  const roots = new Set(ids);
  const found = new Set<string>();
  let sizeBefore = -1;
  while (found.size > sizeBefore) {
    sizeBefore = found.size;
    for (const { id, dependsOn } of actions) {
      if (dependsOn.some((dependency) => roots.has(dependency) || found.has(dependency))) found.add(id);
    }
  }
  return found;
}
