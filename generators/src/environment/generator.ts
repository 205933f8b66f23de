import type { Tree } from '@nx/devkit';
import { addEnvironment, APIOPS_FILE, overridesFileName } from '@nx-apiops/config';
import { writePipelines } from '../pipelines/write-pipelines.js';
import { log } from '../tree/log.js';
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
    const elsewhere = schema.after ? '' : ', the last one until now; --after <environment> puts it elsewhere';
    log.info(`${environment.name} comes after ${previous.name}${elsewhere}.`);
  }
  const isWritten = writeOverrides(tree, environment, previous.name);
  const changes = writePipelines(tree, readRepository(tree).config);
  if (exists) {
    const done = isWritten || changes.length > 0 ? 'What it lacked is written' : 'There is nothing to do';
    log.info(`${environment.name} is in ${APIOPS_FILE} already. ${done}.`);
  }
}

/** User-owned: a file that is there stays. Returns whether there was none. */
function writeOverrides(
  tree: Tree,
  { name, serviceName }: { readonly name: string; readonly serviceName: string },
  previous: string,
): boolean {
  const file = overridesFileName(name);
  const from = overridesFileName(previous);
  const overrides = tree.read(from, 'utf8');
  if (tree.exists(file)) return false;
  if (overrides === null || previous === name) {
    writeEnvironmentFile(tree, { name, serviceName });
    return true;
  }
  tree.write(file, copyOverrides(overrides, from, serviceName));
  log.info(`${file} starts with the values of ${previous}: look at each of them before you publish.`);
  return true;
}

/** What `nx g nx-apiops:environment` runs. */
export const generate = withHint(environmentGenerator);
