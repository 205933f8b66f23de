import type { ApiopsConfig, ApiopsEnvironment, Cloud } from '@nx-apiops/config';
import { Document, isMap } from 'yaml';
import { derivedCopy, derivedDocument, derivedHeader, type DerivedFile } from './derived-file.js';
import { placeForOwnLines } from './own-lines.js';
import type { PipelineSources } from './pipeline-sources.js';

/** Where the workflows are. */
export const WORKFLOWS_FOLDER = '.github/workflows';

/** Place for jobs of the user in every calling workflow. */
export const OWN_JOBS = 'jobs';

/** Clouds as azure/login names them. */
const LOGIN_CLOUDS: Readonly<Record<Cloud, string>> = {
  public: 'azurecloud',
  usgovernment: 'azureusgovernment',
  china: 'azurechinacloud',
};

type Mapping = Readonly<Record<string, unknown>>;

interface Caller {
  readonly name: string;
  readonly purpose: string;
  readonly on: Mapping;
  readonly concurrency?: Mapping;
  readonly jobs: Mapping;
}

/**
 * The workflows of a repository: callers, which say when and for what, and in the inline form the reusable workflows
 * that they call. `ownJobs` are the jobs that the user added to each caller; the gate waits for them too.
 */
export function githubWorkflows(
  config: ApiopsConfig,
  sources: PipelineSources,
  ownJobs: (path: string) => readonly string[],
): readonly DerivedFile[] {
  const callers: Readonly<Record<string, Caller>> = {
    'pull-request.yml': pullRequest(config, ownJobs(`${WORKFLOWS_FOLDER}/pull-request.yml`)),
    'publish.yml': publish(config),
    'extract.yml': extract(config),
    'drift.yml': drift(config),
  };
  const files = Object.entries(callers).map(([file, caller]) => callerFile(file, caller, sources.version));
  if (config.pipelines.form === 'shared') return files;
  const isCalled = (file: string): boolean => files.some(({ text }) => text.includes(`/${file}\n`));
  const called = [...sources.workflows].filter(([file]) => isCalled(file));
  const copies = called.map(([file, text]) => derivedCopy(`${WORKFLOWS_FOLDER}/${file}`, text, sources.version));
  return [...files, ...copies];
}

function callerFile(file: string, caller: Caller, version: string): DerivedFile {
  const { name, on, concurrency, jobs } = caller;
  const document = new Document({
    name,
    on,
    permissions: { contents: 'read' },
    ...(concurrency && { concurrency }),
    jobs,
  });
  const map = document.get('jobs');
  if (isMap(map)) {
    for (const job of map.items.slice(1)) if (isSpaced(job.key)) job.key.spaceBefore = true;
    placeForOwnLines(map, OWN_JOBS);
  }
  return derivedDocument(`${WORKFLOWS_FOLDER}/${file}`, document, [
    derivedHeader(version),
    caller.purpose,
    'Jobs of your own between the marks at the end are kept. Steps of your own: npx nx g nx-apiops:pipelines --help',
  ]);
}

function isSpaced(key: unknown): key is { spaceBefore?: boolean } {
  return typeof key === 'object' && key !== null;
}

function pullRequest(config: ApiopsConfig, ownJobs: readonly string[]): Caller {
  const { environments, pipelines } = config;
  return {
    name: 'Pull request',
    purpose: 'Checks what a pull request changes, and shows what its merge would do. Require the check "gate".',
    on: { pull_request: { branches: [pipelines.branch] } },
    concurrency: { group: 'pull-request-${{ github.event.pull_request.number }}', 'cancel-in-progress': true },
    jobs: {
      apiops: {
        uses: reusable(config, 'pull-request'),
        permissions: { contents: 'read', 'id-token': 'write', 'pull-requests': 'write' },
        with: {
          environments: JSON.stringify(
            environments.map(({ name, cloud }) => ({ environment: name, cloud: LOGIN_CLOUDS[cloud] })),
          ),
          'shard-above': pipelines.shardAbove,
        },
      },
      gate: {
        if: 'always()',
        needs: ['apiops', ...ownJobs],
        'runs-on': 'ubuntu-latest',
        'timeout-minutes': 5,
        permissions: {},
        steps: [
          {
            name: 'Fail unless every other job passed or had nothing to do',
            if: "contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')",
            run: 'exit 1',
          },
        ],
      },
    },
  };
}

function publish(config: ApiopsConfig): Caller {
  const { artifacts, environments, pipelines } = config;
  const jobs = environments.map((environment, index) => {
    const previous = environments[index - 1]?.name;
    const isChosen = `inputs.environment == '${environment.name}'`;
    return [
      environment.name,
      {
        ...(previous !== undefined && { needs: previous }),
        if:
          previous === undefined
            ? `github.event_name == 'push' || ${isChosen}`
            : `\${{ !cancelled() && ((github.event_name == 'push' && needs['${previous}'].result == 'success') || ${isChosen}) }}`,
        uses: reusable(config, 'publish'),
        permissions: { contents: 'read', 'id-token': 'write' },
        with: {
          environment: environment.name,
          commit: '${{ inputs.commit || github.sha }}',
          mode: "${{ inputs.mode || 'incremental' }}",
          ...cloudInput(environment),
        },
        ...overrideValues(config, environment),
      },
    ] as const;
  });
  return {
    name: 'Publish',
    purpose:
      'Publishes to one environment after the other, or by hand to one: incrementally, fully, or back to a commit.',
    on: {
      push: {
        branches: [pipelines.branch],
        paths: [
          `${artifacts.folder}/**`,
          'configuration.*.yaml',
          '!configuration.extractor.yaml',
          'apiops.yaml',
          'package-lock.json',
          `${WORKFLOWS_FOLDER}/*publish.yml`,
        ],
      },
      workflow_dispatch: {
        inputs: {
          environment: {
            description: 'Environment',
            type: 'choice',
            options: environments.map(({ name }) => name),
            required: true,
          },
          commit: { description: 'Commit to publish, or to go back to; the newest unless stated', type: 'string' },
          mode: {
            description: 'What to compare with',
            type: 'choice',
            options: ['incremental', 'full', 'rollback'],
            default: 'incremental',
          },
        },
      },
    },
    jobs: Object.fromEntries(jobs),
  };
}

function extract(config: ApiopsConfig): Caller {
  const environment = config.environments.find(({ name }) => name === config.extractFrom);
  return {
    name: 'Extract',
    purpose: 'Takes what the instance has into the artifacts, and proposes it as one pull request.',
    on: byHandOr(config.pipelines.schedules.extract),
    jobs: {
      extract: {
        uses: reusable(config, 'extract'),
        permissions: { contents: 'write', 'id-token': 'write', 'pull-requests': 'write' },
        with: { environment: config.extractFrom, ...(environment && cloudInput(environment)) },
        secrets: { 'pull-request-token': '${{ secrets.APIOPS_PULL_REQUEST_TOKEN }}' },
      },
    },
  };
}

function drift(config: ApiopsConfig): Caller {
  const jobs = config.environments.map((environment): readonly [string, Mapping] => [
    environment.name,
    {
      uses: reusable(config, 'drift'),
      permissions: { contents: 'read', 'id-token': 'write', issues: 'write' },
      with: { environment: environment.name, ...cloudInput(environment) },
      ...overrideValues(config, environment),
    },
  ]);
  return {
    name: 'Drift',
    purpose: 'Compares each instance with what was published to it. One issue for each holds the difference.',
    on: byHandOr(config.pipelines.schedules.drift),
    jobs: { ...Object.fromEntries(jobs), ...(config.protection && protectionJob(config)) },
  };
}

/** No environment can have its name, as theirs begin with a letter. */
function protectionJob(config: ApiopsConfig): Mapping {
  return {
    _protection: {
      uses: reusable(config, 'protection'),
      permissions: { contents: 'read', issues: 'write' },
      secrets: { 'protection-token': '${{ secrets.APIOPS_PROTECTION_TOKEN }}' },
    },
  };
}

function reusable({ pipelines }: ApiopsConfig, name: string): string {
  const path = `${WORKFLOWS_FOLDER}/apiops-${name}.yml`;
  const { platform } = pipelines;
  return pipelines.form === 'shared' && platform ? `${platform.repository}/${path}@${platform.ref}` : `./${path}`;
}

function byHandOr(cron: string | undefined): Mapping {
  return { workflow_dispatch: {}, ...(cron !== undefined && { schedule: [{ cron }] }) };
}

/** Absent for the usual one. */
function cloudInput({ cloud }: ApiopsEnvironment): Mapping {
  return cloud === 'public' ? {} : { cloud: LOGIN_CLOUDS[cloud] };
}

/** The secrets one by one, that of the environment before the common one. */
function overrideValues({ pipelines }: ApiopsConfig, { name }: ApiopsEnvironment): Mapping {
  if (pipelines.secrets.length === 0) return {};
  const prefix = name.toUpperCase().replaceAll('-', '_');
  const values = pipelines.secrets.map(
    (secret) => `${secret}=\${{ secrets.${prefix}_${secret} || secrets.${secret} }}`,
  );
  return { secrets: { 'override-values': `${values.join('\n')}\n` } };
}
