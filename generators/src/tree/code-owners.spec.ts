import { describe, expect, it } from 'vitest';
import { addCodeOwner, assertOwner, defaultOwner, folderPattern, toCatalogOwner, toCodeOwner } from './code-owners.js';

const FILE = '# Owners\n* @acme/platform\n\n/apis/billing/ @acme/billing\n/apis/orders/ @acme/orders # since May\n';

describe('addCodeOwner', () => {
  it('puts the line among those of the same folder, sorted', () => {
    expect(addCodeOwner(FILE, { pattern: '/apis/customers/', owner: '@acme/crm' }).split('\n').slice(3, 6)).toEqual([
      '/apis/billing/ @acme/billing',
      '/apis/customers/ @acme/crm',
      '/apis/orders/ @acme/orders # since May',
    ]);
  });

  it.each([
    ['/apis/accounts/', 3],
    ['/apis/zones/', 5],
    ['/tools/', 5],
  ])('puts %s into line %i', (pattern, line) => {
    expect(addCodeOwner(FILE, { pattern, owner: '@acme/x' }).split('\n')[line]).toBe(`${pattern} @acme/x`);
  });

  it('leaves a pattern that has a line alone, whoever it names', () => {
    expect(addCodeOwner(FILE, { pattern: '/apis/orders/', owner: '@acme/other' })).toBe(FILE);
    const spaced = addCodeOwner(FILE, { pattern: folderPattern('apis/Pet Store'), owner: '@acme/pets' });
    expect(spaced).toContain('/apis/Pet\\ Store/ @acme/pets\n');
    expect(addCodeOwner(spaced, { pattern: folderPattern('apis/Pet Store'), owner: '@acme/other' })).toBe(spaced);
  });

  it('begins a file, and keeps Windows line ends', () => {
    expect(addCodeOwner('', { pattern: '/apis/orders/', owner: '@acme/orders' })).toBe('/apis/orders/ @acme/orders\n');
    expect(addCodeOwner('* @acme/p\r\n', { pattern: '/a/', owner: '@x' })).toBe('* @acme/p\r\n/a/ @x\r\n');
  });
});

describe('owners', () => {
  it.each([
    'orders',
    'Orders.Team_2',
    'group:default/orders',
    'user:ann',
    '@acme/orders',
    '@ann',
    'ann.o@acme.example',
  ])('may be %s', (owner) => expect(() => assertOwner(owner, '--owner')).not.toThrow());

  it.each(['Team A!', 'orders team', 'a/b/c', '@', 'group:', 'orders #1', '[Acme]\\Orders', 'team@'])(
    'may not be %s',
    (owner) => {
      const refusal = `--owner ${JSON.stringify(owner)} can own nothing.`;
      expect(() => assertOwner(owner, '--owner')).toThrow(refusal);
    },
  );

  it.each([
    ['orders', '@acme/orders'],
    ['group:default/orders', '@acme/orders'],
    ['group:orders', '@acme/orders'],
    ['user:jo', '@jo'],
    ['@other/orders', '@other/orders'],
    ['jo@acme.example', 'jo@acme.example'],
  ])('writes %s as %s in CODEOWNERS', (owner, expected) => {
    expect(toCodeOwner(owner, 'acme')).toBe(expected);
  });

  it.each([
    ['orders', 'orders'],
    ['group:default/orders', 'group:default/orders'],
    ['@acme/orders', 'orders'],
    ['@jo', 'jo'],
    ['jo@acme.example', 'jo'],
  ])('writes %s as %s in the catalogue', (owner, expected) => {
    expect(toCatalogOwner(owner)).toBe(expected);
  });

  it('finds the owner of everything else', () => {
    expect(defaultOwner(FILE)).toBe('@acme/platform');
    expect(defaultOwner('/apis/ @acme/orders\n')).toBeUndefined();
  });
});
