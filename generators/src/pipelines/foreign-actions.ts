import type { Tree } from '@nx/devkit';
import type { ApiopsConfig } from '@nx-apiops/config';
import { filesBelow } from '../tree/files-below.js';
import { usedActions } from './action-pins.js';
import { WORKFLOWS_FOLDER } from './github-workflows.js';
import { readPipelineSources } from './pipeline-sources.js';

/** Their actions are allowed in other ways: those of GitHub together, those of the organization always. */
const GITHUB_OWNERS = ['actions', 'github'];

/**
 * The actions and reusable workflows of others that the pipelines of the repository use in any form, and those that
 * jobs and steps of the user use, as patterns for any version, sorted.
 */
export function foreignActions(tree: Tree, { organization }: ApiopsConfig): readonly string[] {
  const own = [WORKFLOWS_FOLDER, '.github/apiops']
    .flatMap((folder) => filesBelow(tree, folder))
    .map((path) => tree.read(path, 'utf8') ?? '');
  const used = [...readPipelineSources().workflows.values(), ...own].flatMap(usedActions);
  const known = [...GITHUB_OWNERS, organization.toLowerCase()];
  const foreign = used.filter((action) => !known.includes(action.slice(0, action.indexOf('/')).toLowerCase()));
  return [...new Set(foreign)].sort().map((action) => `${action}@*`);
}
