import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationNames } from './operation-names.js';

describe('OperationNames', () => {
  it.each([
    ['createPets', 'createPets'],
    ['OpenIdRestResource_readOpenId_get', 'OpenIdRestResource_readOpenId_get'],
    ['Pets.List', 'Pets.List'],
    ['Get all pets!', 'get-all-pets'],
    ['pets/{id}', 'pets-id'],
    [undefined, 'get-foo-id'],
    ['', 'get-foo-id'],
  ])('makes of %s the name %s', (operationId, name) => {
    expect(new OperationNames().next(operationId, 'get', '/foo/{id}')).toBe(name);
  });

  it('tells names that differ in case only apart by a number', () => {
    const names = new OperationNames();
    expect(['List', 'list', 'LIST'].map((id) => names.next(id, 'get', '/'))).toEqual(['List', 'list-1', 'LIST-2']);
  });

  it('gives every operation a name of its own, of at most 80 characters', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 120 }), { maxLength: 40 }), (ids) => {
        const names = new OperationNames();
        const given = ids.map((id) => names.next(id, 'post', '/x'));
        expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(given.length);
        for (const name of given) expect(name).toMatch(/^[\w.-]{1,80}$/);
      }),
    );
  });
});
