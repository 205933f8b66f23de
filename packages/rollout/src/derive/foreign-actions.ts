import type { ApiopsConfig } from '@nx-apiops/config';
import { usedActions } from './action-pins.js';
import { WORKFLOWS_FOLDER } from './github-workflows.js';
import type { PipelineSources } from './pipeline-sources.js';
import { filesBelow, type RepositoryFiles } from './repository-files.js';

/** Their actions are allowed in other ways: those of GitHub together, those of the organization always. */
const GITHUB_OWNERS = ['actions', 'github'];

/**
 * The actions and reusable workflows of others that the pipelines of the repository use in any form, and those that
 * jobs and steps of the user use, as patterns for any version, sorted. Pure.
 */
export function foreignActions(
  { organization }: ApiopsConfig,
  sources: PipelineSources,
  files: RepositoryFiles,
): readonly string[] {
  const own = [WORKFLOWS_FOLDER, '.github/apiops']
    .flatMap((folder) => filesBelow(files, folder))
    .map((path) => files.read(path) ?? '');
  const used = [...sources.workflows.values(), ...own].flatMap(usedActions);
  const known = [...GITHUB_OWNERS, organization.toLowerCase()];
  const foreign = used.filter((action) => !known.includes(action.slice(0, action.indexOf('/')).toLowerCase()));
  return [...new Set(foreign)].sort().map((action) => `${action}@*`);
}
