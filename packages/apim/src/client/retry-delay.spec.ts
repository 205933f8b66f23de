import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, pollDelayMs, retryAfterMs } from './retry-delay.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const headers = (values: Readonly<Record<string, string>>) => (name: string) => values[name];

describe('retryAfterMs', () => {
  it.each([
    ['seconds', { 'retry-after': '17' }, 17_000],
    ['fractions of a second', { 'retry-after': '0.5' }, 500],
    ['zero', { 'retry-after': '0' }, 0],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    ['a date in the past', { 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
    ['milliseconds', { 'x-ms-retry-after-ms': '250', 'retry-after': '9' }, 250],
    ['nothing', {}, undefined],
    ['words', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-5x' }, undefined],
  ])('reads %s', (_, values, expected) => {
    expect(retryAfterMs(headers(values), NOW)).toBe(expected);
  });

  it("compares a date with the answer's own date, not with this machine's clock", () => {
    const values = { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT', date: 'Thu, 01 Jan 2026 00:00:10 GMT' };
    expect(retryAfterMs(headers(values), NOW + 86_400_000)).toBe(20_000);
  });
});

describe('backoffMs', () => {
  it('stays in the upper half of a span that doubles up to the maximum', () => {
    const backoff = { baseMs: 500, maxMs: 30_000 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (retry, random) => {
        const span = Math.min(30_000, 500 * 2 ** Math.min(retry - 1, 30));
        const delay = backoffMs(retry, random, backoff);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(span / 2));
        expect(delay).toBeLessThanOrEqual(span);
      }),
    );
    expect([1, 2, 3].map((retry) => backoffMs(retry, 0, backoff))).toEqual([250, 500, 1_000]);
  });
});

describe('pollDelayMs', () => {
  const schedule = { initialDelayMs: 200, maxDelayMs: 1_000 };

  it('grows by half up to the maximum when the service names no delay', () => {
    expect([0, 1, 2, 3, 4, 500].map((poll) => pollDelayMs(poll, undefined, schedule))).toEqual([
      200, 300, 450, 675, 1_000, 1_000,
    ]);
  });

  it('waits as long as the service asks', () => {
    expect(pollDelayMs(3, 20_000, schedule)).toBe(20_000);
  });

  it('polls at once for a delay of zero, but only the first time', () => {
    expect([0, 1, 2].map((poll) => pollDelayMs(poll, 0, schedule))).toEqual([0, 300, 450]);
  });
});
