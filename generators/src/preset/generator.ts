import { generateFiles, OverwriteStrategy, type Tree } from '@nx/devkit';
import { CODE_OWNERS_FILES, readPipelineSources, repositoryManifest } from '@nx-apiops/rollout';
import { join } from 'node:path';
import { writeCodeOwners } from '../code-owners-sync/write-code-owners.js';
import { writeEnvironmentFile } from '../environment/write-environment-file.js';
import { writePipelines } from '../pipelines/write-pipelines.js';
import { readRepository } from '../tree/repository.js';
import { templateDir } from '../tree/template-dir.js';
import { withHint } from '../tree/with-hint.js';
import { renderJson, writeOnce } from '../tree/write-once.js';
import { yamlText } from '../tree/yaml-text.js';
import { resolveOptions } from './resolve-options.js';
import type { PresetSchema } from './schema.js';

/**
 * Writes a whole APIOps repository. Files that are there already stay as they are, but for the pipelines and the block
 * in CODEOWNERS, which are derived. Throws `OPTION_INVALID`.
 */
export async function presetGenerator(tree: Tree, schema: PresetSchema): Promise<void> {
  const options = resolveOptions(schema);
  const substitutions = {
    project: undefined,
    ...options,
    codeOwnersFile: CODE_OWNERS_FILES[options.hosting],
    pipelinesFolder: options.hosting === 'github' ? '.github/workflows' : '.azure-pipelines',
    dot: '.',
    text: yamlText,
  };
  for (const folder of ['common', options.hosting]) {
    generateFiles(tree, join(templateDir('preset'), folder), '.', substitutions, {
      overwriteStrategy: OverwriteStrategy.KeepExisting,
    });
  }
  writeOnce(tree, 'package.json', renderJson(repositoryManifest(options.name, readPipelineSources().version)));
  for (const { name, serviceName } of options.environments) writeEnvironmentFile(tree, { name, serviceName });
  const repository = readRepository(tree);
  writePipelines(tree, repository.config);
  writeCodeOwners(repository);
}

/** What `nx g nx-apiops:preset` runs. */
export const generate = withHint(presetGenerator);
