import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PriorityQueue } from './priority-queue.js';

it('always gives the first of what it holds, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat({ max: 50 }))), (steps) => {
      const queue = new PriorityQueue<number>((a, b) => a < b);
      let expected: number[] = [];
      for (const step of steps) {
        if (step === null) {
          expect(queue.pop()).toBe(expected[0]);
          expected = expected.slice(1);
        } else {
          queue.push(step);
          expected = [...expected, step].sort((a, b) => a - b);
        }
        expect(queue.size).toBe(expected.length);
      }
    }),
  );
});
