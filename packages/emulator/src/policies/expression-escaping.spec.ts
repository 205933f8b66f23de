import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRawForm, toXmlForm } from './expression-escaping.js';

/** Conditions with everything that XML would trip over. */
const condition = fc
  .array(fc.constantFrom('context.A["b"]', 'x < 1', 'y > 2', '"<&>"', "'c'", 'f(1, 2)', '"a@b"'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => `@(${parts.join(' && ')})`);

describe('the two forms of a policy', () => {
  it('turn into each other without loss', () => {
    fc.assert(
      fc.property(condition, condition, (first, second) => {
        const raw = `<policies><inbound><when condition="${first}"><value>${second}</value></when></inbound></policies>`;
        const xml = toXmlForm(raw);
        expect(toRawForm(xml)).toBe(raw);
        expect(toXmlForm(xml)).toBe(xml);
        expect(toRawForm(raw)).toBe(raw);
      }),
    );
  });

  it('leave everything but expressions alone', () => {
    const text =
      '<policies>\n  <!-- a < b -->\n  <inbound><value>a &amp; b</value><set-body><![CDATA[<x>]]></set-body></inbound>\n</policies>';
    expect(toXmlForm(text)).toBe(text);
    expect(toRawForm(text)).toBe(text);
  });

  it('differ in quotes and signs of expressions', () => {
    const raw = '<when condition="@(a["b"] != null && 1 < 2)" />';
    expect(toXmlForm(raw)).toBe('<when condition="@(a[&quot;b&quot;] != null &amp;&amp; 1 &lt; 2)" />');
  });
});
