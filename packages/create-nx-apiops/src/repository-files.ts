import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { presetGenerator, type PresetSchema } from 'nx-apiops';
// The devkit offers no tree outside of a generator that Nx runs; this is the one place that uses Nx's own.
import { flushChanges, FsTree } from 'nx/src/generators/tree.js';

/** The files of a new repository, in memory until they are written. */
export interface RepositoryFiles {
  readonly paths: readonly string[];
  readonly manifest: JsonObject;
  /** Replaces package.json. */
  setManifest(manifest: JsonObject): void;
  add(path: string, content: string): void;
  /** Writes all of them to the disk. */
  write(): void;
}

/** What the preset generator makes of the options, for a folder that is empty or absent. Throws `OPTION_INVALID`. */
export async function generateRepository(root: string, schema: PresetSchema): Promise<RepositoryFiles> {
  const tree = new FsTree(root, false);
  await presetGenerator(tree, schema);
  return {
    get paths() {
      return tree
        .listChanges()
        .map(({ path }) => path.replaceAll('\\', '/'))
        .sort();
    },
    get manifest() {
      const manifest: unknown = JSON.parse(tree.read('package.json', 'utf8') ?? '{}');
      return isJsonObject(manifest) ? manifest : {};
    },
    setManifest: (manifest) => tree.write('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`),
    add: (path, content) => tree.write(path, content),
    write: () => flushChanges(root, tree.listChanges()),
  };
}
