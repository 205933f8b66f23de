import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toArtifactPath, parseArtifactPath, detectLayout, writtenPlace } from './artifact-path.js';
import { pathTemplate } from './path-template.js';
import {
  ancestorIds,
  assertResourceName,
  describeResource,
  parseApiName,
  parseArmPath,
  parseIdPath,
  parentId,
  resourceId,
  resourceKey,
  serviceArmId,
  toArmPath,
  toCollectionPath,
  toIdPath,
  toRelativeId,
} from './resource-id.js';
import { RESOURCE_KINDS, RESOURCES, type Layout, type ResourceKind } from './resource-table.js';

const LAYOUTS: readonly Layout[] = ['apiops-cli', 'toolkit'];

/** Names as the service takes them: no path characters, anything else, unicode and percent signs included. */
const name = fc
  .oneof(
    fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    fc.constantFrom('orders;rev=2', 'Größe 100%', 'a b', '日本', 'x%2Fy', 'policy', 'default'),
  )
  .filter((text) => text !== '');

function ids(kind: ResourceKind): fc.Arbitrary<ReturnType<typeof resourceId>> {
  const row = RESOURCES[kind];
  const { arity } = pathTemplate(row.arm);
  const workspace = row.scopes.includes('workspace') ? fc.option(name, { nil: undefined }) : fc.constant(undefined);
  return fc
    .tuple(fc.array(name, { minLength: arity, maxLength: arity }), workspace)
    .map(([names, scope]) => resourceId(kind, names, scope));
}

describe.each(RESOURCE_KINDS)('paths of %s', (kind) => {
  it('parse back to the id that they were built from in ARM', () => {
    fc.assert(
      fc.property(ids(kind), (id) => {
        expect(parseArmPath(toArmPath(id))).toEqual(id);
        expect(parseIdPath(toIdPath(id))).toEqual(id);
      }),
    );
  });

  it.each(LAYOUTS)('parse back to the id that they were built from in the %s layout', (layout) => {
    const { form } = writtenPlace(kind, layout);
    fc.assert(
      fc.property(ids(kind), (id) => {
        const names = form === 'names' ? id.names.slice(0, -1) : id.names;
        expect(parseArtifactPath(toArtifactPath(id, layout), layout)).toEqual({ ...id, names, part: form });
      }),
    );
  });

  it('live below an existing parent kind with fewer names', () => {
    const names = ['a', 'b', 'c'].slice(0, pathTemplate(RESOURCES[kind].arm).arity);
    const parent = parentId(resourceId(kind, names));
    expect(parent?.kind).toBe(RESOURCES[kind].parent);
    expect(parent === undefined || toArmPath(resourceId(kind, names)).startsWith(toArmPath(parent))).toBe(true);
  });

  it('have one place in each layout that no other kind has', () => {
    for (const layout of LAYOUTS) {
      const others = RESOURCE_KINDS.filter((other) => other !== kind);
      const files = others.flatMap((other) => RESOURCES[other].places[layout].map(({ file }) => file));
      expect(files).not.toContain(writtenPlace(kind, layout).file);
    }
  });
});

describe('resource ids', () => {
  it('compare without regard to case', () => {
    expect(resourceKey(resourceId('product', ['Starter']))).toBe(resourceKey(resourceId('product', ['starter'])));
  });

  it('keep the revision mark readable and encode everything else', () => {
    expect(toArmPath(resourceId('api', ['my api;rev=2']))).toBe('apis/my%20api;rev=2');
  });

  it('address associations in workspaces as link resources', () => {
    expect(toArmPath(resourceId('apiTag', ['orders', 'red'], 'sales'))).toBe(
      'workspaces/sales/tags/red/apiLinks/orders',
    );
    expect(toArmPath(resourceId('productApi', ['gold', 'orders']))).toBe('products/gold/apis/orders');
  });

  it('list their collection without their own name', () => {
    expect(toCollectionPath(resourceId('apiDiagnostic', ['orders', 'any']))).toBe('apis/orders/diagnostics');
  });

  it('name all that they live below, nearest first', () => {
    const ancestors = ancestorIds(resourceId('apiOperationPolicy', ['orders', 'get'], 'sales'));
    expect(ancestors.map(describeResource)).toEqual([
      'operation orders/get (workspace sales)',
      'API orders (workspace sales)',
      'workspace sales',
    ]);
  });

  it('are undefined for paths of no known kind and for broken escapes', () => {
    expect(parseArmPath('reports/byApi')).toBeUndefined();
    expect(parseArmPath('apis/%E0%A4%A')).toBeUndefined();
  });

  it('become relative whatever the instance and the case of the path', () => {
    const service = serviceArmId({ subscriptionId: 's', resourceGroup: 'r', serviceName: 'n' });
    expect(toRelativeId(`${service.replace('resourceGroups', 'resourcegroups')}/loggers/x`)).toBe('/loggers/x');
    expect(toRelativeId('/loggers/x')).toBe('/loggers/x');
  });

  it('tell revisions from APIs', () => {
    expect(parseApiName('orders;rev=12')).toEqual({ api: 'orders', revision: '12' });
    expect(parseApiName('orders;rev=x')).toEqual({ api: 'orders;rev=x' });
  });
});

describe('assertResourceName', () => {
  it.each(['..', '.', '', 'a/b', 'a\\b', 'a:b', 'x'.repeat(257), 'a\u0000'])(
    'refuses %j and names the place',
    (bad) => {
      expect(() => assertResourceName(bad, 'tags/x.json')).toThrow(/^tags\/x\.json: the name/);
    },
  );

  it.each(['orders', 'orders;rev=2', 'Größe 100%', 'x.y_z'])('takes %j', (good) => {
    expect(() => assertResourceName(good, 'here')).not.toThrow();
  });
});

describe('detectLayout', () => {
  it.each([
    [['namedValues/x/namedValueInformation.json'], 'apiops-cli'],
    [['named values/x/namedValueInformation.json'], 'toolkit'],
    [['products/p/apis/a/productApiInformation.json'], 'toolkit'],
    [['products/p/apis.json'], 'apiops-cli'],
    [['apis/a/apiInformation.json'], 'apiops-cli'],
  ] as const)('tells %j to be %s', (paths, layout) => {
    expect(detectLayout(paths)).toBe(layout);
  });
});

describe('parseArtifactPath', () => {
  it('knows specifications, fragment texts and files that are no artifacts', () => {
    expect(parseArtifactPath('apis/a;rev=2/specification.yaml', 'toolkit')).toMatchObject({
      kind: 'api',
      names: ['a;rev=2'],
      part: 'specification',
    });
    expect(parseArtifactPath('policy fragments/f/policy.xml', 'toolkit')).toMatchObject({
      kind: 'policyFragment',
      part: 'text',
    });
    expect(parseArtifactPath('apis/a/catalog-info.yaml', 'apiops-cli')).toBeUndefined();
  });
});
