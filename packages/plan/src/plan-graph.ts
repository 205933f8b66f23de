import { PlanError } from './errors.js';
import type { Action } from './plan.js';
import { PriorityQueue } from './priority-queue.js';

/** One action among those that it depends on and that depend on it. */
export interface PlanNode<Operation> {
  readonly action: Action<Operation>;
  /** Index in the plan. */
  readonly position: number;
  readonly dependencies: readonly PlanNode<Operation>[];
  readonly dependents: readonly PlanNode<Operation>[];
  /** Number of actions on the longest chain from this one through its dependents, itself included. */
  readonly chainLength: number;
}

export interface PlanGraph<Operation> {
  /** In plan order. */
  readonly nodes: readonly PlanNode<Operation>[];
  /** Each after all that it depends on; among those that are free, the earliest in the plan is next. */
  readonly ordered: readonly PlanNode<Operation>[];
}

interface GrowingNode<Operation> extends PlanNode<Operation> {
  readonly dependencies: GrowingNode<Operation>[];
  readonly dependents: GrowingNode<Operation>[];
  chainLength: number;
}

/** How many ids a message names before it only counts. */
const MOST_NAMED = 20;

/**
 * Links the actions of a plan. An id that an action names twice counts once or twice, with the same effect.
 *
 * Throws `PLAN_DUPLICATE_ID`, `PLAN_UNKNOWN_DEPENDENCY`, `PLAN_CYCLE`.
 */
export function buildPlanGraph<Operation>(actions: readonly Action<Operation>[]): PlanGraph<Operation> {
  const nodes = linkNodes(actions);
  const ordered = orderNodes(nodes);
  if (ordered.length < nodes.length) throw cycleError(nodes, new Set(ordered));
  for (const node of ordered.toReversed()) {
    for (const dependent of node.dependents) node.chainLength = Math.max(node.chainLength, dependent.chainLength + 1);
  }
  return { nodes, ordered };
}

function linkNodes<Operation>(actions: readonly Action<Operation>[]): GrowingNode<Operation>[] {
  const nodes = actions.map((action, position): GrowingNode<Operation> => ({
    action,
    position,
    dependencies: [],
    dependents: [],
    chainLength: 1,
  }));
  const byId = new Map(nodes.map((node) => [node.action.id, node]));
  if (byId.size < nodes.length) {
    const twice = nodes.filter((node) => byId.get(node.action.id) !== node).map((node) => node.action.id);
    throw new PlanError('PLAN_DUPLICATE_ID', `More than one action of the plan has the id ${listed(twice, ', ')}.`, {
      hint: 'Give each action an id of its own.',
    });
  }
  const unknown: string[] = [];
  for (const node of nodes) {
    for (const id of node.action.dependsOn) {
      const dependency = byId.get(id);
      if (dependency === undefined) {
        unknown.push(`"${id}" (needed by "${node.action.id}")`);
        continue;
      }
      node.dependencies.push(dependency);
      dependency.dependents.push(node);
    }
  }
  if (unknown.length === 0) return nodes;
  throw new PlanError('PLAN_UNKNOWN_DEPENDENCY', `The plan has no action ${listed(unknown, ', ')}.`, {
    hint: 'Add the missing action, or leave the dependency out when its resource exists already.',
  });
}

/** Leaves out the nodes of circles and what depends on them. */
function orderNodes<Operation>(nodes: readonly GrowingNode<Operation>[]): GrowingNode<Operation>[] {
  const waitingFor = nodes.map((node) => node.dependencies.length);
  const free = new PriorityQueue<GrowingNode<Operation>>((a, b) => a.position < b.position);
  for (const node of nodes) if (node.dependencies.length === 0) free.push(node);

  const ordered: GrowingNode<Operation>[] = [];
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    ordered.push(node);
    for (const dependent of node.dependents) {
      const left = (waitingFor[dependent.position] ?? 0) - 1;
      waitingFor[dependent.position] = left;
      if (left === 0) free.push(dependent);
    }
  }
  return ordered;
}

/** What is left without an order depends, at some distance, on a circle: following dependencies runs into it. */
function cycleError<Operation>(
  nodes: readonly PlanNode<Operation>[],
  ordered: ReadonlySet<PlanNode<Operation>>,
): PlanError {
  const visited = new Map<PlanNode<Operation>, number>();
  let node = nodes.find((candidate) => !ordered.has(candidate));
  while (node !== undefined && !visited.has(node)) {
    visited.set(node, visited.size);
    node = node.dependencies.find((dependency) => !ordered.has(dependency));
  }
  const start = node === undefined ? 0 : (visited.get(node) ?? 0);
  const circle = [...visited.keys()].slice(start).map((member) => member.action.id);
  const shown = circle.length > MOST_NAMED ? listed(circle, ' -> ') : [...circle, ...circle.slice(0, 1)].join(' -> ');
  return new PlanError('PLAN_CYCLE', `Actions of the plan depend on each other in a circle: ${shown}.`, {
    hint: 'Each depends on the next one. Remove one of these references.',
  });
}

function listed(names: readonly string[], separator: string): string {
  if (names.length <= MOST_NAMED) return names.join(separator);
  return `${names.slice(0, MOST_NAMED).join(separator)}${separator}… (${names.length} in all)`;
}
