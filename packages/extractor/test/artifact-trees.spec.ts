import {
  compareResources,
  readArtifacts,
  resourceKey,
  type ArtifactSource,
  type Layout,
  type Resource,
  type State,
} from '@nx-apiops/apim';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleState } from '../../../test-support/sample-resources.js';
import { planFiles, type FilePlan } from '../src/plan-files.js';

/** A tree of files in memory. */
type Tree = ReadonlyMap<string, string>;

function sourceOf(tree: Tree): ArtifactSource {
  return { name: 'tree', list: async () => [...tree.keys()].sort(), read: async (path) => tree.get(path) ?? '' };
}

function applied(tree: Tree, { writes, deletes }: FilePlan): Tree {
  const result = new Map(tree);
  for (const path of deletes) result.delete(path);
  for (const { path, text } of writes) result.set(path, text);
  return result;
}

async function read(tree: Tree, layout: Layout): Promise<State> {
  return (await readArtifacts(sourceOf(tree), layout)).state;
}

async function extracted(tree: Tree, live: State, layout: Layout): Promise<FilePlan> {
  const existing = await read(tree, layout);
  return planFiles({ live, existing, effective: existing, layout, inScope: () => true });
}

const ALL: readonly Resource[] = [...sampleState().values()];
const property = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
);

/** Any part of the sample, some resources with properties that nobody knows. */
const anyState = fc
  .array(
    fc.tuple(
      fc.constantFrom(...ALL),
      fc.option(fc.record({ unknownMember: fc.record({ inner: property }) }), { nil: {} }),
    ),
    { maxLength: 25 },
  )
  .map((chosen): State => {
    const resources = chosen.map(([resource, more]): Resource => {
      const isBare = Object.keys(resource.properties).length === 0;
      const isText = resource.properties['value'] !== undefined && resource.properties['format'] !== undefined;
      return isBare || isText ? resource : { ...resource, properties: { ...resource.properties, ...more } };
    });
    return new Map(resources.map((resource) => [resourceKey(resource.id), resource]));
  });

function differences(a: State, b: State): readonly string[] {
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  return keys.filter((key) => {
    const [one, other] = [a.get(key), b.get(key)];
    return !one || !other || compareResources(one, other).length > 0;
  });
}

describe.each(['apiops-cli', 'toolkit'] as const)('artifact trees in the %s layout', (layout) => {
  it('read back as the state that they were written from, unknown members included', async () => {
    await fc.assert(
      fc.asyncProperty(anyState, async (live) => {
        const tree = applied(new Map(), await extracted(new Map(), live, layout));
        expect(differences(live, await read(tree, layout))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('need no change once they say what the instance says', async () => {
    await fc.assert(
      fc.asyncProperty(anyState, async (live) => {
        const tree = applied(new Map(), await extracted(new Map(), live, layout));
        expect(await extracted(tree, live, layout)).toMatchObject({ writes: [], deletes: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('become any other state, and the same files whatever was there before', async () => {
    await fc.assert(
      fc.asyncProperty(anyState, anyState, async (before, after) => {
        const old = applied(new Map(), await extracted(new Map(), before, layout));
        const tree = applied(old, await extracted(old, after, layout));
        expect(differences(after, await read(tree, layout))).toEqual([]);
        const fresh = applied(new Map(), await extracted(new Map(), after, layout));
        expect([...tree.keys()].sort()).toEqual([...fresh.keys()].sort());
      }),
      { numRuns: 60 },
    );
  });
});
