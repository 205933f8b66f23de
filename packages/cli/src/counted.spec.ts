import { expect, it } from 'vitest';
import { counted } from './counted.js';

it.each([
  [0, '0 requests'],
  [1, '1 request'],
  [2, '2 requests'],
])('counts %i as %s', (count, text) => expect(counted(count, 'request')).toBe(text));
