import { describe, expect, it } from 'vitest';
import { ApimError } from '../errors.js';
import { parsePolicy, parsePolicyDocument } from './parse-policy.js';
import type { PolicyElement, PolicyNode } from './policy-document.js';

function only(nodes: readonly PolicyNode[]): readonly PolicyElement[] {
  return nodes.filter((node) => node.kind === 'element');
}

function failure(text: string): string {
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof ApimError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'parsed';
}

describe('parsePolicy', () => {
  it('keeps quotes, comparisons and conjunctions of expressions in attributes and text', () => {
    const condition = '@(context.Request.Headers.GetValueOrDefault("a","") != "x" && 1 < 2)';
    const body = '@{\n  // don\'t\n  return $"<a b=\\"{context.Variables["c"]}\\">&</a>";\n}';
    const root = parsePolicy(`<when condition="${condition}"><set-body>${body}</set-body></when>`);
    expect(root.attributes).toMatchObject([{ name: 'condition', value: condition }]);
    expect(only(root.children)[0]?.children).toMatchObject([{ kind: 'text', value: body }]);
  });

  it('reads the same code from plain and from escaped expressions', () => {
    const code = '@(a["b"] && c < d ? "&" : "<e/>")';
    const escaped = '@(a[&quot;b&quot;] &amp;&amp; c &lt; d ? &quot;&amp;&quot; : &quot;&lt;e/&gt;&quot;)';
    for (const written of [code, escaped]) {
      const root = parsePolicy(`<a b="${written}">${written}</a>`);
      expect(root.attributes[0]?.value).toBe(code);
      expect(root.children).toMatchObject([{ value: code }]);
    }
  });

  it('decodes entities around plain strings and keeps those inside them', () => {
    const [attribute] = parsePolicy('<a b="@(x.As&lt;string&gt;("&amp;"))" />').attributes;
    expect(attribute?.value).toBe('@(x.As<string>("&amp;"))');
  });

  it('reads an expression in the middle of a value', () => {
    const [attribute] = parsePolicy('<a b="fabric:/@(c["d"])/@(e["f"])" />').attributes;
    expect(attribute?.value).toBe('fabric:/@(c["d"])/@(e["f"])');
  });

  it('takes what only looks like an expression inside a value as text', () => {
    const root = parsePolicy('<a b="me@(home" c="@{{host}}" d="you@{{host}}"><x>not @(closed</x></a>');
    expect(root.attributes.map(({ value }) => value)).toEqual(['me@(home', '@{{host}}', 'you@{{host}}']);
    expect(only(root.children)[0]?.children).toMatchObject([{ value: 'not @(closed' }]);
  });

  it('finds no expressions in comments and CDATA sections', () => {
    const root = parsePolicy('<a><!-- @(b" --><![CDATA[@{ "<c> ]]></a>');
    expect(root.children).toMatchObject([
      { kind: 'comment', value: ' @(b" ' },
      { kind: 'text', value: '@{ "<c> ' },
    ]);
  });

  it('accepts a byte order mark, a declaration, comments around the root, CRLF and tabs', () => {
    const text =
      '\uFEFF<?xml version="1.0"?>\r\n<!-- one -->\r\n<fragment>\r\n\t<a\r\n\tb="1" />\r\n</fragment>\r\n<!-- two -->\r\n';
    const document = parsePolicyDocument(text.replace('\uFEFF<?', '<?'));
    expect(document.commentsBefore).toMatchObject([{ value: ' one ' }]);
    expect(document.root).toMatchObject({ name: 'fragment', line: 3, column: 1 });
    expect(document.commentsAfter).toMatchObject([{ value: ' two ', line: 7 }]);
    expect(parsePolicy(text).name).toBe('fragment');
  });

  it('places every node and attribute where it is written', () => {
    const text = '<a>\n  <b c=\'1\' d="@(x["y"]\n)"/>t&amp;<!-- e --></a>';
    const { root } = parsePolicyDocument(text);
    const [, b, t, e] = root.children;
    const written = (node: { readonly start: number; readonly end: number } | undefined): string =>
      text.slice(node?.start, node?.end);
    expect(written(b)).toBe('<b c=\'1\' d="@(x["y"]\n)"/>');
    expect(written(t)).toBe('t&amp;');
    expect(written(e)).toBe('<!-- e -->');
    expect(b).toMatchObject({ line: 2, column: 3 });
    expect(b?.kind === 'element' && b.attributes.map(written)).toEqual(['1', '@(x["y"]\n)']);
    expect(written(root.inner)).toBe(text.slice('<a>'.length, -'</a>'.length));
  });

  it('survives text that uses private characters itself', () => {
    expect(parsePolicy('<a b="@("\uE000")">\uE001\uE002</a>')).toMatchObject({
      attributes: [{ value: '@("\uE000")' }],
      children: [{ value: '\uE001\uE002' }],
    });
  });

  it.each([
    ['<a>\n  <b>\n</a>', '3:1: the end tag does not match <b> of 2:3'],
    ['<a>\n<b/>', '1:1: <a> is not closed'],
    ['<a>x & y</a>', '1:6: "&" does not start an entity'],
    ['<a b="x?y=1&z=2"/>', '1:12: "&" does not start an entity'],
    ['<a b="1" b="2"/>', '1:16: duplicate attribute: b'],
    ['<a b="@(c)"d="e"/>', '1:12: no whitespace between attributes'],
    ['<a/>\nmore', '2:1: text data outside of root node'],
    ['', '1:1: document must contain a root element'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a/>', 'a document type declaration is not allowed in a policy'],
    ['<a>\n  <b c="@(d["e)" /></a>', 'an expression at 2:9 that does not end; 2:12: "[" is not closed'],
    ['<a>@{ return (1; }</a>', 'an expression at 1:4 that does not end; 1:18: ")" expected, but "}" found'],
  ])('refuses %j and says where and why', (text, message) => {
    expect(failure(text)).toContain(message);
    expect(failure(text)).toMatch(/^POLICY_XML /);
  });

  it('refuses elements nested so deep that a reader could not recurse', () => {
    expect(failure('<a>'.repeat(500_000))).toContain('nested more than 500 deep');
  });

  it.each([
    ['unclosed brackets', `<a b="@(${'('.repeat(2_000_000)}`],
    ['unclosed strings', `<a b="${'@("'.repeat(700_000)}`],
    ['unclosed interpolations', `<a b="@(${'$"{'.repeat(700_000)}`],
    ['many false starts', `<a>${'x @('.repeat(500_000)}</a>`],
    ['many unclosed comments', `<a>${'<!--'.repeat(500_000)}`],
    ['many bare ampersands', `<a>${'&'.repeat(2_000_000)}</a>`],
    ['many expressions', `<a>${'<b c="@(d["e"] &amp;&amp; 1 < 2)"/>'.repeat(60_000)}</a>`],
  ])('ends on two megabytes of %s', (_, text) => {
    expect(failure(text)).toMatch(/^(POLICY_XML|parsed)/);
  });
});
