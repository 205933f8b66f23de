import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeCell, runningText } from './markdown-text.js';
import { hostileText } from './testing/hostile-text.js';
import { visibleText } from './visible-text.js';

function withoutCodeTags(html: string): string {
  return html.replace(/<\/?code>/g, '');
}

function decode(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

describe.each([
  ['codeCell', codeCell],
  ['runningText', runningText],
])('%s', (_, render) => {
  it('leaves no character with a meaning of its own', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const rest = withoutCodeTags(render(text, 1000)).replace(/&#\d+;/g, '');
        expect(rest).not.toMatch(/[<>&`|*_[\]\\@#$~:\p{Cc}\p{Cf}]|www\./u);
      }),
    );
  });

  it('shows the text as it is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(decode(withoutCodeTags(render(text, 1000)))).toBe(visibleText(text));
      }),
    );
  });

  it('shortens before it escapes, so that no reference is cut', () => {
    expect(decode(withoutCodeTags(render('|'.repeat(100), 10)))).toBe('|||||||||…');
  });
});

it('codeCell makes one code element of the text', () => {
  expect(codeCell('a<b', 10)).toBe('<code>a&#60;b</code>');
});

it('runningText makes code of what would mention someone', () => {
  expect(runningText('by @acme/team for owner/repo#12 today', 100)).toBe(
    'by <code>&#64;acme/team</code> for <code>owner/repo&#35;12</code> today',
  );
});
