import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffJson } from './diff-json.js';
import { equalJson } from './equal-json.js';
import { isJsonObject, type Json } from './json.js';

const json = fc.jsonValue({ maxDepth: 4 }).map((value): Json => JSON.parse(JSON.stringify(value)));

/** Values with shared names, so that objects and arrays meet members and elements of the other side. */
const related = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<Json>(null, true, 1, 'x', 'two\nlines', '', {}, []),
    fc.dictionary(fc.constantFrom('a', 'b', 'c-d', '__proto__'), tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.record({ name: fc.constantFrom('p', 'q', 'r'), value: tie('value') }), { maxLength: 3 }),
  ),
})).value;

describe('diffJson', () => {
  it('finds nothing between a document and its copy', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(diffJson(value, structuredClone(value))).toEqual([]);
      }),
    );
  });

  it('is empty exactly for equal documents', () => {
    fc.assert(
      fc.property(related, related, (a, b) => {
        expect(diffJson(a, b).length === 0).toBe(equalJson(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it('has the same paths in both directions', () => {
    fc.assert(
      fc.property(related, related, (a, b) => {
        const paths = (from: Json, to: Json): string[] =>
          diffJson(from, to)
            .map((change) => change.path)
            .sort();
        expect(paths(a, b)).toEqual(paths(b, a));
      }),
    );
  });

  it('gives each leaf that changed, was added or was removed, by member name', () => {
    const before = { name: 'orders', properties: { path: 'orders', old: true, tags: ['a', 'b'] } };
    const after = { properties: { tags: ['a', 'c', 'd'], path: 'v2/orders', new: { deep: null } }, name: 'orders' };
    expect(diffJson(before, after)).toEqual([
      { path: 'properties.new.deep', after: null },
      { path: 'properties.old', before: true },
      { path: 'properties.path', before: 'orders', after: 'v2/orders' },
      { path: 'properties.tags[1]', before: 'b', after: 'c' },
      { path: 'properties.tags[2]', after: 'd' },
    ]);
  });

  it('gives the leaves of a document that appears or goes', () => {
    expect(diffJson(undefined, { a: { b: 1 }, c: [] })).toEqual([
      { path: 'a.b', after: 1 },
      { path: 'c', after: [] },
    ]);
    expect(diffJson({ a: { b: 1 } }, undefined)).toEqual([{ path: 'a.b', before: 1 }]);
    expect(diffJson(undefined, undefined)).toEqual([]);
  });

  it('quotes member names that are not identifiers', () => {
    const after = { 'x-y': { $ref: 1, 'a"b': 2, '': 3, '0': 4 } };
    expect(diffJson({}, after).map((change) => change.path)).toEqual([
      '["x-y"][""]',
      '["x-y"].$ref',
      '["x-y"]["0"]',
      '["x-y"]["a\\"b"]',
    ]);
  });

  it('calls the document itself $, and a member of that name otherwise', () => {
    expect(diffJson(1, 2)).toEqual([{ path: '$', before: 1, after: 2 }]);
    expect(diffJson([1], [2])).toEqual([{ path: '[0]', before: 1, after: 2 }]);
    expect(diffJson({ $: 1 }, { $: 2 })).toEqual([{ path: '["$"]', before: 1, after: 2 }]);
  });

  it('shows both sides where a value becomes a container', () => {
    expect(diffJson({ a: 'text' }, { a: { b: 1 } })).toEqual([
      { path: 'a', before: 'text' },
      { path: 'a.b', after: 1 },
    ]);
    expect(diffJson({ a: [] }, { a: {} })).toEqual([{ path: 'a', before: [], after: {} }]);
  });

  describe('of arrays of objects', () => {
    it('compares by name where every element has a name of its own', () => {
      const before = [
        { name: 'limit', type: 'integer' },
        { name: 'offset', type: 'integer' },
      ];
      const after = [
        { name: 'filter', type: 'string' },
        { name: 'limit', type: 'string' },
      ];
      expect(diffJson({ p: before }, { p: after })).toEqual([
        { path: 'p[name="limit"].type', before: 'integer', after: 'string' },
        { path: 'p[name="offset"].name', before: 'offset' },
        { path: 'p[name="offset"].type', before: 'integer' },
        { path: 'p[name="filter"].name', after: 'filter' },
        { path: 'p[name="filter"].type', after: 'string' },
      ]);
    });

    it('compares by id where names are not unique', () => {
      const before = [
        { id: '/a', name: 'same', weight: 1 },
        { id: '/b', name: 'same', weight: 1 },
      ];
      const after = [{ id: '/b', name: 'same', weight: 2 }];
      expect(diffJson(before, after).map((change) => change.path)).toEqual([
        '[id="/a"].id',
        '[id="/a"].name',
        '[id="/a"].weight',
        '[id="/b"].weight',
      ]);
    });

    it('says when only the order changed', () => {
      const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
      expect(diffJson({ p: [a, b] }, { p: [b, c, a] })).toEqual([
        { path: 'p', before: ['a', 'b'], after: ['b', 'a'] },
        { path: 'p[name="c"].name', after: 'c' },
      ]);
    });

    it('compares by position where one element has no name', () => {
      expect(diffJson([{ name: 'a' }, { x: 1 }], [{ name: 'b' }, { x: 1 }])).toEqual([
        { path: '[0].name', before: 'a', after: 'b' },
      ]);
    });
  });

  describe('of secrets', () => {
    const isSecret = (path: string): boolean => /(^|\.)(password|credentials)$|\.keys\[.*\]$/.test(path);

    it('only says that a secret changed, appeared or went', () => {
      expect(diffJson({ password: 'hunter2' }, { password: 'hunter3' }, { isSecret })).toEqual([
        { path: 'password', secret: true },
      ]);
      expect(diffJson({}, { a: { password: 'hunter2' } }, { isSecret })).toEqual([
        { path: 'a.password', secret: true },
      ]);
      expect(diffJson({ password: 'multi\nline' }, {}, { isSecret })).toEqual([{ path: 'password', secret: true }]);
      expect(diffJson({ password: 'same' }, { password: 'same' }, { isSecret })).toEqual([]);
    });

    it('hides all below a secret path, element names included', () => {
      const before = { p: { credentials: { header: [{ name: 'hunter2' }] } } };
      const after = { p: { credentials: { header: [{ name: 'hunter3' }], 'hunter-member': 1 } } };
      expect(diffJson(before, after, { isSecret })).toEqual([{ path: 'p.credentials', secret: true }]);
    });

    it('does not identify elements by a secret', () => {
      const change = diffJson(
        { p: { keys: [{ name: 'hunter2', x: 1 }] } },
        { p: { keys: [{ name: 'hunter3', x: 1 }] } },
        { isSecret },
      );
      expect(change).toEqual([{ path: 'p.keys[0]', secret: true }]);
      const byName = diffJson([{ name: 'hunter2' }], [{ name: 'hunter3' }], {
        isSecret: (path) => path.endsWith('.name'),
      });
      expect(byName).toEqual([{ path: '[0].name', secret: true }]);
    });

    it('never lets a secret value into the result, wherever it stands', () => {
      const hide = (value: Json): Json => {
        if (Array.isArray(value)) return value.map(hide);
        if (!isJsonObject(value)) return value;
        const members = Object.entries(value).map(([name, member]) => [name, hide(member ?? null)]);
        return Object.fromEntries([...members, ['password', [{ name: 'hunter2' }, 'hunter2']]]);
      };
      fc.assert(
        fc.property(related, related, (a, b) => {
          for (const [from, to] of [
            [a, hide(b)],
            [hide(a), b],
            [hide(a), 'hunter free'],
          ]) {
            expect(JSON.stringify(diffJson(from, to, { isSecret }))).not.toContain('hunter2');
          }
        }),
      );
    });
  });

  describe('of long texts', () => {
    it('counts the lines of a text of several lines', () => {
      expect(diffJson({ policy: 'a\nb\n' }, { policy: 'a\nc\nd\n' })).toMatchObject([
        { path: 'policy', lines: { added: 2, removed: 1 } },
      ]);
      expect(diffJson({}, { policy: 'a\nb\n' })).toMatchObject([{ path: 'policy', lines: { added: 2, removed: 0 } }]);
      expect(diffJson({ policy: null }, { policy: 'a\nb\n' })).toMatchObject([
        { path: 'policy', lines: { added: 2, removed: 0 } },
      ]);
    });

    it('counts the lines of a text with more than 400 characters, or as many as asked for', () => {
      const [at, over] = ['x'.repeat(400), 'x'.repeat(401)];
      expect(diffJson('short', at)).toEqual([{ path: '$', before: 'short', after: at }]);
      expect(diffJson('short', over)).toMatchObject([{ path: '$', lines: { added: 1, removed: 1 } }]);
      expect(diffJson('short', 'x'.repeat(11), { longTextOver: 10 })).toMatchObject([
        { path: '$', lines: { added: 1, removed: 1 } },
      ]);
    });

    it('does not identify elements by a long text', () => {
      const paths = diffJson([{ name: 'a\nb' }], [{ name: 'a\nc' }]).map((change) => change.path);
      expect(paths).toEqual(['[0].name']);
    });
  });
});
