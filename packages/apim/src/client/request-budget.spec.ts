import { describe, expect, it } from 'vitest';
import { InstantClock } from '../../test/support/instant-clock.js';
import { ARM_LIMITS, armBudget, type RequestBudget, type RequestKind } from './request-budget.js';

async function acquire(budget: RequestBudget, kind: RequestKind, times: number): Promise<void> {
  for (let index = 0; index < times; index++) await budget.acquire(kind);
}

describe('armBudget', () => {
  it.each(['read', 'write', 'delete'] as const)('keeps the documented limits of every %s', async (kind) => {
    const clock = new InstantClock();
    const budget = armBudget({ clock });
    const { capacity, refillPerSecond } = ARM_LIMITS[kind];
    await acquire(budget, kind, capacity + 100);
    const seconds = clock.now() / 1000;
    expect(capacity + refillPerSecond * seconds).toBeGreaterThanOrEqual(capacity + 100);
    expect(seconds).toBeLessThan((100 + 15) / refillPerSecond);
  });

  it('lets nobody through during a pause, and leaves other kinds alone', async () => {
    const clock = new InstantClock();
    const budget = armBudget({ clock });
    budget.pause('read', 7_000);
    await budget.acquire('write');
    expect(clock.now()).toBe(0);
    await budget.acquire('read');
    expect(clock.now()).toBeGreaterThanOrEqual(7_000);
  });

  describe('paced when limited', () => {
    it('never waits as long as the service shows no limit', async () => {
      const clock = new InstantClock();
      const budget = armBudget({ clock, paced: 'when-limited' });
      budget.observe?.('read', 249);
      await acquire(budget, 'read', 5_000);
      expect(clock.now()).toBe(0);
    });

    it('keeps the limit from when few requests remain', async () => {
      const clock = new InstantClock();
      const budget = armBudget({ clock, paced: 'when-limited' });
      await acquire(budget, 'read', 210);
      budget.observe?.('read', 40);
      budget.observe?.('read', 39);
      await acquire(budget, 'read', 100);
      expect(clock.now()).toBeGreaterThanOrEqual((100 / ARM_LIMITS.read.refillPerSecond) * 1000);
    });

    it('keeps the limit from when many requests in a row are refused', async () => {
      const clock = new InstantClock();
      const budget = armBudget({ clock, paced: 'when-limited' });
      await acquire(budget, 'read', 24);
      for (let refusal = 0; refusal < 24; refusal++) budget.pause('read', 1_000);
      await acquire(budget, 'read', 101);
      expect(clock.now()).toBeGreaterThanOrEqual((100 / ARM_LIMITS.read.refillPerSecond) * 1000);
    });

    it('takes refusals now and then for accidents', async () => {
      const clock = new InstantClock();
      const budget = armBudget({ clock, paced: 'when-limited' });
      for (let round = 0; round < 100; round++) {
        await acquire(budget, 'read', 10);
        budget.pause('read', 0);
      }
      expect(clock.now()).toBe(0);
    });

    it('waits for a pause, and is then as fast as before', async () => {
      const clock = new InstantClock();
      const budget = armBudget({ clock, paced: 'when-limited' });
      budget.pause('write', 2_000);
      await acquire(budget, 'write', 500);
      expect(clock.now()).toBe(2_000);
    });
  });

  it('stops waiting when the signal aborts', async () => {
    const budget = armBudget();
    budget.pause('read', 60_000);
    const stop = new AbortController();
    const waiting = budget.acquire('read', { signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
