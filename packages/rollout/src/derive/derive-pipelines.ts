import type { ApiopsConfig } from '@nx-apiops/config';
import { azurePipelines } from './azure-pipelines.js';
import type { DerivedFile } from './derived-file.js';
import { githubWorkflows, OWN_JOBS } from './github-workflows.js';
import { insertOwnLines, ownKeys, readOwnLines, type OwnLines } from './own-lines.js';
import type { PipelineSources } from './pipeline-sources.js';
import { refuseMisfits } from './refuse-misfits.js';

/** The content of a file as it is now; undefined where there is none. */
export type ReadCurrent = (path: string) => string | undefined;

/**
 * The pipelines that a repository should have. What the user wrote at the marked places of the current files is in
 * them. Pure. Throws `MARKS_INVALID`, `PLACE_LOST` and `OWN_LINES_INVALID`.
 */
export function derivePipelines(
  config: ApiopsConfig,
  sources: PipelineSources,
  read: ReadCurrent,
): readonly DerivedFile[] {
  const own = (path: string): OwnLines => readOwnLines(read(path) ?? '', path);
  const files =
    config.hosting === 'github'
      ? githubWorkflows(config, sources, (path) => ownKeys(own(path), OWN_JOBS))
      : azurePipelines(config, sources);
  return files.map(({ path, text }) => {
    const lines = own(path);
    const whole = insertOwnLines(text, lines, path);
    refuseMisfits(text, lines, { file: path, current: read(path) ?? '' });
    return { path, text: whole };
  });
}
