import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { FilterEntry } from './extractor-filter.js';
import { parseFilter } from './parse-filter.js';
import { thrown } from './testing/thrown.js';

const FILE = 'configuration.extractor.yaml';
const parse = (text: string) => parseFilter(text, FILE);

interface PlainEntry {
  readonly pattern: string;
  readonly nested: PlainSections;
}
interface PlainSections {
  readonly [section: string]: readonly PlainEntry[];
}

/** Sections without the places. */
function plain(sections: ReadonlyMap<string, readonly FilterEntry[]>): PlainSections {
  return Object.fromEntries(
    [...sections].map(([section, entries]) => [
      section,
      entries.map((entry) => ({ pattern: entry.pattern, nested: plain(entry.nested) })),
    ]),
  );
}

const names = (...patterns: string[]): PlainEntry[] => patterns.map((pattern) => ({ pattern, nested: {} }));

describe('parseFilter', () => {
  it('reads the dialect of the older toolkit', () => {
    const text = `apiNames:
  - orders
  - customers
backendNames: []
diagnosticNames: [a]
gatewayNames: [a]
groupNames: [a]
loggerNames: [a]
namedValueNames: [a]
policyFragmentNames: [a]
policyNames: [a]
policyRestrictionNames: [a]
productNames: [a]
schemaNames: [a]
subscriptionNames: [a]
tagNames: [a]
versionSetNames: [a]
documentationNames: [a]
workspaceNames: [a]
`;
    expect(plain(parse(text).sections)).toEqual({
      apis: names('orders', 'customers'),
      backends: [],
      diagnostics: names('a'),
      gateways: names('a'),
      groups: names('a'),
      loggers: names('a'),
      namedValues: names('a'),
      policyFragments: names('a'),
      policies: names('a'),
      policyRestrictions: names('a'),
      products: names('a'),
      schemas: names('a'),
      subscriptions: names('a'),
      tags: names('a'),
      versionSets: names('a'),
      documentations: names('a'),
      workspaces: names('a'),
    });
  });

  it('reads the dialect of apiops-cli with what is selected below', () => {
    const text = `apis:
  - echo-api
  - 'prod-*'
  - petstore:
      operations: [get-pets, 'list-?']
      schemas: []
  - name: orders
    releases:
      - v1
  - bare:
workspaces:
  - team:
      apis:
        - inner:
            operations: []
      namedValueNames: [key]
gateways: []
`;
    expect(plain(parse(text).sections)).toEqual({
      apis: [
        ...names('echo-api', 'prod-*'),
        { pattern: 'petstore', nested: { operations: names('get-pets', 'list-?'), schemas: [] } },
        { pattern: 'orders', nested: { releases: names('v1') } },
        ...names('bare'),
      ],
      workspaces: [
        {
          pattern: 'team',
          nested: { apis: [{ pattern: 'inner', nested: { operations: [] } }], namedValues: names('key') },
        },
      ],
      gateways: [],
    });
  });

  it('takes a resource that is called "name"', () => {
    expect(plain(parse('apis:\n  - name: {operations: [x]}\n').sections)).toEqual({
      apis: [{ pattern: 'name', nested: { operations: names('x') } }],
    });
  });

  it.each([
    ['nothing', ''],
    ['comments', '# apis: []\n'],
    ['a byte order mark', '\uFEFF'],
  ])('selects everything with a file of %s', (_, text) => {
    expect(parse(text)).toEqual({ file: FILE, sections: new Map() });
  });

  it('knows the place of each entry', () => {
    const apis = parse('\uFEFFapis:\r\n  - a\r\n  - b:\r\n      operations: [x, y]\r\n').sections.get('apis');
    expect(apis?.map((entry) => entry.at)).toEqual([
      { file: FILE, line: 2, column: 5 },
      { file: FILE, line: 3, column: 5 },
    ]);
    expect(apis?.[1]?.nested.get('operations')?.[1]?.at).toEqual({ file: FILE, line: 4, column: 23 });
  });

  it.each([
    ['a list as root', '- a\n', '1:1  must be a mapping of sections such as "apis:", but is a list'],
    [
      'a section without a value',
      'apis:\nbackends: []\n',
      '1:1  apis: has no value, which could mean all or nothing; write [] for nothing, or remove the line for all',
    ],
    [
      'a section that is text',
      'apis: orders\n',
      '1:7  apis: must be a list of names, but is "orders"; write "- " before each name',
    ],
    [
      'one section in both spellings',
      'apis: []\napiNames: []\n',
      '2:1  apiNames: "apis" is given in both spellings; put both lists together',
    ],
    [
      'a number as a name',
      'apis: [12]\n',
      '1:8  apis[0]: must be a name or pattern as text, but is the number 12; put quotes around it',
    ],
    ['an entry without a value', 'apis:\n  -\n', '2:3  apis[0]: must be a name or pattern as text, but is nothing'],
    ['a blank name', 'apis: [" "]\n', '1:8  apis[0]: the name is blank; write one, or remove the line'],
    ['a list in a list', 'apis: [[a]]\n', '1:8  apis[0]: must be a name or pattern as text, but is a list'],
    [
      'an exclusion',
      'apis: ["!old-*"]\n',
      '1:8  apis[0]: "!old-*" would exclude, which is not supported; list what is to be included',
    ],
    [
      'two names in one entry',
      'apis:\n  - a: {operations: []}\n    b: {operations: []}\n',
      '2:5  apis[0]: must be one name with what is selected below it, but has "a", "b"; write "- orders:" with the sections indented below it, or give the entry a "name"',
    ],
    [
      'sections that are not indented far enough',
      'apis:\n  - a:\n    operations: [x]\n',
      '2:5  apis[0]: must be one name with what is selected below it, but has "a", "operations"; write "- orders:" with the sections indented below it, or give the entry a "name"',
    ],
    [
      'an empty entry',
      'apis: [{}]\n',
      '1:8  apis[0]: must be one name with what is selected below it, but has no key; write "- orders:" with the sections indented below it, or give the entry a "name"',
    ],
    [
      'a name without a value',
      'apis:\n  - name:\n    operations: [x]\n',
      '2:5  apis[0].name: must be a name or pattern as text, but is nothing',
    ],
    [
      'a list below a name',
      'apis:\n  - orders: [x]\n',
      '2:13  apis[0].orders: must be sections such as "operations:", but is a list',
    ],
    [
      'a problem below a name',
      'apis:\n  - orders: {operations: }\n',
      '2:14  apis[0].orders.operations: has no value, which could mean all or nothing; write [] for nothing, or remove the line for all',
    ],
  ])('refuses %s', (_, text, message) => {
    const error = thrown(() => parse(text));
    expect(error.message).toBe(`${FILE}:${message}`);
    expect(error.code).toBe('FILTER_INVALID');
  });

  it('explains an unquoted pattern that begins with an asterisk', () => {
    const error = thrown(() => parse('apis:\n  - *-internal\n'));
    expect(error.message).toBe(
      `${FILE}:2:5  apis[0]: an unquoted "*" begins an alias, and nothing has that anchor; put quotes around the value if it is text`,
    );
  });

  it.each([
    ['api: []\n', '1:1  api: unknown section; did you mean "apis"?'],
    ['apiDisplayNames: []\n', '1:1  apiDisplayNames: unknown section; known: apis, policies'],
    [
      'apis:\n  - x: {operation: []}\n',
      '2:9  apis[0].x.operation: unknown section below apis; did you mean "operations"?',
    ],
  ])('refuses sections that are not known: %s', (text, message) => {
    const sections = (parents: readonly string[]) => (parents.length === 0 ? ['apis', 'policies'] : ['operations']);
    expect(thrown(() => parseFilter(text, FILE, { sections })).message).toBe(`${FILE}:${message}`);
    expect(parseFilter('apiNames: []\npolicyNames: []\n', FILE, { sections }).sections.size).toBe(2);
  });

  it('reads back every filter that was printed, in both nested forms', () => {
    const section = fc.constantFrom('apis', 'workspaces', 'operations', 'policies');
    const pattern = fc.string({ maxLength: 8 }).filter((text) => !/^!|^\s*$|^name$|^__proto__$|^<<$/.test(text));
    const { sections } = fc.letrec<{ sections: PlainSections }>((tie) => ({
      sections: fc.dictionary(
        section,
        fc.array(fc.record({ pattern, nested: fc.oneof({ maxDepth: 3 }, fc.constant({}), tie('sections')) }), {
          maxLength: 3,
        }),
        { maxKeys: 3, noNullPrototype: true },
      ),
    }));
    const print = (value: PlainSections, isNamed: boolean): object =>
      Object.fromEntries(
        Object.entries(value).map(([key, entries]) => [
          key,
          entries.map((entry) => {
            const nested = print(entry.nested, isNamed);
            if (Object.keys(nested).length === 0) return entry.pattern;
            return isNamed ? { name: entry.pattern, ...nested } : { [entry.pattern]: nested };
          }),
        ]),
      );
    fc.assert(
      fc.property(sections, fc.boolean(), (value, isNamed) => {
        expect(plain(parse(stringify(print(value, isNamed), { lineWidth: 0 })).sections)).toEqual(value);
      }),
    );
  });
});
