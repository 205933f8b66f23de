import { existsSync } from 'node:fs';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/**
 * Which packages each package may import. Dependencies point one way: what knows more imports what knows less.
 * The tests, the benchmarks and the command's `emulator` verb alone may start the emulator.
 */
const MAY_IMPORT = {
  plan: [],
  config: ['plan'],
  apim: ['plan'],
  emulator: ['plan', 'apim'],
  scm: ['plan', 'config'],
  identity: ['plan', 'config', 'apim', 'scm'],
  standards: ['plan', 'config', 'apim'],
  extractor: ['plan', 'config', 'apim'],
  publisher: ['plan', 'config', 'apim'],
  rollout: ['plan', 'config', 'scm', 'standards'],
  cli: ['plan', 'config', 'apim', 'scm', 'identity', 'standards', 'extractor', 'publisher', 'rollout', 'emulator'],
  generators: ['plan', 'config', 'apim', 'standards', 'rollout'],
  'create-nx-apiops': ['plan', 'config', 'nx-apiops'],
};

const sourceOf = (name) => (name === 'generators' ? 'generators' : `packages/${name}`);

/** Refuses imports of packages that are not on the list, and relative paths into another package. */
function directionRule(name) {
  const allowed = MAY_IMPORT[name].map((other) => `!@nx-apiops/${other}`);
  const message = `${name} may import ${MAY_IMPORT[name].join(', ') || 'no other package'} (see eslint.config.js).`;
  return [
    'error',
    {
      patterns: [
        { group: ['@nx-apiops/*', ...allowed], message },
        { group: ['**/packages/**', '**/generators/src/**'], message: 'Import another package by its name.' },
        ...(MAY_IMPORT[name].includes('nx-apiops') ? [] : [{ group: ['nx-apiops'], message }]),
      ],
    },
  ];
}

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/coverage/**',
      '**/golden/**',
      '**/fixtures/**',
      'templates/**',
      '.nx/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  {
    // Most texts that meet a regular expression come from files and services: none may take more than linear time.
    files: ['packages/*/src/**/*.ts', 'generators/src/**/*.ts', 'tools/**/*.mjs', '.ci/**/*.mjs'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.spec.json', tsconfigRootDir: import.meta.dirname } },
    extends: [...tseslint.configs.recommendedTypeCheckedOnly],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      'max-params': ['error', 3],
      complexity: ['error', 15],
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' }],
    },
  },
  {
    // Tests read untyped answers and matchers; what they assert is checked when they run.
    files: ['**/*.spec.ts', '**/test/**/*.ts', '**/testing/**/*.ts', 'e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      'max-params': 'off',
      complexity: 'off',
    },
  },
  ...Object.keys(MAY_IMPORT)
    .filter((name) => existsSync(sourceOf(name)))
    .map((name) => ({
      files: [`${sourceOf(name)}/src/**/*.ts`],
      ignores: ['**/*.spec.ts'],
      rules: { 'no-restricted-imports': directionRule(name) },
    })),
  {
    // What is written may quote names and texts of files and services. These places write it so that neither a terminal
    // nor a pipeline's agent obeys it; nothing else writes.
    files: ['packages/*/src/**/*.ts', 'generators/src/**/*.ts'],
    ignores: [
      'packages/cli/src/output.ts',
      'packages/create-nx-apiops/src/main.ts',
      'generators/src/ci/main.ts',
      'generators/src/tree/log.ts',
      '**/*.spec.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
        {
          selector: 'MemberExpression[property.name="write"] > MemberExpression[property.name=/^std(out|err)$/]',
          message: 'Write through the output of the command: it makes hostile text harmless.',
        },
        {
          selector: 'ImportSpecifier[imported.name="logger"]',
          message: 'Use log of generators/src/tree/log.ts: it makes hostile text harmless.',
        },
      ],
    },
  },
  {
    // Only the command and the bootstrap talk to people.
    files: ['packages/*/src/**/*.ts', 'generators/src/**/*.ts'],
    ignores: ['packages/cli/**', 'packages/create-nx-apiops/**'],
    rules: { 'no-console': 'error' },
  },
);
