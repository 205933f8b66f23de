import { generateFiles, OverwriteStrategy, type Tree } from '@nx/devkit';
import { APIOPS_FILE, parseApiopsConfig, type Hosting } from '@nx-apiops/config';
import { join } from 'node:path';
import { writeCodeOwners } from '../code-owners-sync/write-code-owners.js';
import { GeneratorError } from '../errors.js';
import { moveCodeOwners } from '../tree/code-owners.js';
import { log } from '../tree/log.js';
import { readRepository } from '../tree/repository.js';
import { titleOf } from '../tree/slug.js';
import { templateDir } from '../tree/template-dir.js';
import { withHint } from '../tree/with-hint.js';
import { yamlText } from '../tree/yaml-text.js';
import { editOptions } from './edit-options.js';
import { formerHostFiles } from './former-host-files.js';
import type { PipelinesSchema } from './schema.js';
import { writePipelines } from './write-pipelines.js';

/**
 * Changes what `apiops.yaml` says of the pipelines, where an option asks for it, and derives them.
 * Throws `OPTION_INVALID`, `MARKS_INVALID`, `PLACE_LOST`, and what `parseApiopsConfig` throws.
 */
export async function pipelinesGenerator(tree: Tree, schema: PipelinesSchema = {}): Promise<void> {
  const { config } = readRepository(tree);
  const current = tree.read(APIOPS_FILE, 'utf8') ?? '';
  const edited = editOptions(current, schema);
  const wanted = edited === current ? config : parseApiopsConfig(edited, APIOPS_FILE);
  if (schema.steps !== undefined) refuseAzureSteps(wanted.hosting);
  writePipelines(tree, wanted);
  if (edited !== current) tree.write(APIOPS_FILE, edited);
  if (schema.steps !== undefined) writeSteps(tree, schema.steps);
  if (wanted.hosting !== config.hosting) {
    moveCodeOwners(tree, config.hosting, wanted.hosting);
    writeCodeOwners(readRepository(tree));
    log.info('The host changed: set up its environments and identities, as the README says, before you merge this.');
    const left = formerHostFiles(tree, config.hosting);
    if (left.length > 0) log.info(['These files of the former host are not used any more:', ...left].join('\n  '));
  }
}

function refuseAzureSteps(hosting: Hosting): void {
  if (hosting === 'github') return;
  throw new GeneratorError('OPTION_INVALID', '--steps is for GitHub; this repository is hosted in Azure DevOps.', {
    hint: 'Write beforePublish, afterPublish and the like between the marks in .azure-pipelines/publish.yml.',
  });
}

/** User-owned: a file that is there stays. */
function writeSteps(tree: Tree, place: string): void {
  const substitutions = { dot: '.', place, title: titleOf(place), text: yamlText };
  generateFiles(tree, join(templateDir('pipelines'), 'github'), '.', substitutions, {
    overwriteStrategy: OverwriteStrategy.KeepExisting,
  });
}

/** What `nx g nx-apiops:pipelines` runs. */
export const generate = withHint(pipelinesGenerator);
