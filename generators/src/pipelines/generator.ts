import type { Tree } from '@nx/devkit';
import { readRepository } from '../tree/repository.js';
import { withHint } from '../tree/with-hint.js';
import type { PipelinesSchema } from './schema.js';
import { writePipelines } from './write-pipelines.js';

/** Writes the pipelines anew from `apiops.yaml`. */
export async function pipelinesGenerator(tree: Tree, _schema: PipelinesSchema = {}): Promise<void> {
  writePipelines(tree, readRepository(tree).config);
}

/** What `nx g nx-apiops:pipelines` runs. */
export const generate = withHint(pipelinesGenerator);
