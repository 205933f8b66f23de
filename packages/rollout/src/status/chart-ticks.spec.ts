import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateTicks, niceStep } from './chart-ticks.js';

const between = (from: string, to: string, most: number): readonly string[] =>
  dateTicks({ start: Date.parse(`${from}Z`), end: Date.parse(`${to}Z`) }, most).map(({ label }) => label);

describe('dateTicks', () => {
  it.each([
    ['hours', '2026-12-01T07:30', '2026-12-01T11:00', ['08:00', '09:00', '10:00', '11:00']],
    ['a midnight among hours', '2026-12-01T20:00', '2026-12-02T07:00', ['21:00', '2 Dec', '03:00', '06:00']],
    ['days', '2026-12-01T07:30', '2026-12-04T12:00', ['2 Dec', '3 Dec', '4 Dec']],
    ['Mondays', '2026-11-10T00:00', '2026-12-01T00:00', ['16 Nov', '23 Nov', '30 Nov']],
  ])('are %s', (_, from, to, labels) => {
    expect(between(from, to, 4)).toEqual(labels);
  });

  it('lie in the range, and are few', () => {
    const moment = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2060) });
    fc.assert(
      fc.property(moment, moment, fc.integer({ min: 1, max: 15 }), (a, b, most) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b) + 1];
        const ticks = dateTicks({ start, end }, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks.every(({ at }) => at >= start && at <= end)).toBe(true);
      }),
    );
  });
});

describe('niceStep', () => {
  it.each([
    [1, 1],
    [5, 1],
    [6, 2],
    [59, 20],
    [120, 50],
    [5000, 1000],
  ])('of counts up to %i is %i', (range, step) => {
    expect(niceStep(range, 5)).toBe(step);
  });
});
