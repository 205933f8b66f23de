import { describe, expect, it } from 'vitest';
import { WritePace } from './write-pace.js';

/** Sleeps take no time, and move the clock on. */
function jumpingClock() {
  let nowMs = 0;
  return {
    now: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
}

/** The most events in any span of time. */
function most(times: readonly number[], spanMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + spanMs).length));
}

describe('WritePace', () => {
  it('keeps below 80 writes a minute and 500 pull requests an hour', async () => {
    const clock = jumpingClock();
    const pace = new WritePace({ clock, isPaced: true });
    const [writes, pullRequests]: [number[], number[]] = [[], []];
    for (let count = 0; count < 1200; count += 1) {
      await pace.turn('change');
      writes.push(clock.now());
      await pace.turn('pull request');
      writes.push(clock.now());
      pullRequests.push(clock.now());
    }
    expect(most(writes, 60_000)).toBeLessThanOrEqual(80);
    expect(most(pullRequests, 3_600_000)).toBeLessThanOrEqual(500);
    expect(pace.waitedMs).toBe(Math.round(clock.now()));
  });

  it('opens as many at once as an hour takes', async () => {
    const clock = jumpingClock();
    const pace = new WritePace({ clock, isPaced: true });
    const all = Array.from({ length: 450 }, async () => pace.turn('pull request'));
    await Promise.all(all);
    expect(clock.now()).toBeLessThan(450_000);
    await pace.turn('pull request');
    expect(clock.now()).toBeGreaterThanOrEqual(3_600_000);
  });

  it('does not wait where there is no pace', async () => {
    const clock = jumpingClock();
    const pace = new WritePace({ clock, isPaced: false });
    for (let count = 0; count < 1000; count += 1) await pace.turn('pull request');
    expect(pace.waitedMs).toBe(0);
  });
});
