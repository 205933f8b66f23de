import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationIds, operationName } from './operation-ids.js';
import type { Specification } from './specification.js';

const none: ReadonlySet<string> = new Set();
const at = { method: 'GET', urlTemplate: '/foo/{bar}' };

function openApi(paths: object): Specification {
  return { format: 'openapi-json', text: JSON.stringify({ openapi: '3.0.1', info: {}, paths }) };
}

describe('operationName', () => {
  it.each([
    ['createPets', 'createPets'],
    ['OpenIdResource_read.v2-x', 'OpenIdResource_read.v2-x'],
    ['Get Pets!', 'get-pets'],
    ['  GET-/foo/{bar}?buzz={quix}', 'get-foo-bar-buzz-quix'],
    ['übersicht', 'bersicht'],
    ['a/b', 'a-b'],
    ['a'.repeat(80), 'a'.repeat(80)],
    ['A'.repeat(81), 'a'.repeat(76)],
    [`${'a'.repeat(75)} b`, 'a'.repeat(75)],
    ['', 'get-foo-bar'],
    [undefined, 'get-foo-bar'],
    ['???', 'get-foo-bar'],
    ['..', 'get-foo-bar'],
  ])('names %j %j', (operationId, name) => {
    expect(operationName({ operationId, ...at }, none)).toBe(name);
  });

  it('numbers names that are taken, whatever their case', () => {
    expect(operationName({ operationId: 'getFoo', ...at }, new Set(['getfoo']))).toBe('getFoo-1');
    expect(operationName({ operationId: 'Get Foo', ...at }, new Set(['get-foo', 'get-foo-1']))).toBe('get-foo-2');
    const long = 'a'.repeat(80);
    expect(operationName({ operationId: long, ...at }, new Set([long]))).toBe(`${'a'.repeat(76)}-1`);
  });

  it('gives every operation a valid name of its own that stays when it is imported again', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'A', 'a-1', 'x y', 'b'.repeat(90)))), (ids) => {
        const taken = new Set<string>();
        for (const operationId of ids) {
          const name = operationName({ operationId, ...at }, taken);
          expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$/);
          expect(taken.has(name.toLowerCase())).toBe(false);
          expect(operationName({ operationId: name, ...at }, none)).toBe(name);
          taken.add(name.toLowerCase());
        }
      }),
    );
  });
});

describe('operationIds', () => {
  it('lists operations in the order of the document, as the service names and shows them', () => {
    const spec = openApi({
      '/pets': {
        summary: 'not an operation',
        parameters: [],
        post: { operationId: 'addPet', summary: ' Add a pet ' },
        get: { operationId: 'List pets' },
      },
      '/pets/{id}': { delete: {}, get: { operationId: 'addpet', summary: 's'.repeat(400) } },
      'x-note': { get: {} },
    });
    expect([...operationIds(spec)]).toEqual([
      ['list-pets', { method: 'GET', urlTemplate: '/pets', displayName: 'List pets' }],
      ['addPet', { method: 'POST', urlTemplate: '/pets', displayName: 'Add a pet' }],
      ['addpet-1', { method: 'GET', urlTemplate: '/pets/{id}', displayName: 's'.repeat(300) }],
      ['delete-pets-id', { method: 'DELETE', urlTemplate: '/pets/{id}', displayName: 'Delete - /pets/{id}' }],
    ]);
  });

  it('follows references of paths and reads paths that a query tells apart', () => {
    const text = JSON.stringify({
      swagger: '2.0',
      paths: { '/a': { $ref: '#/x-items/~1a%20b' } },
      'x-items': { '/a b': { get: { operationId: 'a' } } },
      'x-ms-paths': {
        '/b?op=one': { get: { operationId: 'one' } },
        '/b?op=two&id={id}': { get: { operationId: 'two' } },
      },
    });
    const templates = [...operationIds({ format: 'swagger-json', text })].map(([id, { urlTemplate }]) => [
      id,
      urlTemplate,
    ]);
    expect(templates).toEqual([
      ['a', '/a'],
      ['one', '/b?op=one'],
      ['two', '/b?op=two'],
    ]);
  });

  it('knows no operations of GraphQL, WSDL and WADL', () => {
    expect(operationIds({ format: 'graphql', text: 'type Query { a: Int }' }).size).toBe(0);
    expect(operationIds({ format: 'wsdl', text: '<definitions />' }).size).toBe(0);
  });
});
