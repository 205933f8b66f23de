import { renderServicePolicy, samePolicy, SECRET_MARKER } from '@nx-apiops/apim';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editPolicy } from './edit-policy.js';

const AUTHORED = `<!-- Orders -->
<policies>
    <inbound>
        <base/>
        <!-- who calls -->
        <set-header   name='x-caller' exists-action="override">
            <value>@(context.Request.Headers["a"] == "b" && 1 < 2 ? "x" : "y")</value>
        </set-header> <!-- kept -->
        <rate-limit calls="10" renewal-period='60'/>
        <choose>
            <when condition="@(true)"><return-response/></when>
            <when condition="@(false)">
                <set-body>@{
                    return "one";
                }</set-body>
            </when>
        </choose>
    </inbound>
    <backend/>
    <outbound></outbound>
</policies>
`;

const edit = (file: string, live: string, published = file): string => editPolicy({ file, published, live });

/** The lines of \`after\` that are not in \`before\` marked with +, those that went with -. */
function changedLines(before: string, after: string): readonly string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  return [
    ...a.filter((line) => !b.includes(line)).map((line) => `-${line.trim()}`),
    ...b.filter((line) => !a.includes(line)).map((line) => `+${line.trim()}`),
  ];
}

describe('editPolicy', () => {
  it.each<[string, (live: string) => string, readonly string[]]>([
    ['nothing', (live) => live, []],
    [
      'the value of an attribute',
      (live) => live.replace('calls="10"', 'calls="20"'),
      [`-<rate-limit calls="10" renewal-period='60'/>`, `+<rate-limit calls="20" renewal-period='60'/>`],
    ],
    [
      'a value with the quotes of the file',
      (live) => live.replace(`renewal-period='60'`, `renewal-period="90"`),
      [`-<rate-limit calls="10" renewal-period='60'/>`, `+<rate-limit calls="10" renewal-period='90'/>`],
    ],
    [
      'attributes that come and go',
      (live) => live.replace(`renewal-period='60'`, `retry-after-header-name="r"`),
      [`-<rate-limit calls="10" renewal-period='60'/>`, `+<rate-limit calls="10" retry-after-header-name="r"/>`],
    ],
    [
      'a removed element',
      (live) => live.replace(/<rate-limit[^>]*>/, ''),
      [`-<rate-limit calls="10" renewal-period='60'/>`],
    ],
    [
      'a new element with its comment',
      (live) => live.replace('<choose>', '<!-- new --><cors><origins><origin>*</origin></origins></cors><choose>'),
      ['+<!-- new -->', '+<cors>', '+<origins>', '+<origin>*</origin>', '+</origins>', '+</cors>'],
    ],
    [
      'an element in an empty one',
      (live) => live.replace('<backend />', '<backend><base /></backend>'),
      ['-<backend/>', '+<backend>', '+</backend>'],
    ],
    [
      'an element in one with an end tag',
      (live) => live.replace('<outbound></outbound>', '<outbound><cors /></outbound>'),
      ['-<outbound></outbound>', '+<outbound>', '+<cors/>', '+</outbound>'],
    ],
    ['a line of code', (live) => live.replace('return "one"', 'return "two"'), ['-return "one";', '+return "two";']],
    [
      'an element between others on their line',
      (live) => live.replace('<return-response />', '<return-response><set-status code="401" /></return-response>'),
      [
        '-<when condition="@(true)"><return-response/></when>',
        '+<when condition="@(true)"><return-response>',
        '+<set-status code="401"/>',
        '+</return-response></when>',
      ],
    ],
  ])('changes %s and nothing else', (_, change, expected) => {
    const live = change(renderServicePolicy(AUTHORED));
    const result = edit(AUTHORED, live);
    expect(changedLines(AUTHORED, result)).toEqual(expected);
    expect(samePolicy(result, live)).toBe(true);
  });

  it('keeps tabs, Windows line ends and a missing last one', () => {
    const file = '<policies>\r\n\t\t<inbound />\r\n</policies>';
    expect(edit(file, '<policies><inbound><base /></inbound><backend /></policies>')).toBe(
      '<policies>\r\n\t\t<inbound>\r\n\t\t\t\t<base />\r\n\t\t</inbound>\r\n\t\t<backend />\r\n</policies>',
    );
  });

  it('stays on one line', () => {
    expect(edit('<fragment><a/></fragment>', '<fragment>\r\n\t<a x="1" />\r\n\t<b />\r\n</fragment>')).toBe(
      '<fragment><a x="1"/><b/></fragment>',
    );
  });

  it('does not put values of overrides into the file', () => {
    const file = '<policies>\n  <inbound url="{#[url]#}">\n    <a v="1"/>\n  </inbound>\n</policies>\n';
    const published = file.replace('{#[url]#}', 'https://prod');
    expect(edit(file, published.replace('v="1"', 'v="2"'), published)).toBe(file.replace('v="1"', 'v="2"'));
    expect(edit(file, published.replace('prod', 'other'), published)).toBe(file.replace('{#[url]#}', 'https://other'));
  });

  it('writes a marker for a new secret, and none where a known one stays', () => {
    const policy = (password: string, calls: number): string =>
      `<policies>\n  <inbound>\n    <authentication-basic username="u" password="${password}"/>\n    <x n="${calls}"/>\n  </inbound>\n</policies>\n`;
    expect(edit(policy('hunter2', 1), policy('hunter2', 2))).toBe(policy('hunter2', 2));
    expect(edit(policy('hunter2', 1), policy('hunter3', 1))).toBe(policy(SECRET_MARKER, 1));
  });

  it('writes a policy anew that did not parse', () => {
    expect(edit('<policies>\r\n<inbound>\r\n', '<policies>\r\n\t<inbound />\r\n</policies>')).toBe(
      '<policies>\r\n\t<inbound />\r\n</policies>\r\n',
    );
  });
});

/** A policy element apart from how it is written. */
interface Sketch {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Sketch[];
  readonly text: string;
}

const value = fc.constantFrom('', 'plain', 'a &amp; b', "it's", '@(a["b"] == "c" && 1 < 2)', '{{named}}', '&lt;tag>');
const { sketch } = fc.letrec<{ sketch: Sketch }>((tie) => ({
  sketch: fc.record({
    name: fc.constantFrom('set-header', 'choose', 'when', 'set-variable', 'value'),
    attributes: fc.dictionary(fc.constantFrom('name', 'value', 'condition', 'id'), value, { noNullPrototype: true }),
    children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('sketch'), { maxLength: 4 })),
    text: value,
  }),
}));

/** Lays a policy out as \`pick\` chooses; the meaning stays the same. */
function write({ name, attributes, children, text }: Sketch, pick: (choices: number) => number): string {
  const space = (): string => ['', '\n  ', '\n\t\t', '\r\n'][pick(4)] ?? '';
  const comment = (): string => ['', '', '<!-- "c" @( -->', '\n<!-- d -->\n'][pick(4)] ?? '';
  const written = Object.entries(attributes).map(([key, content]) => {
    const quote = content.includes('"') || pick(2) === 0 ? '"' : "'";
    return `${[' ', '  ', '\n    '][pick(3)] ?? ''}${key}=${quote}${quote === "'" ? content.replaceAll("'", '&apos;') : content}${quote}`;
  });
  const tag = `<${name}${written.join('')}`;
  if (children.length > 0) {
    const content = children.map((child) => space() + comment() + space() + write(child, pick)).join('');
    return `${tag}>${content}${space()}${comment()}</${name}>`;
  }
  if (text !== '') return `${tag}>${text}</${name}>`;
  return [`${tag}/>`, `${tag} />`, `${tag}></${name}>`, `${tag}>${comment()}</${name}>`][pick(4)] ?? '';
}

const hand = fc.infiniteStream(fc.nat(999)).map((choices) => (count: number) => choices.next().value % count);

describe('editPolicy of any policy', () => {
  it('means exactly what the live one means', () => {
    fc.assert(
      fc.property(sketch, sketch, hand, (one, other, pick) => {
        const file = write({ ...one, name: 'policies' }, pick);
        const live = renderServicePolicy(write({ ...other, name: 'policies' }, pick));
        const result = edit(file, live);
        expect(samePolicy(result, live)).toBe(true);
        expect(edit(result, live)).toBe(result);
      }),
      { numRuns: 500 },
    );
  });

  it('is the file where both mean the same', () => {
    fc.assert(
      fc.property(sketch, hand, (one, pick) => {
        const file = write(one, pick);
        expect(edit(file, renderServicePolicy(write(one, pick)))).toBe(file);
      }),
    );
  });

  it('keeps every line of an unchanged neighbour', () => {
    fc.assert(
      fc.property(sketch, sketch, hand, (one, other, pick) => {
        const kept = write({ ...one, name: 'inbound' }, pick);
        const policy = (last: string): string => `<policies>\n  ${kept}\n  ${last}\n</policies>`;
        const file = policy(write({ ...other, name: 'outbound' }, pick));
        expect(edit(file, renderServicePolicy(policy('<outbound new="1" />'))).replaceAll('\r', '')).toContain(
          kept.replaceAll('\r', ''),
        );
      }),
    );
  });
});
