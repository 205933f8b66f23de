import { describe, expect, it } from 'vitest';
import { scanExpression } from './scan-expression.js';

const inText = { inAttribute: false };

describe('scanExpression', () => {
  it.each([
    ['a single statement', '@(context.RequestId.ToString())'],
    ['a block', '@{ if (a) { return x[0]; } return "y"; }'],
    ['generic types and comparisons', '@(context.Variables.GetValueOrDefault<string>("a", "") == "b" && 1 < 2)'],
    ['brackets in a string', '@("(((" + ")")'],
    ['an escaped quote', '@("a\\"b)" + "\\\\")'],
    ['a verbatim string with doubled quotes and a backslash', '@(@"C:\\" + @"say ""(""")'],
    ['a verbatim string over several lines', '@(@"one\ntwo (")'],
    ['an interpolated string with quotes in its code', '@($"id={context.Variables["a"]};{(x ? "}" : "{")}")'],
    ['doubled braces in an interpolated string', '@($"{{ \\"a\\": {x} }}")'],
    ['a format with a bracket', '@($"{now:yyyy(MM}")'],
    ['a qualified alias in interpolated code', '@($"{global::System.Math.Abs(1)}")'],
    ['a verbatim interpolated string', '@($@"a\\{x}""b" + @$"{y}")'],
    ['nested interpolated strings', '@($"{(a ? $"<{b["c"]}>" : "")}")'],
    ['a named value in a string', '@($"secret={Uri.EscapeDataString("{{my-secret}}")}&x={{other}}")'],
    ['a named value in code', '@(Foo({{count}}))'],
    ['characters', "@(a.Split(')').Last().Trim('\\'', '\"', '\\u0028'))"],
    ['a line comment', '@{ // it\'s ) not " closed\n return 1; }'],
    ['a line comment that ends with CR', '@{ // )\r return 1; }'],
    ['a block comment', '@{ /* it\'s ") */ return 1; }'],
    ['a division', '@(a / b)'],
    ['an identifier with @', '@(@class + 1)'],
    ['quotes as entities', '@(a[&quot;b)&quot;] &amp;&amp; c == &#34;(&#x22;)'],
    ['prefixed strings with quotes as entities', '@(@&quot;a&quot;&quot;)&quot; + $&quot;{b[&quot;c&quot;]}(&quot;)'],
    ['characters with quotes as entities', '@(a.Split(&apos;)&apos;) + &apos;\\&apos;&apos;)'],
  ])('ends an expression with %s', (_, expression) => {
    expect(scanExpression(`--${expression}) " }`, 2, inText)).toMatchObject({ end: 2 + expression.length });
  });

  it.each([
    ['an open bracket', '@(a(b', 3, '"(" is not closed'],
    ['a wrong bracket', '@(a]', 3, '")" expected, but "]" found'],
    ['an open string', '@(a + "b', 6, 'the string that starts here is not closed'],
    ['a string over a line end', '@("a\n")', 2, 'the string that starts here is not closed'],
    ['an open character', "@(a.Split('", 10, 'the character that starts here is not closed'],
    ['an open comment', '@(a /* b', 4, 'the comment that starts here is not closed'],
    ['an open interpolation', '@($"{a', 4, '"{" is not closed'],
    ['an open format', '@($"{a:N2', 4, '"{" is not closed'],
    ['a block that a comment swallows', '@{ a // }', 1, '"{" is not closed'],
  ])('names the place of %s', (_, text, at, problem) => {
    expect(scanExpression(text, 0, inText)).toEqual({ problem, at });
  });

  it('accepts a string over a line end in an attribute, where XML makes it a space', () => {
    expect(scanExpression('@("a\nb")', 0, { inAttribute: true })).toMatchObject({ end: 8 });
  });

  it('reports the literal parts of strings, without quotes and interpolated code', () => {
    const text = '@("a" + $"b{c["d"]}e" + &quot;f&quot; + "")';
    const scanned = scanExpression(text, 0, inText);
    const strings = 'strings' in scanned ? scanned.strings : [];
    expect(strings.map(({ start, end }) => text.slice(start, end))).toEqual(['a', 'b', 'd', 'e', 'f']);
    expect(strings.map(({ escaped }) => escaped)).toEqual([false, false, false, false, true]);
  });
});
