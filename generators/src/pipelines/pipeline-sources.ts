import { isJsonObject } from '@nx-apiops/plan';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipelinesDir, workflowsDir } from '../tree/template-dir.js';

/** What pipelines are derived from, besides `apiops.yaml`: real files, by their path below their folder. */
export interface PipelineSources {
  /** Of this plugin. */
  readonly version: string;
  /** The reusable workflows for GitHub Actions. */
  readonly workflows: ReadonlyMap<string, string>;
  /** The templates for Azure Pipelines. */
  readonly templates: ReadonlyMap<string, string>;
}

/** Reads the files that this plugin carries. */
export function readPipelineSources(): PipelineSources {
  return {
    version: ownVersion(),
    workflows: readFolder(workflowsDir(), (path) => /^apiops-[^/]+\.yml$/.test(path)),
    templates: readFolder(pipelinesDir(), (path) => path.endsWith('.yml')),
  };
}

function readFolder(folder: string, isWanted: (path: string) => boolean): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n');
  return new Map(
    paths
      .filter(isWanted)
      .sort()
      .map((path) => [path, read(path)]),
  );
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = isJsonObject(manifest) ? manifest['version'] : undefined;
  if (typeof version !== 'string') throw new TypeError('package.json of nx-apiops lacks its version');
  return version;
}
