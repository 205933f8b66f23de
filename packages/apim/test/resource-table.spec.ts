import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NO_SHARED_DATA, sharedData } from '../../../test-support/shared-data.js';
import { childKinds, RESOURCE_KINDS, RESOURCES, type ResourceKind, type Scope } from '../src/resource-table.js';

/** `Microsoft.ApiManagement/service/apis/policies` for `apis/{0}/policies/policy`. */
function armType(kind: ResourceKind, scope: Scope): string {
  const row = RESOURCES[kind];
  const path = scope === 'workspace' && row.workspaceLink ? row.workspaceLink.arm : row.arm;
  const types = path.split('/').filter((_, index) => index % 2 === 0);
  return ['Microsoft.ApiManagement', 'service', ...(scope === 'workspace' ? ['workspaces'] : []), ...types].join('/');
}

describe('the resource table', () => {
  const schema = sharedData('Microsoft.ApiManagement.2024-05-01.schema.json');

  it.skipIf(!schema)(`names types that the service has ${schema ? '' : NO_SHARED_DATA}`, () => {
    const text = readFileSync(schema ?? '', 'utf8');
    const known = new Set(
      [...text.matchAll(/"(Microsoft\.ApiManagement\/service[^"]*)"/g)].map(([, type = '']) => type),
    );
    const missing = RESOURCE_KINDS.flatMap((kind) =>
      RESOURCES[kind].scopes.map((scope) => armType(kind, scope)).filter((type) => !known.has(type)),
    );
    expect(missing).toEqual([]);
  });

  it('gives no two kinds below one parent the same section', () => {
    for (const parent of [undefined, ...RESOURCE_KINDS]) {
      const kinds = parent ? childKinds(parent) : RESOURCE_KINDS.filter((kind) => RESOURCES[kind].parent === undefined);
      const sections = kinds.flatMap((kind) => RESOURCES[kind].section ?? []);
      expect(sections).toEqual([...new Set(sections)]);
    }
  });

  it('refers to kinds that exist in every scope of the referring kind or in the service', () => {
    for (const kind of RESOURCE_KINDS) {
      const { references = [], target } = RESOURCES[kind];
      for (const to of [...references.flatMap((reference) => reference.to), ...(target ? [target] : [])]) {
        expect(RESOURCES[to].scopes, `${kind} refers to ${to}`).toContain('service');
      }
    }
  });

  it.each([
    ['namedValue', ['nx-apiops-state-acme'], {}, 'system'],
    ['namedValue', ['62825'], { displayName: 'Logger-Credentials--6282504e' }, 'system'],
    ['namedValue', ['env'], { displayName: 'env' }, undefined],
    ['group', ['Administrators'], {}, 'system'],
    ['group', ['partners'], { type: 'custom' }, undefined],
    ['subscription', ['master'], { displayName: 'Built-in all-access subscription' }, 'system'],
    ['subscription', ['5f28745bbebeeb13cc3f7301'], {}, 'system'],
    ['product', ['starter'], {}, 'sample'],
    ['api', ['echo-api'], {}, 'sample'],
    ['productGroup', ['gold', 'administrators'], {}, 'system'],
  ] as const)('tells what made the %s %j', (kind, names, properties, maker) => {
    expect(RESOURCES[kind].builtIn?.(names, properties)).toBe(maker);
  });
});
