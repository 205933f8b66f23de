import type { ApiopsConfig } from '@nx-apiops/config';
import { Document, isMap } from 'yaml';
import { derivedCopy, derivedDocument, derivedHeader, type DerivedFile } from './derived-file.js';
import { placeForOwnLines } from './own-lines.js';
import type { PipelineSources } from './pipeline-sources.js';

/** Where the pipelines are. */
export const PIPELINES_FOLDER = '.azure-pipelines';

/** Where the inline form keeps the templates. */
const TEMPLATES_FOLDER = 'templates';

/** Place for parameters of the user: stages and steps of their own. */
const OWN_PARAMETERS = 'stages and steps';

type Mapping = Readonly<Record<string, unknown>>;

interface Caller {
  readonly purpose: string;
  /** Parameters of the template that take steps of the user. */
  readonly steps: readonly string[];
  /** Triggers and parameters. */
  readonly settings: Mapping;
  /** For the template. */
  readonly parameters: Mapping;
}

/**
 * The pipelines of a repository: callers, which say when and for what, and in the inline form the templates that they
 * extend.
 */
export function azurePipelines(config: ApiopsConfig, sources: PipelineSources): readonly DerivedFile[] {
  const callers: Readonly<Record<string, Caller>> = {
    'pull-request.yml': pullRequest(config),
    'publish.yml': publish(config),
    'extract.yml': extract(config),
    'drift.yml': drift(config),
  };
  const files = Object.entries(callers).map(([file, caller]) => callerFile(file, caller, { config, sources }));
  if (config.pipelines.form === 'shared') return files;
  const copies = [...sources.templates].map(([file, text]) =>
    derivedCopy(`${PIPELINES_FOLDER}/${TEMPLATES_FOLDER}/${file}`, text, sources.version),
  );
  return [...files, ...copies];
}

function callerFile(
  file: string,
  caller: Caller,
  { config, sources }: { readonly config: ApiopsConfig; readonly sources: PipelineSources },
): DerivedFile {
  const { form, platform } = config.pipelines;
  const isShared = form === 'shared' && platform !== undefined;
  const document = new Document({
    ...caller.settings,
    ...(isShared && { resources: { repositories: [platformRepository(platform)] } }),
    extends: {
      template: isShared ? `pipelines/${file}@platform` : `${TEMPLATES_FOLDER}/${file}`,
      parameters: caller.parameters,
    },
  });
  const parameters = document.getIn(['extends', 'parameters']);
  if (isMap(parameters)) placeForOwnLines(parameters, OWN_PARAMETERS);
  const own = ['stages', ...caller.steps].join(', ');
  return derivedDocument(`${PIPELINES_FOLDER}/${file}`, document, [
    derivedHeader(sources.version),
    caller.purpose,
    `Lists of your own between the marks at the end are kept: ${own}.`,
  ]);
}

function platformRepository({ repository, ref }: { readonly repository: string; readonly ref: string }): Mapping {
  return {
    repository: 'platform',
    type: 'git',
    name: repository,
    ref: ref.startsWith('refs/') ? ref : `refs/tags/${ref}`,
  };
}

function pullRequest({ environments, pipelines }: ApiopsConfig): Caller {
  return {
    purpose:
      'Checks what a pull request changes, and shows what its merge would do. A build validation policy starts it.',
    steps: ['beforeChecks', 'afterChecks'],
    settings: { trigger: 'none', pr: 'none' },
    parameters: {
      environments: environments.map(({ name }) => name),
      shardAbove: pipelines.shardAbove,
    },
  };
}

function publish({ artifacts, environments, pipelines }: ApiopsConfig): Caller {
  return {
    purpose:
      'Publishes to one environment after the other, or by hand to one: incrementally, fully, or back to a commit.',
    steps: ['beforePublish', 'afterPublish'],
    settings: {
      trigger: {
        batch: true,
        branches: { include: [pipelines.branch] },
        paths: {
          include: [
            `${artifacts.folder}/*`,
            'configuration.*.yaml',
            'apiops.yaml',
            'package-lock.json',
            `${PIPELINES_FOLDER}/*`,
          ],
          exclude: ['configuration.extractor.yaml'],
        },
      },
      pr: 'none',
      parameters: [
        {
          name: 'environment',
          displayName: 'Environment',
          type: 'string',
          default: 'all environments',
          values: ['all environments', ...environments.map(({ name }) => name)],
        },
        { name: 'commit', displayName: 'Commit to publish, or to go back to', type: 'string', default: 'latest' },
        {
          name: 'mode',
          displayName: 'What to compare with',
          type: 'string',
          default: 'incremental',
          values: ['incremental', 'full', 'rollback'],
        },
      ],
    },
    parameters: {
      environments: environments.map(({ name }, index) => ({ name, after: environments[index - 1]?.name ?? '' })),
      environment: '${{ parameters.environment }}',
      commit: '${{ parameters.commit }}',
      mode: '${{ parameters.mode }}',
      ...secretNames(pipelines.secrets),
    },
  };
}

function extract({ extractFrom, pipelines }: ApiopsConfig): Caller {
  return {
    purpose: 'Takes what the instance has into the artifacts, and proposes it as one pull request.',
    steps: ['afterExtract'],
    settings: byHandOr(pipelines.schedules.extract, { displayName: 'Extract', branch: pipelines.branch }),
    parameters: { environment: extractFrom },
  };
}

function drift({ environments, pipelines, protection }: ApiopsConfig): Caller {
  return {
    purpose: 'Compares each instance with what was published to it. One work item for each holds the difference.',
    steps: [],
    settings: byHandOr(pipelines.schedules.drift, { displayName: 'Drift', branch: pipelines.branch }),
    parameters: {
      environments: environments.map(({ name }) => name),
      ...(protection && { protection: true }),
      ...secretNames(pipelines.secrets),
    },
  };
}

function byHandOr(
  cron: string | undefined,
  { displayName, branch }: { readonly displayName: string; readonly branch: string },
): Mapping {
  const schedule = { cron, displayName, branches: { include: [branch] }, always: true };
  return { trigger: 'none', pr: 'none', ...(cron !== undefined && { schedules: [schedule] }) };
}

function secretNames(secrets: readonly string[]): Mapping {
  return secrets.length === 0 ? {} : { secrets };
}
