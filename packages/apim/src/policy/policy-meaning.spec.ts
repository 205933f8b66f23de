import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPolicy } from './canonical-policy.js';
import { escapePolicyExpressions, unescapePolicyExpressions } from './policy-escaping.js';
import { renderServicePolicy } from './render-service-policy.js';
import { samePolicy } from './same-policy.js';

/** A policy element apart from how it is written. */
interface Sketch {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Sketch[];
  readonly text: string;
}

const code = fc.constantFrom(
  '@(context.Variables["a"] == "b" && 1 < 2)',
  '@(x.GetValueOrDefault<string>("k", "it\'s"))',
  '@{ return $"<a b=\\"{y["z"]:N2}\\">{{named}}</a>" + \'"\'; }',
  '@{ var s = @"c:\\""("; return a > b || c.Split(\'&\').Any(); }',
  '@(new Random(context.RequestId.GetHashCode()).Next(1, {{count}}))',
);
const value = fc.oneof(code, fc.constantFrom('', 'plain', 'a & b', '<tag>', '"quoted"', "it's", '{{named-value}}'));
const name = fc.constantFrom('set-header', 'choose', 'when', 'set-variable', 'value', 'send-request');
const { sketch } = fc.letrec<{ sketch: Sketch }>((tie) => ({
  sketch: fc.record({
    name,
    attributes: fc.dictionary(fc.constantFrom('name', 'value', 'condition', 'id'), value, { noNullPrototype: true }),
    children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('sketch'), { maxLength: 3 })),
    text: value,
  }),
}));

/** How a policy is written: plain or escaped expressions, and choices that do not change its meaning. */
interface Hand {
  readonly escaped: boolean;
  readonly pick: (choices: number) => number;
}

const hand = (escaped: boolean): fc.Arbitrary<Hand> =>
  fc.infiniteStream(fc.nat(999)).map((choices) => ({ escaped, pick: (count) => choices.next().value % count }));

function write(sketch: Sketch, as: Hand): string {
  const space = [' ', '\n\t', '  ', '\r\n'][as.pick(4)] ?? ' ';
  const attributes = Object.entries(sketch.attributes);
  if (as.pick(2) === 1) attributes.reverse();
  const written = attributes.map(([key, text]) => {
    const quote = as.pick(2) === 0 ? '"' : "'";
    return `${space}${key}=${quote}${writeValue(text, quote, as)}${quote}`;
  });
  const comment = ['', '<!-- a "comment" with @( -->', '\n'][as.pick(3)] ?? '';
  const open = `<${sketch.name}${written.join('')}`;
  if (sketch.children.length > 0) {
    return `${open}>${sketch.children.map((child) => `${comment}${space}${write(child, as)}`).join('')}${comment}</${sketch.name}>`;
  }
  if (sketch.text !== '') return `${open}>${writeValue(sketch.text, undefined, as)}</${sketch.name}>`;
  return as.pick(2) === 0 ? `${open}/>` : `${open}>${comment}</${sketch.name} >`;
}

function writeValue(text: string, quote: string | undefined, as: Hand): string {
  const isCode = text.startsWith('@');
  if (isCode && !as.escaped) return text;
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/"/g, isCode || quote === '"' ? '&quot;' : '"')
    .replace(/'/g, quote === "'" ? '&#39;' : "'");
}

const policy = (escaped: boolean): fc.Arbitrary<readonly [string, string]> =>
  fc.tuple(sketch, hand(false), hand(escaped)).map(([drawn, a, b]) => [write(drawn, a), write(drawn, b)]);

describe('policies written in different ways', () => {
  it('have the same canonical form', () => {
    fc.assert(
      fc.property(policy(true), ([plain, escaped]) => {
        expect(canonicalPolicy(escaped)).toBe(canonicalPolicy(plain));
        expect(samePolicy(plain, escaped)).toBe(true);
      }),
    );
  });

  it('are parsed from their canonical form to the same form', () => {
    fc.assert(
      fc.property(policy(true), ([text]) => {
        expect(canonicalPolicy(canonicalPolicy(text))).toBe(canonicalPolicy(text));
      }),
    );
  });

  it('mean the same as the service gives them back, which it does in one way only', () => {
    fc.assert(
      fc.property(policy(false), ([text]) => {
        const rendered = renderServicePolicy(text);
        expect(canonicalPolicy(rendered)).toBe(canonicalPolicy(text));
        expect(renderServicePolicy(rendered)).toBe(rendered);
      }),
    );
  });

  it('mean the same after escaping, which can be undone and done twice', () => {
    fc.assert(
      fc.property(policy(false), ([text]) => {
        const escaped = escapePolicyExpressions(text);
        expect(canonicalPolicy(escaped)).toBe(canonicalPolicy(text));
        expect(unescapePolicyExpressions(escaped)).toBe(text);
        expect(escapePolicyExpressions(escaped)).toBe(escaped);
      }),
    );
  });

  it('differ in their canonical form if they differ in meaning', () => {
    fc.assert(
      fc.property(sketch, sketch, hand(false), (one, other, as) => {
        const equal = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(samePolicy(write(one, as), write(other, as))).toBe(equal);
      }),
    );
  });
});

function sorted({ name: tag, attributes, children, text }: Sketch): unknown {
  return [tag, Object.entries(attributes).sort(), children.map(sorted), children.length > 0 ? '' : text];
}

describe('canonicalPolicy', () => {
  it('is readable', () => {
    const text = '<policies><inbound><!-- x --><base></base><a  z="1"\n y=\'"\'>  @(b["c"])\n</a></inbound></policies>';
    expect(canonicalPolicy(text)).toBe(
      '<policies>\n\t<inbound>\n\t\t<base />\n\t\t<a y="&quot;" z="1">@(b[&quot;c&quot;])</a>\n\t</inbound>\n</policies>\n',
    );
  });

  it('keeps white space around text that is no expression', () => {
    expect(samePolicy('<a> b</a>', '<a>b</a>')).toBe(false);
    expect(samePolicy('<a> @(b) </a>', '<a>@(b)</a>')).toBe(true);
  });

  it('joins text that a comment or CDATA section divides', () => {
    expect(samePolicy('<a>b<!-- x -->c<![CDATA[<]]></a>', '<a>bc&lt;</a>')).toBe(true);
  });

  it('tells text from elements', () => {
    expect(samePolicy('<a>&lt;b /&gt;</a>', '<a><b /></a>')).toBe(false);
    expect(samePolicy('<a>b<c />d</a>', '<a>b d<c /></a>')).toBe(false);
  });
});

describe('samePolicy', () => {
  it('compares text that does not parse without regard to line ends', () => {
    expect(samePolicy('<a>\r\n<b', '<a>\n<b')).toBe(true);
    expect(samePolicy('<a>\n<b', '<a>\n<c')).toBe(false);
    expect(samePolicy('<a/>', '<a')).toBe(false);
  });
});

describe('renderServicePolicy', () => {
  it('lays a policy out as the service does', () => {
    const text = [
      '<!-- first -->',
      '<policies>',
      '  <inbound>',
      '    <base/>',
      '    <!-- kept -->',
      "    <set-header  name='A'",
      '      exists-action="override"><value>@(b["c"] &amp;&amp; d)</value></set-header>',
      '  </inbound>',
      '  <outbound>',
      '  </outbound>',
      '  <on-error/>',
      '</policies>',
      '',
    ].join('\n');
    expect(renderServicePolicy(text)).toBe(
      [
        '<!-- first -->',
        '<policies>',
        '\t<inbound>',
        '\t\t<base />',
        '\t\t<!-- kept -->',
        '\t\t<set-header name=\'A\' exists-action="override">',
        '\t\t\t<value>@(b["c"] &amp;&amp; d)</value>',
        '\t\t</set-header>',
        '\t</inbound>',
        '\t<outbound></outbound>',
        '\t<on-error />',
        '</policies>',
      ].join('\r\n'),
    );
  });

  it('leaves text and what stands beside it as written, but for line ends', () => {
    expect(renderServicePolicy('<a>  text\n<b/>  <!-- c --></a>')).toBe('<a>  text\r\n<b/>  <!-- c --></a>');
  });
});

describe('escapePolicyExpressions', () => {
  it('escapes what stands in expressions and nothing else', () => {
    const plain = `<a b="@(c["d"] && e < 'f')" g='@("it\\'s")'>@(h ? "<&amp;>" : x.As&lt;string&gt;())</a><!-- @(" -->`;
    expect(escapePolicyExpressions(plain)).toBe(
      `<a b="@(c[&quot;d&quot;] &amp;&amp; e &lt; 'f')" g='@(&quot;it\\&apos;s&quot;)'>` +
        `@(h ? &quot;&lt;&amp;amp;&gt;&quot; : x.As&lt;string&gt;())</a><!-- @(" -->`,
    );
  });
});
