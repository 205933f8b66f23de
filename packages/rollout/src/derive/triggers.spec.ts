import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { matchesPattern, parseApiopsConfig, type ApiopsConfig, type PipelinesSection } from '@nx-apiops/config';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { evaluate } from '../../../../test-support/pipelines/expressions.js';
import { loadYaml } from '../../../../test-support/load-yaml.js';
import { derivePipelines } from './derive-pipelines.js';
import { readPipelineSources } from './pipeline-sources.js';

const sources = readPipelineSources();
const NAMES = ['dev', 'qa', 'prod'];

function config(hosting: string, pipelines: PipelinesSection = {}): ApiopsConfig {
  const environments = NAMES.map((name) => ({ name, serviceName: `apim-${name}` }));
  return parseApiopsConfig(
    stringify({ version: 1, organization: 'acme', hosting, environments, pipelines }),
    'apiops.yaml',
  );
}

function pipeline(file: string, of: ApiopsConfig): JsonObject {
  const found = derivePipelines(of, sources, () => undefined).find(({ path }) => path.endsWith(`s/${file}`));
  const value = loadYaml(found?.text ?? '');
  return isJsonObject(value) ? value : {};
}

const member = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((found: unknown, key) => (isJsonObject(found) ? found[key] : undefined), value);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Whether a push of a file starts the publish workflow, as GitHub decides: the last pattern that matches counts. */
function startsWorkflow(paths: readonly string[], file: string): boolean {
  return paths.reduce((starts, pattern) => {
    const isNegative = pattern.startsWith('!');
    return globMatches(pattern.replace('!', ''), file) ? !isNegative : starts;
  }, false);
}

/** `*` stays within a folder, `**` does not. */
function globMatches(pattern: string, file: string): boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'));
  return new RegExp(`^${source}$`).test(file);
}

const FILES: readonly (readonly [string, boolean])[] = [
  ['apim-artifacts/apis/orders/policy.xml', true],
  ['apim-artifacts/policy.xml', true],
  ['configuration.prod.yaml', true],
  ['apiops.yaml', true],
  ['package-lock.json', true],
  ['configuration.extractor.yaml', false],
  ['README.md', false],
  ['docs/apim-artifacts/notes.md', false],
];

describe('a push to the branch', () => {
  it.each(FILES)('of %s starts the publish workflow: %s', (file, starts) => {
    const paths = texts(member(pipeline('publish.yml', config('github')), 'on', 'push', 'paths'));
    expect(startsWorkflow(paths, file)).toBe(starts);
  });

  it.each(FILES)('of %s starts the publish pipeline: %s', (file, starts) => {
    const paths = member(pipeline('publish.yml', config('azure-devops')), 'trigger', 'paths');
    // https://learn.microsoft.com/azure/devops/pipelines/repos/azure-repos-git#wildcards: * spans folders.
    const matches = (patterns: unknown): boolean => texts(patterns).some((pattern) => matchesPattern(pattern, file));
    expect(matches(member(paths, 'include')) && !matches(member(paths, 'exclude'))).toBe(starts);
  });

  it('is one of the branch that apiops.yaml names', () => {
    const trunk = { branch: 'trunk' };
    expect(member(pipeline('publish.yml', config('github', trunk)), 'on', 'push', 'branches')).toEqual(['trunk']);
    expect(member(pipeline('pull-request.yml', config('github', trunk)), 'on', 'pull_request', 'branches')).toEqual([
      'trunk',
    ]);
    expect(member(pipeline('publish.yml', config('azure-devops', trunk)), 'trigger', 'branches', 'include')).toEqual([
      'trunk',
    ]);
  });
});

describe('the jobs of the publish workflow', () => {
  const jobs = member(pipeline('publish.yml', config('github')), 'jobs');

  /** Which environments are published to, where each of these had the result. */
  function published(
    event: string,
    environment: string,
    results: Readonly<Record<string, string>> = {},
  ): readonly string[] {
    const ran: Record<string, string> = {};
    for (const name of NAMES) {
      const condition = String(member(jobs, name, 'if')).replace(/^\$\{\{(.*)\}\}$/, '$1');
      const needs = Object.fromEntries(Object.entries(ran).map(([job, result]) => [job, { result }]));
      const values = { github: { event_name: event }, inputs: { environment }, needs };
      const needed = member(jobs, name, 'needs');
      const isFree = condition.includes('cancelled()') || needed === undefined || ran[String(needed)] === 'success';
      const starts = isFree && evaluate(condition, { values, functions: { cancelled: () => false } }) === true;
      ran[name] = starts ? (results[name] ?? 'success') : 'skipped';
    }
    return NAMES.filter((name) => ran[name] !== 'skipped');
  }

  it.each<[string, string, string, Record<string, string>, string[]]>([
    ['a push goes through all', 'push', '', {}, ['dev', 'qa', 'prod']],
    ['a push stops behind a failure', 'push', '', { qa: 'failure' }, ['dev', 'qa']],
    ['a push stops behind a cancelled job', 'push', '', { dev: 'cancelled' }, ['dev']],
    ['by hand, the first alone', 'workflow_dispatch', 'dev', {}, ['dev']],
    ['by hand, one in the middle alone', 'workflow_dispatch', 'qa', {}, ['qa']],
    ['by hand, the last alone', 'workflow_dispatch', 'prod', {}, ['prod']],
  ])('%s', (_, event, environment, outcome, expected) => {
    expect(published(event, environment, outcome)).toEqual(expected);
  });
});

describe('the schedules', () => {
  it('are those of apiops.yaml, and otherwise a look for drift each day', () => {
    const schedules = { extract: '7 2 * * 1', drift: '9 3 * * *' };
    const crons = (file: string, hosting: string, pipelines: PipelinesSection = {}): unknown => {
      const found = pipeline(file, config(hosting, pipelines));
      return member(found, 'on', 'schedule') ?? found['schedules'];
    };
    expect(crons('drift.yml', 'github')).toEqual([{ cron: '23 5 * * *' }]);
    expect(crons('extract.yml', 'github')).toBeUndefined();
    expect(crons('extract.yml', 'azure-devops')).toBeUndefined();
    expect(crons('drift.yml', 'azure-devops', { schedules: { drift: 'never' } })).toBeUndefined();
    expect(crons('extract.yml', 'github', { schedules })).toEqual([{ cron: '7 2 * * 1' }]);
    expect(crons('drift.yml', 'azure-devops', { schedules })).toMatchObject([{ cron: '9 3 * * *', always: true }]);
  });

  it('start nothing else: extract and drift run by hand and on schedule alone', () => {
    for (const file of ['extract.yml', 'drift.yml']) {
      const { on } = pipeline(file, config('github', { schedules: { extract: '7 2 * * 1' } }));
      expect(Object.keys(isJsonObject(on) ? on : {}).sort()).toEqual(['schedule', 'workflow_dispatch']);
      expect(pipeline(file, config('azure-devops'))).toMatchObject({ trigger: 'none', pr: 'none' });
    }
  });
});

it('only the jobs that write have the right to, and none has it in a workflow that was not asked for', () => {
  const rights = (file: string, job: string): unknown =>
    member(pipeline(file, config('github')), 'jobs', job, 'permissions');
  expect(rights('pull-request.yml', 'apiops')).toEqual({
    contents: 'read',
    'id-token': 'write',
    'pull-requests': 'write',
  });
  expect(rights('pull-request.yml', 'gate')).toEqual({});
  expect(rights('publish.yml', 'prod')).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(rights('drift.yml', 'prod')).toEqual({ contents: 'read', 'id-token': 'write', issues: 'write' });
  const reusable = (name: string): unknown => loadYaml(sources.workflows.get(name) ?? '');
  const writers = ['pull-request', 'publish', 'extract', 'drift'].flatMap((name) =>
    Object.entries(member(reusable(`apiops-${name}.yml`), 'jobs') ?? {}).flatMap(([job, value]) =>
      Object.entries(member(value, 'permissions') ?? {})
        .filter(([right, access]) => access === 'write' && right !== 'id-token')
        .map(([right]) => `${name} ${job} ${right}`),
    ),
  );
  expect(writers).toEqual([
    'pull-request comment pull-requests',
    'extract extract contents',
    'extract extract pull-requests',
    'drift drift issues',
  ]);
});
