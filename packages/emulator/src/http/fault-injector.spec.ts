import { describe, expect, it } from 'vitest';
import { FaultInjector } from './fault-injector.js';

const REQUEST = { method: 'PUT', path: '/a', origin: 'http://127.0.0.1:1', query: new URLSearchParams() };

function kinds(seed: number, rate: number, count: number, every?: number): readonly string[] {
  const injector = new FaultInjector({ seed, rate, every, delayMs: 1, single: undefined });
  return Array.from({ length: count }, () => {
    const fault = injector.next(REQUEST);
    return fault ? `${fault.kind} ${fault.isAfter ? 'after' : 'before'}` : 'none';
  });
}

describe('FaultInjector', () => {
  it('does the same for the same seed, and something else for another', () => {
    expect(kinds(7, 0.3, 200)).toEqual(kinds(7, 0.3, 200));
    expect(kinds(7, 0.3, 200)).not.toEqual(kinds(8, 0.3, 200));
  });

  it('starts again after a reset', () => {
    const injector = new FaultInjector({ seed: 3, rate: 0.5, every: undefined, delayMs: 1, single: undefined });
    const first = Array.from({ length: 20 }, () => injector.next(REQUEST)?.kind);
    injector.reset();
    expect(Array.from({ length: 20 }, () => injector.next(REQUEST)?.kind)).toEqual(first);
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
    const injector = new FaultInjector({ seed: 5, rate: 0, every: 2, delayMs: 1, single: undefined });
    injector.nextOfHost();
    injector.reset();
    expect([injector.nextOfHost(), injector.nextOfHost()].map((fault) => fault !== undefined)).toEqual([false, true]);
  });

  it('hits one request, and for good every later one like it', () => {
    const hits = (forGood: boolean): readonly string[] => {
      const single = { kind: 'empty-lost', at: 2, forGood } as const;
      const injector = new FaultInjector({ seed: 1, rate: 0, every: undefined, delayMs: 1, single });
      return ['/a', '/b', '/b', '/c'].filter((path) => injector.next({ ...REQUEST, path }) !== undefined);
    };
    expect(hits(false)).toEqual(['/b']);
    expect(hits(true)).toEqual(['/b', '/b']);
  });

  it('hits nothing at rate 0 and everything at rate 1', () => {
    expect(new Set(kinds(1, 0, 100))).toEqual(new Set(['none']));
    expect(kinds(1, 1, 100)).not.toContain('none');
  });
});
