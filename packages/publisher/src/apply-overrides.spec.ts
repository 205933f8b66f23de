import { resourceId, resourceKey, type Resource, type ResourceKind, type State } from '@nx-apiops/apim';
import { parseOverrides } from '@nx-apiops/config';
import { describe, expect, it } from 'vitest';
import { applyOverrides, resolveOverrides } from './apply-overrides.js';

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

describe('applyOverrides, with patterns', () => {
  const diagnostic = (api: string): Resource =>
    resource('apiDiagnostic', [api, 'azuremonitor'], { loggerId: '/loggers/dev', verbosity: 'error' });
  const apis: State = new Map(
    [
      resource('api', ['orders'], { path: 'orders', apiRevision: '2' }),
      resource('api', ['orders;rev=1'], { path: 'orders', apiRevision: '1' }),
      resource('api', ['billing'], { path: 'billing' }),
      resource('api', ['bare'], { path: 'bare' }),
      diagnostic('orders'),
      diagnostic('billing'),
    ].map((one) => [resourceKey(one.id), one]),
  );
  const file = 'configuration.prod.yaml';
  const resolve = (yaml: string) => resolveOverrides(apis, parseOverrides(yaml, file, { tokens: () => undefined }));
  const hosts = (yaml: string): readonly unknown[] =>
    ['orders', 'orders;rev=1', 'billing', 'bare'].map((name) => {
      return resolve(yaml).state.get(`apis/${name}`)?.properties['serviceUrl'];
    });

  it('lets an entry fit many resources, with all of their revisions', () => {
    expect(hosts('apis: [{ name: "*", properties: { serviceUrl: all } }]')).toEqual(['all', 'all', 'all', 'all']);
    expect(hosts('apis: [{ name: "b*", properties: { serviceUrl: b } }]')).toEqual([undefined, undefined, 'b', 'b']);
  });

  it.each([
    ['in this order', ['"*"', '"b*"', 'billing']],
    ['in the other order', ['billing', '"b*"', '"*"']],
  ])('lets the more exact entry win, %s', (_, names) => {
    const yaml = `apis: [${names.map((name) => `{ name: ${name}, properties: { serviceUrl: ${name} } }`).join(', ')}]`;
    expect(hosts(yaml)).toEqual(['*', '*', 'billing', 'b*']);
    expect(resolve(yaml).winners.get('apis/billing')).toEqual({
      'properties.serviceUrl': { entry: 'apis → billing', at: `${file}:1` },
    });
  });

  it('reaches what lies below all that fit, where it is there', () => {
    const yaml = `
apis:
  - name: "*"
    diagnostics: [{ name: azuremonitor, properties: { loggerId: /loggers/prod, verbosity: verbose } }]
  - name: billing
    diagnostics: [{ name: "*", properties: { verbosity: information } }]
`;
    const { state, winners } = resolve(yaml);
    expect(state.get('apis/orders/diagnostics/azuremonitor')?.properties).toMatchObject({ verbosity: 'verbose' });
    expect(state.get('apis/billing/diagnostics/azuremonitor')?.properties).toEqual({
      loggerId: '/loggers/prod',
      verbosity: 'information',
    });
    expect(winners.get('apis/billing/diagnostics/azuremonitor')).toEqual({
      'properties.loggerId': { entry: 'apis → * → diagnostics → azuremonitor', at: `${file}:4` },
      'properties.verbosity': { entry: 'apis → billing → diagnostics → *', at: `${file}:6` },
    });
  });

  it.each([
    [
      'fits nothing',
      'apis: [{ name: "x*", properties: { path: p } }]',
      /:1: no API fits "x\*"; known: orders, billing, bare\./,
    ],
    [
      'fits nothing below all that its parent fits',
      'apis: [{ name: "*", diagnostics: [{ name: none, properties: { path: p } }] }]',
      /no API diagnostic is named "none"/,
    ],
    [
      'contradicts another one that is as exact',
      'apis: [{ name: "b*", properties: { path: p } }, { name: "*l*", properties: { path: q } }]',
      /apis → \*l\* and apis → b\* \(configuration\.prod\.yaml:1\) fit the API billing equally well and set properties\.path differently/,
    ],
  ])('refuses a pattern that %s', (_, yaml, message) => {
    expect(() => resolve(yaml)).toThrow(message);
  });

  it('knows the current revision by its number, and what belongs to the whole API below any revision', () => {
    const { state } = resolve(`
apis:
  - name: orders;rev=2
    properties: { serviceUrl: current }
  - name: orders;rev=1
    diagnostics: [{ name: azuremonitor, properties: { verbosity: verbose } }]
`);
    expect(state.get('apis/orders')?.properties['serviceUrl']).toBe('current');
    expect(state.get('apis/orders/diagnostics/azuremonitor')?.properties['verbosity']).toBe('verbose');
  });

  it('refuses two entries that name the same resource in two ways and contradict each other', () => {
    const yaml = 'apis: [{ name: orders, properties: { path: p } }, { name: "orders;rev=2", properties: { path: q } }]';
    expect(() => resolve(yaml)).toThrow(/fit the API orders equally well and set properties\.path differently/);
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
