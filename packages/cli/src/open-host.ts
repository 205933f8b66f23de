import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { openGitRepository } from '@nx-apiops/publisher';
import {
  createAzureDevOpsClient,
  createGitHubClient,
  parseAzureDevOpsRepository,
  parseRepositoryName,
  ScmError,
  type AzureDevOpsClient,
  type AzureDevOpsRepository,
  type GitHubClient,
  type RepositoryName,
} from '@nx-apiops/scm';
import type { CommandContext } from './command-context.js';
import type { Variables } from './environment-variables.js';
import { findRoot } from './find-root.js';

/** Flags of commands on a repository's host. */
export interface HostFlags {
  readonly root?: string;
  /** `owner/name` on GitHub, `project/name` in Azure DevOps. */
  readonly repository?: string;
}

interface Place {
  readonly root: string;
  readonly config: ApiopsConfig;
}

/** A repository on GitHub, its configuration, and the way to it. */
export interface GitHubPlace extends Place {
  readonly hosting: 'github';
  readonly repository: RepositoryName;
  readonly client: GitHubClient;
}

/** The same in Azure DevOps. */
export interface AzureDevOpsPlace extends Place {
  readonly hosting: 'azure-devops';
  readonly repository: AzureDevOpsRepository;
  readonly client: AzureDevOpsClient;
}

/** Sends nothing. Throws errors of config, `SCM_REPOSITORY`, `SCM_ENDPOINT` and `SCM_TOKEN_MISSING`. */
export async function openHost(
  flags: HostFlags,
  { variables, output }: CommandContext,
): Promise<GitHubPlace | AzureDevOpsPlace> {
  const root = findRoot(flags.root);
  const config = loadApiopsConfig(root);
  const name = flags.repository ?? (await repositoryName(root, config));
  const onWait = (text: string): void => output.progress(text);
  if (config.hosting === 'azure-devops') {
    return {
      hosting: config.hosting,
      root,
      config,
      repository: parseAzureDevOpsRepository(name),
      client: createAzureDevOpsClient({
        organizationUrl: variables['AZURE_DEVOPS_ORG_URL'] || `https://dev.azure.com/${config.organization}`,
        token: AZURE_DEVOPS_TOKENS.map((variable) => variables[variable]).find((token) => token),
        onWait,
      }),
    };
  }
  const apiUrl = variables['GITHUB_API_URL'];
  return {
    hosting: config.hosting,
    root,
    config,
    repository: parseRepositoryName(name),
    client: createGitHubClient({ ...(apiUrl && { apiUrl }), token: await githubToken(variables), onWait }),
  };
}

/** Ours, that of a pipeline's run, that of the Azure CLI's extension. Without one, who is signed in to Azure. */
const AZURE_DEVOPS_TOKENS = ['AZURE_DEVOPS_TOKEN', 'SYSTEM_ACCESSTOKEN', 'AZURE_DEVOPS_EXT_PAT'];

/** As the git remote has it; where there is none, as apiops.yaml has it. Throws `SCM_REPOSITORY`. */
async function repositoryName(root: string, { hosting, project, repository }: ApiopsConfig): Promise<string> {
  const git = await openGitRepository(root);
  const origin = await git?.originName();
  if (hosting === 'github') {
    if (origin !== undefined && repository?.includes('/') && !sameText(origin, repository)) {
      throw new ScmError('SCM_REPOSITORY', `The remote "origin" is ${origin}, and apiops.yaml says ${repository}.`, {
        hint: 'Say which one is meant: --repository owner/name. A fork is guarded by its own apiops.yaml.',
      });
    }
    const name = origin ?? repository;
    if (name !== undefined) return name;
    throw new ScmError('SCM_REPOSITORY', 'It is not known which repository is meant.', {
      hint: 'Add the remote "origin", or name it: --repository owner/name.',
    });
  }
  // What stands before the slash in apiops.yaml is the organization, not the project.
  const name = origin ?? (project === undefined ? undefined : repository);
  if (name !== undefined) return project === undefined ? name : `${project}/${name.slice(name.lastIndexOf('/') + 1)}`;
  throw new ScmError('SCM_REPOSITORY', 'It is not known which project of Azure DevOps the repository is in.', {
    hint: 'Add the line "project: <name>" to apiops.yaml, add the remote "origin", or say --repository project/name.',
  });
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** From the environment, else from the GitHub CLI where somebody is signed in with it. */
async function githubToken(variables: Variables): Promise<string | undefined> {
  const stated = variables['GH_TOKEN'] || variables['GITHUB_TOKEN'];
  if (stated) return stated;
  if (variables['GITHUB_API_URL']?.startsWith('http:')) return undefined;
  try {
    const { stdout } = await promisify(execFile)('gh', ['auth', 'token'], { env: { ...variables } });
    return stdout.trim() || undefined;
  } catch {
    // Not installed, or nobody is signed in: the client says what to do.
    return undefined;
  }
}
