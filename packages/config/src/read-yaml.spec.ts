import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.js';
import { thrown } from './testing/thrown.js';
import { toJson } from './yaml-node.js';

const FILE = 'some.yaml';
const valueOf = (text: string) => {
  const root = readYaml(text, FILE);
  return root && toJson(root);
};

/** Each level stands for ten of the one below it. */
function aliasBomb(levels: number): string {
  const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < levels; level += 1) {
    lines.push(
      `l${level}: &l${level} [${Array(10)
        .fill(`*l${level - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
}

describe('readYaml', () => {
  it.each([
    [
      'text, numbers and truth values of the core schema',
      'a: [x, 1, 0x10, 1.5, true, ~, "1", yes, 2024-01-01]\n',
      {
        a: ['x', 1, 16, 1.5, true, null, '1', 'yes', '2024-01-01'],
      },
    ],
    ['Windows line ends behind a byte order mark', '\uFEFFa: 1\r\nb:\r\n  - "x"\r\n', { a: 1, b: ['x'] }],
    [
      'explicit tags of the core schema',
      'a: !!str 12\nb: !!int "7"\nc: !!map {d: ! 1}\n',
      { a: '12', b: 7, c: { d: '1' } },
    ],
    ['aliases', 'a: &x {k: 1}\nb: *x\n', { a: { k: 1 }, b: { k: 1 } }],
    [
      'merge keys, own keys first',
      'a: &x {k: 1, l: 2}\nb: {l: 3, <<: *x}\nc: {<<: [{m: 1}, *x]}\n',
      {
        a: { k: 1, l: 2 },
        b: { l: 3, k: 1 },
        c: { m: 1, k: 1, l: 2 },
      },
    ],
    ['a quoted "<<" as a plain key', 'a: {"<<": 1}\n', { a: { '<<': 1 } }],
    ['a key without a value as null', 'a:\nb: 1\n', { a: null, b: 1 }],
    ['keys that objects have by nature', 'constructor: 1\ntoString: 2\n', { constructor: 1, toString: 2 }],
  ])('reads %s', (_, text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\n'],
    ['comments', '# one\n# two\n'],
    ['a byte order mark', '\uFEFF'],
  ])('finds no value in a file of %s', (_, text) => {
    expect(readYaml(text, FILE)).toBeUndefined();
  });

  it.each([
    [
      'a duplicate key',
      'a: 1\nb:\n  c: 1\n  c: 2\n',
      'some.yaml:4:3  b.c: the key is given twice; it stands in line 3 already: remove one',
    ],
    [
      'a duplicate key in flow style',
      '{a: 1, "a": 2}',
      'some.yaml:1:8  a: the key is given twice; it stands in line 1 already: remove one',
    ],
    [
      'a number as a key',
      'a:\n  12: x\n',
      'some.yaml:2:3  a: a key must be text, and this one is a number; put quotes around 12',
    ],
    ['a list as a key', '? [a]\n: b\n', 'some.yaml:1:1  a key must be text, and this one is a list'],
    ['an empty key', ': x\n', 'some.yaml:1:1  a key must be text, and this one is nothing'],
    [
      '__proto__',
      'a:\n  - __proto__: {x: 1}\n',
      'some.yaml:2:5  a[0].__proto__: a key must not be named __proto__; rename it',
    ],
    [
      'a merge of what is no mapping',
      'a: {<<: x}\n',
      'some.yaml:1:9  a: "<<" merges mappings only; refer to a mapping, or put quotes around "<<"',
    ],
    [
      'an alias without an anchor',
      'a:\n  - *-internal\n',
      'some.yaml:2:5  a[0]: an unquoted "*" begins an alias, and nothing has that anchor; put quotes around the value if it is text',
    ],
    [
      'an alias to what surrounds it',
      'a: &x [*x]\n',
      'some.yaml:1:8  a[0]: the alias stands inside the value that it refers to; write the value out',
    ],
    [
      'a foreign tag',
      'a: !secret x\n',
      'some.yaml:1:12  a: an unquoted "!" begins a tag, and this one is not supported; put quotes around the value if it is text',
    ],
    ['a tag on a mapping', 'a: !!set {x}\n', 'some.yaml:1:4  a: the tag is not supported; remove it'],
    [
      'a tag that its value does not fit',
      'a: !!int x\n',
      'some.yaml:1:10  a: the value does not fit its tag; correct it, or remove the tag',
    ],
    [
      'a tag directive',
      '%TAG ! tag:x,2000:\n---\na: 1\n',
      'some.yaml:1:1  a %TAG directive is not supported; remove it',
    ],
    [
      'an integer that a double rounds',
      'id: 634022983908257350630\n',
      'some.yaml:1:5  id: the number is too large to be kept exactly; put quotes around it',
    ],
    ['an infinite number', 'id: -.inf\n', 'some.yaml:1:5  id: JSON cannot carry this number; put quotes around it'],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      'some.yaml:3:1  the file holds 2 YAML documents where one is expected; keep one',
    ],
    [
      'wrong indentation',
      'a:\n  - b\n c: d\n',
      'some.yaml:3:2  not readable as YAML: bad indentation of a mapping entry',
    ],
    ['a tab', 'a:\n\tb: 1\n', 'some.yaml:2:1  not readable as YAML: tab characters must not be used in indentation'],
    [
      'deep nesting',
      `a: ${'['.repeat(5000)}`,
      'some.yaml:1:103  not readable as YAML: nesting exceeded maxDepth (100)',
    ],
  ])('refuses %s, naming the place', (_, text, message) => {
    const error = thrown(() => readYaml(text, FILE));
    expect(error.message).toBe(message);
    expect(error.code).toBe('YAML_INVALID');
    expect(error.fault).toBe('user');
  });

  it.each([
    ['a tab', 'a:\n\tb: 1\n', 'Indent with spaces; YAML does not allow tabs there.'],
    ['an unquoted token', 'a: {#TOKEN#}\n', 'Put quotes around a value that holds a token: "{#NAME#}".'],
    ['an unquoted colon', 'a: b: c\n', 'Put quotes around a value that holds a colon followed by a space.'],
    ['an unquoted at sign', 'a: @x\n', 'Put quotes around a value that begins with @, ` or %.'],
    ['anything else', '- a\nb: c\n', 'Check the indentation, quotes and brackets of this line and the one above it.'],
  ])('hints at the fix for %s', (_, text, hint) => {
    expect(thrown(() => readYaml(text, FILE)).hint).toBe(hint);
  });

  it('lists all problems of a file in the order of its lines', () => {
    const error = thrown(() => readYaml('a: *x\nb: 1\n1: y\nb: 2\n', FILE));
    expect(error.message).toBe(
      [
        '3 problems in some.yaml:',
        'some.yaml:1:4  a: an unquoted "*" begins an alias, and nothing has that anchor; put quotes around the value if it is text',
        'some.yaml:3:1  a key must be text, and this one is a number; put quotes around 1',
        'some.yaml:4:1  b: the key is given twice; it stands in line 2 already: remove one',
      ].join('\n  '),
    );
    expect(error.problems).toHaveLength(3);
  });

  it('writes out at most a hundred problems and keeps all', () => {
    const error = thrown(() => readYaml(`a: [${Array(150).fill('*x').join(', ')}]`, FILE));
    expect(error.problems).toHaveLength(150);
    expect(error.message).toMatch(/\n {2}and 50 more$/);
    expect(error.message.split('\n')).toHaveLength(102);
  });

  it('shows control characters of a file as escapes', () => {
    const error = thrown(() => readYaml('"a\\e[31m": 1\n"a\\e[31m": 2\n', FILE));
    expect(error.message).not.toContain('\u001b');
  });

  it('shows no value of a file: it may be a secret', () => {
    const values = [
      '*SECRET',
      '!SECRET x',
      '!!int SECRET',
      '98765432109876543210',
      '!!set {SECRET}',
      '[SECRET',
      '"SECRET',
      '@SECRET',
      'SECRET: SECRET',
    ];
    for (const value of values) {
      const { message, hint, problems } = thrown(() => readYaml(`key: ${value}\n`, FILE));
      expect(JSON.stringify([message, hint, problems]), value).not.toMatch(/SECRET|98765/);
    }
  });

  it('takes aliases that stand for a bounded number of values', () => {
    expect(valueOf(aliasBomb(4))).toHaveProperty('l3');
  });

  it('refuses an alias bomb before expanding it', () => {
    const error = thrown(() => readYaml(aliasBomb(40), FILE));
    expect(error.problems[0]?.message).toBe(
      'the aliases of this file stand for more than 100000 values; write the values out',
    );
  });

  it('knows the place of every value', () => {
    const root = readYaml('\uFEFFa:\r\n  - "x"\r\n  - {b: 1}\r\nc: |\r\n  text\r\nd:\r\n', FILE);
    const places: string[] = [];
    const visit = (node: NonNullable<typeof root>): void => {
      places.push(`${node.at.line}:${node.at.column} ${node.kind}`);
      if (node.kind === 'sequence') node.items.forEach(visit);
      if (node.kind === 'mapping') for (const pair of node.pairs.values()) visit(pair.value);
    };
    if (root) visit(root);
    expect(places).toEqual([
      '1:1 mapping',
      '2:3 sequence',
      '2:5 scalar',
      '3:5 mapping',
      '3:9 scalar',
      '4:1 scalar',
      '6:1 scalar',
    ]);
  });

  it('reads back every JSON value that was printed as YAML', () => {
    const key = fc.string().filter((text) => text !== '__proto__' && text !== '<<');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'binary' }).filter((text) => !/[\uD800-\uDFFF\uFFFE\uFFFF\uFEFF]/.test(text)),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((number) => (Object.is(number, -0) ? 0 : number)),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        expect(valueOf(JSON.stringify({ json }))).toEqual({ json });
        expect(valueOf(stringify({ json }, { lineWidth: 0 }))).toEqual({ json });
      }),
    );
  });
});
