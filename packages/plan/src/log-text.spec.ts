import { styleText } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from './coded-error.js';
import { logText } from './log-text.js';
import { agentCommands } from './testing/agent-commands.js';
import { hostileText } from './testing/hostile-text.js';

describe('logText', () => {
  it.each([
    [
      'Orders ##vso[task.setvariable variable=BASH_ENV]$(x)',
      'Orders \\u0023#vso[task.setvariable variable=BASH_ENV]$(x)',
    ],
    ['##VSO[task.complete]', '\\u0023#VSO[task.complete]'],
    ['###[group]x', '#\\u0023#[group]x'],
    ['::add-mask::a', '\\u003a:add-mask::a'],
    [' \t ::error::b', ' \\t ::error::b'],
    ['two\n  ::error::lines', 'two\n  \\u003a:error::lines'],
    ['a\r::error::b', 'a\\r::error::b'],
    ['std::string and a::b', 'std::string and a::b'],
    ['\u001b[2Jgone\u009b\u202eesrever', '\\u001b[2Jgone\\u009b\\u202eesrever'],
    ['Windows\r\nlines\r\n', 'Windows\nlines\n'],
  ])('writes %j so that nothing in it is obeyed', (text, expected) => {
    expect(logText(text)).toBe(expected);
  });

  it('keeps our own colours where there are colours, and shows them elsewhere', () => {
    const red = styleText('red', 'failed', { validateStream: false });
    expect(logText(red, { color: true })).toBe(red);
    expect(logText(red)).toBe('\\u001b[31mfailed\\u001b[39m');
    expect(logText('\u001b[8mhidden', { color: true })).toBe('\\u001b[8mhidden');
    expect(logText('\u001b[31m::error::x', { color: true })).toBe('\u001b[31m\\u003a:error::x');
  });

  it('lets no text command the agent of either host, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), fc.boolean(), (texts, color) => {
        const written = logText(texts.join(' '), { color });
        expect(agentCommands(written)).toEqual([]);
        expect(logText(written, { color })).toBe(written);
      }),
    );
  });

  it('takes no longer for endless white space', () => {
    const written = logText(`${' '.repeat(200_000)}::error::x`);
    expect(agentCommands(written)).toEqual([]);
  });
});

describe('errors', () => {
  it('quote files and services without being obeyed', () => {
    const text = 'a\n::error::b ##vso[task.complete]\u001b[2J';
    const { message, hint } = new CodedError({ code: 'X', fault: 'user' }, text, { hint: text });
    expect(message).toBe('a\n\\u003a:error::b \\u0023#vso[task.complete]\\u001b[2J');
    expect(hint).toBe(message);
  });
});
