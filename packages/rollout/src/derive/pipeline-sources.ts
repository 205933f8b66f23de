import { isJsonObject } from '@nx-apiops/plan';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a repository is brought, besides its own `apiops.yaml`: real files, by their path below their folder. */
export interface PipelineSources {
  /** Of this package. */
  readonly version: string;
  /** The reusable workflows for GitHub Actions. */
  readonly workflows: ReadonlyMap<string, string>;
  /** The templates for Azure Pipelines. */
  readonly templates: ReadonlyMap<string, string>;
  /** What makes a repository an Nx workspace with a menu, at its root. */
  readonly workspace: ReadonlyMap<string, string>;
}

/** As templates name them: npm packs no .gitignore. */
const WORKSPACE_FILES: readonly string[] = ['__dot__gitignore', 'nx.json', 'plopfile.mjs'];

/** Reads the files that this package carries. */
export function readPipelineSources(): PipelineSources {
  return {
    version: ownVersion(),
    workflows: readFolder(carriedFolder('github-workflows', '.github/workflows'), (path) =>
      /^apiops-[^/]+\.yml$/.test(path),
    ),
    templates: readFolder(carriedFolder('azure-pipelines', 'pipelines'), (path) => path.endsWith('.yml')),
    workspace: readWorkspace(),
  };
}

function readWorkspace(): PipelineSources['workspace'] {
  const folder = carriedFolder('workspace', 'templates/preset/common');
  const files = readFolder(folder, (path) => WORKSPACE_FILES.includes(path));
  return new Map([...files].map(([path, text]) => [path.replace('__dot__', '.'), text]));
}

/** Beside the built code in the installed package; at the top of the platform repository where the sources run. */
function carriedFolder(packed: string, inPlatform: string): string {
  const places = [`../${packed}`, `../../../../${inPlatform}`];
  const found = places.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
  if (found === undefined) throw new Error(`The folder ${packed} of @nx-apiops/rollout is missing; install it again.`);
  return found;
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
  if (typeof version !== 'string') throw new TypeError('package.json of @nx-apiops/rollout lacks its version');
  return version;
}
