import { cpSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiopsRepository, type ApiopsRepository } from '../test-support/pipelines/apiops-repository.js';
import { runAzurePipeline, type AzureJobRun, type AzureRun } from '../test-support/pipelines/azure-runner.js';
import { object } from '../test-support/pipelines/json.js';
import { runGithubWorkflow, type GithubRun, type JobRun } from '../test-support/pipelines/github-runner.js';

/** The platform repository, whose workflows and templates the shared form uses. */
const PLATFORM = new URL('../', import.meta.url);

/** What an administrator sets up. */
const VARS = { AZURE_READER_CLIENT_ID: 'reader', AZURE_TENANT_ID: 'tenant' };
const ENVIRONMENT_VARS = {
  dev: { AZURE_CLIENT_ID: 'publisher-dev' },
  qa: { AZURE_CLIENT_ID: 'publisher-qa' },
  prod: { AZURE_CLIENT_ID: 'publisher-prod' },
};
const TOKEN = 'value-of-the-token';
const OWN_JOB = '  ours:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ours\n';

// The steps are shell scripts for the Linux machines of both hosts.
const canRun = process.platform !== 'win32';
const SKIPPED = canRun ? '' : ' (skipped: the steps need a Unix shell)';

let repository: ApiopsRepository;
beforeAll(async () => {
  if (canRun) repository = await createApiopsRepository();
}, 120_000);
afterAll(async () => repository?.stop());

interface AnyJob {
  readonly name: string;
  readonly result: string;
  readonly log: string;
}
const results = (jobs: readonly AnyJob[]) => Object.fromEntries(jobs.map(({ name, result }) => [name, result]));
const logOf = (jobs: readonly AnyJob[]) => jobs.map((job) => `==== ${job.name}: ${job.result}\n${job.log}`).join('\n');
const urlOf = async (environment: string) => (await repository.live(environment, 'backends/orders')).properties['url'];

/** What the branch has becomes what main has, as a merge does. */
async function merge(): Promise<string> {
  await repository.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/main');
  return repository.git('rev-parse', 'HEAD');
}

async function edit(path: string, from: string, to: string): Promise<string> {
  repository.write(path, repository.read(path).replace(from, to));
  return repository.commit(`Edit ${path}`);
}

describe.skipIf(!canRun)(`the GitHub workflows of a generated repository${SKIPPED}`, () => {
  /** Runs a workflow on an event, as it stands in the repository. */
  const start = async (file: string, github: GithubRun['github'], more: Partial<GithubRun> = {}) =>
    runGithubWorkflow(repository.machine, {
      workflow: repository.read(`.github/workflows/${file}`),
      secrets: { ORDERS_KEY: TOKEN, PROD_ORDERS_KEY: `${TOKEN}-prod` },
      called: (uses) =>
        uses.startsWith('./')
          ? repository.read(uses)
          : readFileSync(new URL(/\.github\/.*(?=@)/.exec(uses)?.[0] ?? '', PLATFORM), 'utf8'),
      github: { repository: 'acme/acme-apis', ref_name: 'main', api_url: repository.host.url, ...github },
      vars: VARS,
      environmentVars: ENVIRONMENT_VARS,
      ...more,
    });
  const pullRequest = async (from = 'acme/acme-apis') => {
    const base = await repository.git('rev-parse', 'origin/main');
    await repository.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/pull/7/merge');
    return {
      event_name: 'pull_request',
      sha: await repository.git('rev-parse', 'HEAD'),
      event: { pull_request: { number: 7, base: { sha: base }, head: { repo: { full_name: from } } } },
    };
  };
  const pushed = (sha: string) => ({ event_name: 'push', sha });
  const byHand = (sha: string) => ({ event_name: 'workflow_dispatch', sha });
  const jobNamed = (jobs: readonly JobRun[], name: string) => jobs.find((job) => job.name === name);

  it('follow apiops.yaml by nx sync, which keeps own jobs; sync:check shows any other edit', async () => {
    const file = '.github/workflows/publish.yml';
    const text = repository.read(file).replace('  # <<< yours', `${OWN_JOB}  # <<< yours`);
    repository.write(file, text.replace('branches: [main]', 'branches: [trunk]'));
    const check = await repository.nx('sync:check');
    expect(check.code).toBe(1);
    expect(check.output).toContain(`${file} (- as it is, + as it should be):`);
    expect(check.output).toMatch(/- {5}branches: \[trunk\]\n.*\+ {5}branches: \[main\]/);
    expect(check.output).not.toContain('ours');
    repository.write(
      'apiops.yaml',
      `${repository.read('apiops.yaml')}pipelines:\n  secrets: [ORDERS_KEY]\n  shardAbove: 1\n`,
    );
    const sync = await repository.nx('sync');
    expect(sync.code, sync.output).toBe(0);
    expect(repository.read(file)).toContain(OWN_JOB);
    expect(repository.read(file)).toContain('ORDERS_KEY=${{ secrets.DEV_ORDERS_KEY || secrets.ORDERS_KEY }}');
    expect(repository.read(file)).not.toContain('trunk');
    expect(await repository.nx('sync:check')).toMatchObject({ code: 0 });
    repository.write('apim-artifacts/apis/orders/catalog-info.yaml', 'kind: API\nspec: { owner: sales-team }\n');
    expect(await repository.nx('sync:check')).toMatchObject({
      code: 1,
      output: expect.stringContaining('+ /apim-artifacts/apis/orders/ @acme/sales-team'),
    });
    expect(await repository.nx('sync')).toMatchObject({ code: 0 });
    const properties = { displayName: 'orders-key', secret: true };
    repository.write(
      'apim-artifacts/namedValues/orders-key/namedValueInformation.json',
      JSON.stringify({ properties }),
    );
    const override = "namedValues:\n  - name: orders-key\n    properties:\n      value: '{#ORDERS_KEY#}'\n";
    for (const name of ['dev', 'qa', 'prod'])
      repository.write(`configuration.${name}.yaml`, `${repository.read(`configuration.${name}.yaml`)}${override}`);
    for (const file of ['apiInformation.json', 'policy.xml', 'specification.yaml']) {
      const text = repository.read(`apim-artifacts/apis/orders/${file}`);
      const billing = text.replaceAll('"Orders"', '"Billing"').replace('"path": "orders"', '"path": "billing"');
      repository.write(`apim-artifacts/apis/billing/${file}`, billing);
    }
    await repository.commit('Add billing, the key of orders, and a job of our own');
    await merge();
  }, 180_000);

  it('show on a pull request what its merge would publish, in one comment', async () => {
    await edit('configuration.qa.yaml', 'orders.qa', 'orders.test');
    const jobs = await start('pull-request.yml', await pullRequest());
    expect(results(jobs), logOf(jobs)).toEqual({
      'apiops / checks': 'success',
      // One API for each machine: both use the backend whose override changes.
      'apiops / shard (1, billing)': 'success',
      'apiops / shard (2, orders)': 'success',
      'apiops / plan (dev, azurecloud)': 'success',
      'apiops / plan (qa, azurecloud)': 'success',
      'apiops / plan (prod, azurecloud)': 'success',
      'apiops / comment': 'success',
      gate: 'success',
    });
    const [comment, ...others] = repository.host.items('comments');
    expect(others).toEqual([]);
    expect(comment?.['body']).toMatch(/apim-acme-dev[^]*apim-acme-qa[^]*orders\.test\.example[^]*apim-acme-prod/);
    expect(jobNamed(jobs, 'apiops / plan (qa, azurecloud)')?.summary).toContain('apim-acme-qa');
    expect(jobs.flatMap(({ identities }) => identities)).toEqual(['reader', 'reader', 'reader']);
    expect(repository.host.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  }, 120_000);

  it('check a pull request from a fork without any identity, and say no to what cannot be published', async () => {
    const jobs = await start('pull-request.yml', await pullRequest('someone/acme-apis'), { vars: {} });
    expect(results(jobs), logOf(jobs)).toMatchObject({
      'apiops / checks': 'success',
      'apiops / plan': 'skipped',
      'apiops / comment': 'skipped',
      gate: 'success',
    });
    await edit('configuration.prod.yaml', 'name: orders', 'name: odrers');
    const refused = await start('pull-request.yml', await pullRequest());
    expect(results(refused), logOf(refused)).toMatchObject({
      'apiops / plan (dev, azurecloud)': 'success',
      'apiops / plan (prod, azurecloud)': 'failure',
      'apiops / comment': 'success',
      gate: 'failure',
    });
    expect(jobNamed(refused, 'apiops / plan (prod, azurecloud)')?.log).toContain('odrers');
    const [comment, ...others] = repository.host.items('comments');
    expect(others).toEqual([]);
    expect(comment?.['body']).toContain('No plan could be made');
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  }, 180_000);

  it('publish a merge to one environment after the other, each with its approval, overrides and secrets', async () => {
    const approved: string[] = [];
    const jobs = await start('publish.yml', pushed(await merge()), {
      approve: async (environment) => void approved.push(environment),
    });
    expect(results(jobs), logOf(jobs)).toEqual({
      'dev / plan': 'success',
      'dev / publish': 'success',
      'qa / plan': 'success',
      'qa / publish': 'success',
      'prod / plan': 'success',
      'prod / publish': 'success',
      ours: 'success',
    });
    expect(approved).toEqual(['dev', 'qa', 'prod']);
    expect(await Promise.all(['dev', 'qa', 'prod'].map(urlOf))).toEqual([
      'https://orders.dev.example.com',
      'https://orders.test.example.com',
      'https://orders.prod.example.com',
    ]);
    expect(jobNamed(jobs, 'prod / plan')?.identities).toEqual(['reader']);
    expect(jobNamed(jobs, 'prod / publish')?.identities).toEqual(['publisher-prod']);
    const keys = ['dev', 'prod'].map((name) =>
      repository.emulator.request('POST', `apim-acme-${name}`, 'namedValues/orders-key/listValue'),
    );
    expect(await Promise.all(keys)).toMatchObject([{ value: TOKEN }, { value: `${TOKEN}-prod` }]);
    // Shown to the runner alone, which masks it from then on.
    expect(logOf(jobs).replaceAll(/::add-mask::.*/g, '')).not.toContain(TOKEN);
  }, 180_000);

  it('stop where an instance changed between plan and approval, and complete it when run again', async () => {
    await edit('apim-artifacts/apis/orders/apiInformation.json', '"Orders"', '"Our orders"');
    const sha = await merge();
    const jobs = await start('publish.yml', pushed(sha), {
      approve: async (environment) => {
        if (environment === 'qa') await repository.tamper('qa', 'apis/orders', { displayName: 'By hand' });
      },
    });
    expect(results(jobs), logOf(jobs)).toMatchObject({
      'dev / publish': 'success',
      'qa / publish': 'failure',
      prod: 'skipped',
    });
    expect(jobNamed(jobs, 'qa / publish')?.log).toContain('PLAN_STALE');
    const again = await start('publish.yml', pushed(sha));
    expect(results(again), logOf(again)).toEqual({
      'dev / plan': 'success',
      'dev / publish': 'skipped',
      'qa / plan': 'success',
      'qa / publish': 'success',
      'prod / plan': 'success',
      'prod / publish': 'success',
      ours: 'success',
    });
    expect((await repository.live('qa', 'apis/orders')).properties['displayName']).toBe('Our orders');
  }, 180_000);

  it('do the same in the shared form: go back by hand in the environment that was chosen, with own steps', async () => {
    const platform = ['--platform', 'acme/apim-platform', '--platformRef', 'v1.0.0'];
    const generated = await repository.nx('g', 'nx-apiops:pipelines', '--form', 'shared', ...platform);
    expect(generated.code, generated.output).toBe(0);
    expect(await repository.git('ls-files', '--deleted')).toContain('.github/workflows/apiops-publish.yml');
    expect(repository.read('.github/workflows/publish.yml')).toContain(
      'uses: acme/apim-platform/.github/workflows/apiops-publish.yml@v1.0.0',
    );
    repository.write(
      '.github/apiops/after-publish/action.yml',
      'name: Tell\nruns:\n  using: composite\n  steps:\n    - run: echo "told about $ENVIRONMENT"\n      shell: bash\n',
    );
    const sha = await repository.commit('Tell after publishing');
    await merge();
    const jobs = await start('publish.yml', byHand(sha), {
      inputs: { environment: 'prod', mode: 'rollback', commit: await repository.git('rev-parse', 'HEAD~2') },
    });
    expect(results(jobs), logOf(jobs)).toEqual({
      dev: 'skipped',
      qa: 'skipped',
      'prod / plan': 'success',
      'prod / publish': 'success',
      ours: 'success',
    });
    expect(jobNamed(jobs, 'prod / publish')?.log).toContain('told about prod');
    expect((await repository.live('prod', 'apis/orders')).properties['displayName']).toBe('Orders');
    expect((await repository.live('qa', 'apis/orders')).properties['displayName']).toBe('Our orders');
  }, 180_000);

  it('hold the drift of an environment in one issue, until it is gone', async () => {
    const sha = await repository.git('rev-parse', 'HEAD');
    const drift = async () => start('drift.yml', byHand(sha), { inputs: {} });
    await repository.tamper('dev', 'backends/orders', { url: 'https://elsewhere.example.com' });
    const jobs = await drift();
    expect(results(jobs), logOf(jobs)).toEqual({
      'dev / drift': 'success',
      'qa / drift': 'success',
      'prod / drift': 'success',
    });
    const [issue, ...others] = repository.host.items('issues');
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      title: 'Drift in dev of acme/acme-apis',
      state: 'open',
      body: expect.stringContaining('elsewhere.example'),
    });
    await repository.tamper('dev', 'backends/orders', { url: 'https://orders.dev.example.com' });
    await drift();
    expect(repository.host.items('issues')).toMatchObject([{ state: 'closed' }]);
  }, 180_000);

  it('propose what they extract as one pull request, made anew each time', async () => {
    const sha = await repository.git('rev-parse', 'HEAD');
    for (const [description, verb] of [
      ['First', 'created'],
      ['Second', 'updated'],
    ]) {
      await repository.tamper('dev', 'apis/orders', { description });
      const jobs = await start('extract.yml', byHand(sha), { inputs: {} });
      expect(logOf(jobs)).toContain(`Pull request ${verb}`);
    }
    expect(repository.host.items('pulls')).toMatchObject([
      { head: 'apiops/extract-dev', base: 'main', title: 'Extract from dev' },
    ]);
    await repository.git('fetch', '--quiet', 'origin');
    const changed = await repository.git('diff', '--name-only', sha, 'origin/apiops/extract-dev');
    expect(changed.split('\n')).toEqual(['apim-artifacts/apis/orders/apiInformation.json']);
    expect(
      await repository.git('show', 'origin/apiops/extract-dev:apim-artifacts/apis/orders/apiInformation.json'),
    ).toContain('Second');
  }, 180_000);
});

describe.skipIf(!canRun)(`the Azure Pipelines of a generated repository${SKIPPED}`, () => {
  /** Runs a pipeline as it stands in the repository. */
  const start = async (file: string, more: Partial<AzureRun> = {}) =>
    runAzurePipeline(repository.machine, {
      file: `.azure-pipelines/${file}`,
      read: (path, alias) => (alias === 'self' ? repository.read(path) : readFileSync(new URL(path, PLATFORM), 'utf8')),
      groups: Object.fromEntries(
        ['dev', 'qa', 'prod'].map((name) => [`apiops-${name}`, { ORDERS_KEY: `${TOKEN}-${name}` }]),
      ),
      ...more,
      variables: {
        'Build.SourceVersion': await repository.git('rev-parse', 'HEAD'),
        'Build.SourceBranch': 'refs/heads/main',
        'Build.Reason': 'Manual',
        'Build.BuildId': '42',
        'Build.Repository.ID': 'a0b1',
        'Build.Repository.Name': 'acme-apis',
        'System.CollectionUri': `${repository.host.url}/acme/`,
        'System.TeamProject': 'apis',
        'System.AccessToken': 'token-of-the-run',
        ...more.variables,
      },
    });
  const jobNamed = (jobs: readonly AzureJobRun[], name: string) => jobs.find((job) => job.name === name);

  it('take over from the workflows by one generator', async () => {
    const keepsJobs = await repository.nx('g', 'nx-apiops:pipelines', '--hosting', 'azure-devops', '--form', 'inline');
    expect(keepsJobs.code).toBe(1);
    expect(keepsJobs.output).toContain('.github/workflows/publish.yml has lines of yours');
    repository.write(
      '.github/workflows/publish.yml',
      repository.read('.github/workflows/publish.yml').replace(OWN_JOB, ''),
    );
    const generated = await repository.nx('g', 'nx-apiops:pipelines', '--hosting', 'azure-devops', '--form', 'inline');
    expect(generated.code, generated.output).toBe(0);
    const files = await repository.git('ls-files', '--others', '--modified', '--deleted', '--exclude-standard');
    expect(files.split('\n')).toEqual(
      expect.arrayContaining(['.azure-pipelines/publish.yml', '.github/workflows/publish.yml']),
    );
    await repository.commit('Move to Azure DevOps');
    await merge();
  }, 180_000);

  it('show on a pull request what its merge would publish, in one comment', async () => {
    await edit('apim-artifacts/apis/orders/apiInformation.json', '"Our orders"', '"All orders"');
    await repository.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/pull/9/merge');
    const variables = {
      'Build.Reason': 'PullRequest',
      'System.PullRequest.TargetBranch': 'refs/heads/main',
      'System.PullRequest.PullRequestId': '9',
    };
    const jobs = await start('pull-request.yml', { variables });
    expect(results(jobs), logOf(jobs)).toEqual({
      'checks / checks': 'Succeeded',
      'checks / shard': 'Skipped',
      'plan_dev / plan': 'Succeeded',
      'plan_qa / plan': 'Succeeded',
      'plan_prod / plan': 'Succeeded',
      'comment / comment': 'Succeeded',
    });
    expect(repository.host.items('threads')).toMatchObject([
      {
        status: 'closed',
        comments: [{ content: expect.stringMatching(/apim-acme-dev[^]*All orders[^]*apim-acme-prod/) }],
      },
    ]);
    expect(jobs.flatMap(({ connections }) => connections).sort()).toEqual(['reader-dev', 'reader-prod', 'reader-qa']);
    expect(jobNamed(jobs, 'plan_dev / plan')?.summaries).toHaveLength(1);
  }, 180_000);

  it('publish a merge to one environment after the other, and stop where one changed after its plan', async () => {
    await merge();
    const approved: string[] = [];
    const jobs = await start('publish.yml', {
      approve: async (environment) => {
        approved.push(environment);
        if (environment === 'qa') await repository.tamper('qa', 'apis/orders', { displayName: 'By hand' });
      },
    });
    expect(results(jobs), logOf(jobs)).toEqual({
      'plan_dev / plan': 'Succeeded',
      'publish_dev / publish': 'Succeeded',
      'plan_qa / plan': 'Succeeded',
      'publish_qa / publish': 'Failed',
      plan_prod: 'Skipped',
      publish_prod: 'Skipped',
    });
    expect(approved).toEqual(['dev', 'qa']);
    expect(jobNamed(jobs, 'publish_qa / publish')?.log).toContain('PLAN_STALE');
    const again = await start('publish.yml');
    expect(results(again), logOf(again)).toEqual({
      'plan_dev / plan': 'Succeeded',
      publish_dev: 'Skipped',
      'plan_qa / plan': 'Succeeded',
      'publish_qa / publish': 'Succeeded',
      'plan_prod / plan': 'Succeeded',
      'publish_prod / publish': 'Succeeded',
    });
    expect(jobNamed(again, 'publish_prod / publish')?.connections).toEqual(['publisher-prod']);
    const value = await repository.emulator.request('POST', 'apim-acme-prod', 'namedValues/orders-key/listValue');
    expect(value).toMatchObject({ value: `${TOKEN}-prod` });
    expect(logOf([...jobs, ...again])).not.toContain(TOKEN);
  }, 180_000);

  it('publish nothing where the variable group has no value for a token', async () => {
    await repository.tamper('dev', 'backends/orders', { url: 'https://elsewhere.example.com' });
    const jobs = await start('publish.yml', {
      groups: { 'apiops-dev': { OTHER: 'x' }, 'apiops-qa': {}, 'apiops-prod': {} },
      parameters: { environment: 'dev', mode: 'full' },
    });
    expect(results(jobs), logOf(jobs)).toEqual({ 'plan_dev / plan': 'Failed', publish_dev: 'Skipped' });
    expect(jobNamed(jobs, 'plan_dev / plan')?.log).toContain('ORDERS_KEY');
    await repository.tamper('dev', 'backends/orders', { url: 'https://orders.dev.example.com' });
  }, 180_000);

  it('hold the drift of an environment in one work item, until it is gone', async () => {
    await repository.tamper('qa', 'backends/orders', { url: 'https://elsewhere.example.com' });
    const jobs = await start('drift.yml');
    expect(new Set(jobs.map(({ result }) => result)), logOf(jobs)).toEqual(new Set(['Succeeded']));
    expect(repository.host.items('items')).toMatchObject([
      {
        fields: {
          'System.Title': 'Drift in qa of acme-apis',
          'System.State': 'To Do',
          'System.Description': expect.stringContaining('elsewhere'),
        },
      },
    ]);
    await repository.tamper('qa', 'backends/orders', { url: 'https://orders.test.example.com' });
    await start('drift.yml');
    expect(repository.host.items('items')).toMatchObject([{ fields: { 'System.State': 'Done' } }]);
  }, 180_000);

  it('propose what they extract as one pull request', async () => {
    await repository.tamper('dev', 'apis/orders', { description: 'Third' });
    const jobs = await start('extract.yml');
    expect(results(jobs), logOf(jobs)).toEqual({ 'extract / extract': 'Succeeded' });
    expect(repository.host.items('pullrequests')).toMatchObject([
      { sourceRefName: 'refs/heads/apiops/extract-dev', targetRefName: 'refs/heads/main', title: 'Extract from dev' },
    ]);
  }, 180_000);
});

describe.skipIf(!canRun)(`a repository of version 0.1${SKIPPED}`, () => {
  it('is carried over by nx migrate', async () => {
    await repository.git('rm', '-r', '--quiet', '.azure-pipelines');
    cpSync(new URL('generators/src/migrations/fixtures/0.1.0-github-minimal', PLATFORM), repository.folder, {
      recursive: true,
    });
    const { generators } = JSON.parse(readFileSync(new URL('generators/migrations.json', PLATFORM), 'utf8'));
    const migrations = Object.entries(generators).map(([name, migration]) => ({
      ...object(migration),
      name,
      package: 'nx-apiops',
    }));
    repository.write('migrations.json', JSON.stringify({ migrations }));
    await repository.commit('As it was');
    const migrated = await repository.nx('migrate', '--run-migrations');
    expect(migrated.code, migrated.output).toBe(0);
    expect(migrated.output).toContain('CREATE .github/workflows/apiops-publish.yml');
    expect(repository.read('nx.json')).toContain('nx-apiops:code-owners-sync');
    expect(await repository.nx('sync:check')).toMatchObject({ code: 0 });
  }, 180_000);
});
