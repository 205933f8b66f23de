import { describe, expect, it } from 'vitest';
import { yamlObjects } from './yaml-objects.js';

describe('yamlObjects', () => {
  it.each<[string, string, readonly object[]]>([
    ['one document', 'a: 1\n', [{ a: 1 }]],
    ['documents that are no objects', 'a: 1\n---\n- b\n---\nc: 2\n', [{ a: 1 }, { c: 2 }]],
    ['a document that is no YAML', 'a: 1\n---\nb: [\n', [{ a: 1 }]],
    ['an alias that leads nowhere', 'a: *b\n', []],
    ['nothing', '', []],
  ])('reads %s', (_, text, objects) => {
    expect(yamlObjects(text)).toEqual(objects);
  });
});
