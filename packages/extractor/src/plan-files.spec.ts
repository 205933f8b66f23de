import {
  resourceId,
  resourceKey,
  SECRET_MARKER,
  toArtifactPath,
  writtenPlace,
  RESOURCE_KINDS,
  type Layout,
  type Resource,
  type ResourceKind,
  type State,
} from '@nx-apiops/apim';
import { describe, expect, it } from 'vitest';
import { planFiles, type FilePlanInput } from './plan-files.js';

function resource(kind: ResourceKind, names: readonly string[], properties: Resource['properties'] = {}): Resource {
  return { id: resourceId(kind, names), properties };
}

function state(...resources: readonly Resource[]): State {
  return new Map(resources.map((one) => [resourceKey(one.id), one]));
}

function inFiles(one: Resource, layout: Layout = 'apiops-cli'): Resource {
  return { ...one, files: [toArtifactPath(one.id, layout)] };
}

function plan(input: Partial<FilePlanInput>) {
  const existing = input.existing ?? state();
  return planFiles({
    live: state(),
    existing,
    effective: existing,
    layout: 'apiops-cli',
    inScope: () => true,
    ...input,
  });
}

describe('planFiles', () => {
  it('writes new resources without what the service sets, empties and defaults', () => {
    const api = resource('api', ['orders'], {
      displayName: 'Orders',
      path: 'orders',
      isOnline: true,
      isCurrent: true,
      apiRevision: '1',
      description: null,
      contact: { name: null },
      custom: { kept: [1] },
    });
    expect(plan({ live: state(api) }).writes).toEqual([
      {
        path: 'apis/orders/apiInformation.json',
        text: `${JSON.stringify({ properties: { displayName: 'Orders', path: 'orders', custom: { kept: [1] } } }, undefined, 2)}\n`,
      },
    ]);
  });

  it('leaves a file alone whose resource only echoes it', () => {
    const authored = inFiles(
      resource('apiPolicy', ['orders'], { format: 'rawxml', value: '<policies>\n  <inbound/>\n</policies>' }),
    );
    const live = resource('apiPolicy', ['orders'], {
      format: 'rawxml',
      value: '<policies>\r\n\t<inbound />\r\n</policies>',
    });
    expect(plan({ live: state(live), existing: state(authored) })).toEqual({ writes: [], deletes: [], unchanged: 1 });
  });

  it('leaves a file alone that an override differs from, as long as the instance has the override', () => {
    const file = inFiles(resource('backend', ['b'], { url: 'https://any', protocol: 'http' }));
    const effective = { ...file, properties: { url: 'https://dev', protocol: 'http' } };
    const live = resource('backend', ['b'], { url: 'https://dev', protocol: 'http' });
    expect(plan({ live: state(live), existing: state(file), effective: state(effective) }).writes).toEqual([]);
  });

  it('changes in a file only what somebody changed in the instance', () => {
    const file = inFiles(resource('backend', ['b'], { protocol: 'http', url: 'https://any', title: 'kept' }));
    const effective = { ...file, properties: { protocol: 'http', url: 'https://dev', title: 'kept' } };
    const live = resource('backend', ['b'], {
      description: 'new',
      url: 'https://dev',
      protocol: 'http',
      title: 'kept',
    });
    const [write] = plan({ live: state(live), existing: state(file), effective: state(effective) }).writes;
    expect(write?.text).toBe(
      `${JSON.stringify({ properties: { protocol: 'http', url: 'https://any', title: 'kept', description: 'new' } }, undefined, 2)}\n`,
    );
  });

  it('removes the files of what is gone, unless nobody looked for it', () => {
    const gone = inFiles(resource('tag', ['old'], { displayName: 'old' }));
    expect(plan({ existing: state(gone) }).deletes).toEqual(['tags/old/tagInformation.json']);
    expect(plan({ existing: state(gone), inScope: () => false }).deletes).toEqual([]);
  });

  it('keeps associations of one parent in one sorted file, rewritten only when they differ', () => {
    const path = 'products/gold/apis.json';
    const link = (name: string): Resource => ({ ...resource('productApi', ['gold', name]), files: [path] });
    const existing = state(link('b'), link('a'));
    expect(plan({ live: state(link('a'), link('b')), existing }).writes).toEqual([]);
    expect(plan({ live: state(link('c'), link('a')), existing }).writes).toEqual([
      { path, text: '[\n  {\n    "name": "a"\n  },\n  {\n    "name": "c"\n  }\n]\n' },
    ]);
    expect(plan({ live: state(), existing })).toMatchObject({ writes: [], deletes: [path] });
  });

  it('writes a marker where a secret would be, and none into an existing file', () => {
    const live = resource('namedValue', ['key'], { displayName: 'key', secret: true });
    const [write] = plan({ live: state(live) }).writes;
    expect(JSON.parse(write?.text ?? '')).toEqual({
      properties: { displayName: 'key', secret: true, value: SECRET_MARKER },
    });
    const vaulted = resource('namedValue', ['key'], {
      displayName: 'key',
      secret: true,
      keyVault: { secretIdentifier: 'https://v', lastStatus: { code: 'x' } },
    });
    expect(JSON.parse(plan({ live: state(vaulted) }).writes[0]?.text ?? '')).toEqual({
      properties: { displayName: 'key', secret: true, keyVault: { secretIdentifier: 'https://v' } },
    });
    const authored = inFiles(resource('namedValue', ['key'], { displayName: 'key', secret: true }));
    expect(plan({ live: state(live), existing: state(authored) }).writes).toEqual([]);
  });

  it('leaves a secret alone where something else changed, unless the secret did as well', () => {
    const file = inFiles(resource('namedValue', ['key'], { displayName: 'key', secret: true, value: '{#[token]#}' }));
    const effective = { ...file, properties: { ...file.properties, value: 'secret-1' } };
    const written = (properties: Resource['properties']): unknown => {
      const live = state(resource('namedValue', ['key'], { displayName: 'other', secret: true, ...properties }));
      const [write] = plan({ live, existing: state(file), effective: state(effective) }).writes;
      return JSON.parse(write?.text ?? '{}').properties;
    };
    expect(written({})).toEqual({ displayName: 'other', secret: true, value: '{#[token]#}' });
    expect(written({ value: 'secret-1' })).toEqual({ displayName: 'other', secret: true, value: '{#[token]#}' });
    expect(written({ value: 'secret-2' })).toEqual({ displayName: 'other', secret: true, value: SECRET_MARKER });
  });

  it('adds nothing to an information file that the import took from the description', () => {
    const text = 'openapi: 3.0.1\ninfo: { title: t, description: About, version: "1" }\npaths: {}\n';
    const specification = { format: 'openapi-yaml' as const, text };
    const file = { ...inFiles(resource('api', ['a'], { displayName: 'a', path: 'a' })), specification };
    const live = { ...resource('api', ['a'], { displayName: 'b', path: 'a', description: 'About' }), specification };
    const [write] = plan({ live: state(live), existing: state(file) }).writes;
    expect(JSON.parse(write?.text ?? '')).toEqual({ properties: { displayName: 'b', path: 'a' } });
  });

  it('changes in a policy only the element that somebody changed', () => {
    const value = '<policies>\r\n  <!-- all -->\r\n  <inbound><base/></inbound>\r\n</policies>';
    const authored = inFiles(resource('apiPolicy', ['orders'], { format: 'rawxml', value }));
    const live = resource('apiPolicy', ['orders'], {
      format: 'rawxml',
      value: '<policies>\r\n\t<inbound>\r\n\t\t<base />\r\n\t\t<cors />\r\n\t</inbound>\r\n</policies>',
    });
    expect(plan({ live: state(live), existing: state(authored) }).writes).toEqual([
      { path: 'apis/orders/policy.xml', text: value.replace('<base/>', '<base/><cors/>') },
    ]);
  });

  it('redacts literal secrets in policies', () => {
    const live = resource('policy', [], {
      format: 'rawxml',
      value: '<policies><inbound><authentication-basic username="u" password="hunter2" /></inbound></policies>',
    });
    const [write] = plan({ live: state(live) }).writes;
    expect(write?.text).toContain(SECRET_MARKER);
    expect(write?.text).not.toContain('hunter2');
  });

  it('splits fragments into two files in the toolkit layout only', () => {
    const fragment = resource('policyFragment', ['auth'], {
      description: 'd',
      value: '<fragment />',
      format: 'rawxml',
    });
    expect(plan({ live: state(fragment), layout: 'toolkit' }).writes.map(({ path }) => path)).toEqual([
      'policy fragments/auth/policy.xml',
      'policy fragments/auth/policyFragmentInformation.json',
    ]);
    expect(plan({ live: state(fragment) }).writes.map(({ path }) => path)).toEqual([
      'policyFragments/auth/policyFragmentInformation.json',
    ]);
  });

  it('refuses names that would lead out of the folder', () => {
    expect(() => plan({ live: state(resource('tag', ['../../x'], { displayName: 'x' })) })).toThrow(
      /the name "\.\.\/\.\.\/x"/,
    );
  });

  it('has a place for every kind in both layouts', () => {
    for (const layout of ['apiops-cli', 'toolkit'] as const) {
      for (const kind of RESOURCE_KINDS) {
        const one = resource(kind, ['a', 'b', 'c'].slice(0, 3), { value: '<policies />' });
        const { writes } = plan({ live: state(one), layout });
        expect(writes.length, `${kind} in ${layout}`).toBeGreaterThanOrEqual(1);
        expect(writtenPlace(kind, layout).file).not.toBe('');
      }
    }
  });
});

describe('planFiles, for policy fragments in the layout of apiops-cli', () => {
  const fragment = (name: string, more: Partial<Resource> = {}): Resource => ({
    ...resource('policyFragment', [name], { format: 'rawxml', value: '<fragment />' }),
    ...more,
  });
  const asXml = (name: string): Resource => fragment(name, { files: [`policyFragments/${name}/policy.xml`] });

  it('writes JSON into a folder that has no fragment yet, and beside fragments in JSON', () => {
    const paths = ['policyFragments/new/policyFragmentInformation.json'];
    expect(plan({ live: state(fragment('new')) }).writes.map(({ path }) => path)).toEqual(paths);
    const other = inFiles(fragment('old'));
    const beside = plan({ live: state(fragment('new'), fragment('old')), existing: state(other) });
    expect(beside.writes.map(({ path }) => path)).toEqual(paths);
  });

  it('writes XML beside fragments in XML, with an information file only where it says something', () => {
    const described = fragment('described', {
      properties: { format: 'rawxml', value: '<fragment />', description: 'd' },
    });
    const { writes } = plan({
      live: state(fragment('new'), described, fragment('old')),
      existing: state(asXml('old')),
    });
    expect(writes.map(({ path }) => path)).toEqual([
      'policyFragments/described/policy.xml',
      'policyFragments/described/policyFragmentInformation.json',
      'policyFragments/new/policy.xml',
    ]);
  });

  it('changes a fragment in the file that it has', () => {
    const live = fragment('old', { properties: { format: 'rawxml', value: '<fragment><a /></fragment>' } });
    const { writes, deletes } = plan({ live: state(live), existing: state(asXml('old')) });
    expect(writes.map(({ path }) => path)).toEqual(['policyFragments/old/policy.xml']);
    expect(deletes).toEqual([]);
  });
});

describe('planFiles, for files that repeat others', () => {
  const file = 'apis/orders;rev=1/diagnostics/monitor/diagnosticInformation.json';
  const diagnostic = (verbosity: string, files: Partial<Resource> = {}): Resource => ({
    ...resource('apiDiagnostic', ['orders', 'monitor'], { verbosity }),
    ...files,
  });

  it('removes them when what they repeat changes, and leaves them otherwise', () => {
    const existing = state({ ...inFiles(diagnostic('error')), redundantFiles: [file] });
    expect(plan({ live: state(diagnostic('error')), existing })).toMatchObject({ writes: [], deletes: [] });
    expect(plan({ live: state(diagnostic('verbose')), existing })).toMatchObject({
      writes: [{ path: 'apis/orders/diagnostics/monitor/diagnosticInformation.json' }],
      deletes: [file],
    });
  });

  it('moves what lay below the folder of another revision', () => {
    const existing = state(diagnostic('error', { files: [file] }));
    expect(plan({ live: state(diagnostic('verbose')), existing })).toMatchObject({
      writes: [{ path: 'apis/orders/diagnostics/monitor/diagnosticInformation.json' }],
      deletes: [file],
    });
  });
});
