import { expect, it } from 'vitest';
import { compareVersions, isVersion } from './compare-versions.js';

it('puts versions in order', () => {
  const sorted = ['0.9.0', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-2', '1.0.0', 'v1.0.10', '1.2.0'];
  const expected = [
    '0.9.0',
    '1.0.0-2',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0',
    'v1.0.10',
    '1.2.0',
  ];
  expect([...sorted].reverse().sort(compareVersions)).toEqual(expected);
});

it('knows nothing of what is no version', () => {
  expect(compareVersions('main', '1.0.0')).toBe(0);
  expect(['1.0.0', 'v1.0.0-rc.1', '1.0', 'main'].map(isVersion)).toEqual([true, true, false, false]);
});
