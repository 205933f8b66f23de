import { ConfigError, parseApiopsConfig } from '@nx-apiops/config';

/** A folder, and how many levels of names in it are read: 1 is what is in the folder itself. */
export interface LookedAtFolder {
  readonly path: string;
  readonly levels: number;
}

/** The folder of artifacts where `apiops.yaml` names none. */
const USUAL_ARTIFACTS = 'apim-artifacts';

/** Where pipelines and owners are. The empty path is the root. */
export const USUAL_FOLDERS: readonly LookedAtFolder[] = [
  { path: '', levels: 1 },
  { path: '.github', levels: 2 },
  { path: 'docs', levels: 1 },
  { path: '.azure-pipelines', levels: 2 },
  { path: 'pipelines', levels: 2 },
  { path: 'tools/pipelines', levels: 2 },
  ...artifactFolders(USUAL_ARTIFACTS),
];

/** The names of APIs and what is beside each, in workspaces too. */
function artifactFolders(folder: string): readonly LookedAtFolder[] {
  return [
    { path: `${folder}/apis`, levels: 2 },
    { path: `${folder}/workspaces`, levels: 4 },
  ];
}

/** The folders that an `apiops.yaml` makes it necessary to look at besides. Pure. */
export function furtherFolders(apiopsYaml: string): readonly LookedAtFolder[] {
  try {
    const { folder } = parseApiopsConfig(apiopsYaml, 'apiops.yaml').artifacts;
    return folder === USUAL_ARTIFACTS ? [] : artifactFolders(folder);
  } catch (error) {
    // A plan says what is wrong with it.
    if (error instanceof ConfigError) return [];
    throw error;
  }
}
