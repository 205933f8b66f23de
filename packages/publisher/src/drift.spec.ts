import { resourceId, resourceKey, type Resource, type ResourceKind, type State } from '@nx-apiops/apim';
import { describe, expect, it } from 'vitest';
import { findDrift } from './drift.js';

function resource(kind: ResourceKind, names: readonly string[], properties: Resource['properties'] = {}): Resource {
  return { id: resourceId(kind, names), properties };
}

function state(...resources: readonly Resource[]): State {
  return new Map(resources.map((one) => [resourceKey(one.id), one]));
}

const API = resource('api', ['orders'], { path: 'orders', displayName: 'Orders' });
const BACKEND = resource('backend', ['orders'], { url: 'https://a', protocol: 'http' });

describe('findDrift', () => {
  it('finds none where the instance only echoes what was published', () => {
    const live = state(
      { ...API, properties: { ...API.properties, isOnline: true, apiRevision: '1', description: null } },
      {
        ...BACKEND,
        properties: {
          ...BACKEND.properties,
          title: null,
          tls: { validateCertificateChain: true, validateCertificateName: true },
        },
      },
      resource('group', ['developers'], { builtIn: true }),
      resource('policy', [], {
        value: '<policies><inbound /><backend><forward-request /></backend><outbound /></policies>',
      }),
      resource('productGroup', ['gold', 'administrators']),
    );
    expect(findDrift({ published: state(API, BACKEND), live, shared: false })).toEqual([]);
  });

  it('says what was published before and what is there after', () => {
    const live = state(API, resource('backend', ['orders'], { url: 'https://b', protocol: 'http' }));
    expect(findDrift({ published: state(API, BACKEND), live, shared: false })).toMatchObject([
      {
        kind: 'changed',
        type: 'backend',
        name: 'orders',
        changes: [{ path: 'properties.url', before: 'https://a', after: 'https://b' }],
      },
    ]);
  });

  it('names what is missing and what was added', () => {
    const added = resource('apiTag', ['orders', 'red']);
    expect(findDrift({ published: state(API, BACKEND), live: state(API, added), shared: false })).toMatchObject([
      { kind: 'missing', id: 'backends/orders' },
      { kind: 'added', id: 'apis/orders/tags/red' },
    ]);
  });

  it('leaves to other repositories what is theirs, and still sees additions to its own', () => {
    const theirs = [
      resource('api', ['foreign'], { path: 'f' }),
      resource('productApi', ['gold', 'foreign']),
      resource('apiTag', ['orders', 'theirs']),
    ];
    const ours = resource('apiDiagnostic', ['orders', 'azuremonitor'], { loggerId: '/loggers/x' });
    const drift = findDrift({ published: state(API), live: state(API, ...theirs, ours), shared: true });
    expect(drift).toMatchObject([{ kind: 'added', id: 'apis/orders/diagnostics/azuremonitor' }]);
  });

  it('never shows a secret', () => {
    const published = state(resource('backend', ['b'], { credentials: { header: { key: ['hunter1'] } } }));
    const live = state(resource('backend', ['b'], { credentials: { header: { key: ['hunter2'] } } }));
    const drift = findDrift({ published, live, shared: false });
    expect(drift).toHaveLength(1);
    expect(JSON.stringify(drift)).not.toContain('hunter');
  });
});
