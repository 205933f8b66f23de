import { afterEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from './emulator.js';
import { parseEmulatorSeed, type EmulatorSeed } from './emulator-seed.js';

const parse = (seed: unknown) => parseEmulatorSeed(JSON.stringify(seed), 'seed.json');

/** Every member that there is. */
const WHOLE: EmulatorSeed = {
  github: {
    organization: 'acme',
    plan: 'team',
    teams: ['shop'],
    users: ['octocat'],
    repositories: [
      {
        name: 'cart',
        visibility: 'private',
        files: { 'README.md': '' },
        createdAt: '2026-10-01T08:00:00Z',
        defaultBranch: 'main',
        topics: ['api'],
        properties: { apiops: 'true', kinds: ['a', 'b'], none: null },
        archived: false,
        disabled: false,
        isFork: false,
        isTemplate: false,
        allowAutoMerge: true,
        protectedBranch: true,
        teams: ['shop'],
        noWrite: false,
        checks: 'pending',
      },
    ],
    manyRepositories: [
      { count: 2, prefix: 'api-', files: { a: 'a' } },
      { count: 1, prefix: 'old-', archived: true },
    ],
    secondaryLimitAfter: 5,
    limits: 'github',
    clockSpeed: 60,
    app: { permissions: { contents: 'write' }, repositories: ['cart'] },
  },
  azureDevOps: {
    organization: 'acme',
    project: 'apis',
    groups: ['shop'],
    users: ['a@example.com'],
    repositories: [
      { name: 'cart', files: { a: 'a' }, defaultBranch: 'trunk', isDisabled: false, noWrite: true, isFork: true },
    ],
    manyRepositories: [
      { count: 2, prefix: 'api-', protectedBranch: true },
      { count: 1, prefix: 'void-', files: {} },
    ],
    tenantId: '4c6e1a4e-2f0b-4f62-8f7d-5a1d9d1c7b20',
    retryAfterOnOk: 3,
    limits: 'azure-devops',
    clockSpeed: 60,
  },
  faults: { every: 7, seed: 3, delayMs: 5, hosts: true },
};

describe('a file that says what the emulator begins with', () => {
  let emulator: Emulator | undefined;
  afterEach(async () => emulator?.close());

  it('may have every member, or none', async () => {
    expect(parse(WHOLE)).toEqual(WHOLE);
    expect(parse({})).toEqual({});
    emulator = await startEmulator({ empty: true, ...parse({ ...WHOLE, faults: {} }) });
    const names = (host: string) => emulator?.hostState(host)['repositories'];
    expect(Object.keys(names('github') as object)).toEqual(['cart', 'api-0001', 'api-0002', 'old-0001']);
    expect(names('azure-devops')).toMatchObject([
      { name: 'cart' },
      { name: 'api-0001' },
      { name: 'api-0002' },
      { name: 'void-0001', defaultBranch: null },
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [], /the whole is \[\], expected an object/],
    ['an unknown member', { gitHub: {} }, /gitHub is \{\}, expected no such member, but github, azureDevOps, faults/],
    [
      'a misspelt flag',
      { github: { repositories: [{ name: 'a', archvied: true }] } },
      /github\.repositories\[0\]\.archvied is true, expected no such member/,
    ],
    [
      'a wrong type',
      {
        github: {
          manyRepositories: [
            { count: 1, prefix: 'a' },
            { count: '2', prefix: 'b' },
          ],
        },
      },
      /github\.manyRepositories\[1\]\.count is "2", expected a whole number/,
    ],
    ['a missing name', { azureDevOps: { repositories: [{}] } }, /azureDevOps\.repositories\[0\]\.name is missing/],
    ['a file that is no text', { github: { repositories: [{ name: 'a', files: { b: 1 } }] } }, /files\["b"\] is 1/],
    ['a word that is none', { github: { limits: 'all' } }, /github\.limits is "all", expected "github"/],
    ['a null', { azureDevOps: null }, /azureDevOps is null, expected an object/],
    ['a value out of range', { github: { clockSpeed: 0 } }, /github\.clockSpeed 0/],
    ['two kinds of faults', { faults: { every: 2, rate: 1 } }, /faults\.every 2/],
  ])('is refused with %s', (_, seed, problem) => {
    expect(() => parse(seed)).toThrow(problem);
    expect(() => parse(seed)).toThrow(/^seed\.json cannot be used/);
    expect(() => parse(seed)).toThrow(expect.objectContaining({ code: 'EMULATOR_SEED', hint: expect.any(String) }));
  });

  it('is refused where it is no JSON, and tells the first mistakes of many', () => {
    expect(() => parseEmulatorSeed('{', 'seed.json')).toThrow(/seed\.json .* is not JSON/);
    const repositories = Array.from({ length: 9 }, () => ({ name: 1 }));
    expect(() => parse({ github: { repositories } })).toThrow(/repositories\[4\]\.name .*; and 4 more$/);
  });
});
