import fc from 'fast-check';
import { isMap } from 'yaml';
import { describe, expect, it } from 'vitest';
import { editYaml } from './edit-yaml.js';
import { readYaml } from './read-yaml.js';
import { thrown } from './testing/thrown.js';
import { toJson } from './yaml-node.js';

const valueOf = (text: string) => {
  const root = readYaml(text, 'x.yaml');
  return root && toJson(root);
};

describe('editYaml', () => {
  it.each([
    ['odd spacing', 'a:   1\n\n\n\nb : 2   # two\nc: [1,2]\n', 'a:   1\n\n\n\nb : 2   # two\nc: [1,2]\nz: 9\n'],
    ['quotes', `a: "x"\nb: 'y'\n`, `a: "x"\nb: 'y'\nz: 9\n`],
    [
      'block texts',
      'a: |\n    one\n      two\nb: >-\n    folded\n    text\n',
      'a: |\n    one\n      two\nb: >-\n    folded\n    text\nz: 9\n',
    ],
    ['long lines', `a: ${'word '.repeat(60)}end\n`, `a: ${'word '.repeat(60)}end\nz: 9\n`],
    ['anchors and aliases', 'a: &x {k: 1}\nb: *x\nc: {<<: *x}\n', 'a: &x {k: 1}\nb: *x\nc: {<<: *x}\nz: 9\n'],
    ['a document start and end', '---\na: 1\n...\n', '---\na: 1\nz: 9\n...\n'],
    ['comments at the end', 'a: 1 # one\n# end\n', 'a: 1 # one\nz: 9\n# end\n'],
  ])('keeps %s', (_, text, expected) => {
    expect(editYaml(text, 'x.yaml', (document) => document.set('z', 9))).toBe(expected);
  });

  it('formats the whole file anew where the changed lines cannot be told apart', () => {
    const text = 'a:   1 # one\nb: {c: [1,\n  2], d: x # note\n  }\n';
    const edited = editYaml(text, 'x.yaml', (document) => document.setIn(['b', 'c', 1], 3));
    expect(valueOf(edited)).toEqual({ a: 1, b: { c: [1, 3], d: 'x' } });
    expect(edited).toContain('# one');
    expect(edited).toContain('# note');
  });

  it('keeps Windows line ends where it formats the whole file anew', () => {
    const text = 'a: {b: [1,\r\n  2], c: x # note\r\n  }\r\n';
    const edited = editYaml(text, 'x.yaml', (document) => document.setIn(['a', 'b', 1], 3));
    expect(edited.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(valueOf(edited)).toEqual({ a: { b: [1, 3], c: 'x' } });
  });

  it('formats the whole file anew where a line would not fit the indentation around it', () => {
    const text = 'a:\n- 1\nb:\n    - 2 # two\n';
    const edited = editYaml(text, 'x.yaml', (document) => document.addIn(['b'], 3));
    expect(edited).toBe('a:\n- 1\nb:\n- 2 # two\n- 3\n');
  });

  it('refuses to edit YAML that only one of the parsers takes', () => {
    const error = thrown(() =>
      editYaml(`a: 1\n${'k'.repeat(1100)}: 1\n`, 'x.yaml', (document) => document.set('a', 2)),
    );
    expect(error.code).toBe('EDIT_REFUSED');
    expect(error.message).toMatch(/^x\.yaml:2:\d+ {2}cannot be edited: /);
  });

  it('refuses an edit that makes the text unsafe', () => {
    const error = thrown(() => editYaml('a: 1\n', 'x.yaml', (document) => document.set('__proto__', 1)));
    expect(error.code).toBe('YAML_INVALID');
  });

  it('passes on an error of the edit', () => {
    const failing = () => {
      throw new TypeError('no');
    };
    expect(() => editYaml('a: 1\n', 'x.yaml', failing)).toThrow(TypeError);
  });

  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const path = fc.array(key, { minLength: 1, maxLength: 3 });
  const noise = fc.constantFrom('', '', '   # note', '  ');
  const gap = fc.constantFrom('', '', '\n', '# line\n', '\n\n');

  it('means what the edit meant, whatever the formatting', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(path, noise, gap), { maxLength: 8 }), path, (before, changed) => {
        const text = [...new Map(before.map((item) => [item[0][0], item])).values()]
          .map(([keys, comment, blank]) => {
            const lines = keys.map((name, depth) => `${'    '.repeat(depth)}${name}:`);
            return `${blank}${lines.join('\n')} ${keys.length}${comment}\n`;
          })
          .join('');
        const edit = (document: Parameters<Parameters<typeof editYaml>[2]>[0]) => {
          document.contents ??= document.createNode({});
          for (const depth of [1, 2]) {
            const parent = changed.slice(0, depth);
            if (depth >= changed.length || isMap(document.getIn(parent))) continue;
            document.setIn(parent, document.createNode({}));
          }
          document.setIn(changed, 'new');
        };
        const edited = editYaml(text, 'x.yaml', edit);
        const root = readYaml(edited, 'x.yaml');
        const reached = changed.reduce<unknown>(
          (value, name) => Reflect.get(Object(value), name),
          root && toJson(root),
        );
        expect(reached).toBe('new');
        expect(editYaml(edited, 'x.yaml', edit)).toBe(edited);
      }),
    );
  });
});
