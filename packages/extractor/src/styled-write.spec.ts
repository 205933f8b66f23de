import { describe, expect, it } from 'vitest';
import { styledWrite } from './styled-write.js';

const PATH = 'backends/b/backendInformation.json';

function styled(text: string, existing: string | undefined, path = PATH): readonly string[] {
  return styledWrite({ path, text }, () => existing).map((write) => write.text);
}

const info = (properties: object, unit: string | number = 2): string =>
  `${JSON.stringify({ properties }, undefined, unit)}\n`;

describe('styledWrite', () => {
  it('writes a new file as it is', () => {
    expect(styled(info({ url: 'a' }), undefined)).toEqual([info({ url: 'a' })]);
    expect(styledWrite({ path: PATH, text: 'x' }, undefined)).toEqual([{ path: PATH, text: 'x' }]);
  });

  it('writes nothing that the file says already', () => {
    expect(styled(info({ url: 'a', title: 'b' }), info({ title: 'b', url: 'a' }, '\t'))).toEqual([]);
    expect(styled('<fragment />', '<fragment />', 'policyFragments/f/policy.xml')).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['tabs', info({ url: 'a' }, '\t'), info({ url: 'b' }, '\t')],
    ['four spaces', info({ url: 'a' }, 4), info({ url: 'b' }, 4)],
    ['Windows line ends', info({ url: 'a' }).replaceAll('\n', '\r\n'), info({ url: 'b' }).replaceAll('\n', '\r\n')],
    ['a missing last line end', info({ url: 'a' }).trimEnd(), info({ url: 'b' }).trimEnd()],
    ['a byte order mark', `\uFEFF${info({ url: 'a' })}`, `\uFEFF${info({ url: 'b' })}`],
    ['a layout of its own', '{ "properties":\n  {"url":"a"} }', '{ "properties":\n  {"url":"b"} }'],
    [
      'members beside the properties',
      '{"$schema":"s","properties":{"url":"a"}}',
      '{"$schema":"s","properties":{"url":"b"}}',
    ],
  ])('keeps %s', (_, existing, expected) => {
    expect(styled(info({ url: 'b' }), existing)).toEqual([expected]);
  });

  it('keeps the order of names and what else is said of them', () => {
    const names = (...list: readonly string[]): string => JSON.stringify(list.map((name) => ({ name })));
    const existing = '[\n  { "name": "b", "note": 1 },\n  { "name": "a" },\n  { "name": "x" }\n]\n';
    expect(styled(names('a', 'b', 'c'), existing, 'products/p/apis.json')).toEqual([
      '[\n  { "name": "b", "note": 1 },\n  { "name": "a" },\n  {\n    "name": "c"\n  }\n]\n',
    ]);
  });

  it('replaces a file that is no JSON', () => {
    expect(styled(info({ url: 'b' }), '{ "properties": ')).toEqual([info({ url: 'b' })]);
  });
});
