import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { addOverride, type OverrideAddition } from './add-override.js';
import type { OverrideEntry } from './overrides.js';
import { parseOverrides } from './parse-overrides.js';
import { thrown } from './testing/thrown.js';

const parse = (text: string) => parseOverrides(text, 'configuration.dev.yaml', { tokens: () => 'x' });

const ORDERS: OverrideAddition = {
  section: 'backends',
  name: 'orders',
  properties: { url: 'https://dev.example.com', tls: { validateCertificateChain: false } },
};

const FILE = `# Overrides of dev.
apimServiceName: apim-acme-dev   # the target

namedValues:
  # from the vault
  - name: key
    properties:
      value:   "{#[KEY]#}"   # secret


backends:
  - name: Orders            # the old one
    properties:
      url: 'http://user.set'  # chosen by hand
# the end
`;

describe('addOverride', () => {
  it.each([
    [
      'an empty file',
      '',
      `backends:\n  - name: orders\n    properties:\n      url: https://dev.example.com\n      tls:\n        validateCertificateChain: false\n`,
    ],
    [
      'a file of comments',
      '# Overrides.\n',
      `# Overrides.\n\nbackends:\n  - name: orders\n    properties:\n      url: https://dev.example.com\n      tls:\n        validateCertificateChain: false\n`,
    ],
    [
      'an empty section',
      'backends:\napis: []\n',
      `backends:\n  - name: orders\n    properties:\n      url: https://dev.example.com\n      tls:\n        validateCertificateChain: false\napis: []\n`,
    ],
    [
      'a section that is []',
      'backends: []\n',
      `backends:\n  - name: orders\n    properties:\n      url: https://dev.example.com\n      tls:\n        validateCertificateChain: false\n`,
    ],
    [
      'lists that are not indented',
      'backends:\n- name: a\n',
      `backends:\n- name: a\n- name: orders\n  properties:\n    url: https://dev.example.com\n    tls:\n      validateCertificateChain: false\n`,
    ],
    [
      'wider indentation',
      'backends:\n    - name: a\n      properties:\n          url: x\n',
      `backends:\n    - name: a\n      properties:\n          url: x\n    - name: orders\n      properties:\n          url: https://dev.example.com\n          tls:\n              validateCertificateChain: false\n`,
    ],
    [
      'an entry without properties',
      'backends:\n  - name: orders\n    properties:\n',
      `backends:\n  - name: orders\n    properties:\n      url: https://dev.example.com\n      tls:\n        validateCertificateChain: false\n`,
    ],
  ])('adds to %s', (_, text, expected) => {
    expect(addOverride(text, ORDERS)).toBe(expected);
  });

  it('adds what is missing, keeps what the user set, and leaves every other line as it is', () => {
    expect(addOverride(FILE, ORDERS)).toBe(
      FILE.replace('# chosen by hand\n', '# chosen by hand\n      tls:\n        validateCertificateChain: false\n'),
    );
  });

  it('replaces values when it is told to, and keeps their comments', () => {
    const edited = addOverride(FILE, { ...ORDERS, properties: { url: 'https://new' } }, { replace: true });
    expect(edited).toBe(FILE.replace("'http://user.set'  # chosen", "'https://new' # chosen"));
  });

  it('adds entries below others', () => {
    const text = addOverride('', {
      parents: [
        { section: 'workspaces', name: 'team' },
        { section: 'apis', name: 'orders' },
      ],
      section: 'policies',
      name: 'policy',
      properties: { format: 'rawxml', value: '<policies />\n<!-- {#[X]#} -->' },
    });
    const [workspace] = parse(text).entries;
    expect(workspace?.nested[0]?.nested[0]).toMatchObject({
      section: 'policies',
      name: 'policy',
      properties: { format: 'rawxml', value: '<policies />\n<!-- x -->' },
    });
    const inside: OverrideAddition = {
      parents: [{ section: 'workspaces', name: 'TEAM' }],
      section: 'apis',
      name: 'Orders',
      properties: { path: 'o' },
    };
    expect(parse(addOverride(text, inside)).entries).toHaveLength(1);
    expect(parse(addOverride(text, inside)).entries[0]?.nested[0]?.properties).toEqual({ path: 'o' });
  });

  it('makes an entry without properties', () => {
    expect(addOverride('', { section: 'apis', name: 'x', properties: {} })).toBe('apis:\n  - name: x\n');
  });

  it('keeps Windows line ends and a byte order mark', () => {
    const text = `\uFEFF${FILE.replaceAll('\n', '\r\n')}`;
    expect(addOverride(text, ORDERS)).toBe(`\uFEFF${addOverride(FILE, ORDERS).replaceAll('\n', '\r\n')}`);
  });

  it.each([
    ['a root that is a list', '- a\n', 'its root is no mapping of sections'],
    ['a section that is text', 'backends: none\n', '"backends" is no list of entries'],
    ['a section that is an alias', 'apis: &x []\nbackends: *x\n', '"backends" is no list of entries'],
    ['an entry that is text', 'backends: [none]\n', 'an entry of "backends" is no mapping with a name'],
    ['properties that are a list', 'backends:\n  - name: orders\n    properties: [a]\n', '"properties" is no mapping'],
  ])('refuses to add to %s', (_, text, reason) => {
    const error = thrown(() => addOverride(text, ORDERS, { file: 'configuration.dev.yaml' }));
    expect(error.message).toBe(`configuration.dev.yaml cannot be added to: ${reason}`);
    expect(error.code).toBe('EDIT_REFUSED');
  });

  it('refuses a file that is no safe YAML', () => {
    expect(thrown(() => addOverride('a: 1\na: 2\n', ORDERS)).code).toBe('YAML_INVALID');
  });

  it('adds one line to a file of five thousand entries', () => {
    const apis = Array.from({ length: 5000 }, (_, index) => ({
      name: `api-${index}`,
      properties: { serviceUrl: `https://${index}` },
    }));
    const text = `# top\n${stringify({ apis, backends: [] })}# end\n`;
    const edited = addOverride(text, { section: 'apis', name: 'api-2500', properties: { path: 'p' } });
    expect(edited.split('\n').length).toBe(text.split('\n').length + 1);
    expect(edited).toContain('  - name: api-2500\n    properties:\n      serviceUrl: https://2500\n      path: p\n');
  });

  const name = fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,6}$/).filter((text) => text !== 'name' && text !== 'properties');
  const value = fc.oneof(
    fc.string({ maxLength: 10 }).filter((text) => !text.includes('{#')),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.dictionary(name, fc.string({ maxLength: 5 }), { maxKeys: 2, noNullPrototype: true }),
  );
  const step = fc.record({
    section: fc.constantFrom('apis', 'backends', 'operations'),
    name: fc.constantFrom('a', 'b', 'B'),
  });
  const addition = fc.record({
    section: fc.constantFrom('apis', 'backends', 'operations'),
    name: fc.constantFrom('a', 'b', 'B'),
    parents: fc.array(step, { maxLength: 2 }),
    properties: fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }),
  });
  /** Style noise that a person leaves behind. */
  const untidy = (text: string) =>
    text
      .split('\n')
      .flatMap((line, index) => (index % 3 === 1 && !/^\s*$|[|>]/.test(line) ? ['# note', line] : [line]))
      .join('\n');

  function find(entries: readonly OverrideEntry[], wanted: OverrideAddition): OverrideEntry | undefined {
    let found: OverrideEntry | undefined;
    let level = entries;
    for (const { section, name: entryName } of [...(wanted.parents ?? []), wanted]) {
      found = level.find((entry) => entry.section === section && entry.name.toLowerCase() === entryName.toLowerCase());
      level = found?.nested ?? [];
    }
    return found;
  }

  function contains(actual: Json | undefined, wanted: Json | undefined): boolean {
    if (isJsonObject(wanted) && isJsonObject(actual)) {
      return Object.entries(wanted).every(([key, member]) => contains(actual[key], member));
    }
    return JSON.stringify(actual) === JSON.stringify(wanted);
  }

  it('adds all that it is given, and a second time nothing', () => {
    fc.assert(
      fc.property(fc.array(addition, { minLength: 1, maxLength: 4 }), (additions) => {
        let text = '';
        for (const one of additions) {
          const before: JsonObject = find(parse(text).entries, one)?.properties ?? {};
          text = addOverride(untidy(text), one);
          const after = find(parse(text).entries, one)?.properties;
          expect(contains(after, before)).toBe(true);
          expect(Object.keys(after ?? {})).toEqual(expect.arrayContaining(Object.keys(one.properties)));
          expect(addOverride(text, one)).toBe(text);
          const replaced = addOverride(text, one, { replace: true });
          expect(contains(find(parse(replaced).entries, one)?.properties, one.properties)).toBe(true);
          expect(addOverride(replaced, one, { replace: true })).toBe(replaced);
        }
      }),
    );
  });

  it('loses no comment', () => {
    fc.assert(
      fc.property(addition, addition, (first, second) => {
        const text = untidy(addOverride('# head\n', first));
        const notes = (lines: string) => lines.split('\n').filter((line) => line.trim().startsWith('#')).length;
        expect(notes(addOverride(text, second))).toBe(notes(text));
      }),
    );
  });
});
