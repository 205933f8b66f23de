import { readFileSync } from 'node:fs';
import { parseApiopsConfig } from '@nx-apiops/config';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { applySettings, planSettings, readSettings } from '@nx-apiops/plan';
import { afterEach, describe, expect, it } from 'vitest';
import {
  askChecks,
  runSource,
  stageResources,
  type StageDecision,
} from '../../../test-support/pipelines/azure-checks.js';
import { expandTemplate, type ReadTemplate } from '../../../test-support/pipelines/azure-templates.js';
import { object } from '../../../test-support/pipelines/json.js';
import {
  azureDevOpsHost,
  azureDevOpsPipelines,
  createAzureDevOpsClient,
  parseAzureDevOpsRepository,
  prepareProtection,
} from '../src/index.js';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

const ROOT = new URL('../../../', import.meta.url);
const CONFIG = `version: 1
organization: acme
hosting: azure-devops
project: apis
environments:
  - { name: dev, serviceName: apim-dev }
  - { name: prod, serviceName: apim-prod, approval: { reviewers: [api-platform] } }
identity: { tenantId: 11111111-2222-3333-4444-555555555555, location: westeurope }
protection: { approvals: 1 }
pipelines: { secrets: [KEY]`;
const INLINE = `${CONFIG} }\n`;
const SHARED = `${CONFIG}, form: shared, platform: { repository: apis/apim-platform, ref: v1.0.0 } }\n`;

const host = async ({ url }: Emulator, text: string) =>
  azureDevOpsHost({
    client: createAzureDevOpsClient({ organizationUrl: `${url}/azure-devops/acme` }),
    repository: parseAzureDevOpsRepository('apis/acme-apis'),
    config: parseApiopsConfig(text, 'apiops.yaml'),
  });

const plan = async (emulated: Emulator, text: string) => {
  const port = await host(emulated, text);
  const { actions, notes } = await prepareProtection(parseApiopsConfig(text, 'apiops.yaml'), port);
  return { ids: actions.map(({ kind, id }) => `${kind} ${id}`), notes };
};

async function protect(emulated: Emulator, text: string): Promise<void> {
  const port = await host(emulated, text);
  const results = await applySettings(
    await prepareProtection(parseApiopsConfig(text, 'apiops.yaml'), port),
    port.handlers,
  );
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
}

/** The connections that `identity apply` makes. */
async function connect({ url }: Emulator): Promise<void> {
  const client = createAzureDevOpsClient({ organizationUrl: `${url}/azure-devops/acme` });
  const { handlers } = await azureDevOpsPipelines(client, parseAzureDevOpsRepository('apis/acme-apis'));
  const id = '11111111-2222-3333-4444-555555555555';
  const value = { subscriptionId: id, tenantId: id, clientId: id, federated: true };
  const desired = ['dev', 'prod'].flatMap((name) =>
    ['reader', 'publisher'].map((kind) => ({ type: 'service connection', name: `${kind}-${name}`, value })),
  );
  const actual = await readSettings(desired, handlers);
  await applySettings(planSettings({ target: 'here', desired, actual }), handlers);
}

async function guarded(text: string): Promise<Emulator> {
  emulator = await startEmulator();
  await connect(emulator);
  await protect(emulator, text);
  return emulator;
}

/** The pipeline of the repository, in the form that extends a template of the platform or of its own. */
const caller = (file: string, form: 'inline' | 'shared', more = ''): string =>
  `${form === 'shared' ? 'resources: { repositories: [{ repository: platform, type: git, name: apis/apim-platform, ref: refs/tags/v1.0.0 }] }\n' : ''}extends:
  template: ${form === 'shared' ? `pipelines/${file}@platform` : `templates/${file}`}
  parameters:
    environments: ${file === 'publish.yml' ? "[{ name: dev, after: '' }, { name: prod, after: dev }]" : '[dev, prod]'}
${file === 'pull-request.yml' ? '' : '    secrets: [KEY]\n'}${more}`;

const STOLEN = (connection: string) => `    - stage: stolen
      dependsOn: []
      jobs:
        - job: stolen
          steps:
            - { task: AzureCLI@2, inputs: { azureSubscription: ${connection}, scriptType: bash, inlineScript: az apim list } }
`;
/** A pipeline that somebody wrote by hand: it names neither environment nor template. */
const byHand = (connection: string) => `stages:\n${STOLEN(connection)}`;
const withStage = (file: string, connection: string) =>
  caller(file, 'shared', `    stages:\n${STOLEN(connection).replace(/^/gm, '    ')}`);

const read =
  (text: string): ReadTemplate =>
  (path, alias) =>
    alias === 'self' && !path.includes('templates/')
      ? text
      : readFileSync(new URL(path.replace(/^.*templates\//, 'pipelines/'), ROOT), 'utf8');

/** What the checks say to each stage of a run. */
async function decisions(
  { url }: Emulator,
  { pipeline, ref, text }: { readonly pipeline: string; readonly ref: string; readonly text: string },
): Promise<Readonly<Record<string, StageDecision>>> {
  const checks = askChecks(`${url}/azure-devops/acme/apis`);
  const file = `.azure-pipelines/${pipeline.replace('apiops-', '')}.yml`;
  const { stages } = expandTemplate(file, read(text), {});
  const source = runSource({ file, read: read(text) }, { name: 'apis/acme-apis', ref });
  const decided: Record<string, StageDecision> = {};
  for (const stage of stages) {
    decided[String(object(stage)['stage'])] = await checks.decide(stageResources(stage), { ...source, pipeline });
  }
  return decided;
}

const statuses = (decided: Readonly<Record<string, StageDecision>>) =>
  Object.fromEntries(Object.entries(decided).map(([stage, { status }]) => [stage, status]));

describe('the guards of service connections and variable groups', () => {
  it.each([
    ['inline', INLINE],
    ['shared', SHARED],
  ] as const)(
    'let the pipelines of the %s form through, publishing to prod after its approvals',
    async (form, text) => {
      const emulated = await guarded(text);
      const main = 'refs/heads/main';
      const publish = await decisions(emulated, {
        pipeline: 'apiops-publish',
        ref: main,
        text: caller('publish.yml', form),
      });
      expect(statuses(publish)).toEqual({
        plan_dev: 'approved',
        publish_dev: 'approved',
        plan_prod: 'approved',
        publish_prod: 'running',
      });
      // One for the environment, one for the connection.
      expect(publish['publish_prod']?.approvals).toHaveLength(2);
      await askChecks(`${emulated.url}/azure-devops/acme/apis`).approve(publish['publish_prod']?.approvals ?? []);
      const drift = await decisions(emulated, { pipeline: 'apiops-drift', ref: main, text: caller('drift.yml', form) });
      expect(new Set(Object.values(statuses(drift)))).toEqual(new Set(['approved']));
      const pull = { pipeline: 'apiops-pull-request', ref: 'refs/pull/7/merge' };
      const planned = await decisions(emulated, { ...pull, text: caller('pull-request.yml', form) });
      expect(new Set(Object.values(statuses(planned)))).toEqual(new Set(['approved']));
    },
  );

  /** Who can run their own code with which identity, by a push or a pull request alone: docs/security.md. */
  it.each([
    ['inline', 'publisher-prod', 'apiops-publish', 'refs/heads/mine', 'rejected'],
    ['inline', 'publisher-dev', 'apiops-publish', 'refs/heads/mine', 'rejected'],
    ['inline', 'publisher-dev', 'apiops-publish', 'refs/pull/7/merge', 'rejected'],
    ['inline', 'publisher-dev', 'apiops-publish', 'refs/tags/v1.0.0', 'rejected'],
    ['inline', 'publisher-dev', 'apiops-pull-request', 'refs/heads/main', 'running'],
    ['inline', 'publisher-prod', 'apiops-publish', 'refs/heads/main', 'running'],
    ['inline', 'reader-prod', 'apiops-pull-request', 'refs/pull/7/merge', 'approved'],
    ['inline', 'reader-prod', 'apiops-publish', 'refs/heads/mine', 'approved'],
    ['shared', 'publisher-dev', 'apiops-publish', 'refs/heads/mine', 'rejected'],
    ['shared', 'publisher-dev', 'apiops-publish', 'refs/heads/main', 'rejected'],
    ['shared', 'reader-prod', 'apiops-pull-request', 'refs/pull/7/merge', 'rejected'],
  ] as const)(
    '%s form: %s in a pipeline by hand, run as %s at %s: %s',
    async (form, connection, pipeline, ref, status) => {
      const emulated = await guarded(form === 'inline' ? INLINE : SHARED);
      const decided = await decisions(emulated, { pipeline, ref, text: byHand(connection) });
      expect(statuses(decided)).toEqual({ stolen: status });
    },
  );

  it.each([
    ['publisher-dev', 'apiops-publish', 'refs/heads/mine', 'rejected'],
    ['publisher-prod', 'apiops-publish', 'refs/tags/v1.0.0', 'running'],
    // What the note about tags is for.
    ['publisher-dev', 'apiops-publish', 'refs/tags/v1.0.0', 'approved'],
    ['reader-prod', 'apiops-pull-request', 'refs/pull/7/merge', 'approved'],
  ] as const)(
    'shared form: %s in a stage of their own, run as %s at %s: %s',
    async (connection, pipeline, ref, status) => {
      const emulated = await guarded(SHARED);
      const text = withStage(`${pipeline.replace('apiops-', '')}.yml`, connection);
      expect(statuses(await decisions(emulated, { pipeline, ref, text }))['stolen']).toBe(status);
      expect((await plan(emulated, SHARED)).notes).toContainEqual(expect.stringContaining('is a tag (v1.0.0)'));
    },
  );

  it('refuse the values of secrets to a pushed branch', async () => {
    const emulated = await guarded(INLINE);
    const text = 'stages:\n  - stage: stolen\n    variables: [{ group: apiops-prod }]\n    jobs: []\n';
    const at = async (ref: string) => statuses(await decisions(emulated, { pipeline: 'apiops-publish', ref, text }));
    expect(await at('refs/heads/mine')).toEqual({ stolen: 'rejected' });
    expect(await at('refs/heads/main')).toEqual({ stolen: 'approved' });
  });

  it('are named by the plan when they are missing, and brought back by the next apply', async () => {
    const emulated = await guarded(INLINE);
    const checks = emulated.hostState('azure-devops')['checks'] as unknown as readonly {
      readonly id: number;
      readonly type: { readonly name: string };
      readonly resource: { readonly type: string; readonly name: string };
    }[];
    const gone = checks.filter(({ resource }) => resource.type !== 'environment');
    for (const { id } of gone) {
      const url = `${emulated.url}/azure-devops/acme/apis/_apis/pipelines/checks/configurations/${id}`;
      const response = await fetch(`${url}?api-version=7.1-preview.1`, {
        method: 'DELETE',
        headers: { authorization: 'Bearer somebody' },
      });
      expect(response.status).toBe(204);
    }
    expect((await plan(emulated, INLINE)).ids).toEqual([
      'create branch control variablegroup/apiops-dev',
      'create branch control variablegroup/apiops-prod',
      'create branch control endpoint/publisher-dev',
      'create approval endpoint/publisher-prod',
      'create branch control endpoint/publisher-prod',
    ]);
    await protect(emulated, INLINE);
    expect((await plan(emulated, INLINE)).ids).toEqual([]);
  });

  it('say what makes the connections where they are missing', async () => {
    emulator = await startEmulator();
    const port = await host(emulator, INLINE);
    const config = parseApiopsConfig(INLINE, 'apiops.yaml');
    const results = await applySettings(await prepareProtection(config, port), port.handlers);
    const failed = results.flatMap((result) => (result.status === 'failed' ? [result.error] : []));
    expect(failed[0]).toMatchObject({
      code: 'SCM_NOT_FOUND',
      message: expect.stringMatching(/no service connection (?:reader|publisher)-/),
      hint: expect.stringContaining('identity apply'),
    });
  });

  it('are of connections that somebody made by hand, too', async () => {
    const without = INLINE.replace(/identity:.*\n/, '');
    emulator = await startEmulator();
    await protect(emulator, without);
    expect((await plan(emulator, without)).ids).toEqual([]);
    await connect(emulator);
    expect((await plan(emulator, without)).ids).toContain('create approval endpoint/publisher-prod');
  });

  it('shows checks of others on a connection, and leaves them', async () => {
    const emulated = await guarded(INLINE);
    const client = createAzureDevOpsClient({ organizationUrl: `${emulated.url}/azure-devops/acme` });
    const endpoints = emulated.hostState('azure-devops')['endpoints'] as unknown as readonly {
      readonly id: string;
      readonly name: string;
    }[];
    const id = endpoints.find(({ name }) => name === 'publisher-prod')?.id ?? '';
    await client.send({
      method: 'POST',
      path: 'apis/_apis/pipelines/checks/configurations',
      version: '7.1-preview.1',
      body: {
        type: { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' },
        resource: { type: 'endpoint', id, name: 'publisher-prod' },
        settings: { displayName: 'Business hours', definitionRef: { id: '445fde2f-6c39-441c-807f-8a59ff2e075f' } },
      },
    });
    const { ids, notes } = await plan(emulated, INLINE);
    expect(ids).toEqual([]);
    expect(notes).toContain(
      'The check "Business hours" of others applies to the service connection publisher-prod as well.',
    );
  });
});
