import { AzureDevOpsHost } from '../azure-devops/azure-devops-host.js';
import type { Directory } from '../directory/directory.js';
import { GitHubHost } from '../github/github-host.js';
import { GraphService } from '../graph/graph-service.js';
import type { ResolvedOptions } from '../options.js';
import type { HostedService } from './hosted-service.js';

/** The services beside Azure Resource Manager, each under the first path segment that it is named by. */
export function createHosts(options: ResolvedOptions, directory: Directory): readonly HostedService[] {
  return [
    new GitHubHost(options.github, options.clock),
    new AzureDevOpsHost(options.azureDevOps, options.clock),
    new GraphService(directory, options.directory.applications),
  ];
}
