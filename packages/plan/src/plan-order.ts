import { buildPlanGraph } from './plan-graph.js';
import type { Action, Plan } from './plan.js';

/**
 * The actions, each after all that it depends on. A plan that stands in such an order already keeps it; otherwise an
 * action moves back only as far as its dependencies ask.
 *
 * Throws `PLAN_DUPLICATE_ID`, `PLAN_UNKNOWN_DEPENDENCY`, `PLAN_CYCLE`.
 */
export function orderPlan<Operation>(plan: Plan<Operation>): Action<Operation>[] {
  return buildPlanGraph(plan.actions).ordered.map((node) => node.action);
}

/**
 * The number of actions that must run one after the other even with unlimited concurrency; 0 for an empty plan.
 *
 * Throws as `orderPlan` does.
 */
export function longestChain<Operation>(plan: Plan<Operation>): number {
  return buildPlanGraph(plan.actions).nodes.reduce((longest, node) => Math.max(longest, node.chainLength), 0);
}
