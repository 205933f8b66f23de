import { describe, expect, it } from 'vitest';
import { ownedFiles } from './code-owners.js';

const paths = (...lines: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(ownedFiles(lines.join('\n')).map((files) => [files.pattern, files.paths]));

describe('ownedFiles', () => {
  it.each<[string, readonly string[]]>([
    ['*', ['/*']],
    ['/apis/orders/', ['/apis/orders/*']],
    ['apis/orders/', ['/apis/orders/*']],
    ['orders/', ['*/orders/*']],
    ['/apiops.yaml', ['/apiops.yaml', '/apiops.yaml/*']],
    ['apiops.yaml', ['*/apiops.yaml', '*/apiops.yaml/*']],
    ['*.xml', ['*.xml']],
    ['/apis/**', ['/apis/*']],
    ['**/orders/', ['/*/orders/*']],
    ['/with\\ space/', ['/with space/*']],
  ])('turns %s into filters', (pattern, expected) => {
    expect(ownedFiles(`${pattern} @acme/x`)[0]?.paths).toEqual(expected);
  });

  it('lets the last line that matches count alone', () => {
    expect(paths('* @a', '/apis/ @b', '/apis/orders/ @c', '/docs/ @d')).toEqual({
      '*': ['/*', '!/apis/*', '!/apis/orders/*', '!/docs/*'],
      '/apis/': ['/apis/*', '!/apis/orders/*'],
      '/apis/orders/': ['/apis/orders/*'],
      '/docs/': ['/docs/*'],
    });
  });

  it('leaves out what later lines cover, and files without an owner', () => {
    expect(paths('/apis/orders/ @a', '/apis/ @b', '/apis/open/', '/apis/ @c')).toEqual({ '/apis/': ['/apis/*'] });
    expect(paths('* @a', '/generated/')).toEqual({ '*': ['/*', '!/generated/*'] });
  });

  it('reads owners, and passes over comments and empty lines', () => {
    expect(ownedFiles('# all\n\n* @acme/a b@c.d # both\n')).toEqual([
      { pattern: '*', owners: ['@acme/a', 'b@c.d'], paths: ['/*'] },
    ]);
  });
});
