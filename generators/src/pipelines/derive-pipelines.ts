import type { ApiopsConfig } from '@nx-apiops/config';
import { azurePipelines } from './azure-pipelines.js';
import type { DerivedFile } from './derived-file.js';
import { githubWorkflows, OWN_JOBS } from './github-workflows.js';
import { insertOwnLines, ownKeys, readOwnLines } from './own-lines.js';
import type { PipelineSources } from './pipeline-sources.js';

/** The content of a file as it is now; undefined where there is none. */
export type ReadCurrent = (path: string) => string | undefined;

/**
 * The pipelines that a repository should have. What the user wrote at the marked places of the current files is in
 * them. Pure. Throws `MARKS_INVALID` and `PLACE_LOST`.
 */
export function derivePipelines(
  config: ApiopsConfig,
  sources: PipelineSources,
  read: ReadCurrent,
): readonly DerivedFile[] {
  const own = (path: string): ReadonlyMap<string, readonly string[]> => readOwnLines(read(path) ?? '', path);
  const files =
    config.hosting === 'github'
      ? githubWorkflows(config, sources, (path) => ownKeys(own(path), OWN_JOBS))
      : azurePipelines(config, sources);
  return files.map(({ path, text }) => ({ path, text: insertOwnLines(text, own(path), path) }));
}
