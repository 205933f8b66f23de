import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulatorProcess, type EmulatorProcess } from '../../tools/emulator-process.mjs';
import { mustRun } from '../../tools/run-command.mjs';
import { startHostServer, type HostServer } from './host-server.js';
import { object } from './json.js';
import { run, runScript, type Ended, type Machine } from './machine.js';

const CREATE = fileURLToPath(new URL('../../packages/create-nx-apiops/bin/create-nx-apiops.js', import.meta.url));

export const ENVIRONMENTS = ['dev', 'qa', 'prod'] as const;

/** A generated repository with one API, its remote, the instances that it publishes to, and the host that it is on. */
export interface ApiopsRepository {
  readonly machine: Machine;
  readonly emulator: EmulatorProcess;
  readonly host: HostServer;
  readonly folder: string;
  readonly git: (...args: readonly string[]) => Promise<string>;
  readonly write: (path: string, content: string) => void;
  readonly read: (path: string) => string;
  /** Commits everything; gives the commit. */
  readonly commit: (message: string) => Promise<string>;
  /** What an instance has: the body of a resource. */
  readonly live: (
    environment: string,
    path: string,
  ) => Promise<{ readonly properties: Readonly<Record<string, unknown>> }>;
  /** What somebody changes in an instance by hand. */
  readonly tamper: (environment: string, path: string, properties: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Runs Nx in the folder, as a person does. */
  readonly nx: (...args: readonly string[]) => Promise<Ended>;
  readonly stop: () => Promise<void>;
}

/** Creates it as an organisation does, adds an API with overrides for each environment, and pushes it. */
export async function createApiopsRepository(): Promise<ApiopsRepository> {
  const root = mkdtempSync(join(tmpdir(), 'nx-apiops-pipelines-'));
  const folder = join(root, 'acme-apis');
  const remote = join(root, 'remote', 'acme-apis');
  const host = await startHostServer();
  const emulator = await startEmulatorProcess(ENVIRONMENTS.flatMap((name) => ['--service', `apim-acme-${name}`]));
  const git = async (...args: readonly string[]): Promise<string> =>
    (
      await mustRun('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', ...args], { cwd: folder })
    ).stdout.trim();
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const perEnvironment = ENVIRONMENTS.flatMap((name) => [
    ...[
      '--subscription',
      `${name}=${emulator.subscriptionId}`,
      '--resource-group',
      `${name}=${emulator.resourceGroup}`,
    ],
  ]);
  const create = [CREATE, folder, '--org', 'acme', '--hosting', 'github', '--environments', ENVIRONMENTS.join(',')];
  await mustRun(process.execPath, [...create, ...perEnvironment, '--no-install', '--yes']);
  writeApi(write);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Add orders');
  await mustRun('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  await git('remote', 'add', 'origin', remote);
  await git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  writeFileSync(join(folder, '.git', 'info', 'exclude'), '/node_modules\n');
  const machine = { root, remote, artifacts: root, environment: machineEnvironment(emulator.url) };
  return {
    machine,
    emulator,
    host,
    folder,
    git,
    write,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    commit: async (message) => {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    live: async (environment, path) => ({
      properties: object(object(await emulator.request('GET', `apim-acme-${environment}`, path))['properties']),
    }),
    tamper: async (environment, path, properties) => {
      await emulator.request('PATCH', `apim-acme-${environment}`, path, { properties });
    },
    nx: async (...args) => {
      const options = { cwd: folder, env: { ...machine.environment, NX_DAEMON: 'false' } };
      if (!existsSync(join(folder, 'node_modules'))) await runScript(machine, 'npm ci', { ...options, shell: [] });
      return run('npx', ['nx', ...args], options);
    },
    stop: async () => {
      await emulator.stop();
      await host.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function machineEnvironment(armEndpoint: string): Readonly<Record<string, string>> {
  return {
    NX_APIOPS_ARM_ENDPOINT: armEndpoint,
    NX_ISOLATE_PLUGINS: 'false',
    // Migrates with the Nx that is installed, not with the newest one of the registry.
    NX_USE_LOCAL: 'true',
    NX_MIGRATE_USE_LOCAL: 'true',
    NX_MIGRATE_SKIP_INSTALL: 'true',
    NX_NO_CLOUD: 'true',
    NX_TUI: 'false',
    NO_COLOR: '1',
    CI: 'true',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
}

function writeApi(write: ApiopsRepository['write']): void {
  const artifact = (path: string, properties: Readonly<Record<string, unknown>>): void =>
    write(`apim-artifacts/${path}`, `${JSON.stringify({ properties }, undefined, 2)}\n`);
  artifact('backends/orders/backendInformation.json', { url: 'https://orders.example.com', protocol: 'http' });
  artifact('apis/orders/apiInformation.json', {
    displayName: 'Orders',
    path: 'orders',
    protocols: ['https'],
    isCurrent: true,
    apiRevision: '1',
  });
  write(
    'apim-artifacts/apis/orders/specification.yaml',
    "openapi: 3.0.3\ninfo: { title: Orders, version: '1' }\npaths:\n  /orders:\n    get:\n      operationId: list-orders\n      responses: { '200': { description: All orders } }\n",
  );
  write(
    'apim-artifacts/apis/orders/policy.xml',
    '<policies>\n  <inbound>\n    <base />\n    <set-backend-service backend-id="orders" />\n  </inbound>\n  <backend>\n    <base />\n  </backend>\n  <outbound>\n    <base />\n  </outbound>\n  <on-error>\n    <base />\n  </on-error>\n</policies>\n',
  );
  for (const name of ENVIRONMENTS) {
    write(
      `configuration.${name}.yaml`,
      `apimServiceName: apim-acme-${name}\nbackends:\n  - name: orders\n    properties:\n      url: https://orders.${name}.example.com\n`,
    );
  }
}
