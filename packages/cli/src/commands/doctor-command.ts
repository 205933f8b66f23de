import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { renderFindings, runCheck, type Finding, type Outcome } from '@nx-apiops/plan';
import { diagnoseIdentities } from '@nx-apiops/identity';
import { diagnoseInstance } from '@nx-apiops/publisher';
import { diagnoseAzureDevOps, diagnoseGitHub } from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { findRoot } from '../find-root.js';
import { openHost, type AzureDevOpsPlace, type GitHubPlace, type HostFlags } from '../open-host.js';
import { openWorkspace } from '../workspace.js';
import { checkFiles } from './check-command.js';
import { identityContext } from './identity-command.js';
import { protectionPort } from './protect-command.js';

const run = promisify(execFile);

/** Looks at everything between a commit and a published API, changes nothing, and says what mends each problem. */
export async function doctorCommand(flags: HostFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const root = findRoot(flags.root);
  const tools = await Promise.all([
    runCheck('Node.js', nodeVersion),
    runCheck('Git', gitVersion),
    runCheck('nx-apiops', async () => installedVersion(root)),
  ]);
  const findings: Finding[] = [...tools];
  const configuration = await runCheck('apiops.yaml', async () => {
    const config = loadApiopsConfig(root);
    findings.push(...(await diagnoseRepository(root, config, { flags, context })));
    return { status: 'ok', text: `environments: ${config.environments.map(({ name }) => name).join(', ')}` };
  });
  findings.splice(tools.length, 0, configuration);
  output.print(renderFindings(findings, output));
  output.emit({ findings });
  return findings.some(({ status }) => status === 'problem') ? 1 : 0;
}

interface Errand {
  readonly flags: HostFlags;
  readonly context: CommandContext;
}

async function diagnoseRepository(root: string, config: ApiopsConfig, errand: Errand): Promise<Finding[]> {
  const { context } = errand;
  const groups = await Promise.all([
    Promise.all([
      ...config.environments.map(({ name }) => runCheck(`Files ${name}`, () => files(root, name, context))),
      runCheck('Derived files', () => derivedFiles(root)),
    ]),
    diagnoseHost(errand),
    diagnoseIdentity(config, errand),
    ...config.environments.map(({ name }) => diagnoseEnvironment(name, errand)),
  ]);
  return groups.flat();
}

async function diagnoseHost({ flags, context }: Errand): Promise<Finding[]> {
  const findings: Finding[] = [];
  const opened = await runCheck('Host', async () => {
    findings.push(...(await diagnosePlace(await openHost(flags, context))));
    return { status: 'ok', text: 'known' };
  });
  return opened.status === 'ok' ? findings : [opened];
}

async function diagnosePlace(place: GitHubPlace | AzureDevOpsPlace): Promise<Finding[]> {
  return place.hosting === 'github' ? diagnoseGitHub(place) : diagnoseAzureDevOps(place, await protectionPort(place));
}

async function diagnoseIdentity({ identity }: ApiopsConfig, { flags, context }: Errand): Promise<Finding[]> {
  if (!identity) {
    return [
      {
        check: 'Identities',
        status: 'warning',
        text: 'apiops.yaml has no section "identity", so what the pipelines sign in as cannot be checked',
        fix: 'npx nx g nx-apiops:identity, then npx nx-apiops identity plan',
      },
    ];
  }
  const findings: Finding[] = [];
  const opened = await runCheck('Identities', async () => {
    findings.push(...(await diagnoseIdentities(await identityContext(flags, context))));
    return { status: 'ok', text: 'known' };
  });
  return opened.status === 'ok' ? findings : [opened];
}

async function diagnoseEnvironment(env: string, { flags, context }: Errand): Promise<Finding[]> {
  const findings: Finding[] = [];
  const opened = await runCheck(`Instance ${env}`, async () => {
    const { root } = flags;
    const { client, repository } = await openWorkspace({ env, ...(root !== undefined && { root }) }, context);
    findings.push(...(await diagnoseInstance({ environment: env, client, repository })));
    return { status: 'ok', text: 'known' };
  });
  return opened.status === 'ok' ? findings : [opened];
}

async function nodeVersion(): Promise<Outcome> {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (isSupported) return { status: 'ok', text: node };
  return { status: 'problem', text: `${node} is not supported`, fix: 'install Node.js 22 or 24' };
}

async function gitVersion(): Promise<Outcome> {
  try {
    const { stdout } = await run('git', ['--version']);
    return { status: 'ok', text: stdout.trim().replace('git version ', '') };
  } catch {
    return { status: 'problem', text: 'git is not installed', fix: 'install it: https://git-scm.com' };
  }
}

/** What the pipelines run is what the lock file has, and that should be what runs here. */
function installedVersion(root: string): Outcome {
  const own = versionIn(new URL('../../package.json', import.meta.url));
  const manifest = join(root, 'node_modules/@nx-apiops/cli/package.json');
  if (!existsSync(join(root, 'package-lock.json'))) {
    return {
      status: 'problem',
      text: 'there is no package-lock.json, which pipelines install from',
      fix: 'npm install, then commit it',
    };
  }
  if (!existsSync(manifest)) {
    return { status: 'warning', text: `${own}; the repository's own packages are not installed`, fix: 'npm ci' };
  }
  const installed = versionIn(manifest);
  if (installed === own) return { status: 'ok', text: own };
  return {
    status: 'warning',
    text: `${own} runs, and the repository has ${installed}`,
    fix: 'run it as npx nx-apiops in the repository',
  };
}

function versionIn(manifest: string | URL): string {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  return version;
}

async function files(root: string, environment: string, { variables }: CommandContext): Promise<Outcome> {
  const { resources, problem } = await checkFiles(root, environment, variables);
  if (problem) throw problem;
  return { status: 'ok', text: `${resources === 1 ? '1 resource' : `${resources} resources`}, no problem` };
}

const SYNC_TIMEOUT_MS = 120_000;

async function derivedFiles(root: string): Promise<Outcome> {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  if (!existsSync(nx)) return { status: 'skipped', text: 'Nx is not installed', fix: 'npm ci' };
  try {
    const env = { ...process.env, NX_DAEMON: 'false', NO_COLOR: '1' };
    await run(process.execPath, [nx, 'sync:check'], { cwd: root, env, timeout: SYNC_TIMEOUT_MS });
    return { status: 'ok', text: 'pipelines and owners are as apiops.yaml and the APIs say' };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /out of sync|error/i.test(line));
    const [first = 'nx sync:check failed'] = lines.map((line) => line.trim());
    return { status: 'problem', text: first, fix: 'npx nx sync' };
  }
}
