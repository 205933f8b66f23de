import { describe, expect, it } from 'vitest';
import { parseSecrets } from './parse-secrets.js';

describe('a file of secrets', () => {
  it('has a value as it stands behind the first equals sign', () => {
    const text = "\uFEFF# of May\r\nA=tops#ecret\r\nB='it's'\n\nC=x=y\\n \nD_1=\"q\"\n";
    expect([...parseSecrets(text, 's.env')]).toEqual([
      ['A', 'tops#ecret'],
      ['B', "'it's'"],
      ['C', 'x=y\\n '],
      ['D_1', '"q"'],
    ]);
    expect(parseSecrets('', 's.env').size).toBe(0);
  });

  it.each([
    ['A=1\nhunter2', 's.env:2  this line is no NAME=value.'],
    ['{"A":"hunter2"}', 's.env:1  this line is no NAME=value.'],
    ['A=', 's.env:1  A has no value.'],
    ['A=hunter2\nA=2', 's.env:2  A has a value already, further up.'],
  ])('is refused with the line: %j', (text, message) => {
    expect(() => parseSecrets(text, 's.env')).toThrow(message);
    expect(message).not.toContain('hunter2');
  });
});
