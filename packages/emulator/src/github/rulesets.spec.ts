import { describe, expect, it } from 'vitest';
import { REVIEW_PARAMETERS, reviewRuleset, startGitHub } from '../testing/git-hub-client.js';

const REPOSITORY = '/repos/acme/apis/rulesets';
const ORGANIZATION = '/orgs/acme/rulesets';
const ALL_REPOSITORIES = {
  ref_name: { exclude: [], include: ['~ALL'] },
  repository_name: { exclude: [], include: ['~ALL'] },
};
const MERGE_QUEUE = {
  type: 'merge_queue',
  parameters: {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: 'SQUASH',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  },
};
const WORKFLOWS = {
  type: 'workflows',
  parameters: { workflows: [{ path: '.github/workflows/a.yml', repository_id: 1 }] },
};
const reviewWith = (changes: object) => ({ type: 'pull_request', parameters: { ...REVIEW_PARAMETERS, ...changes } });

describe('rulesets of a repository', () => {
  it('reads back what was written', async () => {
    const { call } = await startGitHub();
    const made = await call('POST', REPOSITORY, { body: reviewRuleset() });
    expect(made).toMatchObject({ status: 201, body: { source_type: 'Repository', source: 'acme/apis' } });
    const path = `${REPOSITORY}/${made.body.id}`;
    expect((await call('GET', path)).body).toMatchObject(reviewRuleset());
    const changed = reviewRuleset({ name: 'other', enforcement: 'disabled', rules: [{ type: 'creation' }] });
    const put = await call('PUT', path, { body: changed });
    expect(put).toMatchObject({ status: 200, body: changed });
    expect((await call('GET', path)).body).toEqual(put.body);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('lists them without their rules', async () => {
    const { call } = await startGitHub();
    await call('POST', REPOSITORY, { body: reviewRuleset() });
    await call('POST', REPOSITORY, {
      body: reviewRuleset({ name: 'tags', target: 'tag', rules: [{ type: 'update' }] }),
    });
    const { body } = await call('GET', REPOSITORY);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['main', 'tags']);
    expect(body[0].rules).toBeUndefined();
    expect((await call('GET', `${REPOSITORY}?targets=tag`)).body).toMatchObject([{ name: 'tags' }]);
  });

  it('adds what GitHub adds', async () => {
    const { call } = await startGitHub();
    const { allowed_merge_methods: _methods, required_reviewers: _reviewers, ...required } = REVIEW_PARAMETERS;
    const checks = { required_status_checks: [{ context: 'gate' }], strict_required_status_checks_policy: true };
    const rules = [
      { type: 'pull_request', parameters: required },
      { type: 'required_status_checks', parameters: checks },
    ];
    const actors = [{ actor_id: 1, actor_type: 'OrganizationAdmin' }];
    expect(
      (await call('POST', REPOSITORY, { body: reviewRuleset({ rules, bypass_actors: actors }) })).body,
    ).toMatchObject({
      bypass_actors: [{ actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'always' }],
      current_user_can_bypass: 'always',
      rules: [
        { parameters: { ...required, allowed_merge_methods: ['merge', 'squash', 'rebase'], required_reviewers: [] } },
        { parameters: { ...checks, do_not_enforce_on_create: false } },
      ],
    });
  });

  it('shows who may bypass only to those who may write', async () => {
    const { call } = await startGitHub();
    const { id } = (await call('POST', REPOSITORY, { body: reviewRuleset() })).body;
    const { body } = await call('GET', `${REPOSITORY}/${id}`, { token: 'read-only' });
    expect(body).toMatchObject({ name: 'main', rules: expect.any(Array) });
    expect(body.bypass_actors).toBeUndefined();
  });

  it.each([
    ['an unknown type of rule', { rules: [{ type: 'politeness' }] }, /Invalid property \/rules\/0: data/, undefined],
    [
      'too few parameters',
      { rules: [{ type: 'deletion' }, { type: 'pull_request', parameters: { required_approving_review_count: 1 } }] },
      /Invalid property \/rules\/1: data/,
      undefined,
    ],
    ['no parameters', { rules: [{ type: 'pull_request' }] }, 'Validation Failed', /^Invalid rule 'pull_request': /],
    [
      'wrong parameters',
      { rules: [reviewWith({ required_approving_review_count: 11 })] },
      /Invalid property \/rules\/0: data/,
      undefined,
    ],
    [
      'empty parameters',
      { rules: [{ type: 'update', parameters: {} }] },
      /Invalid property \/rules\/0: data/,
      undefined,
    ],
    [
      'foreign parameters',
      { rules: [reviewWith({ mood: 'good' })] },
      'Validation Failed',
      /^Invalid rule 'pull_request': Unexpected parameter `mood`$/,
    ],
    [
      'reviews for tags',
      { target: 'tag', rules: [reviewWith({})], conditions: { ref_name: { include: ['~ALL'], exclude: [] } } },
      'Validation Failed',
      /^Invalid rule 'pull_request': $/,
    ],
    ['unknown teams', { bypass_actors: [{ actor_type: 'Team', actor_id: 7 }] }, 'Validation Failed', /must be part of/],
    ['unknown users', { bypass_actors: [{ actor_type: 'User', actor_id: 7 }] }, 'Validation Failed', /must be part of/],
    [
      'the app of Actions as an actor',
      { bypass_actors: [{ actor_type: 'Integration', actor_id: 15368 }] },
      'Validation Failed',
      /^Actor GitHub Actions integration must be part of the ruleset source or owner organization$/,
    ],
    ['unknown kinds of actors', { bypass_actors: [{ actor_type: 'Cat' }] }, /bypass_actors\/0/, undefined],
    [
      'deploy keys for pull requests',
      { bypass_actors: [{ actor_type: 'DeployKey', bypass_mode: 'pull_request' }] },
      'Validation Failed',
      /DeployKey/,
    ],
    ['conditions on repositories', { conditions: ALL_REPOSITORIES }, /\/conditions/, undefined],
    [
      'patterns that are no refs',
      { conditions: { ref_name: { include: ['main'], exclude: [] } } },
      'Validation Failed',
      /^Invalid target patterns: 'main'$/,
    ],
    [
      'patterns of tags for branches',
      { conditions: { ref_name: { include: ['~ALL'], exclude: ['refs/tags/*'] } } },
      'Validation Failed',
      /^Invalid target patterns: 'refs\/tags\/\*'$/,
    ],
    ['an unknown enforcement', { enforcement: 'maybe' }, /\/enforcement/, undefined],
    ['no name', { name: undefined }, /"name" wasn't supplied/, undefined],
  ])('refuses %s', async (_name, changes, message, error) => {
    const { call, state } = await startGitHub();
    const answer = await call('POST', REPOSITORY, { body: reviewRuleset(changes) });
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringMatching(message), status: '422' } });
    if (error) expect(answer.body.errors).toEqual([expect.stringMatching(error)]);
    expect(state().repositories.apis.rulesets).toEqual({});
  });

  it('refuses a second one of the same name', async () => {
    const { call } = await startGitHub();
    const { id } = (await call('POST', REPOSITORY, { body: reviewRuleset() })).body;
    const refusal = { status: 422, body: { errors: ['Name must be unique'] } };
    expect(await call('POST', REPOSITORY, { body: reviewRuleset() })).toMatchObject(refusal);
    const other = (await call('POST', REPOSITORY, { body: reviewRuleset({ name: 'other' }) })).body;
    expect(await call('PUT', `${REPOSITORY}/${other.id}`, { body: { name: 'main' } })).toMatchObject(refusal);
    expect((await call('PUT', `${REPOSITORY}/${id}`, { body: reviewRuleset() })).status).toBe(200);
  });

  it('takes 75 and no more', async () => {
    const { call } = await startGitHub();
    for (let index = 0; index < 75; index += 1) {
      expect((await call('POST', REPOSITORY, { body: reviewRuleset({ name: `r${index}` }) })).status).toBe(201);
    }
    expect((await call('POST', REPOSITORY, { body: reviewRuleset() })).status).toBe(422);
    const { headers, body } = await call('GET', REPOSITORY);
    expect(body).toHaveLength(30);
    expect(headers['link']).toContain('rel="next"');
  });
});

describe('plans', () => {
  it.each([
    ['GET', REPOSITORY],
    ['POST', REPOSITORY],
    ['GET', `${REPOSITORY}/1`],
    ['GET', '/repos/acme/apis/rules/branches/main'],
    ['GET', '/repos/acme/apis/branches/main/protection'],
    ['PUT', '/repos/acme/apis/branches/main/protection'],
  ])('refuses %s %s of a private repository on Free', async (method, path) => {
    const { call } = await startGitHub({ plan: 'free' });
    expect(await call(method, path, method === 'GET' ? {} : { body: {} })).toMatchObject({
      status: 403,
      body: { message: 'Upgrade to GitHub Pro or make this repository public to enable this feature.' },
    });
  });

  it('takes rulesets of public repositories on Free, but none of the organisation', async () => {
    const { call } = await startGitHub({ plan: 'free', repositories: [{ name: 'apis', visibility: 'public' }] });
    expect((await call('POST', REPOSITORY, { body: reviewRuleset() })).status).toBe(201);
    expect(await call('GET', ORGANIZATION)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('Upgrade to GitHub Team') },
    });
  });

  it.each([
    ['workflows', { rules: [WORKFLOWS] }],
    ['evaluate', { enforcement: 'evaluate' }],
    ['merge_queue', { rules: [MERGE_QUEUE] }],
    ['push', { target: 'push', conditions: {}, rules: [{ type: 'max_file_size', parameters: { max_file_size: 5 } }] }],
  ])('has %s in private repositories on Enterprise alone', async (_name, changes) => {
    const body = reviewRuleset(changes);
    const team = await startGitHub({ plan: 'team' });
    expect((await team.call('POST', REPOSITORY, { body })).status).toBe(422);
    const enterprise = await startGitHub();
    expect((await enterprise.call('POST', REPOSITORY, { body })).status).toBe(201);
  });

  it('has merge queues in public repositories on every plan', async () => {
    const { call } = await startGitHub({ plan: 'team', repositories: [{ name: 'apis', visibility: 'public' }] });
    expect((await call('POST', REPOSITORY, { body: reviewRuleset({ rules: [MERGE_QUEUE] }) })).status).toBe(201);
  });
});

describe('rulesets of the organisation', () => {
  it('reads back what was written', async () => {
    const { call } = await startGitHub();
    const body = reviewRuleset({ conditions: ALL_REPOSITORIES, rules: [WORKFLOWS] });
    const made = await call('POST', ORGANIZATION, { body });
    expect(made).toMatchObject({
      status: 201,
      body: { source_type: 'Organization', source: 'acme', conditions: ALL_REPOSITORIES },
    });
    const path = `${ORGANIZATION}/${made.body.id}`;
    expect((await call('GET', ORGANIZATION)).body).toMatchObject([{ id: made.body.id }]);
    expect((await call('PUT', path, { body: { enforcement: 'disabled' } })).body).toMatchObject({
      name: 'main',
      enforcement: 'disabled',
      conditions: ALL_REPOSITORIES,
    });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('refuses merge queues, and conditions that choose no repositories', async () => {
    const { call } = await startGitHub();
    const queue = reviewRuleset({ conditions: ALL_REPOSITORIES, rules: [MERGE_QUEUE] });
    expect(await call('POST', ORGANIZATION, { body: queue })).toMatchObject({
      status: 422,
      body: { errors: [expect.stringContaining("Invalid rule 'merge_queue'")] },
    });
    expect((await call('POST', ORGANIZATION, { body: reviewRuleset() })).status).toBe(422);
  });

  it('lets the app of Actions pass, which no repository may', async () => {
    const { call } = await startGitHub();
    const bypass_actors = [{ actor_type: 'Integration', actor_id: 15368, bypass_mode: 'always' }];
    const body = reviewRuleset({ conditions: ALL_REPOSITORIES, bypass_actors });
    expect(await call('POST', ORGANIZATION, { body })).toMatchObject({ status: 201, body: { bypass_actors } });
  });

  it('shows them in the repositories that they are for', async () => {
    const { call } = await startGitHub({ repositories: [{ name: 'apis' }, { name: 'site' }] });
    const conditions = { ...ALL_REPOSITORIES, repository_name: { include: ['api*'], exclude: [] } };
    const { id } = (await call('POST', ORGANIZATION, { body: reviewRuleset({ conditions }) })).body;
    expect((await call('GET', REPOSITORY)).body).toMatchObject([{ id, source_type: 'Organization' }]);
    expect((await call('GET', `${REPOSITORY}?includes_parents=false`)).body).toEqual([]);
    expect((await call('GET', `${REPOSITORY}/${id}`)).status).toBe(200);
    expect((await call('PUT', `${REPOSITORY}/${id}`, { body: reviewRuleset() })).status).toBe(404);
    expect((await call('GET', '/repos/acme/site/rulesets')).body).toEqual([]);
  });
});

describe('rules on a branch', () => {
  it('come from every active ruleset that is for the branch', async () => {
    const { call } = await startGitHub();
    const include = (...patterns: string[]) => ({ ref_name: { exclude: [], include: patterns } });
    const post = (name: string, changes: object) =>
      call('POST', REPOSITORY, { body: reviewRuleset({ name, ...changes }) });
    const rules = [{ type: 'deletion' }];
    await post('default', { rules });
    await post('off', { rules, enforcement: 'disabled' });
    await post('releases', { rules: [{ type: 'update' }], conditions: include('refs/heads/release/*') });
    await call('POST', ORGANIZATION, {
      body: reviewRuleset({ rules: [{ type: 'creation' }], conditions: ALL_REPOSITORIES }),
    });
    const typesOn = async (branch: string) =>
      (await call('GET', `/repos/acme/apis/rules/branches/${encodeURIComponent(branch)}`)).body.map(
        (rule: { type: string; ruleset_source_type: string }) => `${rule.ruleset_source_type} ${rule.type}`,
      );
    expect(await typesOn('main')).toEqual(['Repository deletion', 'Organization creation']);
    expect(await typesOn('release/1')).toEqual(['Repository update', 'Organization creation']);
    expect(await typesOn('release/1/a')).toEqual(['Organization creation']);
    expect((await call('GET', '/repos/acme/apis/branches/main')).body.protected).toBe(true);
  });

  it('keeps no record of evaluations', async () => {
    const { call } = await startGitHub();
    expect(await call('GET', `${REPOSITORY}/rule-suites`)).toMatchObject({ status: 200, body: [] });
  });
});
