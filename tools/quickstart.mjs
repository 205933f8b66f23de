/**
 * The main job of nx-apiops, told as a short story: bootstrap an organisation's repository, add two real APIs, publish
 * them to two environments, extract, look for drift. Everything runs on the emulator; nothing is left running.
 * Usage: npm run quickstart [-- --out DIR]
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CREATE_NX_APIOPS, repositoryFlags, SCRIPTED } from './create-command.mjs';
import { startEmulatorProcess } from './emulator-process.mjs';
import { FIGMA, NETLIFY } from './real-descriptions.mjs';
import { runCommand } from './run-command.mjs';

/** The outcome of a step in a line or two. */
const BRIEF = /^(Plan: |No changes|Note: |Published to |Nothing to publish |No drift|Drift|\d+ resources? of )/;

const HELP = `Usage: npm run quickstart [-- --out DIR]

  --out DIR  where to leave the generated repository; must be empty or absent
             (default: a folder below the system's temporary directory)`;

const startedAt = performance.now();
const folder = outputFolder();
const emulator = await startEmulatorProcess(['--service', 'apim-acme-dev', '--service', 'apim-acme-prod']);
process.exitCode = 1;
try {
  await tellStory();
  process.exitCode = 0;
} finally {
  await emulator.stop();
}

function outputFolder() {
  let values;
  try {
    ({ values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } }));
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  if (values.out === undefined) return join(mkdtempSync(join(tmpdir(), 'nx-apiops-')), 'acme-apis');
  const chosen = resolve(values.out);
  let entries;
  try {
    entries = readdirSync(chosen);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return chosen;
    return refuse(`${chosen} is not a folder that can be used.`);
  }
  if (entries.length > 0) return refuse(`${chosen} is not empty. Name a folder that is empty or does not exist yet.`);
  return chosen;
}

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(message);
  process.exit(2);
}

async function tellStory() {
  console.log('An organisation starts with APIOps on Azure API Management. Azure is played by a local emulator.');

  chapter('Bootstrap the repository');
  await run({
    shown: `npx create-nx-apiops ${shortPath(folder)} --org acme --hosting github --environments dev,prod --yes`,
    program: process.execPath,
    args: [CREATE_NX_APIOPS, folder, ...repositoryFlags(emulator, { org: 'acme', environments: ['dev', 'prod'] })],
    cwd: process.cwd(),
  });

  chapter('Add two real APIs: Figma (OpenAPI 3.1) and Netlify (Swagger 2)');
  await nx(
    'g',
    'nx-apiops:api',
    'figma',
    '--spec',
    FIGMA,
    '--product',
    'design',
    '--tags',
    'design',
    '--owner',
    'team-design',
    '--lifecycle',
    'production',
    '--backend-url',
    'dev=https://figma.dev.acme.example',
    '--backend-url',
    'prod=https://figma.acme.example',
  );
  await nx(
    'g',
    'nx-apiops:api',
    'netlify',
    '--spec',
    NETLIFY,
    '--product',
    'hosting',
    '--tags',
    'hosting',
    '--owner',
    'team-web',
    '--lifecycle',
    'experimental',
    '--backend-url',
    'dev=https://netlify.dev.acme.example',
    '--backend-url',
    'prod=https://netlify.acme.example',
  );
  await git('add', '--all');
  await git(
    '-c',
    'user.name=quickstart',
    '-c',
    'user.email=quickstart@acme.example',
    '-c',
    'commit.gpgsign=false',
    'commit',
    '--quiet',
    '--message',
    'Add the Figma and Netlify APIs',
  );

  chapter('See what would happen, then publish');
  await nx('run', 'apim:plan:dev');
  await nx('run', 'apim:publish:dev');
  await nx('run', 'apim:publish:prod');
  for (const service of emulator.services) {
    const { properties } = await emulator.request('GET', service, 'backends/figma');
    console.log(`    ${service} sends Figma's callers to ${properties.url}`);
  }

  chapter('Nothing changed, so publishing again costs next to nothing');
  await nx('run', 'apim:publish:prod');

  chapter('Extract the instance into another folder, and look for drift');
  const extracted = mkdtempSync(join(tmpdir(), 'nx-apiops-extracted-'));
  await run({
    shown: `npx nx-apiops extract --env dev --output ${extracted}`,
    program: npx(),
    args: ['nx-apiops', 'extract', '--env', 'dev', '--output', extracted],
    isBrief: true,
  });
  rmSync(extracted, { recursive: true });
  await nx('run', 'apim:drift:dev');

  chapter('Somebody changes an instance by hand: drift says what, and exits with 3');
  await emulator.request('PATCH', 'apim-acme-prod', 'backends/figma', {
    properties: { url: 'https://elsewhere.example' },
  });
  await run({
    shown: 'npx nx-apiops drift --env prod',
    program: npx(),
    args: ['nx-apiops', 'drift', '--env', 'prod'],
    expected: 3,
  });

  const { requests } = await emulator.stats();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`\nDone in ${seconds} s, with ${requests.total} requests to the emulated Azure Resource Manager.`);
  console.log(`\nThe repository is in ${folder}. Try next:`);
  console.log(`  cd ${folder}`);
  console.log('  npm run new                        a guided menu: add an API, an environment');
  console.log('  npx nx graph                       the APIs as projects');
  console.log('  npx nx-apiops plan --help          what plan, publish, extract and drift can do');
  console.log('  npx nx-apiops emulator --port 8080 --service apim-acme-dev --service apim-acme-prod \\');
  console.log(`    --subscription ${emulator.subscriptionId} --resource-group ${emulator.resourceGroup}`);
  console.log(
    '                                     then, elsewhere: NX_APIOPS_ARM_ENDPOINT=http://127.0.0.1:8080 npx nx run apim:publish:dev',
  );
}

/** @param {string} title */
function chapter(title) {
  console.log(`\n── ${title}`);
}

function npx() {
  return process.platform === 'win32' ? 'npx.cmd' : 'npx';
}

/** @param {readonly string[]} args */
async function nx(...args) {
  await run({
    isBrief: args[1]?.startsWith('apim:publish') ?? false,
    shown: `npx nx ${args.map((arg) => (arg === FIGMA || arg === NETLIFY ? shortPath(arg) : arg)).join(' ')}`,
    program: npx(),
    args: ['nx', ...args],
  });
}

/** @param {readonly string[]} args */
async function git(...args) {
  const shown = args.filter((arg, index) => arg !== '-c' && args[index - 1] !== '-c');
  await run({ shown: `git ${shown.join(' ')}`, program: 'git', args });
}

/**
 * Runs one step in the generated repository and shows the lines of its output that tell the story.
 * @param {{ shown: string, program: string, args: readonly string[], cwd?: string, expected?: number, isBrief?: boolean }} step
 */
async function run({ shown, program, args, cwd = folder, expected = 0, isBrief = false }) {
  console.log(`  $ ${shown}`);
  const env = { ...SCRIPTED, NX_APIOPS_ARM_ENDPOINT: emulator.url };
  const { code, stdout, stderr, seconds } = await runCommand(program, args, { cwd, env });
  if (code !== expected) throw new Error(`ended with exit code ${code}, not ${expected}:\n${stdout}\n${stderr}`);
  const lines = stdout.split('\n').filter((line) => (isBrief ? BRIEF.test(line) : isTelling(line)));
  for (const line of lines) console.log(`    ${line.trimEnd()}`);
  console.log(`    (${seconds.toFixed(1)} s${expected === 0 ? '' : `, exit code ${code}`})`);
}

/** What was planned, published, written or found; not the tools' framing. @param {string} line */
function isTelling(line) {
  return (
    BRIEF.test(line) ||
    /^(CREATE|UPDATE|DELETE) |^[A-Za-z][A-Za-z ]{1,30}$|^\s+[~+-] \w+ |^\s+properties\.\S+: /.test(line)
  );
}

/** @param {string} path */
function shortPath(path) {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
