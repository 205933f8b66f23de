import { parseApiopsConfig } from '@nx-apiops/config';
import { describe, expect, it } from 'vitest';
import { applied, NEW_VERSION, snapshotWith, TARGET, textOf } from '../testing/sample-snapshot.js';
import type { OnboardingSupply } from './plan-onboarding.js';
import { planRepository, type RolloutTarget } from './plan-repository.js';
import { recognise } from './recognise.js';

const API = '{"properties":{}}';
const TOOLKIT = {
  'apimartifacts/apis/orders/apiInformation.json': API,
  'apimartifacts/named values/key/namedValueInformation.json': API,
  'configuration.extractor.yaml': 'apiNames: [orders]\n',
  'configuration.prod.yaml':
    'apimServiceName: apim-acme-prod\nnamedValues:\n  - name: key\n    properties: { value: "{#ORDERS_KEY#}" }\n',
  '.github/workflows/run-publisher.yaml': `name: Run publisher
on: { push: { branches: [main] } }
jobs:
  push-dev:
    uses: ./.github/workflows/run-publisher-with-env.yaml
    with: { API_MANAGEMENT_ENVIRONMENT: dev }
  push-prod:
    needs: push-dev
    uses: ./.github/workflows/run-publisher-with-env.yaml
    with: { API_MANAGEMENT_ENVIRONMENT: prod }
`,
  '.github/workflows/dev.yaml': `name: API_MANAGEMENT dev
on: workflow_dispatch
env: { AZURE_RESOURCE_GROUP_NAME: rg-dev }
jobs:
  publish:
    environment: { name: dev }
    steps:
      - run: publisher
        env: { API_MANAGEMENT_SERVICE_NAME: apim-acme-dev, AZURE_SUBSCRIPTION_ID: '\${{ secrets.S }}' }
`.replace('\\$', '$'),
};
const CLI = {
  'artifacts/apis/orders/apiInformation.json': API,
  'artifacts/namedValues/key/namedValueInformation.json': API,
};

const platform = { repository: 'acme/apim-platform', ref: 'v1.4.0' };
const target = (supply?: OnboardingSupply): RolloutTarget => ({
  ...TARGET,
  platform,
  onboarding: supply ? { 'acme/orders-apis': supply } : {},
});

describe('recognise', () => {
  it.each([
    ['toolkit', TOOLKIT, { kind: 'plain', folders: ['apimartifacts'], layout: 'toolkit' }],
    ['apiops-cli', CLI, { kind: 'plain', folders: ['artifacts'], layout: 'apiops-cli' }],
    ['unclear', { 'a/apis/x/apiInformation.json': API }, { kind: 'plain', folders: ['a'] }],
    ['both', { ...CLI, 'artifacts/named values/x/y.json': API }, { kind: 'plain', folders: ['artifacts'] }],
    ['at the root', { 'apis/x/apiInformation.json': API }, { kind: 'plain', folders: [''] }],
    [
      'with workspaces',
      { ...CLI, 'artifacts/workspaces/w/apis/x/apiInformation.json': API },
      { kind: 'plain', folders: ['artifacts'], layout: 'apiops-cli' },
    ],
    ['without APIs', { 'src/apis/index.ts': '' }, { kind: 'other' }],
    ['managed', { 'apiops.yaml': 'version: 1\n' }, { kind: 'managed' }],
  ])('tells a repository %s', (_, files, expected) => {
    expect(recognise(snapshotWith(files))).toEqual(expected);
  });
});

describe('onboarding', () => {
  it('brings a repository of the toolkit what its files tell, and thin callers', () => {
    const snapshot = snapshotWith(TOOLKIT, { defaultBranch: 'trunk' });
    const planned = planRepository(snapshot, target());
    expect(planned).toMatchObject({ status: 'change', isOnboarding: true, isDraft: true, conflicts: [] });
    const after = applied(snapshot, planned);
    expect(parseApiopsConfig(textOf(after, 'apiops.yaml'), 'apiops.yaml')).toMatchObject({
      organization: 'acme',
      repository: 'acme/orders-apis',
      hosting: 'github',
      artifacts: { folder: 'apimartifacts', layout: 'toolkit' },
      environments: [
        { name: 'dev', serviceName: 'apim-acme-dev', resourceGroup: 'rg-dev' },
        { name: 'prod', serviceName: 'apim-acme-prod' },
      ],
      pipelines: { form: 'shared', platform, branch: 'trunk', secrets: ['ORDERS_KEY'] },
    });
    expect(textOf(after, '.github/workflows/publish.yml')).toContain(`@${platform.ref}`);
    expect(after.paths).not.toContain('.github/workflows/apiops-publish.yml');
    expect(JSON.parse(textOf(after, 'package.json'))).toMatchObject({
      name: 'orders-apis',
      dependencies: { 'nx-apiops': `^${NEW_VERSION}` },
    });
    expect(JSON.parse(textOf(after, 'nx.json'))).toMatchObject({ defaultBase: 'trunk' });
    expect(planned.checks).toContainEqual(
      expect.stringMatching(/^Run npm install on this branch .*package-lock\.json/),
    );
    expect(planned.checks.join('\n')).toContain('.github/workflows/run-publisher.yaml');
    for (const path of Object.keys(TOOLKIT)) expect(after.files[path]).toEqual(snapshot.files[path]);
    expect(planRepository(after, target())).toMatchObject({ status: 'current', currentVersion: NEW_VERSION });
  });

  it('states the protection of the campaign', () => {
    const snapshot = snapshotWith(TOOLKIT);
    const planned = planRepository(snapshot, { ...target(), protection: { approvals: 2 } });
    const text = textOf(applied(snapshot, planned), 'apiops.yaml');
    expect(parseApiopsConfig(text, 'apiops.yaml').protection).toEqual({ approvals: 2 });
    expect(planned.checks.join('\n')).toContain('nx-apiops protect apply');
    expect(planned.changes.filter(({ path }) => path === 'apiops.yaml')).toHaveLength(1);
  });

  it('reads variables of Azure Pipelines', () => {
    const pipeline = `variables:
  - { name: API_MANAGEMENT_SERVICE_NAME, value: apim-acme-dev }
stages:
  - stage: dev
    jobs: [{ deployment: publish, environment: dev }]
`;
    const snapshot = snapshotWith(
      { ...CLI, 'azure-pipelines.yml': pipeline },
      { host: 'azure-devops', fullName: 'acme/apis/orders' },
    );
    const after = applied(snapshot, planRepository(snapshot, target()));
    expect(parseApiopsConfig(textOf(after, 'apiops.yaml'), 'apiops.yaml')).toMatchObject({
      organization: 'acme',
      project: 'apis',
      environments: [{ name: 'dev', serviceName: 'apim-acme-dev' }],
    });
    expect(after.paths).toContain('.azure-pipelines/publish.yml');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['environments', CLI, ['environments']],
    ['an instance', { ...CLI, 'configuration.dev.yaml': 'namedValues: []\n' }, ['environments: serviceName of dev']],
    [
      'an instance that is told in two ways',
      { ...TOOLKIT, 'configuration.dev.yaml': 'apimServiceName: apim-other\n' },
      ['environments: serviceName of dev'],
    ],
    [
      'instances that are one',
      {
        ...CLI,
        'configuration.dev.yaml': 'apimServiceName: apim\n',
        'configuration.prod.yaml': 'apimServiceName: apim\n',
      },
      ['environments: serviceName of dev', 'environments: serviceName of prod'],
    ],
    [
      'the order',
      {
        ...CLI,
        'configuration.a.yaml': 'apimServiceName: apim-a\n',
        'configuration.b.yaml': 'apimServiceName: apim-b\n',
      },
      ['environments: their order'],
    ],
    [
      'layout and folder',
      { 'apis/x/apiInformation.json': API, 'configuration.dev.yaml': 'apimServiceName: apim\n' },
      ['artifacts.folder', 'artifacts.layout'],
    ],
  ])('guesses nothing, and names what is missing: %s', (_, files, missing) => {
    const planned = planRepository(snapshotWith(files), target());
    expect(planned).toMatchObject({ status: 'skipped', skip: 'onboarding-incomplete', missing, changes: [] });
    expect(JSON.stringify(planned)).not.toContain('TODO');
  });

  it('takes from the campaign what the files do not tell, and the order', () => {
    const files = { ...CLI, 'configuration.b.yaml': 'apimServiceName: apim-b\n' };
    const supply = { environments: [{ name: 'b' }, { name: 'a', serviceName: 'apim-a', resourceGroup: 'rg' }] };
    const snapshot = snapshotWith(files);
    const planned = planRepository(snapshot, target(supply));
    expect(planned).toMatchObject({ status: 'change' });
    const after = applied(snapshot, planned);
    expect(parseApiopsConfig(textOf(after, 'apiops.yaml'), 'apiops.yaml').environments).toMatchObject([
      { name: 'b', serviceName: 'apim-b' },
      { name: 'a', serviceName: 'apim-a', resourceGroup: 'rg' },
    ]);
  });

  it('says what is wrong with what the campaign states', () => {
    const supply = { environments: [{ name: 'Dev', serviceName: 'apim' }] };
    const planned = planRepository(snapshotWith(CLI), target(supply));
    expect(planned).toMatchObject({ skip: 'onboarding-incomplete' });
    expect(planned.missing[0]).toContain('environments[0].name');
  });

  it('is left out without a word of it in the campaign, and needs a platform', () => {
    expect(planRepository(snapshotWith(CLI), TARGET)).toMatchObject({ status: 'skipped', skip: 'onboarding-off' });
    const { platform: _, ...rest } = target({ environments: [{ name: 'dev', serviceName: 'apim' }] });
    expect(planRepository(snapshotWith(CLI), rest).missing).toEqual(['pipelines.platform']);
  });

  it('never writes over a file that is there', () => {
    const ours = { '.github/workflows/publish.yml': 'name: Ours\n', 'package.json': '{"name":"ours"}\n' };
    const snapshot = snapshotWith({ ...TOOLKIT, ...ours });
    const planned = planRepository(snapshot, target());
    expect(planned).toMatchObject({ status: 'conflict', conflicts: [{ reason: 'foreign' }] });
    expect(planned.checks.join('\n')).toContain('see what nx-apiops needs in them: package.json.');
    expect(planned.checks).toContainEqual(expect.stringContaining('commit package.json and package-lock.json'));
    const after = applied(snapshot, planned);
    for (const [path, text] of Object.entries(ours)) expect(textOf(after, path)).toBe(text);
  });
});
