import { expect, it } from 'vitest';
import { parseAssignments, parsePairs } from './parse-assignments.js';

it('reads pairs; a value may hold further equals signs', () => {
  const pairs = parseAssignments(['dev=https://x.example/?a=1', ' prod = https://y.example '], '--backend-url', [
    'dev',
    'prod',
  ]);
  expect([...pairs]).toEqual([
    ['dev', 'https://x.example/?a=1'],
    ['prod', 'https://y.example'],
  ]);
});

it.each([
  ['dev', '--backend-url dev is not of the form <environment>=<value>.'],
  ['=x', '--backend-url =x is not of the form'],
  ['dev=', '--backend-url dev= is not of the form'],
  ['test=x', '--backend-url test=x names "test", which is no environment.'],
])('refuses %s', (pair, message) => {
  expect(() => parseAssignments([pair], '--backend-url', ['dev', 'prod'])).toThrow(message);
});

it('refuses an environment that is given twice', () => {
  expect(() => parseAssignments(['dev=a', 'dev=b'], '--backend-url', ['dev'])).toThrow(
    '--backend-url is given twice for dev.',
  );
});

it('reads several values for one environment', () => {
  expect(parsePairs(['dev=a', 'dev=b'], '--key-vault', ['dev'])).toEqual([
    ['dev', 'a'],
    ['dev', 'b'],
  ]);
});
