import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulatorProcess } from '../tools/emulator-process.mjs';
import { measuredCommand, rounded } from './measured-command.mjs';
import { syntheticRepositories } from './synthetic-organization.mjs';

const PACED_APPLY = fileURLToPath(new URL('./paced-apply.mjs', import.meta.url));

/** A minute of GitHub's limits passes in a second. */
const CLOCK_SPEED = 60;

const CAMPAIGN = ['--campaign', 'bench', '--select', 'name=*'];

/**
 * The emulated organization, and how commands find it.
 * @typedef {object} Host
 * @property {'github' | 'azure-devops'} name
 * @property {(repositories: readonly object[], limits: string | undefined) => object} seed
 * @property {(url: string) => Record<string, string>} env
 * @property {readonly string[]} flags
 */

/** @type {Readonly<Record<string, Host>>} */
const HOSTS = {
  github: {
    name: 'github',
    seed: (repositories, limits) => ({
      github: { repositories, ...(limits && { limits, clockSpeed: CLOCK_SPEED }) },
    }),
    env: (url) => ({ GITHUB_API_URL: `${url}/github` }),
    flags: ['--org', 'acme'],
  },
  'azure-devops': {
    name: 'azure-devops',
    seed: (repositories) => ({ azureDevOps: { repositories } }),
    env: (url) => ({ AZURE_DEVOPS_ORG_URL: `${url}/azure-devops/acme` }),
    flags: ['--hosting', 'azure-devops', '--org', 'acme', '--project', 'apis'],
  },
};

/** Of an organization with many repositories. @type {Readonly<Record<string, import('./main.mjs').Benchmark>>} */
export const ROLLOUT_BENCHMARKS = {
  /** All is as it should be; exit code 3 would tell of a change. */
  'rollout-plan': (options) =>
    inOrganization({ ...options, isCurrent: true }, async ({ command, host }) =>
      command(['rollout', 'plan', ...host.flags, ...CAMPAIGN, '--detailed-exitcode']),
    ),
  /** Every repository gets a pull request; then the same again, where nothing is left to do. */
  'rollout-apply': (options) =>
    inOrganization({ ...options, isCurrent: false }, async ({ command, host, url }) => {
      if (options.limits) return pacedApply({ command, url });
      const apply = ['rollout', 'apply', ...host.flags, ...CAMPAIGN, '--yes'];
      const first = await command(apply);
      return { ...first, again: await command(apply) };
    }),
};

/**
 * @typedef {object} Organization
 * @property {Host} host
 * @property {string} url
 * @property {(args: readonly string[], script?: string) => Promise<object>} command What it took, and what was asked.
 */

/**
 * @param {import('./main.mjs').BenchmarkOptions & { isCurrent: boolean }} options
 * @param {(organization: Organization) => Promise<object>} measure
 */
async function inOrganization({ folder, repos, hosting, latencyMs, limits, isCurrent }, measure) {
  const host = HOSTS[hosting];
  if (!host) throw new Error(`There is no hosting ${hosting}. Known: ${Object.keys(HOSTS).join(', ')}.`);
  const seed = join(folder, 'seed.json');
  const repositories = syntheticRepositories({ repos, hosting: host.name, isCurrent });
  writeFileSync(seed, JSON.stringify(host.seed(repositories, limits)));
  const emulator = await startEmulatorProcess(['--empty', '--seed', seed, '--latency-ms', String(latencyMs)]);
  try {
    const cwd = join(folder, 'workspace');
    mkdirSync(cwd);
    const place = { folder, cwd, env: host.env(emulator.url) };
    /** @type {Organization['command']} */
    const command = async (args, script) => {
      await emulator.resetStats();
      const { seconds, peakMemoryMb, stdout } = await measuredCommand(args, { ...place, ...(script && { script }) });
      const told = script ? JSON.parse(stdout) : {};
      return { seconds, peakMemoryMb, ...told, ...asked(await emulator.stats(), repos) };
    };
    const figures = await measure({ host, url: emulator.url, command });
    return { hosting, repos, latencyMs, ...(limits && { limits, clockSpeed: CLOCK_SPEED }), ...figures };
  } finally {
    await emulator.stop();
  }
}

/**
 * The library of Azure DevOps asks for the places of its resources by OPTIONS, once each.
 * @param {any} stats of the emulator
 * @param {number} repos
 */
function asked({ requests, peakConcurrency }, repos) {
  const { OPTIONS: options = 0 } = requests.byMethod;
  const total = requests.total - options;
  const hosts = /** @type {readonly { refused: number }[]} */ (Object.values(requests.byHost));
  const refused = hosts.reduce((sum, host) => sum + host.refused, 0);
  return {
    requests: total,
    requestsPerRepository: rounded(total / repos),
    ...(options > 0 && { options }),
    refused,
    peakConcurrency,
    shapes: requests.byShape,
  };
}

/**
 * By the built packages, as octokit's own throttling, which the command uses, knows no clock that could be faster.
 * @param {{ command: Organization['command'], url: string }} organization
 */
function pacedApply({ command, url }) {
  return command([`${url}/github`, String(CLOCK_SPEED)], PACED_APPLY);
}
