import { generateFiles, logger, OverwriteStrategy, type Tree } from '@nx/devkit';
import { APIOPS_FILE, editApiopsConfig, parseApiopsConfig, setPipelines, type Hosting } from '@nx-apiops/config';
import { join } from 'node:path';
import { writeCodeOwners } from '../code-owners-sync/write-code-owners.js';
import { GeneratorError } from '../errors.js';
import { moveCodeOwners } from '../tree/code-owners.js';
import { readRepository } from '../tree/repository.js';
import { titleOf } from '../tree/slug.js';
import { templateDir } from '../tree/template-dir.js';
import { withHint } from '../tree/with-hint.js';
import { yamlText } from '../tree/yaml-text.js';
import type { PipelinesSchema } from './schema.js';
import { writePipelines } from './write-pipelines.js';

/**
 * Changes what `apiops.yaml` says of the pipelines, where an option asks for it, and derives them.
 * Throws `OPTION_INVALID`, `MARKS_INVALID`, `PLACE_LOST`, and what `parseApiopsConfig` throws.
 */
export async function pipelinesGenerator(tree: Tree, schema: PipelinesSchema = {}): Promise<void> {
  const { config } = readRepository(tree);
  const current = tree.read(APIOPS_FILE, 'utf8') ?? '';
  const edited = editText(current, schema);
  const wanted = edited === current ? config : parseApiopsConfig(edited, APIOPS_FILE);
  if (schema.steps !== undefined) refuseAzureSteps(wanted.hosting);
  writePipelines(tree, wanted);
  if (edited !== current) tree.write(APIOPS_FILE, edited);
  if (schema.steps !== undefined) writeSteps(tree, schema.steps);
  if (wanted.hosting !== config.hosting) {
    moveCodeOwners(tree, config.hosting, wanted.hosting);
    writeCodeOwners(readRepository(tree));
    logger.info('The host changed: set up its environments and identities, as the README says, before you merge this.');
  }
}

function editText(text: string, schema: PipelinesSchema): string {
  const { hosting, form, platform, platformRef, extractSchedule, driftSchedule } = schema;
  const withHosting =
    hosting === undefined ? text : editApiopsConfig(text, (document) => document.set('hosting', hosting));
  return setPipelines(withHosting, {
    // Before the form, which needs it.
    ...((platform !== undefined || platformRef !== undefined) && {
      platform: {
        ...(platform !== undefined && { repository: platform }),
        ...(platformRef !== undefined && { ref: platformRef }),
      },
    }),
    ...(form !== undefined && { form }),
    schedules: {
      ...(extractSchedule !== undefined && { extract: extractSchedule }),
      ...(driftSchedule !== undefined && { drift: driftSchedule }),
    },
  });
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
