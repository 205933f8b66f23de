import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bicepString, createSymbols } from './bicep-text.js';
import { comment, queryText, quote } from './shell-text.js';

const hasBash = process.platform !== 'win32' && spawnSync('bash', ['--version']).status === 0;

describe('text in scripts', () => {
  it.skipIf(!hasBash)(`is the same text to the shell ${hasBash ? '' : '(skipped: bash is not here)'}`, () => {
    const texts = fc.sample(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'\'"$`\\!(){}\n *~#;&|<>a ') })),
      300,
    );
    const words = texts.map((text) => text.replaceAll('\0', ''));
    const script = `printf '%s\\0' ${words.map(quote).join(' ')}`;
    const { stdout } = spawnSync('bash', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });

  it('stays within comments and queries', () => {
    expect(comment('a\nrm -rf /\u001b[31m')).toBe('# a\\nrm -rf /\\u001b[31m');
    expect(queryText("o'x\\")).toBe(String.raw`'o\'x\\'`);
  });
});

describe('text in Bicep', () => {
  it.each([
    ['plain', "'plain'"],
    ["o'x ${y} \\ $z", String.raw`'o\'x \${y} \\ $z'`],
    ['a\nb\t\u0007', String.raw`'a\nb\t\u{7}'`],
  ])('%j is %s', (text, written) => expect(bicepString(text)).toBe(written));

  it('has names that differ where texts do', () => {
    const symbolOf = createSymbols();
    expect(['id a-b', 'id a_b', 'id a-b', 'id (x)'].map(symbolOf)).toEqual(['id_a_b', 'id_a_b_2', 'id_a_b', 'id_x']);
  });
});
