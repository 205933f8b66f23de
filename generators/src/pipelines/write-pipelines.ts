import type { Tree } from '@nx/devkit';
import type { ApiopsConfig } from '@nx-apiops/config';
import { filesBelow } from '../tree/files-below.js';
import { PIPELINES_FOLDER } from './azure-pipelines.js';
import { derivePipelines } from './derive-pipelines.js';
import { isDerived } from './derived-file.js';
import { WORKFLOWS_FOLDER } from './github-workflows.js';
import { readOwnLines, refuseLoss } from './own-lines.js';
import { readPipelineSources } from './pipeline-sources.js';

/** A pipeline that was not what it should be. Absent texts: there was no file, or there should be none. */
export interface PipelineChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Makes the pipelines of the repository what `apiops.yaml` says, and gives what that changed, sorted by path. Derived
 * files that have no purpose any more are removed; those of the user are left alone.
 * Throws `MARKS_INVALID` and `PLACE_LOST`, and then writes nothing.
 */
export function writePipelines(tree: Tree, config: ApiopsConfig): readonly PipelineChange[] {
  const changes = planChanges(tree, config);
  for (const { path, after } of changes) {
    if (after === undefined) tree.delete(path);
    else tree.write(path, after);
  }
  return changes;
}

function planChanges(tree: Tree, config: ApiopsConfig): readonly PipelineChange[] {
  const read = (path: string): string | undefined => tree.read(path, 'utf8')?.replaceAll('\r\n', '\n');
  const wanted = derivePipelines(config, readPipelineSources(), read);
  const paths = new Set(wanted.map(({ path }) => path));
  const written = wanted.flatMap(({ path, text }): PipelineChange[] => {
    const before = read(path);
    return before === text ? [] : [{ path, after: text, ...(before !== undefined && { before }) }];
  });
  const removed = [WORKFLOWS_FOLDER, PIPELINES_FOLDER]
    .flatMap((folder) => filesBelow(tree, folder))
    .filter((path) => !paths.has(path))
    .flatMap((path): PipelineChange[] => {
      const before = read(path) ?? '';
      if (!isDerived(before)) return [];
      refuseLoss(readOwnLines(before, path), path);
      return [{ path, before }];
    });
  return [...written, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}
