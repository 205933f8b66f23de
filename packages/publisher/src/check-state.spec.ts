import { resourceId, resourceKey, SECRET_MARKER, type Resource, type ResourceKind, type State } from '@nx-apiops/apim';
import { describe, expect, it } from 'vitest';
import { checkState } from './check-state.js';

function resource(kind: ResourceKind, names: readonly string[], properties: Resource['properties'] = {}): Resource {
  return { id: resourceId(kind, names), properties, files: [`${kind}/${names.join('/')}.json`] };
}

function state(...resources: readonly Resource[]): State {
  return new Map(resources.map((one) => [resourceKey(one.id), one]));
}

const nothingThere = async (): Promise<boolean> => false;

describe('checkState', () => {
  it.each([
    [
      'a missing fragment',
      resource('policy', [], {
        value: '<policies><inbound><include-fragment fragment-id="auth" /></inbound></policies>',
      }),
      /policy fragment auth is neither in the artifacts nor on the target/,
    ],
    [
      'a missing named value',
      resource('policy', [], {
        value: '<policies><inbound><set-variable name="a" value="{{key}}" /></inbound></policies>',
      }),
      /named value with display name key/,
    ],
    [
      'a missing version set',
      resource('api', ['a'], { path: 'a', apiVersionSetId: '/apiVersionSets/v' }),
      /version set v/,
    ],
    ['a link to nothing', resource('productApi', ['gold', 'orders']), /API orders/],
    [
      'a policy that is not well formed',
      resource('policy', [], { value: '<policies><inbound></policies>' }),
      /policy\/\.json: /,
    ],
    [
      'an open place of a secret',
      resource('namedValue', ['key'], { displayName: 'key', secret: true, value: SECRET_MARKER }),
      /a secret is not set/,
    ],
    [
      'a place that another tool left open',
      resource('backend', ['b'], { url: 'x', credentials: { header: { k: ['*** REDACTED ***'] } } }),
      /a secret is not set/,
    ],
  ])('refuses %s', async (_, one, message) => {
    await expect(checkState(state(one), nothingThere)).rejects.toThrow(message);
  });

  it('accepts what the target has', async () => {
    const link = resource('productApi', ['gold', 'orders']);
    await expect(checkState(state(link), async () => true)).resolves.toBeUndefined();
  });

  it('refuses two APIs on one path, but for versions of one set', async () => {
    const v1 = resource('api', ['a1'], { path: 'a', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/a' });
    const v2 = resource('api', ['a2'], { path: '/A', apiVersion: 'v2', apiVersionSetId: '/apiVersionSets/a' });
    const set = resource('versionSet', ['a'], { displayName: 'a' });
    await expect(checkState(state(v1, v2, set), nothingThere)).resolves.toBeUndefined();
    const other = resource('api', ['b'], { path: 'a' });
    await expect(checkState(state(v1, set, other), nothingThere)).rejects.toThrow(
      /the path "a" is that of api\/a1\.json too/,
    );
  });

  it('lists all problems at once, each reference to the same thing once', async () => {
    const policy = (name: string) =>
      resource('apiPolicy', [name], {
        value: '<policies><inbound><include-fragment fragment-id="auth" /></inbound></policies>',
      });
    const apis = ['a', 'b'].map((name) => resource('api', [name], { path: name }));
    const problem = checkState(
      state(...apis, policy('a'), policy('b'), resource('productApi', ['gold', 'a'])),
      nothingThere,
    );
    await expect(problem).rejects.toThrow(/apiPolicy\/a\.json \(and 1 more\): policy fragment auth/);
  });

  it('does not mind double braces in descriptions', async () => {
    await expect(
      checkState(state(resource('api', ['a'], { path: 'a', description: 'use {{x}}' })), nothingThere),
    ).resolves.toBeUndefined();
  });
});
