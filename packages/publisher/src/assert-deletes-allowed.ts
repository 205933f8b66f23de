import { PublisherError } from './errors.js';
import type { PublishPlan } from './publish-plan.js';

/** Most deletions that the message names. */
const MOST_NAMED = 20;

/** Throws `TOO_MANY_DELETES` where the plan deletes more than `maxDeletes` resources, before anything is sent. */
export function assertDeletesAllowed(plan: PublishPlan, maxDeletes: number): void {
  const deletes = plan.actions.filter(({ kind }) => kind === 'delete');
  if (deletes.length <= maxDeletes) return;
  const named = deletes.slice(0, MOST_NAMED).map(({ type, name }) => `  ${type} ${name}`);
  const more = deletes.length > MOST_NAMED ? [`  and ${deletes.length - MOST_NAMED} more`] : [];
  throw new PublisherError(
    'TOO_MANY_DELETES',
    `The plan deletes ${deletes.length} resources of ${plan.target}, at most ${maxDeletes} are allowed:\n${[...named, ...more].join('\n')}`,
    { hint: `Nothing was sent. If this is meant, run with --max-deletes ${deletes.length}.` },
  );
}
