import {
  parseEmulatorSeed,
  startEmulator,
  type EmulatorOptions,
  type EmulatorSeed,
  type Tier,
} from '@nx-apiops/emulator';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { readInput } from '../text-files.js';

export interface EmulatorFlags {
  readonly port: number;
  readonly service?: readonly string[];
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly empty?: boolean;
  readonly seedApis?: number;
  readonly ops?: number;
  readonly latencyMs?: number;
  readonly throttle?: 'arm';
  readonly tier?: Tier;
  readonly faults?: number;
  readonly faultSeed: number;
  readonly state?: string;
  /** A JSON file with an `EmulatorSeed`. */
  readonly seed?: string;
  /** `group/name`, or `name` in the group of services without one. */
  readonly keyVault?: readonly string[];
  /** `owner/name`; all of one owner. */
  readonly githubRepository?: readonly string[];
  /** `organization/project/name`; all of one project. */
  readonly azureDevopsRepository?: readonly string[];
  readonly team?: readonly string[];
}

/**
 * Runs the emulator until the process is asked to end. Says where it is: in words on a terminal, else, and with
 * `--json`, as a JSON object on one line of stdout. Throws `FILE`, and the errors of the emulator.
 */
export async function emulatorCommand(flags: EmulatorFlags, { output, signal }: CommandContext): Promise<ExitCode> {
  const { seed } = flags;
  const options = emulatorOptions(flags, seed === undefined ? {} : parseEmulatorSeed(await readInput(seed), seed));
  const emulator = await startEmulator(options);
  const { url, subscriptionId, resourceGroup, services } = emulator;
  const { organization = 'acme' } = options.azureDevOps ?? {};
  const hosts = {
    graph: `${url}/graph`,
    github: `${url}/github`,
    azureDevOps: `${url}/azure-devops/${organization}`,
  };
  const address = { url, subscriptionId, resourceGroup, services, ...hosts };
  if (output.isTerminal && !output.isJson) output.print(greeting(address));
  else output.emitLine(address);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await emulator.close();
  return 0;
}

interface EmulatorAddress {
  readonly url: string;
  readonly subscriptionId: string;
  readonly services: readonly string[];
  readonly graph: string;
  readonly github: string;
  readonly azureDevOps: string;
}

/** Where each service answers, with the variables by which the commands find it. */
function greeting({ url, subscriptionId, services, graph, github, azureDevOps }: EmulatorAddress): string {
  return [
    `The emulator is running at ${url}, with ${services.join(', ')} in the subscription ${subscriptionId}.`,
    'To use it, set in another terminal:',
    '',
    `  NX_APIOPS_ARM_ENDPOINT=${url}`,
    `  NX_APIOPS_GRAPH_ENDPOINT=${graph}`,
    `  GITHUB_API_URL=${github}`,
    `  AZURE_DEVOPS_ORG_URL=${azureDevOps}`,
    '',
    'Press Ctrl-C to stop it.',
  ].join('\n');
}

/** Flags for repositories and teams come with no file; any other flag goes before what the file says. */
function emulatorOptions(flags: EmulatorFlags, seed: EmulatorSeed): EmulatorOptions {
  return {
    port: flags.port,
    ...(flags.service && { services: flags.service }),
    ...(flags.subscription !== undefined && { subscriptionId: flags.subscription }),
    ...(flags.resourceGroup !== undefined && { resourceGroup: flags.resourceGroup }),
    ...(flags.empty !== undefined && { empty: flags.empty }),
    ...(flags.seedApis !== undefined && { seedApis: flags.seedApis }),
    ...(flags.ops !== undefined && { operationsPerApi: flags.ops }),
    ...(flags.latencyMs !== undefined && { latencyMs: flags.latencyMs }),
    ...serviceLimits(flags),
    ...(seed.faults && { faults: seed.faults }),
    ...(flags.faults !== undefined && { faults: { rate: flags.faults, seed: flags.faultSeed } }),
    ...(flags.state !== undefined && { stateFile: flags.state }),
    ...(flags.keyVault && { keyVaults: flags.keyVault.map(toKeyVault) }),
    github: seed.github ?? githubSeed(flags),
    azureDevOps: seed.azureDevOps ?? azureDevOpsSeed(flags),
  };
}

function serviceLimits({ throttle, tier }: EmulatorFlags): Pick<EmulatorOptions, 'throttle' | 'tier'> {
  return { ...(throttle && { throttle }), ...(tier && { tier }) };
}

function toKeyVault(text: string): { readonly name: string; readonly resourceGroup?: string } {
  const [resourceGroup, name] = text.split('/');
  return name === undefined ? { name: text } : { name, ...(resourceGroup !== undefined && { resourceGroup }) };
}

function githubSeed({ githubRepository = [], team }: EmulatorFlags): NonNullable<EmulatorOptions['github']> {
  const [organization] = githubRepository[0]?.split('/') ?? [];
  return {
    ...(organization !== undefined && { organization }),
    ...(team && { teams: team }),
    repositories: githubRepository.map((text) => ({ name: lastPart(text), files: FIRST_FILES })),
  };
}

function azureDevOpsSeed({ azureDevopsRepository, team }: EmulatorFlags): NonNullable<EmulatorOptions['azureDevOps']> {
  const [organization, project] = azureDevopsRepository?.[0]?.split('/') ?? [];
  return {
    ...(organization !== undefined && { organization }),
    ...(project !== undefined && { project }),
    ...(team && { groups: team }),
    ...(azureDevopsRepository && {
      repositories: azureDevopsRepository.map((text) => ({ name: lastPart(text), files: FIRST_FILES })),
    }),
  };
}

/** A branch begins with a first file. */
const FIRST_FILES = { 'README.md': '' };

function lastPart(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
