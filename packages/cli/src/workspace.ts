import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createApimClient, folderSource, type ApimClient, type ServiceAddress } from '@nx-apiops/apim';
import {
  findEnvironment,
  loadApiopsConfig,
  overridesFileName,
  type ApiopsConfig,
  type ApiopsEnvironment,
} from '@nx-apiops/config';
import { openGitRepository, type DesiredSource, type GitRepository, type PublishContext } from '@nx-apiops/publisher';
import { resolveTarget, type TargetFlags } from './target.js';

/** Flags that every command on an environment takes. */
export interface EnvironmentFlags extends TargetFlags {
  readonly env: string;
  readonly root: string;
}

/** One environment of the repository at hand, and the way to its instance. */
export interface Workspace {
  readonly root: string;
  readonly config: ApiopsConfig;
  readonly environment: ApiopsEnvironment;
  readonly service: ServiceAddress;
  /** For people: `apim-acme-dev (dev)`. */
  readonly target: string;
  readonly client: ApimClient;
  readonly git: GitRepository | undefined;
  readonly repository: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads apiops.yaml and prepares the client; sends nothing. Throws errors of config, `TARGET`, `ENDPOINT`. */
export async function openWorkspace(
  flags: EnvironmentFlags,
  variables: Variables,
  signal: AbortSignal,
): Promise<Workspace> {
  const root = resolve(flags.root);
  const config = loadApiopsConfig(root);
  const environment = findEnvironment(config, flags.env);
  const service = resolveTarget(environment, flags, variables);
  const git = await openGitRepository(root);
  return {
    root,
    config,
    environment,
    service,
    target: `${service.serviceName} (${environment.name})`,
    client: createApimClient({
      service,
      cloud: environment.cloud,
      endpoint: variables['NX_APIOPS_ARM_ENDPOINT'],
      apiVersion: variables['ARM_API_VERSION'] ?? variables['AZURE_API_VERSION'],
      signal,
    }),
    git,
    repository: config.repository ?? (await git?.originName()) ?? basename(root),
  };
}

/** The files of the environment as they are on disk. */
export function filesOnDisk(workspace: Workspace, variables: Variables): DesiredSource {
  const { root, config, environment } = workspace;
  const file = overridesFileName(environment.name);
  return {
    artifacts: folderSource(join(root, config.artifacts.folder), config.artifacts.folder),
    ...(config.artifacts.layout && { layout: config.artifacts.layout }),
    overrides: { file, read: async () => readIfPresent(join(root, file)) },
    tokens: (name) => variables[name],
  };
}

async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** The files of the environment as a commit has them. */
export function filesAt(workspace: Workspace, variables: Variables, commit: string): DesiredSource {
  const { git, config } = workspace;
  const onDisk = filesOnDisk(workspace, variables);
  if (!git) return onDisk;
  return {
    ...onDisk,
    artifacts: git.source(commit, config.artifacts.folder),
    overrides: { file: onDisk.overrides.file, read: async () => git.readFile(commit, onDisk.overrides.file) },
  };
}

/** What the publisher needs to know, for the files on disk or for those of a commit. */
export function publishContext(workspace: Workspace, variables: Variables, commit?: string): PublishContext {
  return {
    client: workspace.client,
    service: workspace.service,
    repository: workspace.repository,
    target: workspace.target,
    git: workspace.git,
    desired: commit === undefined ? filesOnDisk(workspace, variables) : filesAt(workspace, variables, commit),
    desiredAt: (other) => filesAt(workspace, variables, other),
  };
}

/** The paths, below the root, that decide what is published. */
export function publishedPaths({ config, environment }: Pick<Workspace, 'config' | 'environment'>): readonly string[] {
  return [config.artifacts.folder, overridesFileName(environment.name)];
}
