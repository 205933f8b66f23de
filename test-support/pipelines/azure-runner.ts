import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stageResources, type StageResource } from './azure-checks.js';
import { expandTemplate, type ReadTemplate } from './azure-templates.js';
import { evaluate, isTruthy, toText, type Scope, type Value } from './expressions.js';
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

/** What starts a run, and what the project is set up with. */
export interface AzureRun {
  /** Path of the pipeline. */
  readonly file: string;
  readonly read: ReadTemplate;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Predefined variables, such as `Build.SourceVersion`; `System.AccessToken` is secret, as all of groups. */
  readonly variables: Readonly<Record<string, string>>;
  readonly groups?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Called before a stage with an environment starts: its approval. */
  readonly approve?: (environment: string) => Promise<void>;
  /** Asked before each stage: why it must not use what it uses, or undefined. */
  readonly refuse?: (stage: string, resources: readonly StageResource[]) => Promise<string | undefined>;
}

export type Result = 'Succeeded' | 'Failed' | 'Skipped';

export interface AzureJobRun {
  /** `publish_dev / publish`, with the name of a part of a matrix behind it. */
  readonly name: string;
  readonly result: Result;
  readonly log: string;
  /** Service connections that it used. */
  readonly connections: readonly string[];
  /** Files that became the summary. */
  readonly summaries: readonly string[];
}

interface Finished {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

interface Surroundings {
  readonly machine: Machine;
  readonly run: AzureRun;
  readonly jobs: AzureJobRun[];
}

/** Runs the stages of a pipeline, each after those that it depends on. Only what the APIOps pipelines use is known. */
export async function runAzurePipeline(host: Machine, run: AzureRun): Promise<readonly AzureJobRun[]> {
  const machine = { ...host, artifacts: newFolder(host, 'artifacts') };
  const jobs: AzureJobRun[] = [];
  const { stages } = expandTemplate(run.file, run.read, run.parameters ?? {});
  await runAll(stages.map(object), 'stage', async (stage, finished) => {
    const name = String(stage['stage']);
    if (!holds(stage['condition'], { variables: run.variables }, finished)) return skip(jobs, name);
    const refusal = await run.refuse?.(name, stageResources(stage));
    if (refusal !== undefined) {
      jobs.push({ name, result: 'Failed', log: refusal, connections: [], summaries: [] });
      return { result: 'Failed', outputs: {} };
    }
    const environments = list(stage['jobs']).flatMap((job) => list(object(job)['environment']));
    for (const environment of environments) await run.approve?.(String(environment));
    const variables = { ...run.variables, ...variablesOf(stage['variables'], run) };
    const results = await runAll(list(stage['jobs']).map(object), 'job', async (job, before) =>
      runJob(job, { machine, run, jobs, stage: name, variables, before }),
    );
    const isFailed = [...results.values()].some(({ result }) => result === 'Failed');
    const outputs = [...results].flatMap(([job, result]) =>
      Object.entries(result.outputs).map(([key, value]) => [`${job}.${key}`, value] as const),
    );
    return { result: isFailed ? 'Failed' : 'Succeeded', outputs: Object.fromEntries(outputs) };
  });
  return jobs;
}

type Node = Readonly<Record<string, unknown>>;

/** Runs stages or jobs, each when those before it are finished; stages that name none follow the one above. */
async function runAll(
  nodes: readonly Node[],
  kind: 'stage' | 'job',
  runOne: (node: Node, before: ReadonlyMap<string, Finished>) => Promise<Finished>,
): Promise<ReadonlyMap<string, Finished>> {
  const nameOf = (node: Node): string => String(node[kind] ?? node['deployment']);
  const needs = new Map(
    nodes.map((node, index) => {
      const above = kind === 'stage' && index > 0 ? [nameOf(nodes[index - 1] ?? {})] : [];
      return [node, node['dependsOn'] === undefined ? above : list(node['dependsOn']).map(String)] as const;
    }),
  );
  const finished = new Map<string, Finished>();
  while (finished.size < nodes.length) {
    const ready = nodes.filter(
      (node) => !finished.has(nameOf(node)) && needs.get(node)?.every((need) => finished.has(need)) === true,
    );
    if (ready.length === 0) throw new Error(`the ${kind}s depend on each other, or on one that does not exist`);
    const results = await Promise.all(
      ready.map(async (node) => {
        const before = new Map([...finished].filter(([name]) => needs.get(node)?.includes(name)));
        return [nameOf(node), await runOne(node, before)] as const;
      }),
    );
    for (const [name, result] of results) finished.set(name, result);
  }
  return finished;
}

interface JobSurroundings extends Surroundings {
  readonly stage: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly before: ReadonlyMap<string, Finished>;
}

async function runJob(job: Node, around: JobSurroundings): Promise<Finished> {
  const { stage, before, variables, jobs } = around;
  const name = `${stage} / ${String(job['job'] ?? job['deployment'])}`;
  if (!holds(job['condition'], { variables }, before)) return skip(jobs, name);
  const { matrix } = object(job['strategy']);
  if (matrix === undefined) return runSteps(name, job, around);
  const parts = object(
    JSON.parse(toText(evaluate(String(matrix).replace(/^\$\[(.*)\]$/s, '$1'), scopeOf({ variables }, before)))),
  );
  const results = await Promise.all(
    Object.entries(parts).map(async ([part, extra]) =>
      runSteps(`${name} ${part}`, job, { ...around, variables: { ...variables, ...texts(object(extra)) } }),
    ),
  );
  return { result: results.some(({ result }) => result === 'Failed') ? 'Failed' : 'Succeeded', outputs: {} };
}

async function runSteps(name: string, job: Node, around: JobSurroundings): Promise<Finished> {
  const { machine, jobs, before } = around;
  const cwd = newFolder(machine, name);
  const temp = newFolder(machine, `${name}-temp`);
  const workspace = newFolder(machine, `${name}-workspace`);
  const variables: Record<string, string> = {
    ...around.variables,
    'Agent.TempDirectory': temp,
    'Pipeline.Workspace': workspace,
  };
  const groups = Object.values(around.run.groups ?? {}).flatMap(Object.keys);
  const secret = new Set(['System.AccessToken', ...groups]);
  const said: Said = { variables, outputs: {}, summaries: [] };
  const connections: string[] = [];
  let log = '';
  let result: Result = 'Succeeded';
  const deploy = object(object(object(job['strategy'])['runOnce'])['deploy']);
  for (const step of list(job['steps'] ?? deploy['steps']).map(object)) {
    const own = new Map([['', { result, outputs: {} }]]);
    const status = step['condition'] === undefined ? own : new Map([...before, ...own]);
    if (!holds(step['condition'], { variables }, status)) continue;
    const ended = await runStep(step, { machine, cwd, variables, connections, secret });
    log += `## ${toText(step['displayName'] ?? Object.values(step)[0])}\n${ended.output}`;
    obey(ended.output, toText(step['name']), said);
    if (ended.code !== 0) result = 'Failed';
  }
  jobs.push({ name, result, log, connections, summaries: said.summaries });
  return { result: job['continueOnError'] === true ? 'Succeeded' : result, outputs: said.outputs };
}

/** What the steps of a job said by logging commands. */
interface Said {
  readonly variables: Record<string, string>;
  readonly outputs: Record<string, string>;
  readonly summaries: string[];
}

/**
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands. Like the agent, this finds a command
 * anywhere in a line: `Command.TryParse` of github.com/microsoft/azure-pipelines-agent.
 */
function obey(output: string, step: string, { variables, outputs, summaries }: Said): void {
  for (const [, command, options = '', value = ''] of output.matchAll(/##vso\[task\.(\w+) ?([^\]]*)\](.*)$/gm)) {
    if (command === 'uploadsummary') summaries.push(value);
    if (command !== 'setvariable') continue;
    const [, variable = ''] = /variable=([^;]+)/.exec(options) ?? [];
    const isOutput = options.includes('isOutput=true');
    variables[isOutput ? `${step}.${variable}` : variable] = value;
    if (isOutput) outputs[`${step}.${variable}`] = value;
  }
}

interface StepSurroundings {
  readonly machine: Machine;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly secret: ReadonlySet<string>;
  readonly connections: string[];
}

async function runStep(step: Node, around: StepSurroundings): Promise<Ended> {
  const { machine, cwd, variables, connections } = around;
  const done = { code: 0, output: '' };
  const macro = (value: unknown): string =>
    toText(value).replace(/\$\(([\w.]+)\)/g, (text, name: string) => variables[name] ?? text);
  if (step['checkout'] !== undefined) return checkOut(machine, variables['Build.SourceVersion'] ?? 'HEAD', cwd);
  if (step['publish'] !== undefined) {
    storeArtifact(machine, macro(step['artifact']), macro(step['publish']));
    return done;
  }
  if (step['download'] !== undefined) {
    // All artifacts, unless one is named; each in a folder of its name.
    for (const name of step['artifact'] === undefined ? artifactNames(machine) : [macro(step['artifact'])]) {
      const folder = join(variables['Pipeline.Workspace'] ?? '', name);
      mkdirSync(folder, { recursive: true });
      fetchArtifact(machine, name, folder);
    }
    return done;
  }
  const inputs = object(step['inputs']);
  if (step['task'] === 'NodeTool@0') return done;
  if (step['task'] === 'AzureCLI@2') connections.push(macro(inputs['azureSubscription']));
  else if (step['task'] !== undefined) throw new Error(`the task ${toText(step['task'])} is not known`);
  const script = macro(step['script'] ?? step['bash'] ?? inputs['inlineScript']);
  const env = Object.fromEntries(Object.entries(object(step['env'])).map(([name, value]) => [name, macro(value)]));
  // Secrets are there only where a step asks for them.
  const predefined = Object.entries(variables)
    .filter(([name]) => !around.secret.has(name))
    .map(([name, value]) => [name.toUpperCase().replaceAll('.', '_'), value] as const);
  return runScript(machine, script, {
    cwd,
    env: { ...Object.fromEntries(predefined), TF_BUILD: 'True', ...env },
    shell: ['bash', '--noprofile', '--norc'],
  });
}

function holds(
  condition: unknown,
  values: Readonly<Record<string, Value>>,
  before: ReadonlyMap<string, Finished>,
): boolean {
  return isTruthy(evaluate(condition === undefined ? 'succeeded()' : String(condition), scopeOf(values, before)));
}

function scopeOf(values: Readonly<Record<string, Value>>, before: ReadonlyMap<string, Finished>): Scope {
  return {
    values: { ...values, dependencies: Object.fromEntries(before) },
    functions: {
      succeeded: () => [...before.values()].every(({ result }) => result === 'Succeeded'),
      canceled: () => false,
    },
  };
}

function skip(jobs: AzureJobRun[], name: string): Finished {
  jobs.push({ name, result: 'Skipped', log: '', connections: [], summaries: [] });
  return { result: 'Skipped', outputs: {} };
}

/** A mapping, or a list of variables and groups. */
function variablesOf(variables: unknown, { groups }: AzureRun): Readonly<Record<string, string>> {
  if (!Array.isArray(variables)) return texts(object(variables));
  const pairs = variables.map(object).flatMap(({ name, value, group }): (readonly [string, string])[] => {
    if (typeof group !== 'string') return [[toText(name), toText(value)]];
    const found = groups?.[group];
    if (!found) throw new Error(`there is no variable group ${group}`);
    return Object.entries(found);
  });
  return Object.fromEntries(pairs);
}

function texts(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toText(value)]));
}
