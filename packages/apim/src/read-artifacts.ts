import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { detectLayout, parseArtifactPath, type ArtifactFile } from './artifact-path.js';
import type { ArtifactSource } from './artifact-source.js';
import { ApimError } from './errors.js';
import { withoutImportEchoes } from './import-echoes.js';
import { assertResourceName, describeResource, resourceId, resourceKey, type ResourceKey } from './resource-id.js';
import { RESOURCES, type Layout } from './resource-table.js';
import { detectSpecification } from './specification/detect-specification.js';
import { parseYamlOrJson } from './specification/parse-yaml-or-json.js';
import type { Specification } from './specification/specification.js';
import type { Resource, State } from './state.js';
import { unifyArtifacts } from './unify-artifacts.js';

/** An artifact folder, read. */
export interface Artifacts {
  readonly layout: Layout;
  readonly state: State;
  /** Files that are no artifacts, such as `catalog-info.yaml`. */
  readonly otherFiles: readonly string[];
  /** For people: files that are read and change nothing. */
  readonly notes: readonly string[];
}

interface Draft {
  readonly id: Resource['id'];
  properties: JsonObject | undefined;
  specification?: Specification;
  text?: string;
  readonly files: string[];
}

/**
 * Reads every artifact of `source`, in the given layout or the one that the files tell.
 * Throws `ARTIFACT_INVALID` with all problems of all files, or what the source throws.
 */
export async function readArtifacts(source: ArtifactSource, layout?: Layout): Promise<Artifacts> {
  const paths = await source.list();
  const detected = layout ?? detectLayout(paths);
  const drafts: Drafts = new Map();
  const problems: string[] = [];
  const otherFiles: string[] = [];
  const unreadable = new Set<string>();
  for (const { path, file, read } of readAhead(source, paths, detected)) {
    if (!file) {
      otherFiles.push(path);
      continue;
    }
    try {
      addFile(drafts, { path, file }, await read());
    } catch (error) {
      if (!(error instanceof ApimError)) throw error;
      problems.push(error.message);
      unreadable.add(path);
    }
  }
  const state = new Map<ResourceKey, Resource>();
  for (const [key, draft] of [...drafts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (draft.files.some((path) => unreadable.has(path))) continue;
    const resource = toResource(draft, problems);
    if (resource) state.set(key, resource);
  }
  const unified = unifyArtifacts(state);
  problems.push(...unified.problems);
  if (problems.length > 0) {
    throw new ApimError(
      'ARTIFACT_INVALID',
      `${source.name} has ${count(problems.length, 'problem')}:\n${list(problems)}`,
    );
  }
  const { state: complete, echoes } = withoutImportEchoes(unified.state);
  const notes = [
    ...fileNote('These files repeat others and can be removed', unified.repeated),
    ...fileNote('Importing the specification makes these resources, so they are not sent', echoes),
  ];
  return { layout: detected, state: complete, otherFiles, notes };
}

/** Most files that a note names. */
const MOST_NAMED = 5;

function fileNote(what: string, files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  const named = [...files].sort().slice(0, MOST_NAMED).join(', ');
  return [`${what}: ${named}${files.length > MOST_NAMED ? ` and ${files.length - MOST_NAMED} more` : ''}.`];
}

/** How many files are read before their turn: waiting for each one would double the time. */
const READ_AHEAD = 64;

interface FileToRead {
  readonly path: string;
  readonly file: ArtifactFile | undefined;
  readonly read: () => Promise<string>;
}

function* readAhead(source: ArtifactSource, paths: readonly string[], layout: Layout): Generator<FileToRead> {
  const waiting: FileToRead[] = [];
  for (const path of paths) {
    const file = parseArtifactPath(path, layout);
    const reading = file && file.part !== 'marker' ? source.read(path) : Promise.resolve('{}');
    reading.catch(() => undefined); // Whoever takes it reports the failure.
    waiting.push({ path, file, read: async () => reading });
    if (waiting.length > READ_AHEAD) yield* waiting.splice(0, 1);
  }
  yield* waiting;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}

function addFile(drafts: Drafts, { path, file }: ArtifactAt, content: string): void {
  for (const name of file.names) assertResourceName(name, path);
  if (file.workspace !== undefined) assertResourceName(file.workspace, path);
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  if (file.part === 'names') {
    for (const name of parseNames(text, path)) draftOf(drafts, { path, file: withName(file, name) }).properties = {};
    return;
  }
  const draft = draftOf(drafts, { path, file });
  switch (file.part) {
    case 'marker':
      draft.properties = {};
      return;
    case 'information':
      return setProperties(draft, parseInformation(text, path), path);
    case 'policy':
      return setProperties(draft, { format: 'rawxml', value: text }, path);
    case 'text':
      draft.text = text;
      return;
    case 'specification':
      if (draft.specification) throw invalid(path, 'the API has more than one specification file', 'Keep one of them.');
      draft.specification = detectSpecification(path, text);
  }
}

type Drafts = Map<ResourceKey, Draft>;

interface ArtifactAt {
  readonly path: string;
  readonly file: ArtifactFile;
}

function withName(file: ArtifactFile, name: string): ArtifactFile {
  return { ...file, names: [...file.names, name] };
}

function draftOf(drafts: Drafts, { path, file }: ArtifactAt): Draft {
  const id = resourceId(file.kind, file.names, file.workspace);
  const key = resourceKey(id);
  const draft = drafts.get(key) ?? { id, properties: undefined, files: [] };
  drafts.set(key, draft);
  draft.files.push(path);
  return draft;
}

function setProperties(draft: Draft, properties: JsonObject, path: string): void {
  if (draft.properties) {
    const [first = ''] = draft.files;
    throw invalid(
      path,
      `${describeResource(draft.id)} stands in ${first} already`,
      'Names that differ in case only are the same. Keep one.',
    );
  }
  draft.properties = properties;
}

function toResource(draft: Draft, problems: string[]): Resource | undefined {
  const { id, properties, specification, text, files } = draft;
  if (!properties && text === undefined) {
    problems.push(`${files[0] ?? ''}: the information file of ${describeResource(id)} is missing beside it.`);
    return undefined;
  }
  const own = properties ?? {};
  if (text !== undefined && own['value'] !== undefined && own['value'] !== text) {
    problems.push(`${files.join(' and ')} hold different values of ${describeResource(id)}. Remove one of them.`);
  }
  const withText = text === undefined ? own : { ...own, format: 'rawxml', value: text };
  const complete =
    RESOURCES[id.kind].policyXml && withText['format'] === undefined ? { ...withText, format: 'rawxml' } : withText;
  return { id, properties: complete, ...(specification && { specification }), files };
}

function parseNames(text: string, path: string): readonly string[] {
  const value = parseYamlOrJson(text, path);
  const items: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (!items) throw invalid(path, 'is not a list', 'Write [{ "name": "…" }].');
  return items.map((item) => {
    const name: unknown = isJsonObject(item) ? item['name'] : item;
    if (typeof name !== 'string') {
      throw invalid(path, `has the item ${JSON.stringify(item)} without a name`, 'Write { "name": "…" }.');
    }
    assertResourceName(name, path);
    return name;
  });
}

function parseInformation(text: string, path: string): JsonObject {
  const value = parseYamlOrJson(text, path);
  if (!isJsonObject(value)) throw invalid(path, 'is not an object', 'Write { "properties": { … } }.');
  const properties = value['properties'] ?? {};
  if (!isJsonObject(properties)) throw invalid(path, '`properties` is not an object', 'Write { "properties": { … } }.');
  return properties;
}

function invalid(path: string, what: string, fix: string): ApimError {
  return new ApimError('ARTIFACT_INVALID', `${path}: ${what}. ${fix}`);
}
