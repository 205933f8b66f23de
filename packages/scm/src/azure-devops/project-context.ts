import type { AzureDevOpsClient } from './azure-devops-client.js';
import type { AzureDevOpsFacts } from './azure-devops-facts.js';
import type { Directory } from './directory.js';
import type { ProjectResources } from './project-resources.js';

/** What the handlers of a project have in common. */
export interface ProjectContext {
  readonly client: AzureDevOpsClient;
  readonly facts: AzureDevOpsFacts;
  readonly directory: Directory;
  readonly resources: ProjectResources;
}
