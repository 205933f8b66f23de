import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from './coded-error.js';
import { executePlan, type Progress } from './execute-plan.js';
import type { Action, ActionResult, Plan } from './plan.js';
import { action, plan, planOf } from './testing/plan-builder.js';
import { descendants, randomPlan } from './testing/random-plan.js';
import { settle } from './testing/virtual-clock.js';

/** Actions under way, each of which the test ends when it likes. */
class Workshop {
  readonly started: string[] = [];
  readonly #ends = new Map<string, (error?: Error) => void>();

  readonly perform = ({ id }: Action): Promise<void> => {
    this.started.push(id);
    return new Promise((resolve, reject) => {
      this.#ends.set(id, (error) => (error === undefined ? resolve() : reject(error)));
    });
  };

  async end(id: string, error?: Error): Promise<void> {
    this.#ends.get(id)?.(error);
    this.#ends.delete(id);
    await settle();
  }
}

function statuses(results: readonly ActionResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ id, status }) => [id, status]));
}

async function failWith(error: unknown): Promise<ActionResult['error']> {
  const [result] = await executePlan(planOf({ a: [] }), () => Promise.reject(error));
  return result?.error;
}

describe('executePlan', () => {
  it('respects dependencies and concurrency, performs each action once and skips what depends on a failure', async () => {
    const scenario = fc.record({
      unordered: randomPlan,
      failing: fc.array(fc.nat(), { maxLength: 4 }),
      concurrency: fc.integer({ min: 1, max: 5 }),
      scheduler: fc.scheduler(),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ unordered, failing, concurrency, scheduler }) => {
        const { actions } = unordered;
        const planned = new Set(failing.flatMap((index) => actions[index % Math.max(1, actions.length)]?.id ?? []));
        const started: string[] = [];
        const done = new Set<string>();
        let running = 0;
        const perform = async ({ id, dependsOn }: Action): Promise<void> => {
          started.push(id);
          running++;
          expect(running).toBeLessThanOrEqual(concurrency);
          expect(dependsOn.filter((dependency) => !done.has(dependency))).toEqual([]);
          await scheduler.schedule(Promise.resolve());
          running--;
          if (planned.has(id)) throw new Error(`${id} failed`);
          done.add(id);
        };
        const results = await scheduler.waitFor(executePlan(unordered, perform, { concurrency }));

        const byStatus = (status: string): string[] =>
          results.filter((result) => result.status === status).map(({ id }) => id);
        expect(results.map(({ id }) => id)).toEqual(actions.map(({ id }) => id));
        expect(byStatus('done').sort()).toEqual([...done].sort());
        expect([...byStatus('done'), ...byStatus('failed')].sort()).toEqual(started.toSorted());
        expect(byStatus('failed').every((id) => planned.has(id))).toBe(true);
        expect(byStatus('skipped').sort()).toEqual([...descendants(unordered, byStatus('failed'))].sort());
        for (const { id, blockedBy } of results.filter(({ status }) => status === 'skipped')) {
          expect(byStatus('failed')).toContain(blockedBy);
          expect(descendants(unordered, [blockedBy ?? '']).has(id)).toBe(true);
        }
      }),
    );
  });

  it('uses all the concurrency that it is given', async () => {
    const workshop = new Workshop();
    const run = executePlan(planOf({ a: [], b: [], c: [], d: ['a'] }), workshop.perform, { concurrency: 2 });
    expect(workshop.started).toHaveLength(2);
    await workshop.end('a');
    expect(workshop.started).toHaveLength(3);
    for (const id of ['b', 'd', 'c']) await workshop.end(id);
    expect(statuses(await run)).toEqual({ a: 'done', b: 'done', c: 'done', d: 'done' });
  });

  it('starts those with the longest chain of dependents first, then those earlier in the plan', async () => {
    const started: string[] = [];
    const perform = async ({ id }: Action): Promise<void> => void started.push(id);
    const unordered = planOf({ lone: [], short: [], s1: ['short'], long: [], l1: ['long'], l2: ['l1'], last: [] });
    await executePlan(unordered, perform, { concurrency: 1 });
    expect(started).toEqual(['long', 'short', 'l1', 'lone', 's1', 'l2', 'last']);
  });

  it('blames the dependency that failed first', async () => {
    const workshop = new Workshop();
    const run = executePlan(planOf({ a: [], b: [], c: ['a', 'b'], d: ['c'] }), workshop.perform);
    await workshop.end('b', new Error('broken'));
    await workshop.end('a', new Error('broken too'));
    expect((await run).map(({ id, blockedBy }) => [id, blockedBy])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', 'b'],
      ['d', 'b'],
    ]);
  });

  it('measures each action with the given clock', async () => {
    let now = 1000;
    const perform = async ({ id }: Action): Promise<void> => {
      now += id === 'a' ? 250.4 : 10;
      if (id === 'b') throw new Error('broken');
    };
    const results = await executePlan(planOf({ a: [], b: ['a'], c: ['b'] }), perform, { clock: { now: () => now } });
    expect(results.map(({ durationMs }) => durationMs)).toEqual([250, 10, 0]);
  });

  it('reports each result when it is known, with the progress', async () => {
    const seen: [string, string, Progress][] = [];
    const perform = async ({ id }: Action): Promise<void> => {
      if (id === 'b') throw new Error('broken');
    };
    const results = await executePlan(planOf({ c: ['b'], b: ['a'], a: [] }), perform, {
      onResult: ({ id, status }, progress) => seen.push([id, status, progress]),
    });
    expect(seen).toEqual([
      ['a', 'done', { finished: 1, total: 3 }],
      ['b', 'failed', { finished: 2, total: 3 }],
      ['c', 'skipped', { finished: 3, total: 3 }],
    ]);
    expect(results.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('rejects with what onResult throws, and starts nothing more', async () => {
    const workshop = new Workshop();
    const run = executePlan(planOf({ a: [], b: [], c: [], d: [] }), workshop.perform, {
      concurrency: 2,
      onResult: () => {
        throw new Error('the pipe is closed');
      },
    });
    const rejected = expect(run).rejects.toThrow('the pipe is closed');
    await workshop.end('a');
    await workshop.end('b');
    await rejected;
    expect(workshop.started).toEqual(['a', 'b']);
  });

  it('gives no results for an empty plan', async () => {
    await expect(executePlan(plan([]), () => Promise.reject(new Error('called')))).resolves.toEqual([]);
  });

  it('schedules 50,000 actions of a deep and wide graph', async () => {
    const actions = Array.from({ length: 50_000 }, (_, index) =>
      action(`n${index}`, { dependsOn: index < 100 ? [] : [`n${index - 100}`, `n${index - 1 - (index % 97)}`] }),
    );
    const results = await executePlan(plan(actions), async () => undefined);
    expect(results.every(({ status }) => status === 'done')).toBe(true);
    const blocked = await executePlan(plan(actions), ({ id }) =>
      id === 'n0' ? Promise.reject(new Error('broken')) : Promise.resolve(),
    );
    expect(blocked.filter(({ blockedBy }) => blockedBy === 'n0').length).toBeGreaterThan(40_000);
  });
});

describe('executePlan, stopped by a signal', () => {
  it('starts nothing more, waits for what is under way and skips the rest without blame', async () => {
    const workshop = new Workshop();
    const stop = new AbortController();
    const run = executePlan(planOf({ a: [], b: ['a'], c: [], d: [] }), workshop.perform, {
      concurrency: 2,
      signal: stop.signal,
    });
    stop.abort();
    await workshop.end('a');
    await workshop.end('c');
    expect(workshop.started).toEqual(['a', 'c']);
    const results = await run;
    expect(statuses(results)).toEqual({ a: 'done', b: 'skipped', c: 'done', d: 'skipped' });
    expect(results.filter(({ blockedBy }) => blockedBy !== undefined)).toEqual([]);
  });

  it('performs nothing when it was stopped before', async () => {
    const seen: number[] = [];
    const results = await executePlan(planOf({ a: [], b: [] }), () => Promise.reject(new Error('called')), {
      signal: AbortSignal.abort(),
      onResult: (_, { finished }) => seen.push(finished),
    });
    expect(statuses(results)).toEqual({ a: 'skipped', b: 'skipped' });
    expect(seen).toEqual([1, 2]);
  });

  it('says of an action that gave up for the signal that it may have taken effect', async () => {
    const stop = new AbortController();
    const perform = (): Promise<never> => {
      stop.abort();
      return Promise.reject(new DOMException('This operation was aborted', 'AbortError'));
    };
    const [a, b] = await executePlan(planOf({ a: [], b: ['a'] }), perform, { signal: stop.signal });
    expect(a?.error).toMatchObject({ code: 'INTERRUPTED', message: expect.stringContaining('may have taken effect') });
    expect(b).toMatchObject({ status: 'skipped', blockedBy: 'a' });
  });
});

describe('the error of a failed action', () => {
  it('keeps code, message and hint of a coded error', async () => {
    expect(
      await failWith(new CodedError({ code: 'ARM_CONFLICT', fault: 'service' }, 'busy', { hint: 'try later' })),
    ).toEqual({
      code: 'ARM_CONFLICT',
      message: 'busy',
      hint: 'try later',
    });
    expect(await failWith(new CodedError({ code: 'ARM_CONFLICT', fault: 'service' }, 'busy'))).toEqual({
      code: 'ARM_CONFLICT',
      message: 'busy',
    });
  });

  it('is UNEXPECTED for any other, with the causes', async () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:443');
    expect(await failWith(new TypeError('fetch failed', { cause }))).toEqual({
      code: 'UNEXPECTED',
      message: 'fetch failed: connect ECONNREFUSED 127.0.0.1:443',
    });
    expect(await failWith(new RangeError(''))).toEqual({ code: 'UNEXPECTED', message: 'RangeError' });
    expect(await failWith('just text')).toEqual({ code: 'UNEXPECTED', message: 'just text' });
  });

  it('is kept of an action that throws before it returns a promise', async () => {
    const [result] = await executePlan(planOf({ a: [] }), () => {
      throw new Error('at once');
    });
    expect(result).toMatchObject({ status: 'failed', error: { message: 'at once' } });
  });
});

describe('executePlan, before it performs anything', () => {
  const refuse = (unusable: Plan, concurrency = 1): Promise<unknown> =>
    executePlan(unusable, () => Promise.reject(new Error('called')), { concurrency });

  it('rejects an invalid plan', async () => {
    await expect(refuse(planOf({ a: ['b'], b: ['a'] }))).rejects.toMatchObject({ code: 'PLAN_CYCLE' });
    await expect(refuse(planOf({ a: ['x'] }))).rejects.toMatchObject({ code: 'PLAN_UNKNOWN_DEPENDENCY' });
    await expect(refuse(plan([action('a'), action('a')]))).rejects.toMatchObject({ code: 'PLAN_DUPLICATE_ID' });
  });

  it.each([0, -1, 1.5, NaN])('rejects a concurrency of %s', async (concurrency) => {
    await expect(refuse(planOf({ a: [] }), concurrency)).rejects.toMatchObject({
      code: 'CONCURRENCY_INVALID',
      message: expect.stringContaining(String(concurrency)),
      hint: expect.stringContaining('1 or more'),
    });
  });
});
