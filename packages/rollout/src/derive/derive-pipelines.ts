import type { ApiopsConfig } from '@nx-apiops/config';
import { azurePipelines } from './azure-pipelines.js';
import { sealText, type DerivedFile } from './derived-file.js';
import { githubWorkflows, OWN_JOBS } from './github-workflows.js';
import { insertOwnLines, ownKeys, readOwnLines } from './own-lines.js';
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
  const ownJobs = (path: string): readonly string[] => ownKeys(readOwnLines(read(path) ?? '', path), OWN_JOBS);
  return deriveTexts(config, sources, ownJobs).map((file) => keepOwnLines(file, read(file.path) ?? ''));
}

/** The pipelines without lines of the user. `ownJobs` names the jobs that the user added to a file. Pure. */
export function deriveTexts(
  config: ApiopsConfig,
  sources: PipelineSources,
  ownJobs: (path: string) => readonly string[],
): readonly DerivedFile[] {
  const files =
    config.hosting === 'github' ? githubWorkflows(config, sources, ownJobs) : azurePipelines(config, sources);
  return files.map(({ path, text }) => ({ path, text: sealText(text) }));
}

/**
 * A derived file with what the user wrote at the marked places of the current one. Pure. Throws `MARKS_INVALID`,
 * `PLACE_LOST` and `OWN_LINES_INVALID`.
 */
export function keepOwnLines({ path, text }: DerivedFile, current: string): DerivedFile {
  const lines = readOwnLines(current, path);
  const whole = insertOwnLines(text, lines, path);
  refuseMisfits(text, lines, { file: path, current });
  return { path, text: whole };
}
