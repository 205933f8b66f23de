import {
  assertResourceName,
  compareResources,
  defaultsOf,
  derivedProperties,
  findSecrets,
  isMadeByService,
  normalizeProperties,
  parseArtifactPath,
  pickMentioned,
  redactSecrets,
  resourceKey,
  RESOURCES,
  toArtifactPath,
  toSpecificationPath,
  withoutDefaults,
  writtenPlace,
  type Layout,
  type Resource,
  type ResourceId,
  type ResourceKey,
  type SpecificationFormat,
  type State,
} from '@nx-apiops/apim';
import { equalJson, type JsonObject } from '@nx-apiops/plan';
import { mergeProperties } from './merge-properties.js';
import { cleanProperties, renderArtifact, renderNames, type ArtifactText, type TextStyle } from './render-artifact.js';
import { editPolicy } from './policy/edit-policy.js';
import { renderChangedSpecification, renderSpecification } from './render-specification.js';
import { styledWrite } from './styled-write.js';

/** What an extraction does to an artifact folder. Paths are relative to it, with forward slashes. */
export interface FilePlan {
  readonly writes: readonly ArtifactText[];
  readonly deletes: readonly string[];
  /** Resources whose files say already what the instance says. */
  readonly unchanged: number;
}

export interface FilePlanInput {
  readonly live: State;
  /** What the folder holds. */
  readonly existing: State;
  /** The same with the environment's overrides: what the instance was published from. */
  readonly effective: State;
  readonly layout: Layout;
  /** How specifications that have no file yet are written; default YAML. */
  readonly specificationSyntax?: 'yaml' | 'json';
  /** False for existing resources that the extraction did not look for, which therefore stay. */
  readonly inScope: (resource: Resource) => boolean;
  /** Content of an existing file by its path: what is written keeps its style. Undefined for files that do not exist. */
  readonly textOf?: (path: string) => string | undefined;
}

/**
 * The smallest set of file changes after which the folder says what the instance says. A file whose resource only
 * echoes what was published from it is left alone; in another one only what somebody changed changes. Pure. Throws
 * `RESOURCE_PATH` for a name that is no file name.
 */
export function planFiles(input: FilePlanInput): FilePlan {
  const writes: ArtifactText[] = [];
  const superseded: string[] = [];
  let unchanged = 0;
  for (const [key, resource] of input.live) {
    for (const name of resource.id.names) assertResourceName(name, 'the instance');
    const texts = writesFor(key, resource, input);
    const existing = input.existing.get(key);
    if (texts.length === 0 && existing) unchanged += 1;
    if (texts.length > 0 && existing) superseded.push(...supersededFiles(existing, input.layout));
    writes.push(...texts);
  }
  const stale = [...input.existing.values()].filter(
    (resource) =>
      !input.live.has(resourceKey(resource.id)) &&
      !isMadeByService(resource.id, resource.properties) &&
      input.inScope(resource),
  );
  const lists = planNames(input, stale);
  const listed = new Set(listFiles(input.existing));
  const gone = stale.flatMap(({ files = [], redundantFiles = [] }) => [...files, ...redundantFiles]);
  const deletes = [...gone, ...superseded].filter((file) => !listed.has(file));
  return {
    writes: [...writes, ...lists.writes].flatMap((write) => styledWrite(write, input.textOf)).sort(byPath),
    deletes: [...new Set([...deletes, ...lists.deletes])].sort(),
    unchanged,
  };
}

/** As the files of the resource are. */
function textStyleOf({ files = [] }: Resource, layout: Layout): TextStyle {
  const parts = files.map((path) => parseArtifactPath(path, layout)?.part);
  return { isApart: parts.includes('text'), needsInformation: parts.includes('information') };
}

/** As the other files of the kind are; where there are none, as the layout has it. */
function newTextStyle({ kind }: ResourceId, existing: State, layout: Layout): TextStyle {
  const place = writtenPlace(kind, layout);
  const keepsValue = place.form === 'information' && place.keepsValue === true;
  if (!keepsValue) return { isApart: true, needsInformation: true };
  const others = [...existing.values()].filter(({ id }) => id.kind === kind);
  const isApart = others.some((other) => textStyleOf(other, layout).isApart);
  return { isApart, needsInformation: !isApart };
}

/** Files that would contradict the ones that are written: they repeat them, or lie below another revision's folder. */
function supersededFiles({ id, files = [], redundantFiles = [] }: Resource, layout: Layout): readonly string[] {
  const folder = parseArtifactPath(files[0] ?? '', layout);
  const isElsewhere = folder !== undefined && folder.names[0] !== id.names[0] && folder.kind === id.kind;
  return isElsewhere ? [...files, ...redundantFiles] : redundantFiles;
}

function byPath(a: ArtifactText, b: ArtifactText): number {
  return a.path < b.path ? -1 : 1;
}

function writesFor(
  key: ResourceKey,
  live: Resource,
  { existing, effective, layout, specificationSyntax = 'yaml' }: FilePlanInput,
): readonly ArtifactText[] {
  const file = existing.get(key);
  const published = effective.get(key);
  if (!file || !published) {
    const specification = live.specification
      ? [
          renderSpecification(
            live.specification,
            specificationPath(live.id, layout),
            inSyntax(live.specification.format, specificationSyntax),
          ),
        ]
      : [];
    const style = newTextStyle(live.id, existing, layout);
    return [...renderArtifact(live.id, chosenProperties(live), { layout, style }), ...specification];
  }
  const changes = compareResources(published, live);
  const specificationChanged = changes.some(({ path }) => path.startsWith('specification'));
  const propertiesChanged = changes.some(({ path }) => path.startsWith('properties'));
  return [
    ...(propertiesChanged
      ? renderArtifact(file.id, changedProperties(file, published, live), { layout, style: textStyleOf(file, layout) })
      : []),
    ...(specificationChanged ? changedSpecification(file, live, specificationFileOf(file, layout)) : []),
  ];
}

/** What equals the service's default is left out of new files, so that they say what somebody chose. */
function chosenProperties(live: Resource): JsonObject {
  const { id, properties } = live;
  return cleanProperties({ ...live, properties: withoutDefaults(properties, defaultsOf(id.kind, id.names)) });
}

function changedProperties(file: Resource, published: Resource, live: Resource): JsonObject {
  const clean = { ...live, properties: cleanProperties(live) };
  // What the import fills from the description is no choice of anybody.
  const derived = published.specification ? derivedProperties(published.specification) : {};
  const before = normalizeProperties(withKnownSecrets(published, live), derived);
  const found = normalizeProperties(clean, derived);
  const after = published.amendsImport ? pickMentioned(found, before) : found;
  const merged = mergeProperties(file.properties, before, after);
  const policy = RESOURCES[live.id.kind].policyXml ? changedPolicy(file, published, live) : undefined;
  return policy === undefined ? merged : { ...merged, value: policy };
}

/** Secrets that nobody is known to have changed get the marker of the live ones, so that they count as the same. */
function withKnownSecrets(published: Resource, live: Resource): Resource {
  const { kind } = live.id;
  const own = new Map(findSecrets(kind, published.properties).map(({ path, value }) => [path, value]));
  const isChanged = findSecrets(kind, live.properties).some(
    ({ path, value }) => own.has(path) && !equalJson(own.get(path), value),
  );
  return isChanged ? published : { ...published, properties: redactSecrets(kind, published.properties) };
}

/** Undefined where a policy is not plain text: it is written as the service gives it back. */
function changedPolicy(...states: readonly [file: Resource, published: Resource, live: Resource]): string | undefined {
  const texts = states.map(({ properties: { format = 'rawxml', value } }) => (format === 'rawxml' ? value : undefined));
  const [file, published, live] = texts;
  const areTexts = typeof file === 'string' && typeof published === 'string' && typeof live === 'string';
  return areTexts ? editPolicy({ file, published, live }) : undefined;
}

function changedSpecification(
  file: Resource,
  { specification: live }: Resource,
  toPath: (fileName: string) => string,
): readonly ArtifactText[] {
  if (!live) return [];
  return [
    file.specification
      ? renderChangedSpecification({ file: file.specification, live }, toPath)
      : renderSpecification(live, toPath, live.format),
  ];
}

function inSyntax(format: SpecificationFormat, syntax: 'yaml' | 'json'): SpecificationFormat {
  return syntax === 'json' && format === 'openapi-yaml' ? 'openapi-json' : format;
}

function specificationPath(id: ResourceId, layout: Layout): (fileName: string) => string {
  return (fileName) => toSpecificationPath(id, layout, fileName);
}

/** The file that the specification stands in keeps its name, and with it its format. */
function specificationFileOf(file: Resource, layout: Layout): (fileName: string) => string {
  const known = file.files?.find((path) => /\/specification\.[a-z]+$/i.test(path));
  return known === undefined ? specificationPath(file.id, layout) : () => known;
}

/** The `names` files of a state, each with the names that it holds. */
function namesByFile(state: State, layout: Layout): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { id } of state.values()) {
    if (writtenPlace(id.kind, layout).form !== 'names') continue;
    const path = toArtifactPath(id, layout);
    files.set(path, [...(files.get(path) ?? []), id.names.at(-1) ?? '']);
  }
  return files;
}

function listFiles(state: State): readonly string[] {
  return [...namesByFile(state, 'apiops-cli').keys()];
}

function planNames(
  { live, existing, layout }: FilePlanInput,
  stale: readonly Resource[],
): { readonly writes: readonly ArtifactText[]; readonly deletes: readonly string[] } {
  const staleKeys = new Set(stale.map(({ id }) => resourceKey(id)));
  const kept = new Map([...existing].filter(([key]) => !staleKeys.has(key)));
  const wanted = namesByFile(new Map([...kept, ...live]), layout);
  const held = namesByFile(existing, layout);
  const writes = [...wanted].filter(
    ([path, names]) => !equalJson([...names].sort(), [...(held.get(path) ?? [])].sort()),
  );
  return {
    writes: writes.map(([path, names]) => renderNames(path, [...names].sort())),
    deletes: [...held.keys()].filter((path) => !wanted.has(path)),
  };
}
