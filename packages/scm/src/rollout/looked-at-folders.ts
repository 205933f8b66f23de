import { ConfigError, parseApiopsConfig } from '@nx-apiops/config';

/** A folder, and how many levels of names in it are read: 1 is what is in the folder itself. */
export interface LookedAtFolder {
  readonly path: string;
  readonly levels: number;
}

/** Where pipelines and owners are, read of every repository. The empty path is the root. */
export const ALWAYS_READ: readonly LookedAtFolder[] = [
  { path: '', levels: 1 },
  { path: '.github', levels: 2 },
  { path: 'docs', levels: 1 },
  { path: '.azure-pipelines', levels: 2 },
  { path: 'pipelines', levels: 2 },
  { path: 'tools/pipelines', levels: 2 },
];

/** The names of APIs and what is beside each, in workspaces too. */
function artifactFolders(folder: string): readonly LookedAtFolder[] {
  return [
    { path: `${folder}/apis`, levels: 2 },
    { path: `${folder}/workspaces`, levels: 4 },
  ];
}

/** The folder of artifacts that an `apiops.yaml` names; undefined where it does not fit its schema. Pure. */
function artifactFolderOf(apiopsYaml: string): string | undefined {
  try {
    return parseApiopsConfig(apiopsYaml, 'apiops.yaml').artifacts.folder;
  } catch (error) {
    // A plan says what is wrong with it.
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

const MOST_ARTIFACT_FOLDERS = 4;

/**
 * Which folders to look at. Repositories of one organization name their artifacts alike: what one of them says is
 * looked at in later ones from the start, which saves a second request.
 */
export class LookedAtFolders {
  readonly #artifacts = new Set(['apim-artifacts']);

  /** In every repository. */
  usual(): readonly LookedAtFolder[] {
    return [...ALWAYS_READ, ...[...this.#artifacts].flatMap(artifactFolders)];
  }

  /** In a repository with this `apiops.yaml`, beside those that `looked` has. */
  further(apiopsYaml: string, looked: readonly LookedAtFolder[]): readonly LookedAtFolder[] {
    const folder = artifactFolderOf(apiopsYaml);
    if (folder === undefined) return [];
    if (this.#artifacts.size < MOST_ARTIFACT_FOLDERS) this.#artifacts.add(folder);
    const paths = new Set(looked.map(({ path }) => path));
    return artifactFolders(folder).filter(({ path }) => !paths.has(path));
  }
}
