import type { ApiopsConfig } from '@nx-apiops/config';
import { PIPELINES_FOLDER } from './azure-pipelines.js';
import { RolloutError } from '../errors.js';
import { compareVersions } from './compare-versions.js';
import { derivedContent, isDerived, readDerivation } from './derived-file.js';
import { derivePipelines } from './derive-pipelines.js';
import { WORKFLOWS_FOLDER } from './github-workflows.js';
import { readOwnLines, refuseLoss } from './own-lines.js';
import type { PipelineSources } from './pipeline-sources.js';
import { filesBelow, type RepositoryFiles } from './repository-files.js';

/** A pipeline that is not what it should be. Absent texts: there is no file, or there should be none. */
export interface PipelineChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * What makes the pipelines of a repository those that `apiops.yaml` says, sorted by path. Derived files that have no
 * purpose any more are removed; those of the user are left alone. Line ends of Windows count as usual ones. What a newer
 * version derived is in step where it says the same. Pure.
 * Throws `MARKS_INVALID`, `PLACE_LOST`, `OWN_LINES_INVALID`, and `TOOLS_OUTDATED` where it says something else: a rollout
 * brought it, and this version would undo that.
 */
export function planPipelines(
  config: ApiopsConfig,
  sources: PipelineSources,
  files: RepositoryFiles,
): readonly PipelineChange[] {
  const read = (path: string): string | undefined => files.read(path)?.replaceAll('\r\n', '\n');
  const wanted = derivePipelines(config, sources, read);
  const paths = new Set(wanted.map(({ path }) => path));
  const written = wanted.flatMap(({ path, text }): PipelineChange[] => {
    const before = read(path);
    if (before === text || (before !== undefined && isAhead(before, { path, text, sources }))) return [];
    return [{ path, after: text, ...(before !== undefined && { before }) }];
  });
  const removed = [WORKFLOWS_FOLDER, PIPELINES_FOLDER]
    .flatMap((folder) => filesBelow(files, folder))
    .filter((path) => !paths.has(path))
    .flatMap((path): PipelineChange[] => {
      const before = read(path) ?? '';
      if (!isDerived(before)) return [];
      isAhead(before, { path, text: '', sources });
      refuseLoss(readOwnLines(before, path), path);
      return [{ path, before }];
    });
  return [...written, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a newer version derived the file, and it says the same. Throws `TOOLS_OUTDATED` where it does not. */
function isAhead(
  before: string,
  { path, text, sources }: { readonly path: string; readonly text: string; readonly sources: PipelineSources },
): boolean {
  const { version = '', isIntact } = readDerivation(before) ?? {};
  if (compareVersions(version, sources.version) <= 0) return false;
  if (isIntact && derivedContent(before) === derivedContent(text)) return true;
  throw new RolloutError(
    'TOOLS_OUTDATED',
    `${path} was derived by nx-apiops ${version}, and the installed ${sources.version} would derive something else.`,
    {
      hint: `Install the newer one: npm install nx-apiops@^${version} @nx-apiops/cli@^${version}. Nothing was written.`,
    },
  );
}
