import type { Emulator } from '@nx-apiops/emulator';
import { applySettings, renderJson, type ActionResult } from '@nx-apiops/plan';
import { describe, expect, it } from 'vitest';
import {
  prepareRotation,
  readCredentialReport,
  rotationHandlers,
  type IdentityContext,
  type PipelineHost,
  type RotationOptions,
} from '../src/index.js';
import { apply, APP_REGISTRATIONS, CONFIG, contextOf, ids, start } from './emulated.js';

const NOW = new Date('2026-11-21T10:00:00Z');
const password = (displayName: string, startDateTime: string) => ({
  displayName,
  startDateTime,
  endDateTime: '2027-06-01T00:00:00Z',
});
const OLD = password('portal', '2026-01-01T00:00:00Z');
const YOUNG = password('script', '2026-11-01T00:00:00Z');

async function startWith(passwords: Readonly<Record<string, readonly (typeof OLD)[]>>): Promise<Emulator> {
  const applications = Object.entries(passwords).map(([name, passwordCredentials]) => ({
    displayName: name,
    uniqueName: name,
    passwordCredentials,
  }));
  const emulated = await start({ directory: { applications }, clock: { now: () => NOW.getTime() } });
  await apply(emulated, APP_REGISTRATIONS);
  return emulated;
}

const context = (emulated: Emulator): Promise<IdentityContext> => contextOf(emulated, APP_REGISTRATIONS);

async function rotate(emulated: Emulator, options: RotationOptions = {}): Promise<ActionResult[]> {
  const there = await context(emulated);
  const plan = await prepareRotation(there, NOW, options);
  return applySettings(plan, rotationHandlers(there, NOW, options));
}

interface GraphState {
  readonly applications: readonly {
    readonly uniqueName: string;
    readonly passwordCredentials: readonly Readonly<Record<string, string>>[];
  }[];
}

interface GitHubState {
  readonly repositories: {
    readonly apis: {
      readonly secrets: Readonly<Record<string, string>>;
      readonly environments: Readonly<Record<string, { readonly secrets: Readonly<Record<string, string>> }>>;
    };
  };
}

const passwordsOf = (emulated: Emulator, name: string) =>
  (emulated.hostState('graph') as never as GraphState).applications.find(({ uniqueName }) => uniqueName === name)
    ?.passwordCredentials ?? [];
const repository = (emulated: Emulator) => (emulated.hostState('github') as never as GitHubState).repositories.apis;

describe('a rotation', () => {
  it('stores a new client secret where it is used, removes the old one, and has nothing to do then', async () => {
    const emulated = await startWith({ 'id-acme-apis-prod': [OLD], 'id-acme-apis-reader': [OLD] });
    const there = await context(emulated);
    const plan = await prepareRotation(there, NOW);
    expect(ids(plan)).toEqual(['update client secret id-acme-apis-reader', 'update client secret id-acme-apis-prod']);
    expect(plan.notes).toEqual(
      expect.arrayContaining([
        expect.stringContaining('The new client secret of id-acme-apis-prod goes to prod/AZURE_CLIENT_SECRET'),
      ]),
    );
    expect(await rotate(emulated)).toMatchObject([{ status: 'done' }, { status: 'done' }]);
    expect(passwordsOf(emulated, 'id-acme-apis-prod')).toMatchObject([
      { displayName: 'nx-apiops 2026-11-21', endDateTime: '2027-02-26T10:00:00.000Z' },
    ]);
    const { secrets, environments } = repository(emulated);
    expect(Object.keys(secrets)).toEqual(['AZURE_READER_CLIENT_SECRET']);
    expect(Object.keys(environments['prod']?.secrets ?? {})).toEqual(['AZURE_CLIENT_SECRET']);
    const [{ hint = '?' } = {}] = passwordsOf(emulated, 'id-acme-apis-prod');
    expect(environments['prod']?.secrets['AZURE_CLIENT_SECRET']?.startsWith(hint)).toBe(true);
    expect(await prepareRotation(there, NOW)).toMatchObject({ actions: [], unchanged: 2, notes: [] });
  });

  it('leaves alone what is younger than the limit, unless all are asked for', async () => {
    const emulated = await startWith({ 'id-acme-apis-prod': [YOUNG], 'id-acme-apis-dev': [OLD, YOUNG] });
    await rotate(emulated);
    const names = (name: string) => passwordsOf(emulated, name).map(({ displayName }) => displayName);
    expect(names('id-acme-apis-prod')).toEqual(['script']);
    expect(names('id-acme-apis-dev')).toEqual(['script', 'nx-apiops 2026-11-21']);
    await rotate(emulated, { all: true });
    expect(names('id-acme-apis-prod')).toEqual(['nx-apiops 2026-11-21']);
    expect(names('id-acme-apis-dev')).toEqual(['nx-apiops 2026-11-21']);
    expect(ids(await prepareRotation(await context(emulated), NOW, { all: true }))).toEqual([]);
  });

  it('makes no client secret where there is none', async () => {
    const emulated = await startWith({});
    expect(await prepareRotation(await context(emulated), NOW, { all: true })).toMatchObject({
      actions: [],
      unchanged: 0,
    });
    await apply(emulated);
    expect(ids(await prepareRotation(await contextOf(emulated, CONFIG), NOW, { all: true }))).toEqual([]);
  });

  it('takes the new client secret back where it cannot be stored', async () => {
    const emulated = await startWith({ 'id-acme-apis-prod': [OLD] });
    const there = await context(emulated);
    const plan = await prepareRotation(there, NOW);
    const secrets = () => ({ read: async () => undefined, write: async () => Promise.reject(new Error('disk full')) });
    const broken = { ...there, host: { ...there.host, secrets } as PipelineHost };
    expect(await applySettings(plan, rotationHandlers(broken, NOW))).toMatchObject([
      { status: 'failed', error: { message: 'disk full' } },
    ]);
    expect(passwordsOf(emulated, 'id-acme-apis-prod')).toMatchObject([{ displayName: 'portal' }]);
    expect(ids(await prepareRotation(there, NOW))).toHaveLength(1);
  });

  it('names what it left behind where not even that works', async () => {
    const emulated = await startWith({ 'id-acme-apis-prod': [OLD] });
    const there = await context(emulated);
    const plan = await prepareRotation(there, NOW);
    const secrets = () => ({ read: async () => undefined, write: async () => Promise.reject(new Error('disk full')) });
    const { graph } = there.azure;
    const send: typeof graph.send = (method, path, more) =>
      path.endsWith('/removePassword') ? Promise.reject(new Error('gone away')) : graph.send(method, path, more);
    const broken = {
      ...there,
      azure: { ...there.azure, graph: { ...graph, send } },
      host: { ...there.host, secrets } as PipelineHost,
    };
    const results = await applySettings(plan, rotationHandlers(broken, NOW));
    const left = passwordsOf(emulated, 'id-acme-apis-prod')[1];
    expect(results).toMatchObject([
      {
        status: 'failed',
        error: {
          code: 'IDENTITY_ROTATION',
          message: expect.stringMatching(/disk full.*gone away/),
          hint: expect.stringContaining(String(left?.['keyId'])),
        },
      },
    ]);
    // The next one that works clears up.
    await rotate(emulated);
    expect(passwordsOf(emulated, 'id-acme-apis-prod')).toHaveLength(1);
  });

  it('shows the client secret nowhere', async () => {
    const emulated = await startWith({ 'id-acme-apis-prod': [OLD] });
    const there = await context(emulated);
    const plan = await prepareRotation(there, NOW);
    const results = await applySettings(plan, rotationHandlers(there, NOW));
    const secret = String(repository(emulated).environments['prod']?.secrets['AZURE_CLIENT_SECRET']);
    expect(secret.length).toBeGreaterThan(20);
    const shown = [renderJson(plan), JSON.stringify(results), JSON.stringify(await readCredentialReport(there, NOW))];
    expect(shown.join('\n')).not.toContain(secret);
  });

  it('tells of stored credentials that it does not renew', async () => {
    const emulated = await startWith({ 'id-acme-apis-prod': [OLD] });
    const there = await context(emulated);
    if (there.host.kind === 'github') await there.host.secrets(() => '{}').write('prod/AZURE_CREDENTIALS', {});
    expect((await prepareRotation(there, NOW)).notes).toContainEqual(
      expect.stringContaining('AZURE_CREDENTIALS of the environment prod is not renewed'),
    );
  });

  it('refuses client secrets of service connections, and has nothing against there being none', async () => {
    const emulated = await startWith({ 'id-acme-apis-prod': [OLD] });
    const host: PipelineHost = { kind: 'azure-devops', handlers: {}, readConnection: async () => undefined };
    const there = { ...(await context(emulated)), host };
    await expect(prepareRotation(there, NOW)).rejects.toMatchObject({
      code: 'IDENTITY_CONFIG',
      message: expect.stringContaining('id-acme-apis-prod'),
      hint: expect.stringContaining('workload identity federation'),
    });
    const { model } = await contextOf(emulated, CONFIG);
    expect((await prepareRotation({ ...there, model }, NOW)).actions).toEqual([]);
  });
});
