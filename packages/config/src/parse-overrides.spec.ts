import { diffJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { locateOverride, type OverrideEntry } from './overrides.js';
import { parseOverrides } from './parse-overrides.js';
import { thrown } from './testing/thrown.js';

const FILE = 'configuration.prod.yaml';
const VALUES: Record<string, string> = { DB: 's3cret', 'api key': 'k3y', NESTED: '{#DB#}', EMPTY: '' };
const tokens = (name: string) => VALUES[name];
const parse = (text: string) => parseOverrides(text, FILE, { tokens });

/** An entry without what depends on where it is written. */
interface Plain {
  readonly section: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly nested: readonly Plain[];
}

function plain(entries: readonly OverrideEntry[]): Plain[] {
  return entries.map(({ section, name, properties, nested }) => ({ section, name, properties, nested: plain(nested) }));
}

const REALISTIC = `# yaml-language-server: $schema=x
apimServiceName: apim-acme-prod
namedValues:
  - name: orders-key
    properties:
      displayName: orders-key
      secret: true
      value: "{#[DB]#}"
backends:
- name: orders
  properties: { url: 'https://orders.example.com', tls: { validateCertificateChain: true } }
apis:
  - name: orders
    properties:
      serviceUrl: https://orders.example.com
      # arrays are replaced as a whole
      protocols: [https]
    diagnostics:
      - name: applicationinsights
        properties:
          verbosity: Error
          sampling: {percentage: 12.5}
    operations:
      - name: get-order
        policies:
          - name: policy
            properties:
              format: rawxml
              value: |
                <policies><inbound><set-header name="k"><value>{#api key#}</value></set-header></inbound></policies>
loggers:
workspaces:
  - name: team-a
    apis:
      - name: inner
        properties:
          path: inner
`;

describe('parseOverrides', () => {
  it('reads sections, properties and entries at any depth', () => {
    const overrides = parse(REALISTIC);
    expect(overrides.apimServiceName).toBe('apim-acme-prod');
    expect(overrides.file).toBe(FILE);
    expect(plain(overrides.entries)).toEqual([
      {
        section: 'namedValues',
        name: 'orders-key',
        properties: { displayName: 'orders-key', secret: true, value: 's3cret' },
        nested: [],
      },
      {
        section: 'backends',
        name: 'orders',
        properties: { url: 'https://orders.example.com', tls: { validateCertificateChain: true } },
        nested: [],
      },
      {
        section: 'apis',
        name: 'orders',
        properties: { serviceUrl: 'https://orders.example.com', protocols: ['https'] },
        nested: [
          {
            section: 'diagnostics',
            name: 'applicationinsights',
            properties: { verbosity: 'Error', sampling: { percentage: 12.5 } },
            nested: [],
          },
          {
            section: 'operations',
            name: 'get-order',
            properties: {},
            nested: [
              {
                section: 'policies',
                name: 'policy',
                properties: {
                  format: 'rawxml',
                  value:
                    '<policies><inbound><set-header name="k"><value>k3y</value></set-header></inbound></policies>\n',
                },
                nested: [],
              },
            ],
          },
        ],
      },
      {
        section: 'workspaces',
        name: 'team-a',
        properties: {},
        nested: [{ section: 'apis', name: 'inner', properties: { path: 'inner' }, nested: [] }],
      },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['comments', '# later\n'],
    ['nothing but null', '~\n'],
  ])('finds no entries in a file of %s', (_, text) => {
    expect(parse(text)).toEqual({ file: FILE, entries: [] });
  });

  it('knows the place of each entry and property', () => {
    const [namedValue, backend, api] = parse(REALISTIC.replaceAll('\n', '\r\n')).entries;
    const operation = api?.nested[1]?.nested[0];
    const lineOf = (entry: OverrideEntry | undefined, path?: string) => {
      const place = entry && locateOverride(entry, path);
      return `${place?.line}:${place?.column}`;
    };
    expect(lineOf(namedValue)).toBe('4:5');
    expect(lineOf(namedValue, 'properties.value')).toBe('8:7');
    expect(lineOf(namedValue, 'properties')).toBe('5:5');
    expect(lineOf(backend, 'properties.tls.validateCertificateChain')).toBe('11:59');
    expect(lineOf(api, 'properties.protocols[0]')).toBe('17:19');
    expect(lineOf(api, 'properties.protocols[7].deeper')).toBe('17:7');
    expect(lineOf(api, 'properties.absent["a.b"][name="x"]')).toBe('14:5');
    expect(lineOf(operation, 'tags')).toBe('26:13');
    expect(lineOf(operation, 'properties.value')).toBe('29:15');
    expect(namedValue && locateOverride(namedValue).file).toBe(FILE);
  });

  it.each([
    ['{#DB#}', 's3cret'],
    ['{#[DB]#}', 's3cret'],
    ['{# [ DB ] #}', 's3cret'],
    ['{# DB #}', 's3cret'],
    ['{#[api key]#}', 'k3y'],
    ['a{#DB#}b{#[DB]#}c', 'as3cretbs3cretc'],
    ['{#NESTED#}', '{#DB#}'],
    ['{#', '{#'],
    ['{##}', '{##}'],
    ['{#[]#}', '{#[]#}'],
    ['@{ var x = "#"; }', '@{ var x = "#"; }'],
  ])('replaces the tokens of %s', (value, expected) => {
    const text = `namedValues:\n  - name: x\n    properties:\n      value: '${value}'\n`;
    expect(parse(text).entries[0]?.properties['value']).toBe(expected);
  });

  it('takes the name of the instance from a token', () => {
    expect(parse('apimServiceName: "apim-{#[DB]#}"\n').apimServiceName).toBe('apim-s3cret');
  });

  it('names every path to a text that came from a token', () => {
    const text = `backends:
  - name: x
    properties:
      url: https://{#DB#}/
      plain: text
      credentials:
        header: { x-functions-key: ['{#DB#}'] }
      parameters:
        - { name: limit, value: '{#DB#}' }
        - { id: other, name: '{#DB#}', value: none }
`;
    const [entry] = parse(text).entries;
    expect(entry?.secretPaths).toEqual([
      'properties.url',
      'properties.credentials.header["x-functions-key"][0]',
      'properties.parameters[0].value',
      'properties.parameters[name="limit"].value',
      'properties.parameters[1].name',
      'properties.parameters[id="other"].name',
    ]);
  });

  it('names the array around a text that has too many paths', () => {
    const text = (value: string) => `backends:
  - name: x
    properties:
      a: [{name: n, id: i, b: [{name: n, id: i, c: [{name: n, id: i, d: [{name: n, id: i, e: "${value}"}]}]}]}]
`;
    const [entry] = parse(text('{#DB#}')).entries;
    const [without] = parse(text('none')).entries;
    const paths = new Set(entry?.secretPaths);
    const changes = diffJson(
      { properties: without?.properties ?? {} },
      { properties: entry?.properties ?? {} },
      { isSecret: (path) => paths.has(path) },
    );
    expect(paths.size).toBe(27);
    expect(changes).toEqual([{ path: 'properties.a[name="n"].b[name="n"].c[name="n"].d', secret: true }]);
  });

  it.each([
    ['a list as root', '- a\n', '1:1  must be a mapping of sections such as "apis:", but is a list'],
    [
      'a section that is text',
      'apis: orders\n',
      '1:1  apis: must be a list of entries, but is text; write "- name: …" lines below it',
    ],
    [
      'a section that is a mapping',
      'environment:\n  namePrefix: x\n',
      '1:1  environment: must be a list of entries, but is a mapping; write "- name: …" lines below it',
    ],
    ['an entry that is text', 'apis: [orders]\n', '1:8  apis[0]: must be an entry "- name: …", but is text'],
    [
      'an entry without a name',
      'apis:\n  - properties: {a: 1}\n',
      '2:5  apis[0]: the entry lacks "name"; name the resource that it changes',
    ],
    [
      'a name without a value',
      'apis:\n  - name:\n',
      '2:5  apis[0].name: must be the name of a resource as text, but is nothing',
    ],
    [
      'a blank name',
      'apis:\n  - name: " "\n',
      '2:11  apis[0].name: must be the name of a resource as text, but is blank',
    ],
    [
      'a number as a name',
      'apis:\n  - name: 12\n',
      '2:11  apis[0].name: must be the name of a resource as text, but is a number; put quotes around it',
    ],
    [
      'a list as a name',
      'loggers:\n  - name: [source logger]\n',
      '2:11  loggers[0].name: must be the name of a resource as text, but is a list',
    ],
    [
      'a token in a name',
      'apis:\n  - name: "{#DB#}"\n',
      '2:11  apis[0].name: a name cannot hold a token; only values below "properties" can: write the name out',
    ],
    [
      'a token in a key',
      'apis:\n  - name: x\n    properties: {a: [{"{#DB#}": 1}]}\n',
      '3:23  apis[0].properties.a[0]["{#DB#}"]: a key cannot hold a token; only values can: write the key out',
    ],
    [
      'a property beside the name',
      'backends:\n  - name: x\n    url: https://secret.example.com\n',
      '3:5  backends[0].url: must be a list of entries, but is text; move it below "properties"',
    ],
    [
      'properties that are text',
      'apis:\n  - name: x\n    properties: none\n',
      '3:17  apis[0].properties: must be a mapping of properties, but is text',
    ],
    [
      'properties that are a list',
      'apis:\n  - name: x\n    properties: [a]\n',
      '3:17  apis[0].properties: must be a mapping of properties, but is a list',
    ],
    [
      'two entries of one name',
      'apis:\n  - name: Orders\n  - name: orders\n',
      '3:5  apis: "orders" has an entry already, in line 2; put both together',
    ],
    [
      'an instance that is a number',
      'apimServiceName: 1\n',
      '1:18  apimServiceName: must be the name of an instance as text, but is a number',
    ],
    [
      'a problem far down',
      'apis:\n  - name: x\n    operations:\n      - name: y\n        policies:\n          - 1\n',
      '6:13  apis[0].operations[0].policies[0]: must be an entry "- name: …", but is a number',
    ],
  ])('refuses %s', (_, text, message) => {
    const error = thrown(() => parse(text));
    expect(error.message).toBe(`${FILE}:${message}`);
    expect(error.code).toBe('OVERRIDES_INVALID');
    expect(error.hint).toMatch(/properties/);
  });

  it.each([
    ['unset', 'MISSING'],
    ['empty', 'EMPTY'],
  ])('refuses a token whose variable is %s', (_, name) => {
    const error = thrown(() => parse(`namedValues:\n  - name: x\n    properties:\n      value: "a{#[${name}]#}"\n`));
    expect(error.message).toBe(
      `${FILE}:4:14  namedValues[0].properties.value: the token {#[${name}]#} has no value; set the environment variable ${name}`,
    );
    expect(error.code).toBe('TOKEN_MISSING');
    expect(error.hint).toBe(`Set the environment variable ${name}.`);
  });

  it('names each missing variable once in the hint', () => {
    const text = 'apimServiceName: "{#A#}"\napis:\n  - name: x\n    properties: {a: "{#B#}{#A#}", b: "{#DB#}"}\n';
    const error = thrown(() => parse(text));
    expect(error.problems).toHaveLength(3);
    expect(error.hint).toBe('Set the environment variables A, B.');
  });

  it('lists structural problems and missing tokens together, and shows no value', () => {
    const text = 'apis:\n  - name: x\n    url: hidden-value\n    properties: {a: "hidden-value{#NO#}", b: "{#DB#}"}\n';
    const error = thrown(() => parse(text));
    expect(error.code).toBe('OVERRIDES_INVALID');
    expect(error.problems).toHaveLength(2);
    expect(JSON.stringify([error.message, error.hint, error.problems])).not.toMatch(/hidden-value|s3cret/);
  });

  describe('with known sections', () => {
    const sections = (parents: readonly string[]) =>
      ({ '': ['apis', 'backends'], apis: ['operations', 'policies'] })[parents.join('/')];
    const parseKnown = (text: string) => parseOverrides(text, FILE, { tokens, sections });

    it('takes them', () => {
      const text = 'apis:\n  - name: x\n    operations:\n      - name: y\n        whatever:\n          - name: z\n';
      expect(parseKnown(text).entries[0]?.nested[0]?.nested[0]?.name).toBe('z');
    });

    it.each([
      ['backend:\n  - name: x\n', '1:1  backend: unknown section; did you mean "backends"?'],
      ['Apis: []\n', '1:1  Apis: unknown section; did you mean "apis"?'],
      ['zzzz: 1\n', '1:1  zzzz: unknown section; known: apis, backends'],
      [
        'apis:\n  - name: x\n    policy: []\n',
        '3:5  apis[0].policy: unknown section below apis; did you mean "policies"?',
      ],
    ])('refuses others: %s', (text, message) => {
      expect(thrown(() => parseKnown(text)).message).toBe(`${FILE}:${message}`);
    });
  });

  const word = fc
    .stringMatching(/^[a-z][a-zA-Z0-9-]{0,12}$/)
    .filter((text) => !/^(name|properties|apimServiceName)$/.test(text));
  const text = fc.string({ maxLength: 12 }).filter((value) => !value.includes('{#'));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(word, fc.constantFrom('x-key', 'a.b', 'ä')), tie('value'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  }));
  const properties = fc.dictionary(word, value, { maxKeys: 4, noNullPrototype: true });
  const { entries } = fc.letrec<{ entries: Plain[] }>((tie) => ({
    entries: fc
      .uniqueArray(
        fc.record({
          section: word,
          name: text.filter((name) => name.trim() !== ''),
          properties,
          nested: fc.oneof({ maxDepth: 3 }, fc.constant([]), tie('entries')),
        }),
        { maxLength: 4, selector: (entry) => JSON.stringify([entry.section, entry.name.toLowerCase()]) },
      )
      .map((list) =>
        list.sort((left, right) => (left.section < right.section ? -1 : Number(left.section > right.section))),
      ),
  }));

  /** The file that holds the entries. */
  function toFile(list: readonly Plain[]): JsonObject {
    const sections: Record<string, Json[]> = {};
    for (const { section, name, properties: values, nested } of list) {
      (sections[section] ??= []).push({ name, properties: values, ...toFile(nested) });
    }
    return sections;
  }

  it('reads back every tree of entries that was printed', () => {
    fc.assert(
      fc.property(entries, (list) => {
        expect(plain(parse(stringify(toFile(list))).entries)).toEqual(list);
      }),
    );
  });

  it('writes the paths of places as a plan writes those of changes', () => {
    fc.assert(
      fc.property(properties, (values) => {
        const [entry] = parse(stringify({ apis: [{ name: 'x', properties: values }] })).entries;
        for (const { path } of diffJson({ properties: {} }, { properties: values })) {
          expect(entry?.places?.has(path), path).toBe(true);
        }
      }),
    );
  });

  it('keeps every text that came from a token out of the differences of a plan', () => {
    const withTokens = (json: Json): Json => {
      if (typeof json === 'string') return `${json.replace(/[^a-z]/g, '')}{#DB#}`;
      if (Array.isArray(json)) return json.map(withTokens);
      return isJsonObject(json)
        ? Object.fromEntries(Object.entries(json).map(([k, v]) => [k, withTokens(v ?? null)]))
        : json;
    };
    fc.assert(
      fc.property(properties, (values) => {
        const [entry] = parse(stringify({ apis: [{ name: 'x', properties: withTokens(values) }] })).entries;
        const secretPaths = new Set(entry?.secretPaths);
        const changes = diffJson(
          {},
          { properties: entry?.properties ?? {} },
          { isSecret: (path) => secretPaths.has(path) },
        );
        expect(JSON.stringify(changes)).not.toContain('s3cret');
      }),
    );
  });
});
