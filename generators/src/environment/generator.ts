import { logger, type Tree } from '@nx/devkit';
import { addEnvironment, APIOPS_FILE, overridesFileName } from '@nx-apiops/config';
import { writePipelines } from '../pipelines/write-pipelines.js';
import { readRepository } from '../tree/repository.js';
import { withHint } from '../tree/with-hint.js';
import { copyOverrides } from './copy-overrides.js';
import { resolveOptions } from './resolve-options.js';
import type { EnvironmentSchema } from './schema.js';
import { writeEnvironmentFile } from './write-environment-file.js';

/**
 * Adds an environment behind another one: to `apiops.yaml`, with a file of overrides that starts as a copy of the
 * other's, and in the pipelines. Throws `NAME_TAKEN`, and what the configuration's functions throw.
 */
export async function environmentGenerator(tree: Tree, schema: EnvironmentSchema): Promise<void> {
  const { config } = readRepository(tree);
  const { environment, previous, exists } = resolveOptions(config, schema);
  if (!exists) {
    const text = tree.read(APIOPS_FILE, 'utf8') ?? '';
    tree.write(APIOPS_FILE, addEnvironment(text, environment, { after: previous.name }));
  }
  writeOverrides(tree, environment, previous.name);
  writePipelines(tree, readRepository(tree).config);
}

/** User-owned: a file that is there stays. */
function writeOverrides(
  tree: Tree,
  { name, serviceName }: { readonly name: string; readonly serviceName: string },
  previous: string,
): void {
  const file = overridesFileName(name);
  const from = overridesFileName(previous);
  const overrides = tree.read(from, 'utf8');
  if (tree.exists(file)) return;
  if (overrides === null || previous === name) return writeEnvironmentFile(tree, { name, serviceName });
  tree.write(file, copyOverrides(overrides, from, serviceName));
  logger.info(`${file} starts with the values of ${previous}: look at each of them before you publish.`);
}

/** What `nx g nx-apiops:environment` runs. */
export const generate = withHint(environmentGenerator);
