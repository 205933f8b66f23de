import { describe, expect, it } from 'vitest';
import { insertOwnLines, readOwnLines } from './own-lines.js';
import { refuseMisfits } from './refuse-misfits.js';

const DERIVED = `trigger: none
extends:
  template: publish.yml
  parameters:
    mode: full
    # >>> yours: steps
    # <<< yours: steps
`;

/** Refuses the lines in a file that has a line of its own above all others, so that numbers tell which file is meant. */
function check(...lines: readonly string[]): void {
  const current = `# first\n${insertOwnLines(DERIVED, new Map([['steps', lines]]), 'p.yml')}`;
  refuseMisfits(DERIVED, readOwnLines(current, 'p.yml'), { file: 'p.yml', current });
}

describe('refuseMisfits', () => {
  it.each<[string, readonly string[]]>([
    ['nothing', []],
    ['comments and blank lines, wherever they begin', ['# ours', '', '        # too']],
    [
      'keys',
      ['    # ours', '    afterPublish:', '      - script: |', '          a', '', '          b', '    stages: []'],
    ],
    ['a list that is not indented', ['    afterPublish:', '    - script: a']],
    ['an expression', ["    ${{ if eq(variables.x, 'y') }}:", '      stages: []']],
  ])('takes %s', (_, lines) => {
    expect(() => check(...lines)).not.toThrow();
  });

  it.each<[string, readonly string[], string]>([
    [
      'lines at the margin',
      ['# ours', 'afterPublish:', '  - script: a'],
      'p.yml:9  this line of yours at ">>> yours: steps" begins with no spaces and must begin with 4,',
    ],
    [
      'lines that are too far in',
      ['      afterPublish: []'],
      'p.yml:8  this line of yours at ">>> yours: steps" begins',
    ],
    [
      'a later line of the mapping around',
      ['    stages: []', '  x: 1'],
      'p.yml:9  this line of yours at ">>> yours: steps" begins with 2 spaces and must begin with 4 or more,',
    ],
    [
      'no YAML',
      ['    stages: []', '    afterPublish: [a'],
      'p.yml:9  this line of yours at ">>> yours: steps" is no YAML:',
    ],
    ['a list', ['    - script: a'], 'p.yml:8  this line of yours at ">>> yours: steps" is no YAML:'],
    ['a key that is there', ['    mode: other'], 'is no YAML: Map keys must be unique'],
    ['an alias of nothing', ['    stages: *none'], 'p.yml:8  this line of yours at ">>> yours: steps" is no YAML:'],
    ['text', ['    npm run smoke'], 'p.yml:8  this line of yours'],
  ])('refuses %s', (_, lines, message) => {
    expect(() => check(...lines)).toThrow(message);
  });

  it('says how it is put right', () => {
    expect(() => check('afterPublish: []')).toThrow(
      expect.objectContaining({
        code: 'OWN_LINES_INVALID',
        hint: expect.stringContaining('Write keys with 4 spaces before them'),
      }),
    );
  });
});
