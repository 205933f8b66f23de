import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApimError } from '../errors.js';
import { parseYamlOrJson } from './parse-yaml-or-json.js';

function failure(text: string, file: string): string {
  try {
    parseYamlOrJson(text, file);
  } catch (error) {
    if (error instanceof ApimError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'parsed';
}

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((name, index) => {
    const previous = `*${'abcdefgh'.charAt(index)}`;
    return `${name}: &${name} [${Array.from({ length: 10 }, () => previous).join(', ')}]`;
  }),
].join('\n');
const chain = [
  'k0: &k0 [1]',
  ...Array.from({ length: 2000 }, (_, index) => `k${index + 1}: &k${index + 1} [*k${index}]`),
];

describe('parseYamlOrJson', () => {
  it('reads what JSON writes, from JSON and YAML files', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseYamlOrJson(text, 'a.json')).toEqual(JSON.parse(text));
      }),
    );
    expect(parseYamlOrJson('a:\n  - b: 2020-01-01\n    200: yes', 'a.yaml')).toEqual({
      a: [{ b: '2020-01-01', '200': 'yes' }],
    });
    expect(parseYamlOrJson('{a: [1]}', 'a.yaml')).toEqual({ a: [1] });
  });

  it('accepts a byte order mark and aliases that stay small', () => {
    expect(parseYamlOrJson('\uFEFF{"a": 1}', 'a.json')).toEqual({ a: 1 });
    expect(parseYamlOrJson('a: &x {b: 1}\nc: [*x, *x]', 'a.yaml')).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
  });

  it.each([
    ['a: 1\nb: [2', 'dir/a.yaml', 'dir/a.yaml:2:6: unexpected end'],
    ['a: 1\nb:\n  c: 2\n  c: 3', 'a.yml', 'a.yml:4:3: duplicated mapping key'],
    ['', 'a.yaml', 'a.yaml:1:1: expected a document, but the input is empty'],
    ['a: 1\n---\nb: 2', 'a.yaml', 'expected a single document'],
    ['a: !!js/function x', 'a.yaml', 'a.yaml:1:4: unknown scalar tag'],
    ['{\n  "a": 1,\n  b: 2 }', 'a.json', 'a.json:3:3: '],
    ['{\n  "a": 1,\n  "a": 2 }', 'a.json', 'a.json:3:4: duplicated mapping key'],
    ['{ "a": ', 'a.JSON', 'a.JSON:1:8: '],
    ['a: &a [*a]', 'a.yaml', 'a.yaml: a value contains itself'],
    [bomb, 'a.yaml', 'a.yaml: the aliases expand to too many values'],
    [chain.join('\n'), 'a.yaml', 'a.yaml: the aliases expand to too many values'],
    [chain.slice(0, 600).join('\n'), 'a.yaml', 'a.yaml: the aliases expand to too many values'],
    ['['.repeat(600), 'a.yaml', 'a.yaml:1:500: nesting exceeded'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'a.json', 'a.json: values are nested more than 500 deep'],
  ])('refuses what is wrong and says where (%#)', (text, file, message) => {
    expect(failure(text, file)).toContain(message);
    expect(failure(text, file)).toMatch(/^SPECIFICATION /);
  });
});
