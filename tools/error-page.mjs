/**
 * Writes docs/errors.md from the tables of errors of all packages. `--check` writes nothing and fails where the page is
 * not what it would write. Needs the packages built.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Packages in the order of their dependencies. */
const PACKAGES = [
  ['packages/plan', '@nx-apiops/plan'],
  ['packages/config', '@nx-apiops/config'],
  ['packages/apim', '@nx-apiops/apim'],
  ['packages/scm', '@nx-apiops/scm'],
  ['packages/identity', '@nx-apiops/identity'],
  ['packages/publisher', '@nx-apiops/publisher'],
  ['packages/extractor', '@nx-apiops/extractor'],
  ['packages/rollout', '@nx-apiops/rollout'],
  ['packages/cli', '@nx-apiops/cli'],
  ['packages/emulator', '@nx-apiops/emulator'],
  ['generators', 'nx-apiops'],
  ['packages/create-nx-apiops', 'create-nx-apiops'],
];

/** Whose move it is. */
const FAULTS = { user: 'you', service: 'the service', bug: 'us: report it' };

const root = fileURLToPath(new URL('..', import.meta.url));
const page = `${root}docs/errors.md`;

/** @param {readonly [string, string]} names */
async function section([folder, name]) {
  /** @type {{ ERRORS: Record<string, { fault: keyof typeof FAULTS, summary: string }> }} */
  const { ERRORS } = await import(pathToFileURL(`${root}${folder}/dist/errors.js`).href);
  const rows = Object.entries(ERRORS).map(
    ([code, { fault, summary }]) => `| \`${code}\` | ${FAULTS[fault]} | ${summary} |`,
  );
  return [`## ${name}`, '', '| Code | Who can mend it | What happened |', '| --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
}

const sections = await Promise.all(PACKAGES.map((names) => section(/** @type {[string, string]} */ (names))));
const text = `# Errors

Every error that a command reports has a code. The message names the value and the place; the line below it says what to
do next. This page is made by \`npm run docs\` from the tables in the packages.

${sections.join('\n')}`;

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8').replaceAll('\r\n', '\n') !== text) {
  console.error('docs/errors.md is not what the packages say. Run: npm run docs');
  process.exitCode = 1;
}
