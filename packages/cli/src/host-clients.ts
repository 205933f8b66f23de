import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  createAzureDevOpsClient,
  createGitHubClient,
  type AzureDevOpsClient,
  type GitHubApp,
  type GitHubClient,
} from '@nx-apiops/scm';
import type { CommandContext } from './command-context.js';
import type { Variables } from './environment-variables.js';
import { CliError } from './errors.js';
import { readInput } from './text-files.js';

/** Ours, that of a pipeline's run, that of the Azure CLI's extension. Without one, who is signed in to Azure. */
const AZURE_DEVOPS_TOKENS = ['AZURE_DEVOPS_TOKEN', 'SYSTEM_ACCESSTOKEN', 'AZURE_DEVOPS_EXT_PAT'];

/** The way to Azure DevOps. Sends nothing. Throws `SCM_ENDPOINT`. */
export function azureDevOpsClient(organization: string, { variables, output }: CommandContext): AzureDevOpsClient {
  return createAzureDevOpsClient({
    organizationUrl: variables['AZURE_DEVOPS_ORG_URL'] || `https://dev.azure.com/${organization}`,
    token: AZURE_DEVOPS_TOKENS.map((variable) => variables[variable]).find((token) => token),
    onWait: (text) => output.progress(text),
  });
}

/** The way to GitHub, as an app where there is one. Sends nothing. Throws `SCM_ENDPOINT` and `SCM_TOKEN_MISSING`. */
export async function githubClient({ variables, output }: CommandContext, app?: GitHubApp): Promise<GitHubClient> {
  const apiUrl = variables['GITHUB_API_URL'];
  return createGitHubClient({
    ...(apiUrl && { apiUrl }),
    ...(app ? { app } : { token: await githubToken(variables) }),
    onWait: (text) => output.progress(text),
  });
}

/**
 * The GitHub App that the environment names, with its key as a text or in a file; undefined where it names none. Throws
 * `USAGE` for half of one, and `FILE`.
 */
export async function githubApp(variables: Variables, owner: string): Promise<GitHubApp | undefined> {
  const appId = variables['NX_APIOPS_APP_ID'];
  const file = variables['NX_APIOPS_APP_PRIVATE_KEY_FILE'];
  const text = variables['NX_APIOPS_APP_PRIVATE_KEY'];
  if (!appId && !file && !text) return undefined;
  if (!appId || (!file && !text)) {
    throw new CliError('USAGE', `A GitHub App is named by ${appId ? 'its id' : 'its key'} alone.`, {
      hint: 'Set NX_APIOPS_APP_ID, and NX_APIOPS_APP_PRIVATE_KEY or NX_APIOPS_APP_PRIVATE_KEY_FILE.',
    });
  }
  return { appId, privateKey: text || (await readInput(file ?? '')), owner };
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
