import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.js';
import { RateBudget } from './rate-budget.js';
import { VirtualClock } from './testing/virtual-clock.js';
import { UNLIMITED } from './token-bucket.js';

/** Asks `count` times at once and notes when each gets through. */
function ask(budget: RateBudget, clock: Clock, count: number, grants: number[] = []): number[] {
  for (let index = 0; index < count; index++) void budget.acquire('read').then(() => grants.push(clock.now()));
  return grants;
}

function readBudget(capacity: number, refillPerSecond: number): { clock: VirtualClock; budget: RateBudget } {
  const clock = new VirtualClock();
  return { clock, budget: new RateBudget({ read: { capacity, refillPerSecond } }, clock) };
}

describe('RateBudget', () => {
  it('gives over any span at most the capacity and what is refilled in it', async () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 3000 }),
      count: fc.integer({ min: 0, max: 15 }),
      pauseMs: fc.option(fc.integer({ min: 0, max: 2000 }), { freq: 8 }),
    });
    const limits = fc.record({
      capacity: fc.integer({ min: 1, max: 20 }),
      refillPerSecond: fc.double({ min: 0.5, max: 60, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 8 }), async ({ capacity, refillPerSecond }, steps) => {
        const { clock, budget } = readBudget(capacity, refillPerSecond);
        const grants: number[] = [];
        let asked = 0;
        for (const { waitMs, count, pauseMs } of steps) {
          await clock.advance(waitMs);
          if (pauseMs !== null) budget.pauseUntil('read', pauseMs);
          ask(budget, clock, count, grants);
          asked += count;
        }
        await clock.advance(1_000_000);
        expect(grants).toHaveLength(asked);
        for (const [first, from] of grants.entries()) {
          for (const [offset, to] of grants.slice(first).entries()) {
            expect(offset + 1).toBeLessThanOrEqual(capacity + ((to - from) / 1000) * refillPerSecond + 1e-6);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives each token as soon as it is there', async () => {
    const { clock, budget } = readBudget(2, 10);
    const grants = ask(budget, clock, 5);
    await clock.advance(10_000);
    expect(grants).toEqual([0, 0, 100, 200, 300]);
  });

  it('loses nothing to clocks that only know whole milliseconds', async () => {
    const { clock, budget } = readBudget(2, 30);
    const grants = ask(budget, clock, 4000);
    await clock.advance(100_000);
    expect(grants).toHaveLength(2 + 3000);
  });

  it('holds no more than its capacity after a long rest', async () => {
    const { clock, budget } = readBudget(3, 10);
    await clock.advance(60_000);
    const grants = ask(budget, clock, 5);
    await clock.advance(1000);
    expect(grants.map((ms) => ms - 60_000)).toEqual([0, 0, 0, 100, 200]);
  });

  it('serves callers in the order in which they asked', async () => {
    const { clock, budget } = readBudget(1, 10);
    const order: string[] = [];
    for (const name of ['a', 'b', 'c']) void budget.acquire('read').then(() => order.push(name));
    await clock.advance(150);
    void budget.acquire('read').then(() => order.push('d'));
    await clock.advance(1000);
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sleeps once per token at most, whatever the number of callers', async () => {
    const { clock, budget } = readBudget(1, 10);
    ask(budget, clock, 1000);
    await clock.advance(1000);
    expect(clock.sleeps).toBeLessThanOrEqual(11);
  });

  it('keeps its buckets apart', async () => {
    const clock = new VirtualClock();
    const one = { capacity: 1, refillPerSecond: 1 };
    const budget = new RateBudget({ read: one, write: one }, clock);
    await budget.acquire('read');
    await expect(budget.acquire('write')).resolves.toBeUndefined();
  });

  it('never makes anyone wait when it is unlimited', async () => {
    const clock = new VirtualClock();
    const budget = new RateBudget({ read: UNLIMITED }, clock);
    const grants = ask(budget, clock, 10_000);
    await clock.advance(0);
    expect(grants).toHaveLength(10_000);
    expect(clock.sleeps).toBe(0);
  });
});

describe('RateBudget.pauseUntil', () => {
  it('lets no caller of the bucket through before its end, those who wait already included', async () => {
    const { clock, budget } = readBudget(1, 10);
    const grants = ask(budget, clock, 3);
    await clock.advance(50);
    budget.pauseUntil('read', 2000);
    ask(budget, clock, 1, grants);
    await clock.advance(10_000);
    expect(grants).toEqual([0, 2050, 2150, 2250]);
  });

  it('empties the bucket, which refills meanwhile', async () => {
    const { clock, budget } = readBudget(100, 10);
    budget.pauseUntil('read', 500);
    const grants = ask(budget, clock, 7);
    await clock.advance(10_000);
    expect(grants).toEqual([500, 500, 500, 500, 500, 600, 700]);
  });

  it('does not shorten a longer pause', async () => {
    const { clock, budget } = readBudget(5, 10);
    budget.pauseUntil('read', 3000);
    budget.pauseUntil('read', 100);
    const grants = ask(budget, clock, 1);
    await clock.advance(10_000);
    expect(grants).toEqual([3000]);
  });

  it.each([0, -5, NaN])('only empties the bucket for a delay of %s', async (delayMs) => {
    const { clock, budget } = readBudget(5, 10);
    budget.pauseUntil('read', delayMs);
    const grants = ask(budget, clock, 1);
    await clock.advance(1000);
    expect(grants).toEqual([100]);
  });

  it('holds for an unlimited bucket', async () => {
    const clock = new VirtualClock();
    const budget = new RateBudget({ read: UNLIMITED }, clock);
    budget.pauseUntil('read', 700);
    const grants = ask(budget, clock, 3);
    await clock.advance(1000);
    expect(grants).toEqual([700, 700, 700]);
  });
});

describe('RateBudget.acquire with a signal', () => {
  it('rejects with the reason and gives the turn to the next', async () => {
    const { clock, budget } = readBudget(1, 10);
    await budget.acquire('read');
    const stop = new AbortController();
    const left = expect(budget.acquire('read', { signal: stop.signal })).rejects.toBe('enough');
    const grants = ask(budget, clock, 1);
    stop.abort('enough');
    await left;
    await clock.advance(1000);
    expect(grants).toEqual([100]);
  });

  it('rejects at once, without taking a token, when it is aborted already', async () => {
    const { budget } = readBudget(1, 10);
    await expect(budget.acquire('read', { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    await expect(budget.acquire('read')).resolves.toBeUndefined();
  });

  it('leaves no timer behind when all have left, and serves who comes later', async () => {
    const { clock, budget } = readBudget(1, 10);
    await budget.acquire('read');
    budget.pauseUntil('read', 60_000);
    const stop = new AbortController();
    const left = [1, 2].map(() => expect(budget.acquire('read', { signal: stop.signal })).rejects.toThrow());
    expect(clock.sleeping).toBe(1);
    stop.abort();
    await Promise.all(left);
    expect(clock.sleeping).toBe(0);
    const grants = ask(budget, clock, 1);
    await clock.advance(60_000);
    expect(grants).toEqual([60_000]);
  });

  it('takes no notice of an abort after the turn has come', async () => {
    const { clock, budget } = readBudget(1, 10);
    const stop = new AbortController();
    await budget.acquire('read', { signal: stop.signal });
    const second = budget.acquire('read', { signal: stop.signal });
    await clock.advance(100);
    stop.abort();
    await expect(second).resolves.toBeUndefined();
    const grants = ask(budget, clock, 1);
    await clock.advance(100);
    expect(grants).toEqual([200]);
  });
});

describe('RateBudget, used wrongly', () => {
  it.each([
    [0, 10],
    [10, 0],
    [NaN, 10],
    [10, -1],
  ])('refuses a bucket of capacity %s and refill %s', (capacity, refillPerSecond) => {
    expect(() => readBudget(capacity, refillPerSecond)).toThrow(
      expect.objectContaining({
        code: 'RATE_BUCKET_INVALID',
        message: expect.stringContaining('"read"'),
        hint: expect.stringContaining('UNLIMITED'),
      }),
    );
  });

  it('names the buckets that there are when asked for another', async () => {
    const { budget } = readBudget(1, 1);
    await expect(budget.acquire('reads')).rejects.toMatchObject({
      code: 'RATE_BUCKET_UNKNOWN',
      message: expect.stringContaining('"reads"'),
      hint: 'Use one of: read.',
    });
    expect(() => budget.pauseUntil('reads', 1)).toThrow('"reads"');
  });

  it('fails every waiting caller when its clock fails', async () => {
    const clock: Clock = { now: () => 0, sleep: () => Promise.reject(new Error('out of order')) };
    const budget = new RateBudget({ read: { capacity: 1, refillPerSecond: 1 } }, clock);
    await budget.acquire('read');
    const waiting = [budget.acquire('read'), budget.acquire('read')];
    for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected');
  });
});
