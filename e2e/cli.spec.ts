import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { NX_APIOPS, startEmulatorProcess } from '../tools/emulator-process.mjs';
import { runCommand, type CommandResult } from '../tools/run-command.mjs';
import { TestRepository } from '../test-support/test-repository.js';

const run = async (
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<CommandResult> =>
  runCommand(process.execPath, [NX_APIOPS, ...args], { ...options, env: { NO_COLOR: '1', ...options.env } });

describe('the nx-apiops command', () => {
  it('shows help with examples for itself and for every command', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of ['check', 'plan', 'publish', 'rollback', 'extract', 'drift', 'emulator']) {
      expect(stdout).toContain(`  ${command} [options]`);
      const help = await run([command, '--help']);
      expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining(`Examples:\n  nx-apiops ${command}`) });
    }
  }, 60_000);

  it.each([
    [['publish', '--env', 'dev', '--max-deletes', 'many'], /whole number/],
    [['plan', '--env', 'dev', '--nonsense'], /unknown option '--nonsense'/],
    [['pulbish', '--env', 'dev'], /Did you mean publish\?/],
    [['emulator', '--faults', '2'], /from 0 to 1/],
  ])('ends with 2 for %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('ends with 2 outside of a repository, and says so as JSON if asked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'empty-'));
    const { code, stdout } = await run(['plan', '--env', 'dev', '--json'], { cwd: folder });
    expect({ code, error: JSON.parse(stdout).error.code }).toEqual({ code: 2, error: 'FILE_MISSING' });
    rmSync(folder, { recursive: true });
  });

  it('reports usage errors as JSON too, if asked', async () => {
    const { code, stdout } = await run(['plan', '--json', '--nonsense']);
    expect({ code, error: JSON.parse(stdout).error.code }).toEqual({ code: 2, error: 'USAGE' });
  });

  it('runs an emulator that says where it is, and ends when it is told to', async () => {
    const emulator = await startEmulatorProcess(['--service', 'apim-a', '--service', 'apim-b', '--empty']);
    expect(emulator).toMatchObject({
      services: ['apim-a', 'apim-b'],
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(await emulator.request('GET', 'apim-b', 'apis')).toMatchObject({ count: 0 });
    await emulator.stop();
    await expect(fetch(emulator.url)).rejects.toThrow();
  });

  it('names the defaults of the emulator in its help as they are', async () => {
    const { stdout } = await run(['emulator', '--help']);
    const emulator = await startEmulator();
    const { services, subscriptionId, resourceGroup } = emulator;
    await emulator.close();
    const help = stdout.replace(/\s+/g, ' ');
    for (const value of [services.join(), subscriptionId, resourceGroup]) expect(help).toContain(`(default: ${value})`);
    for (const flag of ['--port', '--seed-apis', '--ops', '--latency-ms', '--throttle', '--faults', '--state']) {
      expect(help).toMatch(new RegExp(`${flag} [^(]*\\(default: `));
    }
  });

  describe('in a repository', () => {
    let emulator: Emulator;
    let repository: TestRepository;
    beforeAll(async () => {
      emulator = await startEmulator({ services: ['apim-dev'], latencyMs: 30 });
    });
    afterAll(async () => emulator.close());
    beforeEach(() => {
      emulator.reset();
      repository = new TestRepository(emulator, { name: 'acme-apis', service: 'apim-dev' });
      const tags = Array.from({ length: 60 }, (_, index) => [
        `apim-artifacts/tags/tag-${index}/tagInformation.json`,
        { properties: { displayName: `tag-${index}` } },
      ]);
      repository.write(Object.fromEntries(tags));
      repository.commit('tags');
    });
    afterEach(() => repository.dispose());

    const here = () => ({ cwd: repository.folder, env: { NX_APIOPS_ARM_ENDPOINT: emulator.url } });
    const tagsThere = (): number =>
      emulator.state('apim-dev').resources.filter(({ path }) => /^tags\/tag-\d+$/.test(path)).length;

    it('writes one JSON document to stdout and nothing else, and progress to stderr', async () => {
      const { code, stdout, stderr } = await run(['publish', '--env', 'dev', '--json'], here());
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ plan: { create: 60 }, results: { done: 60 } });
      expect(stderr.trim().split('\n')).toHaveLength(60);
    });

    it('ends with 3 for changes and drift only where that is asked for', async () => {
      expect((await run(['plan', '--env', 'dev'], here())).code).toBe(0);
      expect((await run(['plan', '--env', 'dev', '--detailed-exitcode'], here())).code).toBe(3);
      expect((await run(['drift', '--env', 'dev'], here())).code).toBe(3);
    });

    it('finds the root of the repository from a folder in it', async () => {
      const cwd = join(repository.folder, 'apim-artifacts/tags');
      expect(await run(['check'], { ...here(), cwd })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('60'),
      });
      expect((await run(['plan', '--env', 'dev'], { ...here(), cwd })).code).toBe(0);
    });

    it('names the environments when one is misspelt', async () => {
      const { code, stderr } = await run(['plan', '--env', 'dve'], here());
      expect(code).toBe(2);
      expect(stderr).toContain('Did you mean "dev"?');
    });

    it('names them when none is named, as Nx does for one that it does not know', async () => {
      const { code, stdout, stderr } = await run(['publish'], here());
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/No environment is named[^]*Environments: dev\b/);
    });

    it.skipIf(process.platform === 'win32').each(['SIGKILL', 'SIGINT'] as const)(
      'completes what a %s interrupted',
      async (signal) => {
        const child = spawn(process.execPath, [NX_APIOPS, 'publish', '--env', 'dev'], {
          cwd: repository.folder,
          env: { ...process.env, ...here().env },
          stdio: 'ignore',
        });
        const ended = once(child, 'exit');
        while (tagsThere() < 5) await new Promise((resolve) => setTimeout(resolve, 5));
        child.kill(signal);
        const [code] = await ended;
        expect(code).not.toBe(0);
        expect(tagsThere()).toBeLessThan(60);
        const again = await run(['publish', '--env', 'dev', '--json'], here());
        expect(again.code).toBe(0);
        expect(tagsThere()).toBe(60);
        const unchanged = await run(['publish', '--env', 'dev', '--json'], here());
        expect(JSON.parse(unchanged.stdout)).toMatchObject({ plan: { create: 0, update: 0, delete: 0 } });
      },
    );

    describe('without access', () => {
      let server: Server;
      let status = 403;
      beforeAll(async () => {
        server = createServer((_, response) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(
            JSON.stringify({
              error: {
                code: status === 401 ? 'InvalidAuthenticationToken' : 'AuthorizationFailed',
                message: 'The client does not have authorization.',
              },
            }),
          );
        }).listen(0, '127.0.0.1');
        await once(server, 'listening');
      });
      afterAll(() => server.close());

      it.each([401, 403])('says what to do about a %i, and sends nothing else', async (answer) => {
        status = answer;
        const { port } = server.address() as AddressInfo;
        const env = { NX_APIOPS_ARM_ENDPOINT: `http://127.0.0.1:${port}` };
        const { code, stderr } = await run(['publish', '--env', 'dev'], { cwd: repository.folder, env });
        expect(code).not.toBe(0);
        expect(stderr).toMatch(answer === 401 ? /ARM_UNAUTHORIZED/ : /ARM_FORBIDDEN/);
        expect(stderr).not.toMatch(/\n\s+at /);
      });

      it('says that nobody answers', async () => {
        const { code, stderr } = await run(['plan', '--env', 'dev'], {
          cwd: repository.folder,
          env: { NX_APIOPS_ARM_ENDPOINT: 'http://127.0.0.1:9' },
        });
        expect(code).not.toBe(0);
        expect(stderr).toContain('ARM_UNREACHABLE');
      }, 30_000);
    });
  });
});
