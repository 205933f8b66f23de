import { describe, expect, it } from 'vitest';
import { deriveCodeOwners, type DerivedOwners } from './derive-code-owners.js';

const BEGIN = '# >>> derived from the owners in catalog-info.yaml. Change them there, then run: npx nx sync';
const END = '# <<< derived';
const PLATFORM = '@acme/platform';

const DERIVED: DerivedOwners = {
  shared: [
    { pattern: '/artifacts/', owner: PLATFORM },
    { pattern: '/.github/', owner: PLATFORM },
  ],
  apis: [{ pattern: '/artifacts/apis/orders/', owner: '@acme/orders' }],
};
const SHARED = ['/artifacts/ @acme/platform', '/.github/ @acme/platform'];
const ORDERS = '/artifacts/apis/orders/ @acme/orders';

const derive = (lines: readonly string[], derived = DERIVED): readonly string[] =>
  deriveCodeOwners(lines.map((line) => `${line}\n`).join(''), derived, 'CODEOWNERS')
    .trimEnd()
    .split('\n');

describe('a file without a block', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['is begun', [], [BEGIN, ...SHARED, ORDERS, END]],
    [
      'gets it behind the default owner, before all lines of the user',
      ['# Ours', `* ${PLATFORM}`, '', '# Texts', '*.md @acme/docs'],
      ['# Ours', `* ${PLATFORM}`, BEGIN, ...SHARED, ORDERS, END, '', '# Texts', '*.md @acme/docs'],
    ],
    [
      'gets it where the lines of the APIs are, and these become part of it',
      [`* ${PLATFORM}`, '*.md @acme/docs', ORDERS, '*.json @acme/json'],
      [`* ${PLATFORM}`, '*.md @acme/docs', BEGIN, ...SHARED, ORDERS, END, '*.json @acme/json'],
    ],
    [
      'keeps lines that say something else, where they still count',
      [`* ${PLATFORM}`, '/artifacts/apis/billing/ @acme/billing', `${ORDERS} # since May`, `${ORDERS} @jo`],
      [
        `* ${PLATFORM}`,
        BEGIN,
        ...SHARED,
        ORDERS,
        END,
        '/artifacts/apis/billing/ @acme/billing',
        `${ORDERS} # since May`,
        `${ORDERS} @jo`,
      ],
    ],
    [
      'keeps the owners of what is shared that the user chose',
      [`* ${PLATFORM}`, '/.github/ @acme/devops', ORDERS],
      [`* ${PLATFORM}`, '/.github/ @acme/devops', BEGIN, '/artifacts/ @acme/platform', ORDERS, END],
    ],
    [
      'gets it before the comment on a line',
      [`* ${PLATFORM}`, '', '# Since May', '# by Jo', '/artifacts/apis/*/policy.xml @acme/security'],
      [
        `* ${PLATFORM}`,
        '',
        BEGIN,
        ...SHARED,
        ORDERS,
        END,
        '# Since May',
        '# by Jo',
        '/artifacts/apis/*/policy.xml @acme/security',
      ],
    ],
    [
      'never gets it before the default owner, which would make it void',
      [ORDERS, `* ${PLATFORM}`],
      [`* ${PLATFORM}`, BEGIN, ...SHARED, ORDERS, END],
    ],
  ])('%s', (_, lines, expected) => {
    expect(derive(lines)).toEqual(expected);
    expect(derive(expected)).toEqual(expected);
  });
});

describe('a file with a block', () => {
  const LINES = [`* ${PLATFORM}`, '*.md @acme/docs', BEGIN, ...SHARED, ORDERS, END, `${ORDERS} @jo`];

  it('keeps its place and all lines around it, whatever the APIs become', () => {
    const apis = [{ pattern: '/artifacts/apis/pets/', owner: '@acme/pets' }];
    expect(derive(LINES, { ...DERIVED, apis })).toEqual([
      ...LINES.slice(0, 5),
      '/artifacts/apis/pets/ @acme/pets',
      ...LINES.slice(6),
    ]);
  });

  it('loses what was edited within the block', () => {
    expect(derive(LINES.toSpliced(4, 1, '/other/ @eve'))).toEqual(LINES);
  });

  it('keeps Windows line ends and a missing last one', () => {
    const text = LINES.join('\r\n');
    expect(deriveCodeOwners(text, DERIVED, 'CODEOWNERS')).toBe(text);
    const edited = deriveCodeOwners(text.replace('@acme/orders', '@acme/o'), DERIVED, 'CODEOWNERS');
    expect(edited).toBe(`${text}\r\n`);
  });

  it.each([
    [LINES.filter((line) => line !== END), 3],
    [LINES.filter((line) => line !== BEGIN), 6],
    [[...LINES, BEGIN], 9],
    [[END, BEGIN], 1],
  ])('is refused where the marks do not go together: %j', (lines, line) => {
    expect(() => derive(lines)).toThrow(
      `CODEOWNERS:${line}  the marks "# >>> derived" and "# <<< derived" do not go together.`,
    );
  });
});
