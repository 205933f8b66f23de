import { RESOURCE_KINDS, RESOURCES, resourceId, toArmPath, toCollectionPath } from '@nx-apiops/apim';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRoute } from './route-table.js';

const decode = (path: string): readonly string[] => path.split('/').map(decodeURIComponent);
/** Names that are no fixed segment of any path. */
const name = fc.stringMatching(/^n[a-z0-9 .;=ü-]{0,12}x$/);

describe('findRoute', () => {
  it.each(RESOURCE_KINDS)('finds %s at the path of the resource table, in every scope', (kind) => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 3, maxLength: 3 }), name, (names, workspace) => {
        for (const scope of RESOURCES[kind].scopes) {
          const id = resourceId(kind, names, scope === 'workspace' ? workspace : undefined);
          expect(findRoute(decode(toArmPath(id))).route).toEqual({ form: 'item', kind, scope });
          expect(findRoute(decode(toCollectionPath(id))).route).toMatchObject({ form: 'collection', scope });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('finds fixed parts without regard to case', () => {
    expect(findRoute(['APIS', 'a', 'Operations', 'b', 'POLICIES', 'Policy']).route).toMatchObject({
      kind: 'apiOperationPolicy',
    });
  });

  it('finds nothing at paths that no kind has', () => {
    for (const path of ['unknown', 'apis/a/unknown', 'policies/other', 'apis/a/operations/b/policies/policy/c']) {
      expect(findRoute(path.split('/')).route).toBeUndefined();
    }
  });

  it('keeps scopes apart', () => {
    expect(findRoute(['workspaces', 'w', 'products', 'p', 'apis', 'a']).route).toBeUndefined();
    expect(findRoute(['products', 'p', 'apis', 'a']).route).toMatchObject({ kind: 'productApi' });
    expect(findRoute(['workspaces', 'w', 'tags', 't', 'apiLinks', 'l']).route).toMatchObject({ kind: 'apiTag' });
  });
});
