import { equalJson, isJsonObject, type FieldChange, type Json, type JsonObject } from '@nx-apiops/plan';
import { compareResources } from '../compare-resources.js';
import { isAssociation, RESOURCES } from '../resource-table.js';
import { parseArmPath, parseApiName, scopeOf, type ResourceId } from '../resource-id.js';
import { findSecrets } from '../secrets.js';

/** A write to one resource. */
export interface SentResource {
  /** Below the service, percent-encoded. */
  readonly path: string;
  readonly body: JsonObject | undefined;
}

/** What an answer says about a resource that was written. */
export type WriteEvidence =
  /** It is that resource, with the properties that were sent. */
  | { readonly kind: 'confirmed' }
  /** It is that resource, but these properties have other values. */
  | { readonly kind: 'different'; readonly fields: readonly DifferentField[] }
  /** It is not that resource; `problem` completes the sentence "but …". */
  | { readonly kind: 'unrelated'; readonly problem: string };

export interface DifferentField {
  /** Such as `properties.displayName`. */
  readonly path: string;
  /** Undefined where there is none, and for secrets and long texts. */
  readonly found: Json | undefined;
  readonly isMissing: boolean;
}

/** Members that only describe an import or a copy; the service answers none of them. */
const IMPORT_MEMBERS: ReadonlySet<string> = new Set(['format', 'value', 'sourceApiId']);

/** How the existence of a written resource is asked for: the service answers GET for some associations with 405. */
export function readMethod(path: string): 'GET' | 'HEAD' {
  const id = parseArmPath(path);
  return id && isAssociation(id.kind) && scopeOf(id) === 'service' ? 'HEAD' : 'GET';
}

/** Compares the answer to a write, or to a read after it, with what was sent. Pure. */
export function weighAnswer(sent: SentResource, answer: JsonObject | undefined): WriteEvidence {
  const problem = unrelatedProblem(sent, answer);
  if (answer === undefined || problem !== undefined) {
    return { kind: 'unrelated', problem: problem ?? 'it holds no JSON object' };
  }
  const fields = differentFields(sent, answer);
  return fields.length === 0 ? { kind: 'confirmed' } : { kind: 'different', fields };
}

/**
 * Whether reading the resource can prove the write at all. Secrets that the service never gives back, and the content
 * of an import, cannot be read from the resource.
 */
export function isProvable({ path, body }: SentResource): boolean {
  const id = parseArmPath(path);
  const properties = propertiesOf(body);
  if (!id) return true;
  if (RESOURCES[id.kind].specification && properties['format'] !== undefined) return false;
  return !findSecrets(id.kind, properties).some(({ writeOnly }) => writeOnly);
}

/**
 * The differences that prove that a write had no effect: the value is missing, or still the one from before. A service
 * may also keep a value in a form of its own; that is no failure. Without `before`, every difference counts.
 */
export function unwrittenFields(
  fields: readonly DifferentField[],
  before: ReadonlyMap<string, Json | undefined> | undefined,
): readonly DifferentField[] {
  if (before === undefined) return fields;
  return fields.filter(
    ({ path, found, isMissing }) =>
      isMissing || (found !== undefined && before.has(path) && equalJson(found, before.get(path))),
  );
}

function unrelatedProblem({ path, body }: SentResource, answer: JsonObject | undefined): string | undefined {
  if (answer === undefined) return 'it holds no JSON object';
  const { id, name } = answer;
  if (typeof id !== 'string') return answer['error'] === undefined ? 'it holds no resource' : 'it holds an error';
  // Whether the service encodes names in ids is not documented, so both sides are decoded as far as they can be.
  const expected = segmentsOf(safeDecode(safeDecode(path)));
  const answered = segmentsOf(safeDecode(id));
  const isNamed = answered.at(-1) === expected.at(-1) && (name === undefined || sameName(name, expected.at(-1)));
  const isWhole = body === undefined || answered.slice(-expected.length).join('/') === expected.join('/');
  return isNamed && isWhole ? undefined : `it is about ${JSON.stringify(id)}`;
}

function sameName(name: Json, expected: string | undefined): boolean {
  return typeof name === 'string' && segmentsOf(safeDecode(name)).at(-1) === expected;
}

/** In lower case, without the revision, which the service leaves out of the current one's id. */
function segmentsOf(path: string): readonly string[] {
  return path.split('/').map((segment) => parseApiName(segment.toLowerCase()).api);
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function differentFields({ path, body }: SentResource, answer: JsonObject): readonly DifferentField[] {
  const id = parseArmPath(path);
  const sent = propertiesOf(body);
  if (!id || Object.keys(sent).length === 0) return [];
  const wanted = comparable(id, sent);
  const found = pickSent(propertiesOf(answer), wanted);
  return compareResources({ id, properties: wanted }, { id, properties: isJsonObject(found) ? found : {} })
    .filter(({ path: field }) => field.startsWith('properties'))
    .map((change) => ({ path: change.path, found: change.before, isMissing: isMissing(change) }));
}

function isMissing({ before, secret, lines }: FieldChange): boolean {
  return before === undefined && secret !== true && (lines === undefined || lines.removed === 0);
}

/** `found` without the members that were not sent: the answer has defaults, and what an import fills in. */
function pickSent(found: Json, sent: Json): Json {
  if (Array.isArray(found) && Array.isArray(sent)) {
    const items: readonly Json[] = sent;
    return (found as readonly Json[]).map((item, index) => pickSent(item, items[index] ?? item));
  }
  if (!isJsonObject(found) || !isJsonObject(sent)) return found;
  const members = Object.entries(found).flatMap(([name, value]): [string, Json][] => {
    const counterpart = Object.hasOwn(sent, name) ? sent[name] : undefined;
    if (value === undefined || counterpart === undefined || counterpart === null) return [];
    return [[name, pickSent(value, counterpart)]];
  });
  return Object.fromEntries(members);
}

function comparable({ kind }: ResourceId, properties: JsonObject): JsonObject {
  if (!RESOURCES[kind].specification) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([member]) => !IMPORT_MEMBERS.has(member)));
}

function propertiesOf(body: JsonObject | undefined): JsonObject {
  const properties = body?.['properties'];
  return isJsonObject(properties) ? properties : {};
}
