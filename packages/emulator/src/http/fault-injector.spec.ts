import { describe, expect, it } from 'vitest';
import { FaultInjector } from './fault-injector.js';

function kinds(seed: number, rate: number, count: number, every?: number): readonly string[] {
  const injector = new FaultInjector({ seed, rate, every, delayMs: 1 });
  return Array.from({ length: count }, () => {
    const fault = injector.next();
    return fault ? `${fault.kind} ${fault.isAfter ? 'after' : 'before'}` : 'none';
  });
}

describe('FaultInjector', () => {
  it('does the same for the same seed, and something else for another', () => {
    expect(kinds(7, 0.3, 200)).toEqual(kinds(7, 0.3, 200));
    expect(kinds(7, 0.3, 200)).not.toEqual(kinds(8, 0.3, 200));
  });

  it('starts again after a reset', () => {
    const injector = new FaultInjector({ seed: 3, rate: 0.5, every: undefined, delayMs: 1 });
    const first = Array.from({ length: 20 }, () => injector.next()?.kind);
    injector.reset();
    expect(Array.from({ length: 20 }, () => injector.next()?.kind)).toEqual(first);
  });

  it('hits about as many requests as the rate says, in every way', () => {
    const hits = kinds(1, 0.25, 4000).filter((kind) => kind !== 'none');
    expect(hits.length).toBeGreaterThan(800);
    expect(hits.length).toBeLessThan(1200);
    expect([...new Set(hits)].sort()).toEqual([
      'answer after',
      'answer before',
      'delay after',
      'delay before',
      'reset after',
      'reset before',
    ]);
  });

  it('hits every so many-th request, again after a reset', () => {
    const hits = kinds(5, 0, 12, 4).map((kind) => kind !== 'none');
    expect(hits.flatMap((isHit, index) => (isHit ? [index + 1] : []))).toEqual([4, 8, 12]);
    const injector = new FaultInjector({ seed: 5, rate: 0, every: 2, delayMs: 1 });
    injector.nextOfHost();
    injector.reset();
    expect([injector.nextOfHost(), injector.nextOfHost()].map((fault) => fault !== undefined)).toEqual([false, true]);
  });

  it('hits nothing at rate 0 and everything at rate 1', () => {
    expect(new Set(kinds(1, 0, 100))).toEqual(new Set(['none']));
    expect(kinds(1, 1, 100)).not.toContain('none');
  });
});
