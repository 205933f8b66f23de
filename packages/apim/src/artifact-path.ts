import { ApimError } from './errors.js';
import { pathTemplate } from './path-template.js';
import { resourceId, type ResourceId } from './resource-id.js';
import { RESOURCE_KINDS, RESOURCES, type ArtifactPlace, type Layout, type ResourceKind } from './resource-table.js';

/** What one file of an artifact folder is. `names` files stand for many resources: the last name is in the file. */
export interface ArtifactFile {
  readonly kind: ResourceKind;
  /** The names that the path gives; for a `names` file the last one is missing. */
  readonly names: readonly string[];
  readonly workspace?: string;
  readonly part: 'information' | 'text' | 'policy' | 'names' | 'marker' | 'specification';
}

/** Names of specification files, by format family. */
export const SPECIFICATION_FILES = [
  'specification.yaml',
  'specification.yml',
  'specification.json',
  'specification.graphql',
  'specification.wsdl',
  'specification.wadl',
] as const;

const WORKSPACE = /^workspaces\/([^/]+)\/(?!workspaceInformation\.json$)(.+)$/i;
const SPECIFICATION = new RegExp(
  `^(.*)/(${SPECIFICATION_FILES.map((file) => file.replace('.', '\\.')).join('|')})$`,
  'i',
);

function workspaceFolder(workspace: string | undefined): string {
  return workspace === undefined ? '' : `workspaces/${workspace}/`;
}

/** The place in which a kind is written in a layout. */
export function writtenPlace(kind: ResourceKind, layout: Layout): ArtifactPlace {
  return RESOURCES[kind].places[layout][0];
}

/** File of the resource relative to the artifact folder, with forward slashes. */
export function toArtifactPath(id: ResourceId, layout: Layout): string {
  return workspaceFolder(id.workspace) + pathTemplate(writtenPlace(id.kind, layout).file).build(id.names);
}

/** File beside the information file that holds `properties.value`, where the layout has one. */
export function toTextPath(id: ResourceId, layout: Layout): string | undefined {
  const place = writtenPlace(id.kind, layout);
  return place.form === 'information' && place.text !== undefined
    ? workspaceFolder(id.workspace) + pathTemplate(place.text).build(id.names)
    : undefined;
}

/** Specification file of an API, given its file name such as `specification.yaml`. */
export function toSpecificationPath(id: ResourceId, layout: Layout, fileName: string): string {
  const file = toArtifactPath(id, layout);
  return `${file.slice(0, file.lastIndexOf('/'))}/${fileName}`;
}

/**
 * What the file at `path` (relative to the artifact folder, forward slashes) is in `layout`;
 * undefined for files that are no artifacts. Inverse of `toArtifactPath` for every row and layout.
 */
export function parseArtifactPath(path: string, layout: Layout): ArtifactFile | undefined {
  const inWorkspace = WORKSPACE.exec(path);
  const workspace = inWorkspace?.[1];
  const rest = inWorkspace?.[2] ?? path;
  const scope = workspace === undefined ? 'service' : 'workspace';
  for (const kind of RESOURCE_KINDS) {
    if (!RESOURCES[kind].scopes.includes(scope)) continue;
    for (const place of RESOURCES[kind].places[layout]) {
      const found = parsePlace(rest, kind, place);
      if (found) return { ...resourceId(kind, found.names, workspace), part: found.part };
    }
  }
  return undefined;
}

/** What the file at `path` is, if it belongs to this place of the kind. */
function parsePlace(
  path: string,
  kind: ResourceKind,
  place: ArtifactPlace,
): Pick<ArtifactFile, 'names' | 'part'> | undefined {
  const names = pathTemplate(place.file).parse(path);
  if (names) return { names, part: place.form };
  if (place.form !== 'information') return undefined;
  const textNames = place.text === undefined ? undefined : pathTemplate(place.text).parse(path);
  if (textNames) return { names: textNames, part: 'text' };
  const specification = RESOURCES[kind].specification ? SPECIFICATION.exec(path) : null;
  const folder = place.file.slice(0, place.file.lastIndexOf('/'));
  const owner = specification ? pathTemplate(folder).parse(specification[1] ?? '') : undefined;
  return owner && { names: owner, part: 'specification' };
}

/** Folder names that only one of the layouts has. */
const TELLING: Readonly<Record<Layout, RegExp>> = {
  'apiops-cli': /^(namedValues|versionSets|policyFragments)\/|^apis\/[^/]+\/tags\/[^/]+\/tagInformation\.json$/i,
  toolkit:
    /^(named values|version sets|policy fragments)\/|^tags\/[^/]+\/(apis|products)\/|^products\/[^/]+\/(apis|groups)\/[^/]+\//i,
};

/**
 * The layout that the files of a folder are in; `fallback` for a folder that does not tell.
 * Throws `ARTIFACT_INVALID` where some files are in one layout and some in the other: either half would be ignored.
 */
export function detectLayout(paths: Iterable<string>, fallback: Layout = 'apiops-cli'): Layout {
  const examples: { [layout in Layout]?: string } = {};
  for (const path of paths) {
    for (const layout of LAYOUTS) if (TELLING[layout].test(path)) examples[layout] ??= path;
  }
  const { 'apiops-cli': cli, toolkit } = examples;
  if (cli !== undefined && toolkit !== undefined) {
    throw new ApimError('ARTIFACT_INVALID', `The artifacts are in two layouts: ${cli} and ${toolkit}.`, {
      hint: 'Move the files of one layout to the folders of the other, or name `artifacts.layout` in apiops.yaml.',
    });
  }
  return toolkit !== undefined ? 'toolkit' : cli !== undefined ? 'apiops-cli' : fallback;
}

const LAYOUTS: readonly Layout[] = ['apiops-cli', 'toolkit'];
