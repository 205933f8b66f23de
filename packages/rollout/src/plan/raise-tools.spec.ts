import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raiseTools } from './raise-tools.js';

const TOOLS = { 'nx-apiops': '2.0.0' };

describe('raiseTools', () => {
  it.each([
    ['^1.0.0', '^2.0.0'],
    ['~1.9.9', '~2.0.0'],
    ['1.0.0', '2.0.0'],
    ['^2.0.0-rc.1', '^2.0.0'],
    ['^2.0.0', '^2.0.0'],
    ['^2.1.0', '^2.1.0'],
  ])('brings %s to %s', (from, to) => {
    const text = (range: string): string => `{\n    "devDependencies" : {"nx-apiops":   "${range}"},\n "x": [1,2]}`;
    expect(raiseTools(text(from), TOOLS)).toEqual({ text: text(to), left: [] });
  });

  it.each(['file:vendor/nx-apiops-1.0.0.tgz', 'latest', '>=1.0.0 <2.0.0', 'workspace:*'])(
    'leaves %s and says so',
    (range) => {
      const text = JSON.stringify({ dependencies: { 'nx-apiops': range } });
      expect(raiseTools(text, TOOLS)).toEqual({ text, left: [expect.stringContaining(range)] });
    },
  );

  it('leaves the same words elsewhere alone', () => {
    const text = '{"overrides":{"nx-apiops":"^1.0.0"},"dependencies":{"nx-apiops":"^1.0.0"}}';
    expect(raiseTools(text, TOOLS).text).toBe(
      '{"overrides":{"nx-apiops":"^1.0.0"},"dependencies":{"nx-apiops":"^2.0.0"}}',
    );
  });

  it('takes any text, and changes none but a manifest', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(raiseTools(text, TOOLS).text).toBe(text)));
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { text: once } = raiseTools(text, TOOLS);
        expect(raiseTools(once, TOOLS).text).toBe(once);
      }),
    );
  });
});
