import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { createApimClient, folderSource, type ApimClient, type ServiceAddress } from '@nx-apiops/apim';
import {
  APIOPS_FILE,
  findEnvironment,
  loadApiopsConfig,
  overridesFileName,
  parseApiopsConfig,
  readConfigFile,
  refuseStrayOverrides,
  type ApiopsConfig,
  type ApiopsEnvironment,
  type Cloud,
} from '@nx-apiops/config';
import {
  openGitRepository,
  shortCommit,
  type DesiredSource,
  type GitRepository,
  type PublishContext,
} from '@nx-apiops/publisher';
import type { CommandContext } from './command-context.js';
import { cloudFrom, type Variables } from './environment-variables.js';
import { CliError } from './errors.js';
import { readInput } from './text-files.js';
import { findRoot } from './find-root.js';
import { resolveTarget, type TargetFlags } from './target.js';

/** Flags that every command on an environment takes. */
export interface EnvironmentFlags extends TargetFlags {
  readonly env?: string;
  /** The nearest folder upwards with apiops.yaml unless stated. */
  readonly root?: string;
  readonly cloud?: Cloud;
  /** Another artifact folder than that of apiops.yaml, below the root. */
  readonly artifacts?: string;
  /** Another file than `configuration.<env>.yaml`, below the root. */
  readonly overrides?: string;
}

/** One environment of the repository at hand, and the way to its instance. */
export interface Workspace {
  readonly root: string;
  readonly config: ApiopsConfig;
  readonly environment: ApiopsEnvironment;
  /** From the root, with forward slashes. */
  readonly artifactsFolder: string;
  /** From the root, with forward slashes. */
  readonly overridesFile: string;
  readonly service: ServiceAddress;
  /** For people: `apim-acme-dev (dev)`. */
  readonly target: string;
  readonly client: ApimClient;
  readonly git: GitRepository | undefined;
  readonly repository: string;
}

/** Where the files of an environment are; all that is needed to look at them. */
export type WorkspaceFiles = Pick<Workspace, 'root' | 'config' | 'environment' | 'artifactsFolder' | 'overridesFile'>;

/** Reads apiops.yaml and prepares the client; sends nothing. Throws errors of config, `TARGET`, `USAGE`, `ENDPOINT`. */
export async function openWorkspace(
  flags: EnvironmentFlags,
  { variables, signal, clock }: CommandContext,
): Promise<Workspace> {
  const root = findRoot(flags.root);
  const config = loadApiopsConfig(root);
  const environment = namedEnvironment(config, flags.env);
  const service = resolveTarget(environment, flags, variables);
  const git = await openGitRepository(root);
  const folder = flags.artifacts ?? variables['API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH'];
  const file = flags.overrides ?? variables['CONFIGURATION_YAML_PATH'];
  const credential = staticCredential(variables['AZURE_BEARER_TOKEN']);
  return {
    root,
    config,
    environment,
    artifactsFolder: folder ? belowRoot(root, folder) : config.artifacts.folder,
    overridesFile: file ? belowRoot(root, file) : overridesFileName(environment.name),
    service,
    target: `${service.serviceName} (${environment.name})`,
    client: createApimClient({
      service,
      cloud: flags.cloud ?? cloudFrom(variables) ?? environment.cloud,
      endpoint: variables['NX_APIOPS_ARM_ENDPOINT'],
      apiVersion: variables['ARM_API_VERSION'] ?? variables['AZURE_API_VERSION'],
      signal,
      clock,
      ...(credential && { credential }),
    }),
    git,
    repository: config.repository ?? (await git?.originName()) ?? basename(root),
  };
}

/** Throws `USAGE` where none is named: Nx leaves the flag out for a configuration that it does not know. */
function namedEnvironment(config: ApiopsConfig, name: string | undefined): ApiopsEnvironment {
  if (name !== undefined) return findEnvironment(config, name);
  const names = config.environments.map((environment) => environment.name);
  const [first = 'dev'] = names;
  throw new CliError('USAGE', `No environment is named, or one that ${APIOPS_FILE} does not have.`, {
    hint: `Add --env ${first}, or run a target such as apim:plan:${first}. Environments: ${names.join(', ')}.`,
  });
}

/** Throws `USAGE` for a path out of the repository, whose history could not be read. */
function belowRoot(root: string, path: string): string {
  const below = relative(root, resolve(root, path)).split(sep).join('/');
  if (below !== '' && !below.startsWith('../') && below !== '..' && !isAbsolute(below)) return below;
  throw new CliError('USAGE', `${path} is not below ${root}.`, { hint: 'Name a path inside the repository.' });
}

/** A token that was obtained elsewhere; it is sent as it is until it expires. */
function staticCredential(
  token: string | undefined,
): NonNullable<Parameters<typeof createApimClient>[0]['credential']> | undefined {
  if (!token) return undefined;
  return { getToken: async () => ({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
}

/** The commit to read the files of: that of the flag, or of COMMIT_ID as existing tools take it. Throws `USAGE`. */
export async function resolveRevision(
  { git, root }: Workspace,
  revision: string | undefined,
): Promise<string | undefined> {
  if (!revision) return undefined;
  const commit = await git?.resolveCommit(revision);
  if (commit !== undefined) return commit;
  throw new CliError('USAGE', `${JSON.stringify(revision)} is no commit that ${root} has.`, {
    hint: 'Check the name, or fetch the full history: git fetch --unshallow.',
  });
}

/** The files of the environment as they are on disk. A file of overrides that was named must exist. */
export function filesOnDisk(workspace: WorkspaceFiles, variables: Variables): DesiredSource {
  const { root, config, artifactsFolder, overridesFile } = workspace;
  return {
    artifacts: folderSource(join(root, artifactsFolder), artifactsFolder),
    ...(config.artifacts.layout && { layout: config.artifacts.layout }),
    overrides: { file: overridesFile, read: async () => readOverrides(workspace) },
    tokens: (name) => variables[name],
  };
}

async function readOverrides({ root, environment, overridesFile }: WorkspaceFiles): Promise<string | undefined> {
  const isDefault = overridesFile === overridesFileName(environment.name);
  // Refuses a file whose name differs so little that it would silently be passed over.
  if (isDefault) return readConfigFile(root, overridesFile)?.text;
  return readInput(join(root, overridesFile));
}

/** The files of the environment as a commit has them, where its own apiops.yaml says they are. */
export async function filesAt(workspace: Workspace, variables: Variables, commit: string): Promise<DesiredSource> {
  const { git, config, overridesFile } = workspace;
  const onDisk = filesOnDisk(workspace, variables);
  if (!git) return onDisk;
  const text = await git.readFile(commit, APIOPS_FILE);
  const then = text === undefined ? config : parseApiopsConfig(text, `${APIOPS_FILE} at ${shortCommit(commit)}`);
  const isNamed = workspace.artifactsFolder !== config.artifacts.folder;
  const { layout: _, ...rest } = onDisk;
  return {
    ...rest,
    ...(then.artifacts.layout && { layout: then.artifacts.layout }),
    artifacts: git.source(commit, isNamed ? workspace.artifactsFolder : then.artifacts.folder),
    overrides: { file: overridesFile, read: async () => git.readFile(commit, overridesFile) },
  };
}

/** What the publisher needs to know, for the files on disk or for those of a commit. */
export async function publishContext(
  workspace: Workspace,
  variables: Variables,
  commit?: string,
): Promise<PublishContext> {
  const { root, config, environment, overridesFile } = workspace;
  // An earlier commit is published as it is: nobody can rename its files any more.
  const isHere = commit === undefined || commit === (await workspace.git?.head());
  if (isHere && overridesFile === overridesFileName(environment.name)) refuseStrayOverrides(root, config);
  return {
    client: workspace.client,
    service: workspace.service,
    repository: workspace.repository,
    target: workspace.target,
    git: workspace.git,
    desired: commit === undefined ? filesOnDisk(workspace, variables) : await filesAt(workspace, variables, commit),
    desiredAt: async (other) => filesAt(workspace, variables, other),
  };
}

/** The paths, below the root, that decide what is published. */
export function publishedPaths({ artifactsFolder, overridesFile }: Workspace): readonly string[] {
  return [artifactsFolder, overridesFile, APIOPS_FILE];
}
