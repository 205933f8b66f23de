import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { openGitRepository } from '@nx-apiops/publisher';
import {
  createGitHubClient,
  parseRepositoryName,
  ScmError,
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

/** A repository, its configuration, and the way to its host. */
export interface GitHubPlace {
  readonly hosting: 'github';
  readonly root: string;
  readonly config: ApiopsConfig;
  readonly repository: RepositoryName;
  readonly client: GitHubClient;
}

/** Sends nothing. Throws errors of config, `SCM_REPOSITORY`, `SCM_ENDPOINT` and `SCM_TOKEN_MISSING`. */
export async function openHost(flags: HostFlags, { variables, output }: CommandContext): Promise<GitHubPlace> {
  const root = findRoot(flags.root);
  const config = loadApiopsConfig(root);
  const apiUrl = variables['GITHUB_API_URL'];
  return {
    hosting: 'github',
    root,
    config,
    repository: parseRepositoryName(flags.repository ?? (await repositoryName(root, config))),
    client: createGitHubClient({
      ...(apiUrl && { apiUrl }),
      token: await githubToken(variables),
      onWait: (text) => output.progress(text),
    }),
  };
}

/** As the git remote has it; where there is none, as apiops.yaml has it. Throws `SCM_REPOSITORY`. */
async function repositoryName(root: string, { repository }: ApiopsConfig): Promise<string> {
  const git = await openGitRepository(root);
  const name = (await git?.originName()) ?? repository;
  if (name !== undefined) return name;
  throw new ScmError('SCM_REPOSITORY', 'It is not known which repository is meant.', {
    hint: 'Add the remote "origin", or name it: --repository owner/name.',
  });
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
