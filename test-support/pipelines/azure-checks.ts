import { parse } from 'yaml';
import type { ReadTemplate } from './azure-templates.js';
import { list, object } from './json.js';

/** What a stage uses that a project can guard, in the words of the service. */
export interface StageResource {
  readonly type: 'environment' | 'endpoint' | 'variablegroup';
  readonly name: string;
}

/** What checks look at in a run. */
export interface RunSource {
  /** The repository of the pipeline first, then those that it names as resources. */
  readonly repositories: readonly { readonly name: string; readonly ref: string }[];
  readonly templates: readonly {
    readonly repositoryName: string;
    readonly repositoryRef: string;
    readonly templatePath: string;
  }[];
}

/** The environments, service connections and variable groups of a stage, each once. */
export function stageResources(stage: unknown): readonly StageResource[] {
  const { variables, jobs } = object(stage);
  const found = list(jobs)
    .map(object)
    .flatMap((job): readonly StageResource[] => {
      const deploy = object(object(object(job['strategy'])['runOnce'])['deploy']);
      const steps = list(job['steps'] ?? deploy['steps']).map(object);
      const { environment } = job;
      return [
        ...(typeof environment === 'string' ? [{ type: 'environment' as const, name: environment }] : []),
        ...steps.flatMap((step) => connectionOf(step)),
        ...groupsOf(job['variables']),
      ];
    });
  return [...new Map([...groupsOf(variables), ...found].map((one) => [`${one.type}/${one.name}`, one])).values()];
}

function connectionOf(step: Readonly<Record<string, unknown>>): readonly StageResource[] {
  const { azureSubscription } = object(step['inputs']);
  return typeof azureSubscription === 'string' ? [{ type: 'endpoint', name: azureSubscription }] : [];
}

function groupsOf(variables: unknown): readonly StageResource[] {
  if (!Array.isArray(variables)) return [];
  return variables.map(object).flatMap(({ group }) => {
    return typeof group === 'string' ? [{ type: 'variablegroup' as const, name: group }] : [];
  });
}

/** Where a run of a pipeline file comes from, at a ref of its own repository. */
export function runSource(
  { file, read }: { readonly file: string; readonly read: ReadTemplate },
  self: { readonly name: string; readonly ref: string },
): RunSource {
  const pipeline = object(parse(read(file, 'self')));
  const resources = list(object(pipeline['resources'])['repositories']).map(object);
  const repositories = resources.map(({ name, ref }) => ({ name: String(name), ref: String(ref) }));
  const [templatePath = '', alias] = String(object(pipeline['extends'])['template'] ?? '').split('@');
  const platform = resources.find(({ repository }) => repository === alias);
  return {
    repositories: [self, ...repositories],
    templates: platform
      ? [{ repositoryName: String(platform['name']), repositoryRef: String(platform['ref']), templatePath }]
      : [],
  };
}

/** What checks say to a stage. */
export interface StageDecision {
  readonly status: 'approved' | 'rejected' | 'running';
  readonly message: string;
  /** Approvals that it waits for. */
  readonly approvals: readonly string[];
}

/** Asks the emulated Azure DevOps, as the service asks itself before a stage. */
export function askChecks(project: string): {
  readonly decide: (
    resources: readonly StageResource[],
    run: RunSource & { readonly pipeline: string },
  ) => Promise<StageDecision>;
  readonly approve: (approvals: readonly string[]) => Promise<void>;
} {
  const send = async (method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> => {
    const response = await fetch(`${project}/_apis/${path}`, {
      method,
      headers: { authorization: 'Bearer pipeline', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return object(JSON.parse(text));
  };
  const ids: Readonly<Record<StageResource['type'], string>> = {
    environment: 'pipelines/environments?api-version=7.1',
    endpoint: 'serviceendpoint/endpoints?api-version=7.1',
    variablegroup: 'distributedtask/variablegroups?api-version=7.1',
  };
  const idOf = async ({ type, name }: StageResource): Promise<string> => {
    const found = list((await send('GET', ids[type]))['value'])
      .map(object)
      .find((one) => one['name'] === name);
    if (!found) throw new Error(`there is no ${type} ${name}`);
    return String(found['id']);
  };
  return {
    decide: async (resources, { pipeline, repositories, templates }) => {
      if (resources.length === 0) return { status: 'approved', message: '', approvals: [] };
      const definitions = list((await send('GET', 'build/definitions?api-version=7.1'))['value']).map(object);
      const definitionId = definitions.find(({ name }) => name === pipeline)?.['id'];
      const suite = await send('POST', 'pipelines/checks/runs?api-version=7.1-preview.1', {
        context: { definitionId, repositories, templates },
        resources: await Promise.all(resources.map(async (one) => ({ type: one.type, id: await idOf(one) }))),
      });
      const waiting = list(suite['checkRuns'])
        .map(object)
        .filter(({ status, checkConfigurationRef }) => {
          return status === 'running' && object(object(checkConfigurationRef)['type'])['name'] === 'Approval';
        });
      return {
        status: suite['status'] as StageDecision['status'],
        message: String(suite['message']),
        approvals: waiting.map(({ id }) => String(id)),
      };
    },
    approve: async (approvals) => {
      await send(
        'PATCH',
        'pipelines/approvals?api-version=7.1-preview.1',
        approvals.map((approvalId) => ({ approvalId, status: 'approved' })),
      );
    },
  };
}
