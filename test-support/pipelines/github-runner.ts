import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { evaluate, fillIn, fillInAll, isTruthy, toText, type Scope, type Value } from './expressions.js';
import { list, object } from './json.js';
import {
  artifactNames,
  checkOut,
  fetchArtifact,
  newFolder,
  runScript,
  storeArtifact,
  type Ended,
  type Machine,
} from './machine.js';

/** What starts a run, and what the repository is set up with. */
export interface GithubRun {
  /** Text of the workflow that the event starts. */
  readonly workflow: string;
  /** The text of a workflow that is called, by what stands behind `uses:`. */
  readonly called: (uses: string) => string;
  /** The `github` context. */
  readonly github: Readonly<Record<string, unknown>> & { readonly sha: string };
  readonly inputs?: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  /** Variables of an environment, over those of the repository. */
  readonly environmentVars?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Called before a job with an environment starts: its approval. */
  readonly approve?: (environment: string) => Promise<void>;
}

export type Result = 'success' | 'failure' | 'skipped';

export interface JobRun {
  /** `dev / plan` for a job of a called workflow, with the values of a matrix behind it. */
  readonly name: string;
  readonly result: Result;
  /** What its steps printed. */
  readonly log: string;
  readonly summary: string;
  readonly permissions: unknown;
  /** Client ids that azure/login was called with. */
  readonly identities: readonly string[];
}

interface Workflow {
  readonly document: Readonly<Record<string, unknown>>;
  readonly prefix: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly secrets: Readonly<Record<string, Value>>;
}

interface Finished {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, Value>>;
}

/** Runs the jobs of a workflow, each after those that it needs. Only what the APIOps workflows use is known. */
export async function runGithubWorkflow(host: Machine, run: GithubRun): Promise<readonly JobRun[]> {
  const machine = { ...host, artifacts: newFolder(host, 'artifacts') };
  const jobs: JobRun[] = [];
  const document = object(parse(run.workflow));
  const dispatch = object(object(object(document['on'])['workflow_dispatch'])['inputs']);
  const inputs = run.github['event_name'] === 'workflow_dispatch' ? inputsOf(dispatch, run.inputs ?? {}) : {};
  await runJobs({ document, prefix: '', inputs, secrets: run.secrets ?? {} }, { machine, run, jobs });
  return jobs;
}

interface Surroundings {
  readonly machine: Machine;
  readonly run: GithubRun;
  readonly jobs: JobRun[];
}

async function runJobs(workflow: Workflow, surroundings: Surroundings): Promise<ReadonlyMap<string, Finished>> {
  const finished = new Map<string, Finished>();
  const jobs = Object.entries(object(workflow.document['jobs']));
  while (finished.size < jobs.length) {
    const ready = jobs.filter(
      ([id, job]) => !finished.has(id) && list(object(job)['needs']).every((need) => finished.has(String(need))),
    );
    if (ready.length === 0) throw new Error('the jobs need each other');
    const results = await Promise.all(
      ready.map(
        async ([id, job]) => [id, await runJob(id, object(job), { ...surroundings, workflow, finished })] as const,
      ),
    );
    for (const [id, result] of results) finished.set(id, result);
  }
  return finished;
}

interface JobSurroundings extends Surroundings {
  readonly workflow: Workflow;
  readonly finished: ReadonlyMap<string, Finished>;
}

async function runJob(id: string, job: Readonly<Record<string, unknown>>, around: JobSurroundings): Promise<Finished> {
  const { workflow, run, finished } = around;
  const needs = Object.fromEntries(list(job['needs']).map((need) => [String(need), finished.get(String(need))]));
  const environment =
    job['environment'] === undefined
      ? undefined
      : toText(fillIn(String(job['environment']), scopeOf(around, { needs })));
  const vars = { ...run.vars, ...(environment !== undefined && run.environmentVars?.[environment]) };
  const values = { needs, vars };
  const before = ancestors(workflow, id).map((name) => finished.get(name)?.result);
  if (!holds(job['if'], scopeOf(around, values), before)) return record(around, { name: id, result: 'skipped' });
  if (environment !== undefined) await run.approve?.(environment);
  const { matrix } = object(job['strategy']);
  const { include } = object(fillInAll(matrix, scopeOf(around, values)));
  const variants = matrix === undefined ? [{}] : list(include).map(object);
  const results = await Promise.all(
    variants.map(async (variant) => runVariant(id, job, { ...around, values: { ...values, matrix: variant } })),
  );
  const isFailed = results.some(({ result }) => result === 'failure') && job['continue-on-error'] !== true;
  return {
    result: isFailed
      ? 'failure'
      : results.some(({ result }) => result === 'success') || results.length === 0 || job['continue-on-error'] === true
        ? 'success'
        : 'skipped',
    outputs: results[0]?.outputs ?? {},
  };
}

interface VariantSurroundings extends JobSurroundings {
  readonly values: Readonly<Record<string, Value>>;
}

async function runVariant(
  id: string,
  job: Readonly<Record<string, unknown>>,
  around: VariantSurroundings,
): Promise<Finished> {
  const scope = scopeOf(around, around.values);
  if (typeof job['uses'] !== 'string') return runSteps(id, job, around);
  const document = object(parse(around.run.called(job['uses'])));
  const call = object(object(document['on'])['workflow_call']);
  const given = object(fillInAll(job['with'] ?? {}, scope));
  const results = await runJobs(
    {
      document,
      prefix: `${around.workflow.prefix}${id} / `,
      inputs: inputsOf(object(call['inputs']), given),
      secrets: object(fillInAll(job['secrets'] ?? {}, scope)),
    },
    around,
  );
  const all = [...results.values()].map(({ result }) => result);
  const result = all.includes('failure') ? 'failure' : all.includes('success') ? 'success' : 'skipped';
  return { result, outputs: {} };
}

async function runSteps(
  id: string,
  job: Readonly<Record<string, unknown>>,
  around: VariantSurroundings,
): Promise<Finished> {
  const { machine, values, workflow } = around;
  const name = nameOf(id, values['matrix']);
  const cwd = newFolder(machine, name);
  const temp = newFolder(machine, `${name}-temp`);
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const runner = { temp };
  const jobScope = scopeOf(around, { ...values, runner });
  const env = object(fillInAll({ ...object(workflow.document['env']), ...object(job['env']) }, jobScope));
  const identities: string[] = [];
  let log = '';
  let isFailed = false;
  for (const step of list(job['steps']).map(object)) {
    const scope = scopeOf(around, { ...values, runner, steps, env, cwd });
    if (!holds(step['if'], scope, [isFailed ? 'failure' : 'success'])) continue;
    const ended = await runStep(step, {
      ...around,
      scope,
      cwd,
      temp,
      env: texts({ ...env, ...object(fillInAll(step['env'] ?? {}, scope)) }),
      identities,
    });
    log += `## ${nameOfStep(step)}\n${ended.output}`;
    if (typeof step['id'] === 'string') steps[step['id']] = { outputs: ended.outputs };
    if (ended.code !== 0) isFailed = true;
  }
  const outputs = object(fillInAll(job['outputs'] ?? {}, scopeOf(around, { ...values, steps })));
  const summaryFile = join(temp, 'summary.md');
  const summary = existsSync(summaryFile) ? readFileSync(summaryFile, 'utf8') : '';
  const permissions = job['permissions'] ?? workflow.document['permissions'];
  return record(
    around,
    { name, result: isFailed ? 'failure' : 'success', log, summary, identities, permissions },
    outputs,
  );
}

/** With the values of the matrix. */
function nameOf(id: string, matrix: Value): string {
  const values = Object.values(object(matrix)).map(toText).join(', ');
  return values === '' ? id : `${id} (${values})`;
}

function nameOfStep(step: Readonly<Record<string, unknown>>): string {
  return toText(step['name'] ?? step['uses'] ?? step['run']);
}

interface StepSurroundings extends VariantSurroundings {
  readonly scope: Scope;
  readonly cwd: string;
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  readonly identities: string[];
}

type StepEnded = Ended & { readonly outputs: Record<string, string> };

async function runStep(step: Readonly<Record<string, unknown>>, around: StepSurroundings): Promise<StepEnded> {
  const { scope, cwd, temp, machine, run } = around;
  if (typeof step['uses'] === 'string') {
    const uses = fillInAll(step['with'] ?? {}, scope);
    return { ...(await useAction(step['uses'], object(uses), around)), outputs: {} };
  }
  const output = join(temp, `output-${Math.random()}`);
  const env = {
    ...around.env,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: join(temp, 'summary.md'),
    GITHUB_REPOSITORY: toText(run.github['repository']),
    GITHUB_REF_NAME: toText(run.github['ref_name']),
    GITHUB_SHA: run.github.sha,
    GITHUB_RUN_ID: '42',
    RUNNER_TEMP: temp,
    ...(typeof run.github['api_url'] === 'string' && { GITHUB_API_URL: run.github['api_url'] }),
  };
  writeFileSync(output, '');
  // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
  const shell = step['shell'] === 'bash' ? ['bash', '--noprofile', '--norc', '-eo', 'pipefail'] : ['bash', '-e'];
  const ended = await runScript(machine, toText(fillIn(String(step['run']), scope)), { cwd, env, shell });
  return { ...ended, outputs: Object.fromEntries(pairs(readFileSync(output, 'utf8'))) };
}

/** Actions of others, reduced to what comes of them here; composite actions of the repository are run. */
async function useAction(
  uses: string,
  given: Readonly<Record<string, unknown>>,
  around: StepSurroundings,
): Promise<Ended> {
  const { machine, cwd, run, identities } = around;
  const [action = ''] = uses.split('@');
  const path = toText(given['path']);
  const done = { code: 0, output: '' };
  switch (action) {
    case 'actions/checkout':
      return checkOut(machine, toText(given['ref'] ?? run.github.sha), cwd);
    case 'actions/setup-node':
      return done;
    case 'azure/login':
      identities.push(toText(given['client-id']));
      return toText(given['client-id']) === '' ? { code: 1, output: 'azure/login: client-id is missing' } : done;
    case 'actions/upload-artifact':
      storeArtifact(machine, toText(given['name']), path);
      return done;
    case 'actions/download-artifact': {
      const prefix = toText(given['pattern']).replace('*', '');
      const names =
        given['name'] === undefined
          ? artifactNames(machine).filter((name) => name.startsWith(prefix))
          : [toText(given['name'])];
      mkdirSync(path, { recursive: true });
      for (const name of names) fetchArtifact(machine, name, path);
      return done;
    }
    default:
      return useOwnAction(uses, around);
  }
}

async function useOwnAction(uses: string, around: StepSurroundings): Promise<Ended> {
  if (!uses.startsWith('./')) throw new Error(`the action ${uses} is not known`);
  const action = object(parse(readFileSync(join(around.cwd, uses, 'action.yml'), 'utf8')));
  let output = '';
  for (const step of list(object(action['runs'])['steps']).map(object)) {
    const ended = await runStep(step, around);
    output += ended.output;
    if (ended.code !== 0) return { code: ended.code, output };
  }
  return { code: 0, output };
}

const STATUS_FUNCTION = /\b(success|failure|always|cancelled)\s*\(/;

/** Whether a condition holds; where it asks for no status, everything before must have succeeded. */
function holds(condition: unknown, scope: Scope, before: readonly (Result | undefined)[]): boolean {
  const text = condition === undefined ? 'success()' : String(condition).replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
  const functions = {
    ...scope.functions,
    success: () => before.every((result) => result === 'success'),
    failure: () => before.includes('failure'),
    always: () => true,
    cancelled: () => false,
  };
  return isTruthy(evaluate(STATUS_FUNCTION.test(text) ? text : `success() && (${text})`, { ...scope, functions }));
}

function scopeOf({ workflow, run }: JobSurroundings, values: Readonly<Record<string, Value>>): Scope {
  const { inputs, secrets } = workflow;
  const token = 'token-of-the-run';
  const cwd = toText(values['cwd']);
  return {
    values: {
      needs: {},
      vars: run.vars,
      matrix: {},
      runner: {},
      steps: {},
      env: {},
      ...values,
      inputs,
      secrets,
      github: { ...run.github, token },
    },
    functions: { hashfiles: (path) => (cwd !== '' && existsSync(join(cwd, toText(path))) ? 'hash' : '') },
  };
}

/** All jobs that come before. */
function ancestors({ document }: Workflow, id: string): readonly string[] {
  const direct = list(object(object(document['jobs'])[id])['needs']).map(String);
  return [...new Set([...direct, ...direct.flatMap((need) => ancestors({ document } as Workflow, need))])];
}

function inputsOf(
  declared: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Value>> {
  for (const name of Object.keys(given)) if (!(name in declared)) throw new Error(`there is no input ${name}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => {
      const value = given[name] ?? object(input)['default'];
      if (value === undefined && object(input)['required'] === true) throw new Error(`the input ${name} is missing`);
      return [name, value ?? ''];
    }),
  );
}

function record(
  around: JobSurroundings,
  job: Partial<JobRun> & Pick<JobRun, 'name' | 'result'>,
  outputs: Finished['outputs'] = {},
): Finished {
  const name = `${around.workflow.prefix}${job.name}`;
  around.jobs.push({ log: '', summary: '', identities: [], permissions: undefined, ...job, name });
  return { result: job.result, outputs };
}

function texts(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toText(value)]));
}

function pairs(text: string): readonly (readonly [string, string])[] {
  return text
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
}
