import { expect, it } from 'vitest';
import { durationText } from './duration-text.js';

it.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [4230, '4.2 s'],
  [59_940, '59.9 s'],
  [60_000, '1 min 0 s'],
  [119_700, '2 min 0 s'],
  [3_599_400, '59 min 59 s'],
  [7_265_000, '2 h 1 min'],
  [7_199_000, '2 h 0 min'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
