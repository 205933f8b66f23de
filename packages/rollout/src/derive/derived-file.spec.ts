import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedContent, derivedHeader, readDerivation, sealText } from './derived-file.js';

const text = (...own: readonly string[]): string =>
  [derivedHeader('1.2.3'), 'jobs:', '  a: 1', '  # >>> yours: jobs', ...own, '  # <<< yours: jobs', ''].join('\n');
const insertOwn = (sealed: string, lines: readonly string[]): string =>
  sealed.replace('yours: jobs\n', ['yours: jobs', ...lines, ''].join('\n'));

describe('the digest of a derived file', () => {
  it('holds whatever the user writes at the places, with either line ends', () => {
    const line = fc.constantFrom('  b: 1', '', '# As derived: sha256:00', '  # >>> yours: other', 'x');
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (own, isWindows) => {
        const file = insertOwn(sealText(text()), own);
        expect(readDerivation(isWindows ? file.replaceAll('\n', '\r\n') : file)).toEqual({
          version: '1.2.3',
          isIntact: true,
        });
        expect(derivedContent(file)).toBe(derivedContent(text()));
      }),
    );
  });

  it.each([
    ['a line', 'a: 1', 'a: 2'],
    ['the version', '1.2.3', '1.2.4'],
    ['a mark', '# <<< yours: jobs', '# <<< yours: job'],
    ['the end', 'yours: jobs\n', 'yours: jobs\nb: 1\n'],
  ])('tells an edit of %s', (name, from, to) => {
    const sealed = sealText(text());
    const edited = name === 'the end' ? `${sealed}b: 1\n` : sealed.replace(from, to);
    expect(readDerivation(edited)).toMatchObject({ isIntact: false });
  });

  it('is absent in files that earlier versions wrote', () => {
    expect(readDerivation(text())).toEqual({ version: '1.2.3' });
    expect(readDerivation('# Derived from apiops.yaml.\non: push\n')).toEqual({});
    expect(readDerivation('on: push\n')).toBeUndefined();
  });
});
