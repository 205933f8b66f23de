import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { applySettings, DEVELOPMENT_TOKEN, type Plan, type SettingOperation } from '@nx-apiops/plan';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createGitHubClient,
  githubHost,
  parseRepositoryName,
  prepareProtection,
  type GitHubHostOptions,
} from '../src/index.js';

type Seed = NonNullable<NonNullable<Parameters<typeof startEmulator>[0]>['github']>;

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

const CONFIG = `version: 1
organization: acme
hosting: github
environments:
  - { name: dev, serviceName: apim-dev }
  - name: prod
    serviceName: apim-prod
    approval: { reviewers: [api-platform, '@octocat'], selfReview: false, waitMinutes: 5 }
protection:
  approvals: 2
  codeOwners: true
  dismissStale: true
  lastPushApproval: true
  resolveThreads: true
  linearHistory: true
  breakGlass: api-oncall
  actions: { allowed: ['azure/login@*'], token: read, pullRequests: true }
`;

const config = (text = CONFIG): ApiopsConfig => parseApiopsConfig(text, 'apiops.yaml');

async function start(seed: Seed = {}): Promise<Emulator> {
  emulator = await startEmulator({
    github: {
      teams: ['api-platform', 'api-oncall'],
      repositories: [{ name: 'apis', files: { 'README.md': 'hello' } }],
      ...seed,
    },
  });
  return emulator;
}

const client = ({ url }: Emulator, token?: string) => createGitHubClient({ apiUrl: `${url}/github`, token });

async function host(emulated: Emulator, options: Partial<GitHubHostOptions> = {}) {
  return githubHost({
    client: client(emulated),
    repository: parseRepositoryName('acme/apis'),
    config: options.config ?? config(),
    ...options,
  });
}

async function plan(emulated: Emulator, options: Partial<GitHubHostOptions> = {}): Promise<Plan<SettingOperation>> {
  return prepareProtection(options.config ?? config(), await host(emulated, options));
}

async function apply(emulated: Emulator, options: Partial<GitHubHostOptions> = {}): Promise<void> {
  const results = await applySettings(await plan(emulated, options), (await host(emulated, options)).handlers);
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
}

const ids = ({ actions }: Plan<unknown>): string[] => actions.map(({ kind, id }) => `${kind} ${id}`);
const fields = ({ actions }: Plan<unknown>): string[] =>
  actions.flatMap(({ changes }) => changes.map(({ path }) => path));

describe('protection of a repository on GitHub', () => {
  it('guards an unguarded repository, and changes nothing the second time', async () => {
    const emulated = await start();
    expect(ids(await plan(emulated))).toEqual([
      'create branch protection main',
      'create environment dev',
      'create environment prod',
      'update Actions settings of the repository',
    ]);
    await apply(emulated);
    expect(await plan(emulated)).toMatchObject({ actions: [], unchanged: 4 });
    const rules = (await client(emulated).send('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
      owner: 'acme',
      repo: 'apis',
      branch: 'main',
    })) as readonly { readonly type: string; readonly parameters?: object }[];
    expect(rules.map(({ type }) => type).sort()).toEqual([
      'deletion',
      'non_fast_forward',
      'pull_request',
      'required_linear_history',
      'required_status_checks',
    ]);
    expect(rules.find(({ type }) => type === 'required_status_checks')?.parameters).toMatchObject({
      required_status_checks: [{ context: 'gate', integration_id: 15_368 }],
    });
  });

  it('names what somebody changed behind its back, and restores that alone', async () => {
    const emulated = await start();
    await apply(emulated);
    const place = { owner: 'acme', repo: 'apis' };
    const github = client(emulated);
    const [ruleset] = await github.list('GET /repos/{owner}/{repo}/rulesets', place);
    await github.send('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
      ...place,
      ruleset_id: ruleset?.id ?? 0,
      bypass_actors: [{ actor_type: 'RepositoryRole', actor_id: 5, bypass_mode: 'always' }],
      rules: [{ type: 'deletion' }, { type: 'creation' }],
    });
    await github.send('PUT /repos/{owner}/{repo}/environments/{environment_name}', {
      ...place,
      environment_name: 'prod',
    });
    const drift = await plan(emulated);
    expect(ids(drift)).toEqual(['update branch protection main', 'update environment prod']);
    expect(fields(drift)).toEqual(
      expect.arrayContaining(['approvals', 'bypass[0]', 'checks.gate', 'forcePushes', 'branches[0]', 'selfReview']),
    );
    await apply(emulated);
    expect(ids(await plan(emulated))).toEqual([]);
    const restored = await github.send('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
      ...place,
      ruleset_id: ruleset?.id ?? 0,
    });
    // What nobody asked about stays.
    expect(restored.rules?.map(({ type }) => type)).toContain('creation');
  });

  it('leaves alone what apiops.yaml says nothing about', async () => {
    const emulated = await start();
    await apply(emulated);
    const little = config(CONFIG.replace(/protection:[^]*/, 'protection: {}\n').replace(/ {4}approval:.*\n/, ''));
    expect(ids(await plan(emulated, { config: little }))).toEqual([]);
  });

  it('shows rules of others, and never removes them', async () => {
    const emulated = await start();
    const github = client(emulated);
    await github.send('POST /repos/{owner}/{repo}/rulesets', {
      owner: 'acme',
      repo: 'apis',
      name: 'security team',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
      rules: [{ type: 'required_signatures' }],
    });
    await apply(emulated);
    expect((await plan(emulated)).notes).toEqual([
      expect.stringContaining('"security team" of acme/apis applies to main as well: required_signatures'),
    ]);
    expect(await github.list('GET /repos/{owner}/{repo}/rulesets', { owner: 'acme', repo: 'apis' })).toHaveLength(2);
  });

  it('protects a branch the older way where that is asked for', async () => {
    const emulated = await start();
    const classic = config(`${CONFIG}  enforcement: classic\n  signedCommits: true\n`);
    await apply(emulated, { config: classic });
    expect(await plan(emulated, { config: classic })).toMatchObject({ actions: [], unchanged: 4 });
    const found = await client(emulated).send('GET /repos/{owner}/{repo}/branches/{branch}/protection', {
      owner: 'acme',
      repo: 'apis',
      branch: 'main',
    });
    expect(found).toMatchObject({
      enforce_admins: { enabled: true },
      required_linear_history: { enabled: true },
      required_pull_request_reviews: { required_approving_review_count: 2, require_last_push_approval: true },
    });
  });

  it('names everybody who is not there in one error, and writes nothing', async () => {
    const emulated = await start({ teams: [] });
    await expect(plan(emulated)).rejects.toMatchObject({
      code: 'SCM_NAME_UNKNOWN',
      message: expect.stringMatching(
        /environments prod approval.reviewers: .*"api-platform"[^]*protection.breakGlass: .*"api-oncall"/,
      ),
    });
    expect(JSON.stringify(emulated.hostState('github'))).not.toContain('non_fast_forward');
  });

  it.each<[string, NonNullable<Seed['plan']>, RegExp]>([
    ['branch protection', 'free', /need GitHub Team or Enterprise: make the repository public/],
    ['reviewers of environments', 'team', /environments\[\]\.approval .*needs GitHub Enterprise/],
  ])('says beforehand that the plan lacks %s', async (_, githubPlan, message) => {
    const emulated = await start({ plan: githubPlan });
    await expect(plan(emulated)).rejects.toMatchObject({
      code: 'SCM_PLAN_LIMIT',
      message: expect.stringMatching(message),
    });
  });

  it('binds environments to the branch where the plan knows no reviewers', async () => {
    const emulated = await start({ plan: 'team' });
    const asked = config(CONFIG.replace(/ {4}approval:.*\n/, ''));
    await apply(emulated, { config: asked });
    expect(await plan(emulated, { config: asked })).toMatchObject({ actions: [] });
  });

  it('needs no better plan for a public repository', async () => {
    const emulated = await start({
      plan: 'free',
      repositories: [{ name: 'apis', visibility: 'public', files: { a: '' } }],
    });
    await apply(emulated);
    expect(ids(await plan(emulated))).toEqual([]);
  });

  it('says which permission a token lacks, and does not show the token', async () => {
    const emulated = await start();
    const token = `${DEVELOPMENT_TOKEN}-read-only`;
    const weak = client(emulated, token);
    const without = config(CONFIG.replace('  breakGlass: api-oncall\n', '').replace(/ {2}actions:.*\n/, ''));
    const port = await host(emulated, { client: weak, config: without });
    const results = await applySettings(await prepareProtection(without, port), port.handlers);
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'SCM_FORBIDDEN', hint: expect.stringContaining('"Administration: write"') },
    });
    expect(JSON.stringify(results)).not.toContain(token);
    await expect(plan(emulated, { client: weak })).rejects.toMatchObject({ code: 'SCM_FORBIDDEN' });
  });

  it.each([
    ['no-access', 'SCM_NOT_FOUND'],
    ['', 'SCM_NOT_FOUND'],
  ])('tells a repository that is not there from one without protection (%s)', async (suffix, code) => {
    const emulated = await start();
    const repository = parseRepositoryName(suffix === '' ? 'umbrella/apis' : 'acme/apis');
    const weak = client(emulated, `${DEVELOPMENT_TOKEN}-${suffix}`);
    await expect(plan(emulated, { client: weak, repository })).rejects.toMatchObject({ code });
  });

  it('completes an apply that was cut off half way', async () => {
    const emulated = await start();
    const whole = await plan(emulated);
    const half = { ...whole, actions: whole.actions.slice(0, 2) };
    await applySettings(half, (await host(emulated)).handlers);
    expect(ids(await plan(emulated))).toEqual(['create environment prod', 'update Actions settings of the repository']);
    // The saved plan of the first try does the rest, too.
    expect(await applySettings(whole, (await host(emulated)).handlers)).toMatchObject([
      { status: 'done' },
      { status: 'done' },
      { status: 'done' },
      { status: 'done' },
    ]);
    expect(ids(await plan(emulated))).toEqual([]);
  });

  it('seals secrets, sets only those that are missing, and replaces them when told to', async () => {
    const emulated = await start();
    const text = `${CONFIG}pipelines: { secrets: [ORDERS_KEY] }\n`;
    const asked = config(text);
    expect((await plan(emulated, { config: asked })).notes).toEqual([
      'Publishing to dev asks for secrets that are not set: ORDERS_KEY. Set them: --secrets FILE',
      'Publishing to prod asks for secrets that are not set: ORDERS_KEY. Set them: --secrets FILE',
    ]);
    const secrets = new Map([
      ['ORDERS_KEY', 'först'],
      ['PROD_ORDERS_KEY', 'second'],
    ]);
    const withSecrets = await plan(emulated, { config: asked, secrets });
    expect(JSON.stringify(withSecrets)).not.toMatch(/först|second/);
    await apply(emulated, { config: asked, secrets });
    expect(JSON.stringify(emulated.hostState('github'))).toMatch(/"först"/);
    expect(await plan(emulated, { config: asked, secrets })).toMatchObject({ actions: [], notes: [] });
    await apply(emulated, { config: asked, secrets: new Map([['ORDERS_KEY', 'third']]), replaceSecrets: true });
    expect(JSON.stringify(emulated.hostState('github'))).toMatch(/"third"/);
    await expect(plan(emulated, { config: asked, secrets: new Map([['ORDER_KEY', 'x']]) })).rejects.toMatchObject({
      message: expect.stringContaining('ORDERS_KEY'),
    });
  });

  it('gives many repositories of an organization the same rules', async () => {
    const emulated = await start({
      repositories: [
        { name: 'apis', files: { a: '' } },
        { name: 'apim-platform', files: { a: '' } },
      ],
    });
    const asked = config(
      `${CONFIG}  organizationRuleset:
    name: apiops
    repositories: ['*-apis', apis]
    requiredWorkflow: { repository: apim-platform, path: .github/workflows/required.yml, ref: refs/tags/v1 }
`,
    );
    await apply(emulated, { config: asked });
    expect(await plan(emulated, { config: asked })).toMatchObject({ actions: [], unchanged: 5 });
  });

  it('needs the section in apiops.yaml', async () => {
    const emulated = await start();
    const without = config(CONFIG.replace(/protection:[^]*/, ''));
    await expect(plan(emulated, { config: without })).rejects.toMatchObject({
      hint: expect.stringContaining('nx-apiops:branch-protection'),
    });
  });
});

describe('the client for GitHub', () => {
  it.each(['http://api.github.com', 'ftp://127.0.0.1', 'https://user:pass@api.github.com'])('refuses %s', (apiUrl) => {
    expect(() => createGitHubClient({ apiUrl, token: 'x' })).toThrow('cannot be used as the address of GitHub');
  });

  it('needs a token', () => {
    expect(() => createGitHubClient({})).toThrow('There is no token for GitHub');
  });

  it('never sends a real token to a loopback address', async () => {
    const emulated = await start();
    // This one has no rights at all; the development token is sent in its place.
    const github = client(emulated, 'ghp_real-no-access');
    expect(await github.find('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'apis' })).toMatchObject({
      name: 'apis',
    });
  });

  it('waits as long as GitHub asks when it refuses for the number of writes', async () => {
    const emulated = await start({ secondaryLimitAfter: 1 });
    const waits: string[] = [];
    const github = createGitHubClient({
      apiUrl: `${emulated.url}/github`,
      isPaced: true,
      onWait: (text) => waits.push(text),
    });
    const place = { owner: 'acme', repo: 'apis' };
    for (const name of ['A', 'B']) {
      await github.send('POST /repos/{owner}/{repo}/actions/variables', { ...place, name, value: '1' });
    }
    expect(await github.list('GET /repos/{owner}/{repo}/actions/variables', place)).toHaveLength(2);
    expect(waits).toEqual([expect.stringContaining('GitHub asks to wait 1 s')]);
  }, 20_000);

  it('says that nobody answers', async () => {
    const github = createGitHubClient({ apiUrl: 'http://127.0.0.1:9/github' });
    await expect(github.send('GET /repos/{owner}/{repo}', { owner: 'a', repo: 'b' })).rejects.toMatchObject({
      code: 'SCM_UNREACHABLE',
      message: expect.stringContaining('GET /repos/a/b'),
    });
  }, 40_000);
});
