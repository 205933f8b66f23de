import type { Tree } from '@nx/devkit';
import { logger } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { presetGenerator } from '../preset/generator.js';
import { changedFiles, filesOf, treeWith, type Files } from '../testing/golden.js';
import { loadYaml } from '../../../test-support/load-yaml.js';
import { pipelinesGenerator } from './generator.js';
import type { PipelinesSchema } from './schema.js';

beforeEach(() => void vi.spyOn(logger, 'info').mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

async function repository(hosting: 'github' | 'azure-devops' = 'github'): Promise<Tree> {
  const tree = treeWith();
  await presetGenerator(tree, { org: 'acme', hosting, environments: ['dev', 'prod'] });
  return tree;
}

async function generate(tree: Tree, schema: PipelinesSchema = {}): Promise<Files> {
  const before = filesOf(tree);
  await pipelinesGenerator(tree, schema);
  return changedFiles(before, filesOf(tree));
}

const read = (tree: Tree, path: string): string => tree.read(path, 'utf8') ?? '';
const pathsOf = (tree: Tree): readonly string[] =>
  Object.keys(filesOf(tree)).filter((path) => /^\.(github\/(workflows|apiops)|azure-pipelines)\//.test(path));
const SHARED = { form: 'shared', platform: 'acme/apim-platform', platformRef: 'v1.0.0' } as const;
const OWN_JOB = '  ours:\n    needs: dev\n    runs-on: ubuntu-latest\n    steps: []\n';

describe('pipelines', () => {
  it('follow apiops.yaml, and change nothing on a second run', async () => {
    const tree = await repository();
    const text = read(tree, 'apiops.yaml');
    tree.write('apiops.yaml', text.replace('extractFrom', '  - { name: dr, serviceName: apim-acme-dr }\nextractFrom'));
    await generate(tree);
    expect(loadYaml(read(tree, '.github/workflows/publish.yml'))).toMatchObject({
      jobs: {
        dev: { with: { environment: 'dev' } },
        prod: { needs: 'dev' },
        dr: { needs: 'prod', with: { environment: 'dr' } },
      },
    });
    expect(await generate(tree)).toEqual({});
  });

  it('say which version derived them', async () => {
    expect(read(await repository(), '.github/workflows/drift.yml')).toMatch(
      /^# Derived from apiops\.yaml by nx-apiops \d+\.\d+\.\d+\./,
    );
  });

  it('are thin callers in the shared form, and whole again in the inline form', async () => {
    const tree = await repository();
    const inline = filesOf(tree);
    await generate(tree, SHARED);
    expect(pathsOf(tree)).toEqual(
      ['drift', 'extract', 'publish', 'pull-request'].map((name) => `.github/workflows/${name}.yml`),
    );
    expect(read(tree, '.github/workflows/extract.yml')).toContain(
      'uses: acme/apim-platform/.github/workflows/apiops-extract.yml@v1.0.0',
    );
    await generate(tree, { form: 'inline' });
    expect(changedFiles(inline, filesOf(tree))).toEqual({ 'apiops.yaml': expect.stringContaining('ref: v1.0.0') });
  });

  it('move to Azure DevOps and back, and leave workflows of the user alone', async () => {
    const tree = await repository();
    tree.write('.github/workflows/ours.yml', 'name: ours\n');
    const before = filesOf(tree);
    await generate(tree, { hosting: 'azure-devops' });
    expect(pathsOf(tree)).toEqual([
      ...['drift', 'extract', 'publish', 'pull-request'].map((name) => `.azure-pipelines/${name}.yml`),
      ...['drift', 'extract', 'publish', 'pull-request', 'steps/install'].map(
        (name) => `.azure-pipelines/templates/${name}.yml`,
      ),
      '.github/workflows/ours.yml',
    ]);
    expect(read(tree, 'CODEOWNERS')).toContain('\n/.azure-pipelines/ @acme/api-platform\n');
    expect(tree.exists('.github/CODEOWNERS')).toBe(false);
    await generate(tree, { hosting: 'github' });
    expect(changedFiles(before, filesOf(tree))).toEqual({});
  });

  it('say which files of the former host are left and not used any more', async () => {
    const printed = (): readonly string[] => vi.mocked(logger.info).mock.calls.splice(0).flat();
    const tree = await repository();
    tree.write('.github/workflows/ours.yml', 'name: ours\n');
    printed();
    await generate(tree, { hosting: 'azure-devops' });
    expect(printed()).toContain('These files of the former host are not used any more:\n  .github/workflows/ours.yml');
    const other = await repository('azure-devops');
    await generate(other, { hosting: 'github' });
    expect(printed().join('\n')).not.toContain('not used any more');
  });

  it('refer to the platform repository by a tag in Azure DevOps', async () => {
    const tree = await repository('azure-devops');
    await generate(tree, { ...SHARED, platform: 'Integration/apim-platform' });
    expect(loadYaml(read(tree, '.azure-pipelines/publish.yml'))).toMatchObject({
      resources: {
        repositories: [
          { repository: 'platform', type: 'git', name: 'Integration/apim-platform', ref: 'refs/tags/v1.0.0' },
        ],
      },
      extends: { template: 'pipelines/publish.yml@platform' },
    });
  });

  it('keep jobs of the user, in both forms, and the gate waits for them', async () => {
    const tree = await repository();
    for (const name of ['publish', 'pull-request']) {
      const path = `.github/workflows/${name}.yml`;
      tree.write(path, read(tree, path).replace('  # <<< yours', `${OWN_JOB}  # <<< yours`));
    }
    await generate(tree, SHARED);
    expect(read(tree, '.github/workflows/publish.yml')).toContain(OWN_JOB);
    expect(loadYaml(read(tree, '.github/workflows/pull-request.yml'))).toMatchObject({
      jobs: { gate: { needs: ['apiops', 'ours'] }, ours: { needs: 'dev' } },
    });
  });

  it('keep stages and steps of the user in Azure DevOps', async () => {
    const tree = await repository('azure-devops');
    const own = '    afterPublish:\n      - script: npm run smoke # quick\n';
    const path = '.azure-pipelines/publish.yml';
    tree.write(path, read(tree, path).replace('    # <<< yours', `${own}    # <<< yours`));
    await generate(tree, SHARED);
    expect(read(tree, path)).toContain(own);
    expect(loadYaml(read(tree, path))).toMatchObject({
      extends: { parameters: { afterPublish: [{ script: 'npm run smoke' }] } },
    });
  });

  it('are not moved to another host while the user has jobs there; nothing is written then', async () => {
    const tree = await repository();
    const path = '.github/workflows/publish.yml';
    tree.write(path, read(tree, path).replace('  # <<< yours', `${OWN_JOB}  # <<< yours`));
    const before = filesOf(tree);
    await expect(generate(tree, { hosting: 'azure-devops' })).rejects.toThrow(`${path} has lines of yours`);
    expect(filesOf(tree)).toEqual(before);
  });

  it('change schedules in apiops.yaml, and keep its comments', async () => {
    const tree = await repository();
    const changed = await generate(tree, { extractSchedule: '7 2 * * 1', driftSchedule: 'never' });
    expect(Object.keys(changed)).toEqual([
      '.github/workflows/drift.yml',
      '.github/workflows/extract.yml',
      'apiops.yaml',
    ]);
    expect(changed['apiops.yaml']).toContain('# In the order of promotion');
    expect(changed['apiops.yaml']).toContain('pipelines:\n  schedules:\n    extract: 7 2 * * 1\n    drift: never\n');
  });

  it('start a file for own steps once', async () => {
    const tree = await repository();
    const path = '.github/apiops/after-publish/action.yml';
    expect(Object.keys(await generate(tree, { steps: 'after-publish' }))).toEqual([path]);
    expect(loadYaml(read(tree, path))).toMatchObject({ name: 'After publish', runs: { using: 'composite' } });
    tree.write(path, 'name: ours\n');
    expect(await generate(tree, { steps: 'after-publish' })).toEqual({});
  });

  it.each<[string, 'github' | 'azure-devops', PipelinesSchema, string]>([
    [
      'the shared form without a platform',
      'github',
      { form: 'shared' },
      '--form shared: the shared form needs pipelines.platform',
    ],
    ['half a platform', 'github', { platform: 'acme/x' }, '--platform acme/x: pipelines.platform lacks "ref"'],
    ['a schedule that is none', 'github', { driftSchedule: 'daily' }, '--drift-schedule daily: '],
    ['a version that is none', 'github', { platform: 'acme/x', platformRef: 'v 1' }, '--platform-ref v 1: '],
    ['files of steps for Azure DevOps', 'azure-devops', { steps: 'after-publish' }, '--steps is for GitHub'],
  ])('refuse %s and write nothing', async (_, hosting, schema, message) => {
    const tree = await repository(hosting);
    const before = filesOf(tree);
    await expect(generate(tree, schema)).rejects.toThrow(message);
    expect(filesOf(tree)).toEqual(before);
  });
});
