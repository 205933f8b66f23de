import { parseYamlOrJson } from '@nx-apiops/apim';
import { isJsonObject, type Json } from '@nx-apiops/plan';
import fc from 'fast-check';
import { Document } from 'yaml';
import { describe, expect, it } from 'vitest';
import { editDocument, type ParsedText } from './edit-document.js';

/** As parsed; the tests know what they look for. */
type Members = Record<string, ReturnType<typeof JSON.parse>>;

function parsed(text: string, syntax: ParsedText['syntax'] = 'yaml'): ParsedText {
  return { text, content: parseYamlOrJson(text, `x.${syntax}`), syntax };
}

const ORDERS = `# The orders API
openapi: 3.0.3
info: { title: Orders, version: "1" } # head
paths:
    # all of them
    /orders:
        get:
            summary: 'List'   # shown in the portal
            description: |
                First.

                Second.
            tags:
                - a   # the first
                - b

        # creating
        post:
            summary: Create
            responses: {}
`;

/** `text` with the line \`from\` as \`to\`. */
const withLine = (from: string, to: string): string => ORDERS.replace(from, () => to);

describe('editDocument of YAML', () => {
  const edit = (change: (document: Members) => void): string => {
    const before = parsed(ORDERS);
    const after = structuredClone(before.content);
    change(after as Members);
    return editDocument(before, after);
  };

  it.each<[string, (document: Members) => void, string]>([
    ['nothing', () => undefined, ORDERS],
    [
      'a text between quotes',
      ({ paths }) => (paths['/orders'].get.summary = 'All'),
      withLine(`'List'   #`, `'All'   #`),
    ],
    [
      'one line of a longer text',
      ({ paths }) => (paths['/orders'].get.description = 'First.\n\nThird.\n'),
      withLine('Second.', 'Third.'),
    ],
    [
      'a text that becomes longer, beside a comment',
      ({ paths }) => (paths['/orders'].get.summary = 'a\nb'),
      withLine(`summary: 'List'   #`, `summary: |-   #`).replace(
        'portal\n',
        'portal\n                a\n                b\n',
      ),
    ],
    ['a member in braces', ({ info }) => (info.title = 'Other'), withLine('title: Orders', 'title: Other')],
    [
      'a new member in braces',
      (document) => (document['info'] = { title: 'Orders', 'x-a': [1, { b: 'c' }], version: '1' }),
      withLine('Orders,', 'Orders, x-a: [ 1, { b: c } ],'),
    ],
    ['a member in braces that goes', ({ info }) => delete info.version, withLine(', version: "1"', '')],
    [
      'a new item',
      ({ paths }) => paths['/orders'].get.tags.splice(1, 0, 'new'),
      withLine('# the first\n', '# the first\n                - new\n'),
    ],
    [
      'the first item that goes',
      ({ paths }) => paths['/orders'].get.tags.shift(),
      withLine('                - a   # the first\n', ''),
    ],
    [
      'a list that ends up empty',
      ({ paths }) => (paths['/orders'].get.tags = []),
      withLine('tags:\n                - a   # the first\n                - b', 'tags: []'),
    ],
    [
      'a new member at its place',
      ({ paths }) =>
        (paths['/orders'] = {
          get: paths['/orders'].get,
          put: { summary: 'New', tags: ['x', { y: 1 }] },
          post: paths['/orders'].post,
        }),
      withLine(
        '                - b\n',
        '                - b\n        put:\n            summary: New\n            tags:\n                - x\n                - y: 1\n',
      ),
    ],
    [
      'a member that goes, but for comments around it',
      ({ paths }) => delete paths['/orders'].post,
      withLine('        post:\n            summary: Create\n            responses: {}\n', ''),
    ],
    [
      'several changes',
      ({ paths, info }) => {
        info.version = '2';
        paths['/orders'].post.summary = 'Make';
        delete paths['/orders'].get.tags;
      },
      withLine('"1"', '"2"')
        .replace('Create', 'Make')
        .replace('            tags:\n                - a   # the first\n                - b\n', ''),
    ],
  ])('changes %s', (_, change, expected) => {
    expect(edit(change)).toBe(expected);
  });

  it('keeps Windows line ends and a missing last one', () => {
    expect(editDocument(parsed('a: 1\r\nb: 2 # c\r\nc: 3'), { a: 1, b: 'x\ny', c: 4 })).toBe(
      'a: 1\r\nb: |- # c\r\n  x\r\n  y\r\nc: 4',
    );
  });

  it('puts the dashes of new lists where those of other lists stand', () => {
    expect(editDocument(parsed('a:\n- 1\nb:\n  c: 1\n'), { a: [1], b: { c: 1, d: [2] } })).toBe(
      'a:\n- 1\nb:\n  c: 1\n  d:\n  - 2\n',
    );
    expect(editDocument(parsed('a:\n  - 1\nb:\n  c: 1\n'), { a: [1], b: { c: 1, d: [2] } })).toBe(
      'a:\n  - 1\nb:\n  c: 1\n  d:\n    - 2\n',
    );
  });

  it('writes out what an alias shared where only one of its places changes', () => {
    const text = 'a: &shared { x: 1 }\nb: *shared\nc: *shared\n';
    const result = editDocument(parsed(text), { a: { x: 1 }, b: { x: 1 }, c: { x: 2 } });
    expect(result).toBe('a: &shared { x: 1 }\nb: *shared\nc:\n  x: 2\n');
  });
});

describe('editDocument of JSON', () => {
  it('keeps the indentation of canonical JSON', () => {
    const text = (value: Json): string => `${JSON.stringify(value, undefined, '\t')}\n`;
    expect(editDocument(parsed(text({ a: { b: [1] } }), 'json'), { a: { b: [1, 2] }, c: 'd' })).toBe(
      text({ a: { b: [1, 2] }, c: 'd' }),
    );
  });

  it('changes other JSON in place', () => {
    const text = '{\n\t"a": [1, 2],\n\t"b": { "c": "x", "d": null },\n\n\t"e": "\\u00e9\\/"\n}';
    const after = { a: [1, 3], b: { d: null, f: true }, n: { tags: ['p', 'q'], o: { r: 1 } }, e: 'é/' };
    expect(editDocument(parsed(text, 'json'), after)).toBe(
      '{\n\t"a": [1, 3],\n\t"b": { "d": null, "f": true },\n\t"n": {\n\t\t"tags": ["p", "q"],\n\t\t"o": {\n\t\t\t"r": 1\n\t\t}\n\t},\n\n\t"e": "\\u00e9\\/"\n}',
    );
  });

  it('keeps JSON on one line there', () => {
    expect(editDocument(parsed('{"a":1,"b":[{"c":2}]}', 'json'), { a: 1, b: [{ c: 3, d: {} }, 'x'] })).toBe(
      '{"a":1,"b":[{"c":3,"d":{}},"x"]}',
    );
  });
});

const leaf = fc.oneof(
  fc.constantFrom<Json>(
    '',
    'text',
    ' spaced ',
    'two\nlines',
    'ends\n',
    '# no',
    'a: b',
    '- c',
    'true',
    '200',
    '1.0',
    '2020-01-01',
    "it's",
    '"q"',
  ),
  fc.constantFrom<Json>(null, true, 0, -1.5, {}, []),
);
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.dictionary(fc.constantFrom('a', 'b', 'x-c', '200', '/p/{q}', '#d'), tie('tree'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: tie('tree') }, { noNullPrototype: true }), {
      maxLength: 3,
    }),
  ),
}));
const document = tree.filter((value) => isJsonObject(value) || Array.isArray(value));

describe('editDocument', () => {
  const yaml = fc
    .tuple(document, fc.record({ indent: fc.constantFrom(2, 4), indentSeq: fc.boolean(), singleQuote: fc.boolean() }))
    .map(([value, options]) => parsed(new Document(value).toString({ ...options, lineWidth: 0 })));
  const json = fc.tuple(document, fc.constantFrom('', '  ', '\t'), fc.boolean()).map(([value, unit, isTight]) => {
    const text = JSON.stringify(value, undefined, unit);
    return parsed(isTight ? text.replace(/\n\s*([\]}])/g, '$1') : text, 'json');
  });

  it('says afterwards exactly what it should, in the same syntax', () => {
    fc.assert(
      fc.property(fc.oneof(yaml, json), document, (before, after) => {
        const text = editDocument(before, after);
        expect(parseYamlOrJson(text, `x.${before.syntax}`)).toEqual(after);
        expect(editDocument(parsed(text, before.syntax), after)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});
