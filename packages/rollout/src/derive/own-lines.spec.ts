import { describe, expect, it } from 'vitest';
import { insertOwnLines, ownKeys, readOwnLines } from './own-lines.js';

const text = (...own: readonly string[]): string =>
  ['jobs:', '  a: 1', '  # >>> yours: jobs', ...own, '  # <<< yours: jobs', ''].join('\n');

describe('own lines', () => {
  it('are kept as they are, comments, blank lines and indentation included', () => {
    const own = ['  # Ours.', '', '  b:   {c: 1}'];
    const kept = readOwnLines(text(...own), 'x.yml');
    expect(insertOwnLines(text(), kept, 'x.yml')).toBe(text(...own));
    expect(insertOwnLines(text(...own), new Map(), 'x.yml')).toBe(text(...own));
  });

  it('are read with Windows line ends too', () => {
    expect(readOwnLines(text('  b: 1').replaceAll('\n', '\r\n'), 'x.yml')).toEqual(new Map([['jobs', ['  b: 1']]]));
  });

  it('name their keys', () => {
    const own = readOwnLines(text('  b: 1', '  # c: 2', '  d-e:', '    f: 3'), 'x.yml');
    expect(ownKeys(own, 'jobs')).toEqual(['b', 'd-e']);
    expect(ownKeys(own, 'other')).toEqual([]);
    expect(ownKeys(readOwnLines(text('  b: ['), 'x.yml'), 'jobs')).toEqual([]);
  });

  it('are never lost: a file without their place is refused, unless they say nothing', () => {
    const own = readOwnLines(text('  b: 1'), 'x.yml');
    expect(() => insertOwnLines('jobs: {}\n', own, 'x.yml')).toThrow(
      'x.yml has lines of yours at ">>> yours: jobs", which has no place any more.',
    );
    expect(insertOwnLines('jobs: {}\n', readOwnLines(text(' '), 'x.yml'), 'x.yml')).toBe('jobs: {}\n');
  });

  it.each([
    ['an end that is missing', text().replace('  # <<< yours: jobs\n', ''), 4],
    ['a beginning that is missing', text().replace('  # >>> yours: jobs\n', ''), 3],
    ['an end of another place', text().replace('<<< yours: jobs', '<<< yours: steps'), 4],
    ['a place that is there twice', text() + text(), 7],
  ])('refuse %s, with its line', (_, broken, line) => {
    expect(() => readOwnLines(broken, 'x.yml')).toThrow(`x.yml:${line}  the marks`);
  });
});
