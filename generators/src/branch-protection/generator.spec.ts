import { logger, type Tree } from '@nx/devkit';
import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { ACTION_PINS } from '@nx-apiops/rollout';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pipelinesGenerator } from '../pipelines/generator.js';
import { presetGenerator } from '../preset/generator.js';
import type { PresetSchema } from '../preset/schema.js';
import { changedFiles, expectGolden, expectWellFormed, filesOf, treeWith, type Files } from '../testing/golden.js';
import { branchProtectionGenerator } from './generator.js';
import type { BranchProtectionSchema } from './schema.js';

let said: readonly string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(logger, 'info').mockImplementation((message: string) => void (said = [...said, message]));
});
afterEach(() => void vi.restoreAllMocks());

async function repository(preset: Partial<PresetSchema> = {}): Promise<Tree> {
  const tree = treeWith();
  await presetGenerator(tree, { org: 'acme', environments: ['dev', 'prod'], ...preset });
  return tree;
}

async function protect(tree: Tree, schema: BranchProtectionSchema = {}): Promise<Files> {
  const before = filesOf(tree);
  await branchProtectionGenerator(tree, schema);
  return changedFiles(before, filesOf(tree));
}

const configOf = (tree: Tree): ApiopsConfig => parseApiopsConfig(tree.read('apiops.yaml', 'utf8') ?? '', 'apiops.yaml');
const approvals = (tree: Tree): unknown => configOf(tree).environments.map(({ approval }) => approval);
const edit = (tree: Tree, path: string, change: (text: string) => string): void =>
  tree.write(path, change(tree.read(path, 'utf8') ?? ''));

const CASES: Readonly<
  Record<string, { readonly preset: Partial<PresetSchema>; readonly options: BranchProtectionSchema }>
> = {
  'github-minimal': { preset: {}, options: {} },
  'azure-devops-full': {
    preset: { hosting: 'azure-devops', environments: ['dev', 'qa', 'prod'], platformTeam: 'integration' },
    options: {
      approvals: 2,
      breakGlass: 'API on call',
      environments: ['qa', ' prod'],
      reviewers: ['API Platform', 'alice@acme.example'],
    },
  },
};

describe.each(Object.entries(CASES))('branch-protection: %s', (name, { preset, options }) => {
  it('writes the golden file, and says what to do next', async () => {
    const tree = await repository(preset);
    const changed = await protect(tree, options);
    expectGolden(changed, import.meta.url, name);
    expectWellFormed(changed);
    expect(said).toEqual([expect.stringContaining('npx nx-apiops protect plan')]);
  });

  it('changes nothing on a second run, with and without the options', async () => {
    const tree = await repository(preset);
    await protect(tree, options);
    expect(await protect(tree, options)).toEqual({});
    expect(await protect(tree)).toEqual({});
  });
});

describe('branch-protection', () => {
  it('keeps what stands there, its comments and formatting, unless an option names it', async () => {
    const tree = await repository();
    const own = 'protection:\n  approvals:   2 # both sites\n  signedCommits: true\n  actions: { token: write }\n';
    edit(tree, 'apiops.yaml', (text) => `${text}${own}`);
    await protect(tree);
    expect(configOf(tree).protection).toMatchObject({
      approvals: 2,
      codeOwners: true,
      signedCommits: true,
      actions: { token: 'write', allowed: ['azure/login@*'], pullRequests: true },
    });
    expect(tree.read('apiops.yaml', 'utf8')).toContain('  approvals:   2 # both sites\n');
    await protect(tree, { approvals: 0 });
    expect(configOf(tree).protection?.approvals).toBe(0);
    expect(tree.read('apiops.yaml', 'utf8')).toContain('  approvals: 0 # both sites\n');
  });

  it('keeps reviewers that stand there unless others are named, and their other keys', async () => {
    const tree = await repository();
    edit(tree, 'apiops.yaml', (text) =>
      text.replace(
        'serviceName: apim-acme-prod\n',
        'serviceName: apim-acme-prod\n    approval: { reviewers: ["@jo"], selfReview: true, waitMinutes: 5 }\n',
      ),
    );
    await protect(tree);
    const standing = { reviewers: ['@jo'], selfReview: true, waitMinutes: 5 };
    expect(approvals(tree)).toEqual([undefined, standing]);
    await protect(tree, { reviewers: ['sre'] });
    expect(approvals(tree)).toEqual([undefined, { ...standing, reviewers: ['sre'] }]);
  });

  it('lets the owner of everything else approve, and nobody where there is none', async () => {
    const tree = await repository();
    edit(tree, '.github/CODEOWNERS', (text) => text.replace('* @acme/api-platform', '* @jo @acme/api-platform'));
    await protect(tree, { environments: ['dev'] });
    expect(approvals(tree)).toEqual([{ reviewers: ['@jo'], selfReview: false }, undefined]);
    const other = await repository();
    other.delete('.github/CODEOWNERS');
    await expect(protect(other)).rejects.toThrow('CODEOWNERS has no * line');
    await protect(other, { reviewers: ['sre'] });
    expect(approvals(other)).toEqual([undefined, { reviewers: ['sre'], selfReview: false }]);
  });

  it('states no approval where it is not wanted', async () => {
    const tree = await repository();
    tree.delete('.github/CODEOWNERS');
    await protect(tree, { approval: false });
    expect(approvals(tree)).toEqual([undefined, undefined]);
    expect(configOf(tree).protection?.approvals).toBe(1);
  });

  it('allows the actions that pipelines and own jobs use, in every version, and none of GitHub and the organization', async () => {
    const tree = await repository();
    await pipelinesGenerator(tree, { form: 'shared', platform: 'other/apim-platform', platformRef: 'v1' });
    const uses = ["'docker/login-action@v4'", 'acme/smoke@v1', 'github/codeql-action/init@v4', './.github/apiops/x'];
    const own = uses.map((action) => `      - uses: ${action}\n`).join('');
    tree.write('.github/workflows/ours.yml', `jobs:\n  ours:\n    steps:\n${own}`);
    await protect(tree);
    expect(configOf(tree).protection?.actions?.allowed).toEqual([
      'azure/login@*',
      'docker/login-action@*',
      ...['drift', 'extract', 'publish', 'pull-request'].map(
        (name) => `other/apim-platform/.github/workflows/apiops-${name}.yml@*`,
      ),
    ]);
  });

  it('allows every action that is pinned for the workflows of repositories and is not of GitHub', async () => {
    const tree = await repository();
    await protect(tree);
    const foreign = Object.keys(ACTION_PINS).filter((action) => !/^(actions|github)\//.test(action));
    expect(configOf(tree).protection?.actions?.allowed).toEqual(foreign.map((action) => `${action}@*`));
  });

  it.each<[string, BranchProtectionSchema, string]>([
    ['an unknown environment', { environments: ['prd'] }, '"prd" is no environment of apiops.yaml'],
    ['more approvals than hosts take', { approvals: 11 }, 'protection.approvals'],
    ['half an approval', { approvals: 1.5 }, 'protection.approvals'],
    ['a team that is none', { breakGlass: 'a,b' }, 'protection.breakGlass'],
    ['too many reviewers', { reviewers: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, 'environments[1].approval.reviewers'],
    ['options that contradict each other', { approval: false, reviewers: ['sre'] }, '--no-approval contradicts'],
  ])('refuses %s and writes nothing', async (_, schema, message) => {
    const tree = await repository();
    const before = filesOf(tree);
    await expect(protect(tree, schema)).rejects.toThrow(message);
    expect(filesOf(tree)).toEqual(before);
  });
});
