import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPath, keyedPath, parentPath, renderPath } from './json-path.js';

describe('paths', () => {
  it.each([
    [[], ''],
    [['a', 'b'], 'a.b'],
    [['environments', 0, 'name'], 'environments[0].name'],
    [['a', 'x-key', 'b c', '$ref', '$'], 'a["x-key"]["b c"].$ref["$"]'],
    [['a"]', 1], '["a\\"]"][1]'],
  ])('writes %j as %s', (segments, path) => {
    expect(renderPath(segments)).toBe(path);
  });

  it('goes back step by step', () => {
    const segment = fc.oneof(fc.nat(99), fc.string(), fc.constantFrom('a', 'x-y', '"]', '\\', 'a.b', '[0]', 'k="'));
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), segment, (segments, last) => {
        const path = renderPath(segments);
        expect(parentPath(joinPath(path, last))).toBe(path);
        expect(parentPath(keyedPath(path, 'name', String(last)))).toBe(path);
      }),
      { numRuns: 1000 },
    );
  });
});
