import { resourceId, resourceKey, type Resource, type ResourceKind, type State } from '@nx-apiops/apim';
import { parseOverrides } from '@nx-apiops/config';
import { describe, expect, it } from 'vitest';
import { applyOverrides } from './apply-overrides.js';

function resource(
  kind: ResourceKind,
  names: readonly string[],
  properties: Resource['properties'] = {},
  workspace?: string,
): Resource {
  return { id: resourceId(kind, names, workspace), properties };
}

const RESOURCES = [
  resource('backend', ['orders'], { url: 'https://a', protocol: 'http', tls: { validateCertificateChain: true } }),
  resource('api', ['orders'], { path: 'orders', protocols: ['http', 'https'], isCurrent: true }),
  resource('apiDiagnostic', ['orders', 'azuremonitor'], { loggerId: '/loggers/dev' }),
  resource('apiOperationPolicy', ['orders', 'get-order'], { format: 'rawxml', value: '<policies />' }),
  resource('policy', [], { format: 'rawxml', value: '<policies />' }),
  resource('workspace', ['sales'], { displayName: 'Sales' }),
  resource('namedValue', ['host'], { displayName: 'host', value: 'dev' }, 'sales'),
];
const STATE: State = new Map(RESOURCES.map((one) => [resourceKey(one.id), one]));

function apply(yaml: string): State {
  return applyOverrides(STATE, parseOverrides(yaml, 'configuration.prod.yaml', { tokens: (name) => `<${name}>` }));
}

describe('applyOverrides', () => {
  it('merges objects deeply, replaces lists, and leaves the rest alone', () => {
    const result = apply(`
backends:
  - name: orders
    properties: { url: https://b, tls: { validateCertificateName: false } }
apis:
  - name: orders
    properties: { protocols: [https] }
`);
    expect(result.get('backends/orders')?.properties).toEqual({
      url: 'https://b',
      protocol: 'http',
      tls: { validateCertificateChain: true, validateCertificateName: false },
    });
    expect(result.get('apis/orders')?.properties['protocols']).toEqual(['https']);
    expect(result.get('policies/policy')).toBe(STATE.get('policies/policy'));
  });

  it('reaches children at any depth, singletons and workspaces', () => {
    const result = apply(`
policies:
  - name: policy
    properties: { value: <policies><inbound /></policies> }
apis:
  - name: orders
    diagnostics:
      - name: azuremonitor
        properties: { loggerId: /loggers/prod }
    operations:
      - name: get-order
        policies:
          - name: policy
            properties: { value: <policies><outbound /></policies> }
workspaces:
  - name: sales
    namedValues:
      - name: host
        properties: { value: prod }
`);
    expect(result.get('policies/policy')?.properties['value']).toBe('<policies><inbound /></policies>');
    expect(result.get('apis/orders/diagnostics/azuremonitor')?.properties['loggerId']).toBe('/loggers/prod');
    expect(result.get('apis/orders/operations/get-order/policies/policy')?.properties['value']).toBe(
      '<policies><outbound /></policies>',
    );
    expect(result.get('workspaces/sales/namedvalues/host')?.properties['value']).toBe('prod');
  });

  it('remembers which values came from tokens', () => {
    const result = apply(`backends: [{ name: orders, properties: { url: "{#[ORDERS_URL]#}" } }]`);
    expect(result.get('backends/orders')).toMatchObject({
      properties: { url: '<ORDERS_URL>' },
      secretPaths: ['properties.url'],
    });
  });

  it('never lets an override choose the current revision', () => {
    const result = apply(`apis: [{ name: orders, properties: { isCurrent: false, apiRevision: "9", path: p } }]`);
    expect(result.get('apis/orders')?.properties).toMatchObject({ isCurrent: true, path: 'p' });
  });

  it.each([
    [
      'an unknown section',
      'backend: [{ name: orders, properties: { url: x } }]',
      /:1: there is no section "backend" here; did you mean backends/,
    ],
    [
      'an unknown nested section',
      'apis: [{ name: orders, tag: [{ name: x, properties: { a: b } }] }]',
      /there is no section "tag" here/,
    ],
    [
      'a name that matches nothing',
      'backends:\n  - name: ordrs\n    properties: { url: x }',
      /:2: no backend is named "ordrs"; did you mean orders\?/,
    ],
    [
      'a name in another case',
      'backends: [{ name: Orders, properties: { url: x } }]',
      /"Orders" differs in case from the backend "orders"/,
    ],
    [
      'nothing but case',
      'backends: [{ name: orders, properties: { url: "HTTPS://A" } }]',
      /changes nothing but upper and lower case/,
    ],
    [
      'an operation without a file',
      'apis: [{ name: orders, operations: [{ name: get-order, properties: { displayName: x } }] }]',
      /comes from the API's specification/,
    ],
  ])('refuses %s', (_, yaml, message) => {
    expect(() => apply(yaml)).toThrow(message);
  });

  it('lists all problems together', () => {
    expect(() => apply('a: [{ name: x, properties: { b: c } }]\nb: [{ name: y, properties: { b: c } }]')).toThrow(
      /section "a"[\s\S]*section "b"/,
    );
  });
});

describe('many overrides that match nothing', () => {
  it('are all named in seconds, the first ones with suggestions', () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `orders-of-the-region-${index}`);
    const state: State = new Map(
      names.map((name) => [`backends/${name}`, resource('backend', [name], { url: 'https://a' })] as const),
    );
    const text = `backends:\n${names.map((name) => `  - name: ${name}-x\n    properties: { url: https://b }\n`).join('')}`;
    const overrides = parseOverrides(text, 'configuration.prod.yaml', { tokens: () => undefined });
    const startedAt = performance.now();
    let message = '';
    try {
      applyOverrides(state, overrides);
    } catch (error) {
      message = String(error);
    }
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(message.match(/no backend is named/g)).toHaveLength(5_000);
    expect(message).toContain('did you mean orders-of-the-region-0');
  });
});
