import { describe, expect, it } from 'vitest';
import { resourceId, resourceKey } from '../resource-id.js';
import type { ResourceKind } from '../resource-table.js';
import type { Resource, State } from '../state.js';
import { SAMPLE_CONTENT } from './unverified.js';
import { withoutUntouchedSamples } from './without-untouched-samples.js';

function resource(kind: ResourceKind, names: readonly string[], properties: Resource['properties'] = {}): Resource {
  return { id: resourceId(kind, names), properties };
}

const POLICY = 'products/starter/policies/policy';
const STARTER: readonly Resource[] = [
  resource('product', ['starter'], { ...SAMPLE_CONTENT['products/starter']?.properties, terms: '' }),
  resource('productPolicy', ['starter'], SAMPLE_CONTENT[POLICY]?.properties),
  resource('productGroup', ['starter', 'developers']),
  resource('productGroup', ['starter', 'guests']),
];

function stateOf(...resources: readonly Resource[]): State {
  return new Map(resources.map((one) => [resourceKey(one.id), one]));
}

function kept(state: State, isWanted = (): boolean => false): readonly string[] {
  return [...withoutUntouchedSamples(state, isWanted).state.keys()].sort();
}

const ALL = STARTER.map(({ id }) => resourceKey(id)).sort();

describe('samples of a new instance', () => {
  it('are left out as long as nobody touches them', () => {
    expect(kept(stateOf(...STARTER))).toEqual([]);
    expect(withoutUntouchedSamples(stateOf(...STARTER), () => false).samples).toEqual([STARTER[0]?.id]);
  });

  it('stay where somebody names them', () => {
    expect(kept(stateOf(...STARTER), () => true)).toEqual(ALL);
  });

  it.each([
    ['a property was changed', [resource('product', ['starter'], { displayName: 'Try it' }), ...STARTER.slice(1)]],
    ['a group was taken away', STARTER.slice(0, 3)],
    ['the policy was removed', [STARTER[0], ...STARTER.slice(2)]],
    ['another API was added', [...STARTER, resource('productApi', ['starter', 'orders']), resource('api', ['orders'])]],
    ['a subscription is for it', [...STARTER, resource('subscription', ['mine'], { scope: '/products/starter' })]],
    ['a restriction is for it', [...STARTER, resource('policyRestriction', ['r'], { scope: '/products/starter' })]],
  ])('stay whole where %s', (_, resources) => {
    const all = resources.filter((one) => one !== undefined);
    expect(kept(stateOf(...all))).toEqual(all.map(({ id }) => resourceKey(id)).sort());
  });
});
