import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { APIOPS_FILE, loadApiopsConfig, type ApiopsConfig, type Hosting } from '@nx-apiops/config';
import {
  azureDevOpsBranchFile,
  azureDevOpsRollout,
  githubBranchFile,
  githubRollout,
  parseAzureDevOpsRepository,
  parseRepositoryName,
  type BranchFile,
  type RolloutPort,
} from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import { CliError } from '../errors.js';
import { findRoot } from '../find-root.js';
import { azureDevOpsClient, githubApp, githubClient } from '../host-clients.js';
import type { RolloutFlags } from './rollout-flags.js';

/** Whose repositories a rollout is about. */
export interface Organization {
  readonly hosting: Hosting;
  readonly organization: string;
  /** Of Azure DevOps; all projects unless stated. */
  readonly project: string | undefined;
}

/** As the flags say; what they do not say, as apiops.yaml of the folder does, if there is one. Throws `USAGE`. */
export function organizationOf(
  flags: Pick<RolloutFlags, 'hosting' | 'org' | 'project'>,
  { variables }: Pick<CommandContext, 'variables'>,
): Organization {
  const config = nearestConfig();
  const hosting = flags.hosting ?? config?.hosting ?? 'github';
  const organization = flags.org ?? config?.organization ?? variables['GITHUB_REPOSITORY_OWNER'];
  if (!organization) {
    throw new CliError('USAGE', 'It is not known whose repositories are meant.', {
      hint: 'Name the organization: --org acme. In Azure DevOps also say --hosting azure-devops, and --project for one project.',
    });
  }
  if (hosting === 'github' && flags.project !== undefined) {
    throw new CliError('USAGE', `--project ${flags.project} is of Azure DevOps alone.`, {
      hint: 'Leave it out, or say --hosting azure-devops.',
    });
  }
  return { hosting, organization, project: flags.project };
}

/** The way to the repositories of an organization. */
export interface RolloutAccess {
  readonly port: RolloutPort;
  /** A file on a branch of one of them, as the ledger that several machines share. */
  readonly ledgerBranch: (repository: string, path: string) => BranchFile;
}

const LEDGER_BRANCH = 'nx-apiops/rollout-ledgers';

/** Sends nothing. Throws `SCM_ENDPOINT`, `SCM_TOKEN_MISSING`, `USAGE` and `FILE`. */
export async function openRollout(
  { hosting, organization, project }: Organization,
  context: CommandContext,
): Promise<RolloutAccess> {
  const time = context.clock ? { clock: context.clock } : {};
  const branch = LEDGER_BRANCH;
  if (hosting === 'azure-devops') {
    const client = azureDevOpsClient(organization, context);
    return {
      port: azureDevOpsRollout({ client, project, ...time }),
      ledgerBranch: (name, path) =>
        azureDevOpsBranchFile({ client, repository: parseAzureDevOpsRepository(name), branch, path, ...time }),
    };
  }
  const client = await githubClient(context, await githubApp(context.variables, organization));
  return {
    port: githubRollout({ client, organization, ...time }),
    ledgerBranch: (name, path) =>
      githubBranchFile({ client, repository: parseRepositoryName(name), branch, path, ...time }),
  };
}

function nearestConfig(): ApiopsConfig | undefined {
  const root = findRoot(undefined);
  return existsSync(join(root, APIOPS_FILE)) ? loadApiopsConfig(root) : undefined;
}
