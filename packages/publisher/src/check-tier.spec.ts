import { resourceId, resourceKey, type State } from '@nx-apiops/apim';
import { describe, expect, it } from 'vitest';
import { checkTier } from './check-tier.js';

const client = { notInTier: () => ['gateways', 'workspaces'] };

function stateOf(kind: 'gateway' | 'backend', name: string): State {
  const id = resourceId(kind, [name]);
  return new Map([[resourceKey(id), { id, properties: {} }]]);
}

describe('checkTier', () => {
  it('names what the tier does not have once', () => {
    expect(checkTier(client, stateOf('backend', 'a'))).toEqual([
      'The tier of the instance does not have gateways, workspaces: taken as empty.',
    ]);
    expect(checkTier({ notInTier: () => [] }, stateOf('gateway', 'a'))).toEqual([]);
  });

  it('refuses resources of such a kind', () => {
    expect(() => checkTier(client, stateOf('gateway', 'onsite'))).toThrow('does not offer: gateway onsite');
  });
});
