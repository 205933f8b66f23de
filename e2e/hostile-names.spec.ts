import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentCommands } from '../packages/plan/src/testing/agent-commands.js';
import { NX_APIOPS, startEmulatorProcess, type EmulatorProcess } from '../tools/emulator-process.mjs';
import { runCommand, type CommandResult } from '../tools/run-command.mjs';
import { TestRepository } from '../test-support/test-repository.js';

const ATTACK =
  'Orders ##vso[task.setvariable variable=BASH_ENV]$(evil) ##[command]x\r\n::add-path::/tmp\n  ::error::y \u001b[2J\u009b\u202e';
const POLICY = (text: string): string => `<policies><inbound><base /><!-- ${text} --></inbound></policies>`;

/** What a terminal or a code hosting service would act on, but for line ends and the spaces of our own layout. */
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

describe('names and texts that carry commands for a pipeline agent', () => {
  let emulator: EmulatorProcess;
  let repository: TestRepository;

  const run = async (...args: readonly string[]): Promise<CommandResult> =>
    runCommand(process.execPath, [NX_APIOPS, ...args, '--env', 'dev'], {
      cwd: repository.folder,
      env: { NX_APIOPS_ARM_ENDPOINT: emulator.url, AZURE_SUBSCRIPTION_ID: emulator.subscriptionId, CI: 'true' },
    });
  /** Runs a command, with `--json` and without, and gives both results when nothing in them is obeyed. */
  const harmless = async (...args: readonly string[]): Promise<CommandResult> => {
    const forPeople = await run(...args);
    const forMachines = await run(...args, '--json');
    for (const { stdout, stderr } of [forPeople, forMachines]) {
      expect(agentCommands(stdout)).toEqual([]);
      expect(agentCommands(stderr)).toEqual([]);
      expect(stdout).not.toMatch(ACTING);
      expect(stderr).not.toMatch(ACTING);
    }
    expect(() => JSON.parse(forMachines.stdout) as unknown).not.toThrow();
    return forPeople;
  };

  beforeAll(async () => {
    emulator = await startEmulatorProcess(['--service', 'apim-dev']);
    repository = new TestRepository(emulator as never, { name: 'acme-apis', service: 'apim-dev' });
    const inPortal = async (path: string, properties: object): Promise<void> => {
      const answer = (await emulator.request('PUT', 'apim-dev', path, { properties })) as { readonly error?: object };
      expect(answer.error).toBeUndefined();
    };
    await inPortal('apis/orders', { displayName: ATTACK, description: ATTACK, path: 'orders', protocols: ['https'] });
    await inPortal('products/gold', { displayName: ATTACK, description: ATTACK });
    await inPortal('tags/internal', { displayName: ATTACK });
  });
  afterAll(async () => {
    repository.dispose();
    await emulator.stop();
  });

  it('are shown by extract, check, plan and publish without being obeyed', async () => {
    expect(await harmless('extract')).toMatchObject({ code: 0 });
    expect(readFileSync(join(repository.folder, 'apim-artifacts/apis/orders/apiInformation.json'), 'utf8')).toContain(
      '##vso[',
    );
    repository.write({
      'apim-artifacts/apis/orders/policy.xml': POLICY(ATTACK.replace(/[\u001b\u009b]/g, '')),
      'apim-artifacts/products/silver/productInformation.json': {
        properties: { displayName: `Silver ${ATTACK.split('\r')[0]}` },
      },
      'apim-artifacts/apis/##vso[task.complete]/notes ::error::.txt': ATTACK,
    });
    repository.commit(ATTACK);
    await harmless('check');
    const { stdout } = await harmless('plan');
    expect(stdout).toContain('\\u0023#vso[');
    expect(await harmless('publish')).toMatchObject({ code: 0 });
  }, 120_000);

  it('are shown by drift without being obeyed, also in its report', async () => {
    await emulator.request('PATCH', 'apim-dev', 'products/gold', { properties: { displayName: `${ATTACK} drifted` } });
    const report = join(repository.folder, 'drift.md');
    expect(await harmless('drift', '--markdown-file', report)).toMatchObject({ code: 3 });
    expect(agentCommands(readFileSync(report, 'utf8'))).toEqual([]);
  }, 60_000);

  it('are quoted by errors without being obeyed', async () => {
    repository.write({
      'apim-artifacts/apis/orders/policy.xml': POLICY('').replace('<base />', `<set-header name="{{${ATTACK}}}" />`),
      'apim-artifacts/apis/bad/apiInformation.json': `{ "properties": { "displayName": "##vso[x.y]\u001b[2J" `,
    });
    expect(await harmless('plan')).toMatchObject({ code: 2 });
    expect(await harmless('check')).toMatchObject({ code: 2 });
    expect(await harmless('publish', '--commit', `${ATTACK}`.replace(/\n/g, ' '))).toMatchObject({ code: 2 });
  }, 60_000);
});
