import {
  ancestorIds,
  resourceId,
  resourceKey,
  targetId,
  type Resource,
  type ResourceKind,
  type State,
} from '@nx-apiops/apim';
import { orderPlan } from '@nx-apiops/plan';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planPublish } from './plan-publish.js';
import type { PublishInput } from './publish-plan.js';

const SERVICE = { subscriptionId: '00000000-0000-0000-0000-000000000000', resourceGroup: 'rg', serviceName: 'apim' };
const ROOT =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ApiManagement/service/apim';

function resource(kind: ResourceKind, names: readonly string[], properties: Resource['properties'] = {}): Resource {
  return { id: resourceId(kind, names), properties };
}

function policy(kind: ResourceKind, names: readonly string[], inbound: string): Resource {
  return resource(kind, names, { format: 'rawxml', value: `<policies><inbound>${inbound}</inbound></policies>` });
}

function state(...resources: readonly Resource[]): State {
  return new Map(resources.map((one) => [resourceKey(one.id), one]));
}

function plan(input: Partial<PublishInput>) {
  const actual = input.actual ?? state();
  return planPublish({
    desired: state(),
    actual,
    owned: new Set(actual.keys()),
    service: SERVICE,
    target: 'apim (test)',
    resendSecrets: false,
    ...input,
  });
}

const ORDERS = resource('api', ['orders'], { displayName: 'Orders', path: 'orders' });

describe('planPublish', () => {
  it('plans nothing for equal states', () => {
    const { plan: planned } = plan({ desired: state(ORDERS), actual: state(ORDERS) });
    expect(planned).toMatchObject({ actions: [], unchanged: 1 });
  });

  it('names the fields of an update, before and after', () => {
    const changed = resource('api', ['orders'], { displayName: 'Orders', path: 'orders/v2' });
    const { plan: planned } = plan({ desired: state(changed), actual: state(ORDERS) });
    expect(planned.actions).toMatchObject([
      {
        id: 'apis/orders',
        kind: 'update',
        changes: [{ path: 'properties.path', before: 'orders', after: 'orders/v2' }],
      },
    ]);
  });

  it('ignores service defaults, read-only members, nulls and the instance in ids', () => {
    const desired = resource('api', ['orders'], {
      displayName: 'Orders',
      path: 'orders',
      apiVersionSetId: '/apiVersionSets/v',
    });
    const actual = resource('api', ['orders'], {
      displayName: 'Orders',
      path: 'orders',
      apiVersionSetId: `${ROOT.toLowerCase()}/apiversionsets/v`,
      apiRevision: '1',
      isCurrent: true,
      isOnline: true,
      subscriptionRequired: true,
      description: null,
      authenticationSettings: { oAuth2: null, openid: null, oAuth2AuthenticationSettings: [] },
      subscriptionKeyParameterNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
      provisioningState: 'Succeeded',
    });
    const versions = resource('versionSet', ['v'], { displayName: 'v', versioningScheme: 'Segment' });
    expect(plan({ desired: state(desired, versions), actual: state(actual, versions) }).plan.actions).toEqual([]);
  });

  it('reports a property that somebody set in the instance and the artifacts do not have', () => {
    const actual = resource('api', ['orders'], { displayName: 'Orders', path: 'orders', description: 'by hand' });
    expect(plan({ desired: state(ORDERS), actual: state(actual) }).plan.actions).toMatchObject([
      { kind: 'update', changes: [{ path: 'properties.description', before: 'by hand' }] },
    ]);
  });

  it('compares policies by meaning', () => {
    const written = policy('apiPolicy', ['orders'], '<base />');
    const echoed = resource('apiPolicy', ['orders'], {
      format: 'xml',
      value: '<!-- c -->\r\n<policies>\r\n\t<inbound>\r\n\t\t<base></base>\r\n\t</inbound>\r\n</policies>',
    });
    expect(plan({ desired: state(ORDERS, written), actual: state(ORDERS, echoed) }).plan.actions).toEqual([]);
  });

  it('completes ids for the instance that it publishes to', () => {
    const pool = resource('backend', ['pool'], { type: 'Pool', pool: { services: [{ id: '/backends/a' }] } });
    const single = resource('backend', ['a'], { url: 'https://a', protocol: 'http' });
    const { plan: planned } = plan({ desired: state(pool, single) });
    const action = planned.actions.find(({ id }) => id === 'backends/pool');
    expect(action?.operation.writes).toEqual([
      {
        method: 'PUT',
        path: 'backends/pool',
        body: { properties: { type: 'Pool', pool: { services: [{ id: `${ROOT}/backends/a` }] } } },
      },
    ]);
    expect(action?.dependsOn).toEqual(['backends/a']);
  });

  it('orders by reference: named values by display name, fragments, backends, links, parents', () => {
    const desired = state(
      ORDERS,
      policy('apiPolicy', ['orders'], '<include-fragment fragment-id="auth" /><set-backend-service backend-id="b" />'),
      resource('policyFragment', ['auth'], {
        format: 'rawxml',
        value:
          '<fragment><set-header name="k" exists-action="override"><value>{{Key-One}}</value></set-header></fragment>',
      }),
      resource('namedValue', ['nv-1'], { displayName: 'key-one', value: 'v' }),
      resource('backend', ['b'], { url: 'https://{{host}}', protocol: 'http' }),
      resource('namedValue', ['nv-2'], { displayName: 'host', value: 'h' }),
      resource('product', ['gold'], { displayName: 'Gold' }),
      resource('productApi', ['gold', 'orders']),
    );
    const order = orderPlan(plan({ desired }).plan).map(({ id }) => id);
    const before = (a: string, b: string) =>
      expect(order.indexOf(a), `${a} before ${b}`).toBeLessThan(order.indexOf(b));
    before('namedvalues/nv-1', 'policyfragments/auth');
    before('policyfragments/auth', 'apis/orders/policies/policy');
    before('namedvalues/nv-2', 'backends/b');
    before('backends/b', 'apis/orders/policies/policy');
    before('apis/orders', 'apis/orders/policies/policy');
    before('products/gold', 'products/gold/apis/orders');
    before('apis/orders', 'products/gold/apis/orders');
  });

  it('deletes only what is owned, users before what they use, children with their parent', () => {
    const fragment = resource('policyFragment', ['auth'], { format: 'rawxml', value: '<fragment />' });
    const withFragment = policy('apiPolicy', ['orders'], '<include-fragment fragment-id="auth" />');
    const without = policy('apiPolicy', ['orders'], '<base />');
    const old = resource('api', ['old'], { path: 'old' });
    const foreign = resource('api', ['foreign'], { path: 'foreign' });
    const actual = state(ORDERS, withFragment, fragment, old, policy('apiPolicy', ['old'], '<base />'), foreign);
    const { plan: planned } = plan({
      desired: state(ORDERS, without),
      actual,
      owned: new Set([...actual.keys()].filter((key) => key !== 'apis/foreign')),
    });
    expect(planned.actions.map(({ kind, id, dependsOn }) => [kind, id, dependsOn])).toEqual([
      ['update', 'apis/orders/policies/policy', []],
      ['delete', 'policyfragments/auth', ['apis/orders/policies/policy']],
      ['delete', 'apis/old', []],
    ]);
    expect(planned.actions.at(-1)?.operation.writes).toEqual([
      { method: 'DELETE', path: 'apis/old', query: { deleteRevisions: 'true' } },
    ]);
  });

  it('frees a path before another API takes it', () => {
    const { plan: planned } = plan({
      desired: state(resource('api', ['renamed'], { path: 'orders' })),
      actual: state(ORDERS),
    });
    expect(planned.actions.find(({ id }) => id === 'apis/renamed')?.dependsOn).toEqual(['apis/orders']);
  });

  it('never touches what the service made itself', () => {
    const system = state(
      resource('group', ['developers'], { displayName: 'Developers' }),
      resource('subscription', ['master'], { displayName: 'Built-in all-access subscription' }),
      resource('namedValue', ['x'], { displayName: 'Logger-Credentials--1' }),
    );
    expect(plan({ desired: system }).plan.actions).toEqual([]);
    expect(plan({ actual: system }).plan.actions).toEqual([]);
  });

  it('keeps secrets out of the plan, and in the vault', () => {
    const secret = resource('namedValue', ['key'], { displayName: 'key', secret: true, value: 'hunter2' });
    const token: Resource = {
      ...resource('backend', ['b'], { url: 'https://hunter3' }),
      secretPaths: ['properties.url'],
    };
    const { plan: planned, secrets } = plan({ desired: state(secret, token) });
    expect(JSON.stringify(planned)).not.toMatch(/hunter/);
    expect(Object.fromEntries(secrets)).toEqual({
      'namedvalues/key#properties.value': 'hunter2',
      'backends/b#properties.url': 'https://hunter3',
    });
    expect(planned.actions.map(({ changes }) => changes.filter((change) => change.secret))).toEqual([
      [{ path: 'properties.value', secret: true }],
      [{ path: 'properties.url', secret: true }],
    ]);
  });

  it('sends write-only secrets again when it compares with the instance, and only then', () => {
    const desired = state(resource('namedValue', ['key'], { displayName: 'key', secret: true, value: 'hunter2' }));
    const actual = state(resource('namedValue', ['key'], { displayName: 'key', secret: true }));
    expect(plan({ desired, actual }).plan.actions).toEqual([]);
    expect(plan({ desired, actual, resendSecrets: true }).plan.actions).toMatchObject([
      { kind: 'update', changes: [{ path: 'properties.value', secret: true }] },
    ]);
  });
});

describe('planPublish with revisions', () => {
  const api = (revision: string, properties: Resource['properties'] = {}): Resource =>
    resource('api', ['orders'], { displayName: 'Orders', path: 'orders', apiRevision: revision, ...properties });
  const other = (revision: string, properties: Resource['properties'] = {}): Resource =>
    resource('api', [`orders;rev=${revision}`], {
      displayName: 'Orders',
      path: 'orders',
      apiRevision: revision,
      ...properties,
    });
  const steps = (input: Partial<PublishInput>) =>
    plan(input).plan.actions.map(({ kind, id, dependsOn, operation }) => [
      kind,
      id,
      dependsOn,
      operation.writes.map(({ method, path }) => `${method} ${path}`),
    ]);

  it('creates the current revision first and the others as copies of it', () => {
    expect(steps({ desired: state(api('2'), other('1'), policy('apiPolicy', ['orders;rev=1'], '<base />')) })).toEqual([
      ['create', 'apis/orders', [], ['PUT apis/orders']],
      ['create', 'apis/orders;rev=1', ['apis/orders'], ['PUT apis/orders;rev=1', 'PUT apis/orders;rev=1']],
      ['create', 'apis/orders;rev=1/policies/policy', ['apis/orders;rev=1'], ['PUT apis/orders;rev=1/policies/policy']],
    ]);
  });

  it('copies a new revision before the current one changes below, and removes from it what was copied but is not desired', () => {
    const actual = state(
      api('1'),
      policy('apiPolicy', ['orders'], '<base />'),
      policy('apiOperationPolicy', ['orders', 'get'], '<base />'),
    );
    const changed = policy('apiPolicy', ['orders'], '<set-variable name="a" value="b" />');
    const desired = state(
      api('1'),
      changed,
      policy('apiOperationPolicy', ['orders', 'get'], '<base />'),
      other('2'),
      policy('apiPolicy', ['orders;rev=2'], '<base />'),
    );
    expect(steps({ desired, actual })).toEqual([
      ['update', 'apis/orders/policies/policy', ['apis/orders;rev=2'], ['PUT apis/orders/policies/policy']],
      ['create', 'apis/orders;rev=2', [], ['PUT apis/orders;rev=2', 'PUT apis/orders;rev=2']],
      [
        'delete',
        'apis/orders;rev=2/operations/get/policies/policy',
        ['apis/orders;rev=2'],
        ['DELETE apis/orders;rev=2/operations/get/policies/policy'],
      ],
    ]);
  });

  it('makes another revision current when all of its content is there, and keeps the old one', () => {
    const actual = state(api('1'), policy('apiPolicy', ['orders'], '<base />'));
    const desired = state(
      api('2', { serviceUrl: 'https://new' }),
      policy('apiPolicy', ['orders'], '<set-variable name="a" value="b" />'),
      other('1'),
      policy('apiPolicy', ['orders;rev=1'], '<base />'),
    );
    expect(steps({ desired, actual })).toEqual([
      ['update', 'apis/orders', [], ['PUT apis/orders;rev=2', 'PUT apis/orders;rev=2']],
      ['update', 'apis/orders/policies/policy', ['apis/orders'], ['PUT apis/orders;rev=2/policies/policy']],
      [
        'update',
        'apis/orders#current',
        ['apis/orders', 'apis/orders/policies/policy'],
        ['PUT apis/orders/releases/revision-2'],
      ],
    ]);
  });

  it('switches between revisions that exist by a release alone', () => {
    const actual = state(api('1'), other('2'));
    expect(steps({ desired: state(api('2'), other('1')), actual })).toEqual([
      ['update', 'apis/orders#current', [], ['PUT apis/orders/releases/revision-2']],
    ]);
  });

  it('changes what revisions share after the switch, on the current one', () => {
    const actual = state(api('1'), other('2'));
    const desired = state(api('2', { displayName: 'New' }), other('1', { displayName: 'New' }));
    const { plan: planned } = plan({ desired, actual });
    const release = planned.actions.find(({ id }) => id === 'apis/orders#current');
    expect(release?.operation.writes.map(({ path }) => path)).toEqual([
      'apis/orders/releases/revision-2',
      'apis/orders',
    ]);
    const content = planned.actions.find(({ id }) => id === 'apis/orders');
    expect(content?.operation.writes).toMatchObject([
      { path: 'apis/orders;rev=2', body: { properties: { displayName: 'Orders' } } },
    ]);
  });

  it('deletes a revision that went after the switch, and never the API with it', () => {
    const actual = state(api('1'), other('2'));
    expect(steps({ desired: state(api('2')), actual })).toEqual([
      ['update', 'apis/orders#current', [], ['PUT apis/orders/releases/revision-2']],
      ['delete', 'apis/orders;rev=1', ['apis/orders#current'], ['DELETE apis/orders;rev=1']],
    ]);
    const removal = plan({ desired: state(api('2')), actual: state(api('2'), other('1')) }).plan.actions;
    expect(removal.map(({ operation }) => operation.writes)).toEqual([
      [{ method: 'DELETE', path: 'apis/orders;rev=1' }],
    ]);
  });

  it('removes an API with all of its revisions by one request', () => {
    expect(steps({ actual: state(api('2'), other('1')) })).toEqual([
      ['delete', 'apis/orders', [], ['DELETE apis/orders']],
    ]);
  });

  it('never publishes a release of a revision that is not current', () => {
    const release = (name: string, revision: string) =>
      resource('apiRelease', ['orders', name], { apiId: `/apis/orders;rev=${revision}` });
    const planned = steps({
      desired: state(api('2'), release('r1', '1'), release('r2', '2')),
      actual: state(api('2')),
    });
    expect(planned.map(([, id]) => id)).toEqual(['apis/orders/releases/r2']);
  });
});

describe('planPublish over generated states', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const tag = name.map((n) => resource('tag', [n], { displayName: n }));
  const value = fc
    .tuple(name, fc.string())
    .map(([n, text]) => resource('namedValue', [n], { displayName: n, value: text }));
  const api = fc
    .tuple(name, fc.string())
    .map(([n, text]) => resource('api', [n], { path: n, displayName: text, unknown: { member: text } }));
  const apiPolicy = fc
    .tuple(name, name)
    .map(([n, used]) => policy('apiPolicy', [n], `<set-variable name="v" value="{{${used}}}" />`));
  const apiTag = fc.tuple(name, name).map(([n, used]) => resource('apiTag', [n, used]));
  const anyState = fc.array(fc.oneof(tag, value, api, apiPolicy, apiTag), { maxLength: 12 }).map((all) => {
    const whole = state(...all);
    const isWhole = ({ id }: Resource): boolean =>
      [...ancestorIds(id), ...[targetId(id) ?? []].flat()].every((other) => whole.has(resourceKey(other)));
    return new Map([...whole].filter(([, one]) => isWhole(one)));
  });

  /** What an instance would hold after the plan: resources by key. */
  function applied(actual: State, desired: State): State {
    const result = new Map(actual);
    for (const action of orderPlan(plan({ desired, actual }).plan)) {
      const wanted = desired.get(action.id);
      if (action.kind !== 'delete' && wanted) result.set(action.id, wanted);
      else if (action.kind === 'delete') removeWithAllThatGoesWith(result, action.id);
    }
    return result;
  }

  function removeWithAllThatGoesWith(result: Map<string, Resource>, key: string): void {
    for (const other of [...result.keys()]) {
      const isTagLink = key.startsWith('tags/') && other.endsWith(`/${key}`);
      if (other === key || other.startsWith(`${key}/`) || isTagLink) result.delete(other);
    }
  }

  it('is empty for equal states', () => {
    fc.assert(
      fc.property(anyState, (one) => {
        expect(plan({ desired: one, actual: one }).plan.actions).toEqual([]);
      }),
    );
  });

  it('turns any state into any other, unknown members included', () => {
    fc.assert(
      fc.property(anyState, anyState, (from, to) => {
        const result = applied(from, to);
        expect([...result.keys()].sort()).toEqual([...to.keys()].sort());
        expect(plan({ desired: to, actual: result }).plan.actions).toEqual([]);
      }),
    );
  });

  it('never depends on what it does not plan, and never in a circle', () => {
    fc.assert(
      fc.property(anyState, anyState, (from, to) => {
        const { plan: planned } = plan({ desired: to, actual: from });
        expect(orderPlan(planned)).toHaveLength(planned.actions.length);
      }),
    );
  });
});
