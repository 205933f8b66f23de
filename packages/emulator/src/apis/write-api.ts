import { parseApiName } from '@nx-apiops/apim';
import { equalJson, isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { invalidFields, notFound } from '../arm/arm-fault.js';
import type { Stored, Write } from '../behaviours/behaviour.js';
import { signatureOf } from '../behaviours/operations.js';
import { applyImport } from '../import/apply-import.js';
import { importDocument } from '../import/import-document.js';
import type { ImportedApi } from '../import/imported-api.js';
import { memberAt, textAt, withoutMembers } from '../json-members.js';
import { putResource, touchResource } from '../service/put-resource.js';
import { revisionSegments, withRevision, type ApiFamily } from '../store/api-families.js';
import { keyOf, nameOf, scopeSegments, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import { CONTROL_MEMBERS, SHARED_MEMBERS } from './api-properties.js';
import { checkGuarded } from './check-api.js';
import { copyRevision } from './copy-revision.js';
import { revisionOf } from './revisions.js';

/** An import is a write with a document. */
export function isImport({ body }: Pick<Write, 'body'>): boolean {
  return textAt(body, 'format') !== undefined && textAt(body, 'value') !== undefined;
}

/** Where a write goes, and what it starts from. */
interface ApiTarget {
  readonly segments: readonly string[];
  readonly revision: string;
  /** Undefined for an API that does not exist yet. */
  readonly family: ApiFamily | undefined;
  /** The current revision where the write is to another one. */
  readonly current: StoredResource | undefined;
  /** The revision that a new one is copied from. */
  readonly source: StoredResource | undefined;
}

/**
 * An API or a revision of one as it is stored, with what has to happen afterwards: copying a source, importing a
 * document, keeping the revisions alike. Throws `ArmFault`.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update
 */
export function prepareApi(write: Write, desired: JsonObject): Stored {
  const target = targetOf(write);
  const { segments, current } = target;
  const imported = readImport(write, segments);
  const properties = completeProperties(
    withVersionSet(write, mergedProperties(write, desired, { source: target.source, imported })),
    segments,
  );
  if (current) checkGuarded(write, current);
  const source = imported?.source ?? write.existing?.source;
  return {
    segments,
    properties: current ? { ...properties, ...sharedMembers(current) } : properties,
    ...(source && { source }),
    then: (api) => finish(write, { ...target, api, imported }),
  };
}

function targetOf(write: Write): ApiTarget {
  const { service } = write;
  const family = service.familyOf(write.segments);
  const segments = family || hasRevision(write) ? write.segments : newApiSegments(write);
  const revision = parseApiName(segments.at(-1) ?? '').revision ?? '1';
  const current = family && family.current !== revision ? revisionOf(service, family, family.current) : undefined;
  return { segments, revision, family, current, source: sourceOf(write) };
}

/** What is sent wins over the document, the document over the source, and these over defaults. */
function mergedProperties(
  write: Write,
  desired: JsonObject,
  from: { readonly source: StoredResource | undefined; readonly imported: ImportedApi | undefined },
): JsonObject {
  const own = withoutMembers(desired, CONTROL_MEMBERS);
  if (write.method === 'PATCH') return own;
  const displayName = textAt(write.existing?.properties ?? {}, 'displayName');
  return {
    ...own,
    ...from.source?.properties,
    ...(displayName !== undefined && { displayName }),
    ...from.imported?.properties,
    ...withoutMembers(write.body, CONTROL_MEMBERS),
  };
}

function hasRevision({ segments }: Write): boolean {
  return parseApiName(segments.at(-1) ?? '').revision !== undefined;
}

/** The first revision of an API may have any number; words such as `v1` become 1. */
function newApiSegments(write: Write): readonly string[] {
  const asked = textAt(write.body, 'apiRevision') ?? '';
  return revisionSegments(write, /^[1-9]\d*$/.test(asked) ? asked : '1');
}

function sharedMembers(current: StoredResource): JsonObject {
  return Object.fromEntries(
    SHARED_MEMBERS.filter((member) => current.properties[member] !== undefined).map((member) => [
      member,
      current.properties[member],
    ]),
  );
}

function sourceOf(write: Write): StoredResource | undefined {
  const id = textAt(write.body, 'sourceApiId');
  // An existing revision has its content; the source only matters for what is new.
  if (id === undefined || write.existing) return undefined;
  const key = write.service.resolveId(id, write.segments);
  const family = key === undefined ? undefined : write.service.families.get(key);
  const source = family ? revisionOf(write.service, family, family.current) : write.service.store.get(key ?? '');
  if (!source) throw notFound(unverified.API_NOUN);
  return source;
}

function readImport(write: Write, segments: readonly string[]): ImportedApi | undefined {
  if (!isImport(write)) return undefined;
  refuseBlank(write.body);
  const { service } = write;
  const key = keyOf(segments);
  const schemas = service.store.list(`${key}/schemas`);
  const operations = new Map(
    service.store.list(`${key}/operations`).map((operation) => [signatureOf(operation.properties), nameOf(operation)]),
  );
  return importDocument(
    { format: textAt(write.body, 'format') ?? '', value: textAt(write.body, 'value') ?? '', readLink: write.readLink },
    {
      request: write.body,
      newId: () => service.ids.hexId(),
      schemaId: (contentType) => {
        const known = schemas.find((schema) => schema.properties['contentType'] === contentType);
        return known ? nameOf(known) : service.ids.hexId();
      },
      existingOperation: (method, urlTemplate) => operations.get(signatureOf({ method, urlTemplate })),
    },
  );
}

/** Together with a document, members that are null or blank are refused instead of ignored. */
function refuseBlank(body: JsonObject): void {
  const blank = Object.keys(body).filter(
    (member) => body[member] === null || (member === 'serviceUrl' && body[member] === ''),
  );
  if (blank.length > 0) throw invalidFields(blank.map((member) => [member, unverified.requiredField(member)]));
}

function withVersionSet(write: Write, properties: JsonObject): JsonObject {
  const inline = memberAt(write.body, 'apiVersionSet');
  if (textAt(properties, 'apiVersionSetId') !== undefined || !isJsonObject(inline)) return properties;
  const id = textAt(inline, 'id');
  if (id !== undefined) return { ...properties, apiVersionSetId: id };
  const { service, segments } = write;
  const created = putResource(service, {
    kind: 'versionSet',
    segments: [...scopeSegments(segments), 'apiVersionSets', service.ids.hexId()],
    properties: {
      displayName: textAt(inline, 'name') ?? '',
      description: textAt(inline, 'description') ?? null,
      versioningScheme: textAt(inline, 'versioningScheme') ?? 'Segment',
      versionQueryName: textAt(inline, 'versionQueryName') ?? null,
      versionHeaderName: textAt(inline, 'versionHeaderName') ?? null,
    },
    references: [],
  });
  return { ...properties, apiVersionSetId: `/${created.segments.join('/')}` };
}

function completeProperties(properties: JsonObject, segments: readonly string[]): JsonObject {
  const displayName = textAt(properties, 'displayName');
  const path = (textAt(properties, 'path') ?? '').replace(/^\/+/, '');
  const { api } = parseApiName(segments.at(-1) ?? '');
  return { ...properties, displayName: displayName ?? unverified.defaultApiDisplayName(api), path };
}

interface Finish extends ApiTarget {
  readonly api: StoredResource;
  readonly imported: ImportedApi | undefined;
}

function finish({ service }: Write, { api, revision, family, source, imported }: Finish): boolean {
  const { api: name } = parseApiName(api.segments.at(-1) ?? '');
  const path = textAt(api.properties, 'path') ?? '';
  const before = family ?? { segments: [...api.segments.slice(0, -1), name], current: revision, revisions: [], path };
  const isCurrent = before.current === revision;
  const after: ApiFamily = {
    ...before,
    revisions: withRevision(before.revisions, revision),
    path: isCurrent ? path : before.path,
  };
  service.families.put(after);
  if (source) copyRevision(service, source, api);
  if (isCurrent) alignRevisions(service, after, api);
  return imported ? applyImport(service, api, imported) : false;
}

function alignRevisions(service: Write['service'], family: ApiFamily, current: StoredResource): void {
  const shared = sharedMembers(current);
  for (const revision of family.revisions) {
    const resource = revision === family.current ? undefined : revisionOf(service, family, revision);
    if (!resource) continue;
    const aligned = { ...withoutMembers(resource.properties, SHARED_MEMBERS), ...shared };
    if (!equalJson(resource.properties, aligned)) touchResource(service, resource, aligned);
  }
}
