import { resourceId, resourceKey, type Resource, type ResourceKind, type State } from '@nx-apiops/apim';
import { describe, expect, it } from 'vitest';
import { planPublish } from './plan-publish.js';

const DOCUMENT = (title: string): string =>
  `openapi: 3.0.1\ninfo: { title: ${title}, version: '1' }\npaths:\n  /a:\n    get: { operationId: get-a, summary: ${title}, responses: { '200': { description: ok } } }\n`;

function resource(kind: ResourceKind, names: readonly string[], more: Partial<Resource>): Resource {
  return { id: resourceId(kind, names), properties: {}, files: [`${names.join('/')}.json`], ...more };
}

function state(...resources: readonly Resource[]): State {
  return new Map(resources.map((one) => [resourceKey(one.id), one]));
}

const api = (title: string): Resource =>
  resource('api', ['a'], {
    properties: { path: 'a' },
    specification: { format: 'openapi-yaml', text: DOCUMENT(title) },
  });
const amendment = (properties: Resource['properties']): Resource =>
  resource('apiOperation', ['a', 'get-a'], { properties, amendsImport: true });

function plan(desired: State, actual: State) {
  return planPublish({
    desired,
    actual,
    owned: new Set(actual.keys()),
    service: { subscriptionId: 's', resourceGroup: 'rg', serviceName: 'apim' },
    target: 'apim',
    resendSecrets: false,
  }).plan.actions;
}

describe('planPublish, for files that amend what an import makes', () => {
  it('amends, and does not replace', () => {
    const [action] = plan(
      state(api('A'), amendment({ displayName: 'B' })),
      state(api('A'), amendment({ displayName: 'A' })),
    );
    expect(action).toMatchObject({ id: 'apis/a/operations/get-a', operation: { writes: [{ amends: true }] } });
  });

  it('amends again after an import, as a part of it', () => {
    const own = amendment({ displayName: 'Own' });
    const actions = plan(state(api('B'), own), state(api('A'), own));
    expect(actions.map(({ id }) => id)).toEqual(['apis/a']);
    expect(actions[0]?.operation.writes).toMatchObject([
      { path: 'apis/a', body: { properties: { format: 'openapi' } } },
      { path: 'apis/a/operations/get-a', amends: true },
    ]);
  });

  it('sends an operation that the specification lacks, and its policy, after an import that removes them', () => {
    const other = resource('apiOperation', ['a', 'other'], { properties: { displayName: 'Other' } });
    const policy = resource('apiOperationPolicy', ['a', 'other'], {
      properties: { format: 'rawxml', value: '<policies />' },
    });
    const [action] = plan(state(api('B'), other, policy), state(api('A'), other, policy));
    expect(action?.operation.writes.map(({ path }) => path)).toEqual([
      'apis/a',
      'apis/a/operations/other',
      'apis/a/operations/other/policies/policy',
    ]);
  });

  it.each([
    ['the file goes', []],
    ['the file takes a member back', [amendment({ method: 'GET' })]],
  ])('imports again, and deletes nothing, when %s', (_, left) => {
    const actions = plan(state(api('A'), ...left), state(api('A'), amendment({ method: 'GET', displayName: 'Own' })));
    expect(actions.filter(({ kind }) => kind === 'delete')).toEqual([]);
    expect(actions.find(({ id }) => id === 'apis/a')).toMatchObject({
      changes: [{ path: 'specification' }],
      operation: { writes: [{ body: { properties: { format: 'openapi' } } }, ...left.map(() => ({}))].slice(0, 1) },
    });
  });
});
