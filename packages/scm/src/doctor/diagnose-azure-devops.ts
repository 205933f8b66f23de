import type { ApiopsConfig } from '@nx-apiops/config';
import { runCheck, type Finding } from '@nx-apiops/plan';
import type { AzureDevOpsClient } from '../azure-devops/azure-devops-client.js';
import { readAzureDevOpsFacts } from '../azure-devops/azure-devops-facts.js';
import type { AzureDevOpsRepository } from '../azure-devops/repository.js';
import type { ProtectionPort } from '../host-port.js';
import { protectionOutcome } from './protection-outcome.js';

interface Place {
  readonly client: AzureDevOpsClient;
  readonly repository: AzureDevOpsRepository;
  readonly config: ApiopsConfig;
}

/** Looks, read-only, at all that stands between a commit and a job that runs in Azure Pipelines. Never throws. */
export async function diagnoseAzureDevOps(place: Place, port: ProtectionPort): Promise<Finding[]> {
  const { client, repository, config } = place;
  const name = `${repository.project}/${repository.repository}`;
  const reached = await runCheck('Repository', async () => {
    const { defaultBranch } = await readAzureDevOpsFacts(client, repository);
    const { branch } = config.pipelines;
    if (defaultBranch === undefined || defaultBranch === branch) return { status: 'ok', text: name };
    return {
      status: 'problem',
      text: `the default branch of ${name} is ${defaultBranch}, and apiops.yaml publishes ${branch}`,
      fix: `set the default branch to ${branch} (Repos, Branches), or pipelines.branch in apiops.yaml`,
    };
  });
  if (reached.status !== 'ok') return [reached];
  return [reached, await runCheck('Protection', () => protectionOutcome(config, port))];
}
