import { generateFiles, type Tree } from '@nx/devkit';
import type { ApiopsConfig, Hosting } from '@nx-apiops/config';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipelinesDir, templateDir } from '../tree/template-dir.js';
import { yamlText } from '../tree/yaml-text.js';
import { actionUses } from './action-pins.js';

/** Node version that the pipelines install. */
const NODE_VERSION = '22';

/** Templates of `pipelines/` that the pipelines of a repository call, by hosting. */
const SHARED_FOLDERS: Readonly<Record<Hosting, readonly string[]>> = {
  github: [],
  'azure-devops': ['steps', 'jobs'],
};

/** Writes the pipelines of the repository. They are derived from `apiops.yaml`: what stood there before is replaced. */
export function writePipelines(tree: Tree, config: ApiopsConfig): void {
  generateFiles(tree, join(templateDir('pipelines'), config.hosting), '.', {
    dot: '.',
    artifactFolder: config.artifacts.folder,
    environments: config.environments,
    nodeVersion: NODE_VERSION,
    pins: actionUses(),
    text: yamlText,
  });
  for (const folder of SHARED_FOLDERS[config.hosting]) {
    const from = join(pipelinesDir(), folder);
    for (const file of readdirSync(from).sort()) {
      tree.write(`.azure-pipelines/${folder}/${file}`, readFileSync(join(from, file), 'utf8'));
    }
  }
}
