import { loadApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { openGitRepository } from '@nx-apiops/publisher';
import {
  parseAzureDevOpsRepository,
  parseRepositoryName,
  ScmError,
  type AzureDevOpsClient,
  type AzureDevOpsRepository,
  type GitHubClient,
  type RepositoryName,
} from '@nx-apiops/scm';
import type { CommandContext } from './command-context.js';
import { findRoot } from './find-root.js';
import { azureDevOpsClient, githubClient } from './host-clients.js';

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
export async function openHost(flags: HostFlags, context: CommandContext): Promise<GitHubPlace | AzureDevOpsPlace> {
  const root = findRoot(flags.root);
  const config = loadApiopsConfig(root);
  const name = flags.repository ?? (await repositoryName(root, config));
  if (config.hosting === 'azure-devops') {
    const repository = parseAzureDevOpsRepository(name);
    return {
      hosting: config.hosting,
      root,
      config,
      repository,
      client: azureDevOpsClient(config.organization, context),
    };
  }
  const repository = parseRepositoryName(name);
  return { hosting: config.hosting, root, config, repository, client: await githubClient(context) };
}

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
