import { failureOf } from './action-failure.js';
import { systemClock, type Clock } from './clock.js';
import { PlanError } from './errors.js';
import { buildPlanGraph, type PlanGraph, type PlanNode } from './plan-graph.js';
import type { Action, ActionResult, Plan } from './plan.js';
import { PriorityQueue } from './priority-queue.js';

export interface ExecuteOptions {
  /** How many actions run at a time at most; default 16. */
  readonly concurrency?: number;
  /** Measures the durations; default the system's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Told of each result as soon as it is known, in the order of time. What it throws ends the run. */
  readonly onResult?: (result: ActionResult, progress: Progress) => void;
  /** When it aborts, no further action starts; those under way are waited for. */
  readonly signal?: AbortSignal;
}

/** How many actions have their result, of how many. */
export interface Progress {
  readonly finished: number;
  readonly total: number;
}

/** Carries one action out. Rejecting (or throwing) means that the action failed. */
export type Perform<Operation> = (action: Action<Operation>) => Promise<unknown>;

/**
 * Performs every action once all that it depends on is done, several at a time, those with the longest chain of
 * dependents first. Gives one result per action, in plan order.
 *
 * A failure does not end the run: all that depends on the failed action, however indirectly, is skipped with
 * `blockedBy` naming the action that failed first; everything else goes on. After an abort the rest is skipped
 * without `blockedBy`. The error of a failed action keeps the code and hint of a `CodedError`; any other gets the code
 * `UNEXPECTED`, or `INTERRUPTED` when the abort caused it.
 *
 * Rejects before anything is performed with `PLAN_DUPLICATE_ID`, `PLAN_UNKNOWN_DEPENDENCY`, `PLAN_CYCLE`,
 * `CONCURRENCY_INVALID`; later only with what `onResult` throws.
 */
export async function executePlan<Operation>(
  plan: Plan<Operation>,
  perform: Perform<Operation>,
  options: ExecuteOptions = {},
): Promise<ActionResult[]> {
  const { concurrency = 16 } = options;
  if (!(concurrency >= 1 && (Number.isInteger(concurrency) || concurrency === Infinity))) {
    throw new PlanError('CONCURRENCY_INVALID', `${concurrency} actions cannot run at a time.`, {
      hint: 'Give a whole number of 1 or more.',
    });
  }
  return await new PlanRun(buildPlanGraph(plan.actions), perform, { ...options, concurrency }).finish();
}

class PlanRun<Operation> {
  readonly #graph: PlanGraph<Operation>;
  readonly #perform: Perform<Operation>;
  readonly #options: ExecuteOptions & { readonly concurrency: number };
  readonly #clock: Pick<Clock, 'now'>;
  readonly #waitingFor: number[];
  readonly #ready = new PriorityQueue<PlanNode<Operation>>(isMoreUrgent);
  readonly #results = new Map<PlanNode<Operation>, ActionResult>();
  #running = 0;
  /** `onResult` threw: nothing more starts and nobody is told of what is still under way. */
  #isGivenUp = false;

  constructor(
    graph: PlanGraph<Operation>,
    perform: Perform<Operation>,
    options: ExecuteOptions & { readonly concurrency: number },
  ) {
    this.#graph = graph;
    this.#perform = perform;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#waitingFor = graph.nodes.map((node) => node.dependencies.length);
    for (const node of graph.nodes) if (node.dependencies.length === 0) this.#ready.push(node);
  }

  async finish(): Promise<ActionResult[]> {
    await new Promise<void>((resolve, reject) => {
      const startReady = (): void => {
        while (this.#mayStart()) {
          const node = this.#ready.pop();
          if (node === undefined) break;
          this.#running++;
          this.#run(node).then(startReady).catch(giveUp);
        }
        if (this.#running === 0) resolve();
      };
      const giveUp = (error: Error): void => {
        this.#isGivenUp = true;
        reject(error);
      };
      startReady();
    });
    for (const node of this.#graph.nodes) if (!this.#results.has(node)) this.#record(node, { status: 'skipped' });
    return this.#graph.nodes.flatMap((node) => this.#results.get(node) ?? []);
  }

  async #run(node: PlanNode<Operation>): Promise<void> {
    const startedMs = this.#clock.now();
    const failure = await this.#attempt(node.action);
    const durationMs = Math.max(0, Math.round(this.#clock.now() - startedMs));
    if (failure === undefined) {
      this.#record(node, { status: 'done', durationMs });
      this.#release(node);
    } else {
      this.#record(node, { status: 'failed', durationMs, error: failure });
      this.#block(node);
    }
    this.#running--;
  }

  #mayStart(): boolean {
    const { concurrency, signal } = this.#options;
    return this.#running < concurrency && signal?.aborted !== true && !this.#isGivenUp;
  }

  async #attempt(action: Action<Operation>): Promise<ActionResult['error']> {
    try {
      await this.#perform(action);
      return undefined;
    } catch (error) {
      return failureOf(error, this.#options.signal);
    }
  }

  #release(node: PlanNode<Operation>): void {
    for (const dependent of node.dependents) {
      const left = (this.#waitingFor[dependent.position] ?? 0) - 1;
      this.#waitingFor[dependent.position] = left;
      if (left === 0) this.#ready.push(dependent);
    }
  }

  /** None of the dependents can have started, nor can it become ready later. */
  #block(failed: PlanNode<Operation>): void {
    const open = [...failed.dependents];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (this.#results.has(node)) continue;
      this.#record(node, { status: 'skipped', blockedBy: failed.action.id });
      for (const dependent of node.dependents) open.push(dependent);
    }
  }

  #record(
    node: PlanNode<Operation>,
    outcome: Pick<ActionResult, 'status' | 'error' | 'blockedBy'> & { readonly durationMs?: number },
  ): void {
    const { id, kind, type, name } = node.action;
    const { error, blockedBy } = outcome;
    const result: ActionResult = {
      id,
      kind,
      type,
      name,
      status: outcome.status,
      durationMs: outcome.durationMs ?? 0,
      ...(error === undefined ? {} : { error }),
      ...(blockedBy === undefined ? {} : { blockedBy }),
    };
    this.#results.set(node, result);
    if (this.#isGivenUp) return;
    this.#options.onResult?.(result, { finished: this.#results.size, total: this.#graph.nodes.length });
  }
}

function isMoreUrgent(a: PlanNode<unknown>, b: PlanNode<unknown>): boolean {
  return a.chainLength === b.chainLength ? a.position < b.position : a.chainLength > b.chainLength;
}
