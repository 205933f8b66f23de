import { parseApiName } from '@nx-apiops/apim';
import { equalJson, isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { ArmFault, invalidFields, notFound, type FaultDetail } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import type { Stored, Write } from '../behaviours/behaviour.js';
import { applyImport } from '../import/apply-import.js';
import { importDocument } from '../import/import-document.js';
import type { ImportedApi } from '../import/imported-api.js';
import { signatureOf } from '../behaviours/operations.js';
import { memberAt, objectAt, textAt, withoutMembers } from '../json-members.js';
import { putResource, touchResource } from '../service/put-resource.js';
import { revisionSegments, withRevision, type ApiFamily } from '../store/api-families.js';
import { keyOf, nameOf, scopeSegments, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import { CONTROL_MEMBERS, GUARDED_MEMBERS, SHARED_MEMBERS } from './api-properties.js';
import { copyRevision } from './copy-revision.js';
import { revisionOf } from './revisions.js';

/** An import is a write with a document. */
export function isImport({ body }: Pick<Write, 'body'>): boolean {
  return textAt(body, 'format') !== undefined && textAt(body, 'value') !== undefined;
}

/**
 * An API or a revision of one as it is stored, with what has to happen afterwards: copying a source, importing a
 * document, keeping the revisions alike. Throws `ArmFault`.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update
 */
export function prepareApi(write: Write, desired: JsonObject): Stored {
  const { service } = write;
  const family = service.familyOf(write.segments);
  const segments = family || hasRevision(write) ? write.segments : newApiSegments(write);
  const revision = parseApiName(segments.at(-1) ?? '').revision ?? '1';
  const isCurrent = !family || family.current === revision;
  const source = sourceOf(write);
  const imported = readImport(write, segments);
  const own = withoutMembers(desired, CONTROL_MEMBERS);
  const known = textAt(write.existing?.properties ?? {}, 'displayName');
  const inherited = { ...source?.properties, ...(known !== undefined && { displayName: known }) };
  const properties = withVersionSet(
    write,
    write.method === 'PUT' ? { ...own, ...inherited, ...imported?.properties, ...explicit(write) } : own,
  );
  const complete = completeProperties(properties, segments);
  if (!isCurrent) checkGuarded(write, family);
  return {
    segments,
    properties: isCurrent ? complete : { ...complete, ...sharedMembers(family && revisionOf(service, family, family.current)) },
    ...(imported?.source ? { source: imported.source } : write.existing?.source && { source: write.existing.source }),
    then: (api) => finish(write, { api, revision, family, source, imported }),
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

function explicit({ body }: Write): JsonObject {
  return withoutMembers(body, CONTROL_MEMBERS);
}

function sharedMembers(current: StoredResource | undefined): JsonObject {
  if (!current) return {};
  return Object.fromEntries(
    SHARED_MEMBERS.filter((member) => current.properties[member] !== undefined).map((member) => [member, current.properties[member]]),
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
  const blank = Object.keys(body).filter((member) => body[member] === null || (member === 'serviceUrl' && body[member] === ''));
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

/** What all revisions have in common is changed through the current one only. */
function checkGuarded(write: Write, family: ApiFamily | undefined): void {
  const current = family && revisionOf(write.service, family, family.current);
  if (!current) return;
  if (memberAt(write.body, 'isCurrent') === true) throw invalidFields([['IsCurrent', texts.REVISION_NOT_CURRENT]]);
  const changed = GUARDED_MEMBERS.filter(([member]) => {
    const asked = write.body[member];
    return asked !== undefined && asked !== null && !sameText(asked, current.properties[member]);
  });
  if (changed.length > 0) throw invalidFields(changed.map(([, name]) => [name, texts.sharedPropertyOfRevision(name)]));
}

function sameText(asked: unknown, stored: unknown): boolean {
  const plain = (value: unknown): string => String(value ?? '').replace(/^\/+/, '');
  return plain(asked) === plain(stored);
}

/** Rules about other APIs; told on the poll where the write is an import. */
export function checkApi(write: Write, properties: JsonObject): readonly FaultDetail[] {
  const { service, segments } = write;
  const versionSetId = textAt(properties, 'apiVersionSetId');
  const versionSet = versionSetId === undefined ? undefined : service.resolveId(versionSetId, segments);
  if (versionSetId !== undefined && versionSet === undefined) throw notFound('ApiVersionSet');
  const backendId = textAt(properties, 'backendId');
  const isBackendMissing = backendId !== undefined && service.resolveId(backendId, segments) === undefined;
  return [
    ...(isBackendMissing
      ? [{ code: 'ValidationError', target: 'backendId', message: unverified.referenceMissing(backendId) }]
      : []),
    ...pathComplaints(write, properties, versionSet),
  ];
}

function pathComplaints(write: Write, properties: JsonObject, versionSet: string | undefined): readonly FaultDetail[] {
  const { service, segments } = write;
  const own = service.familyOf(segments);
  const path = textAt(properties, 'path') ?? '';
  const name = parseApiName(segments.at(-1) ?? '').api;
  for (const other of service.families.atPath(segments, path)) {
    const current = revisionOf(service, other, other.current);
    if (other === own || !current) continue;
    const otherSet = textAt(current.properties, 'apiVersionSetId');
    const isSameSet = versionSet !== undefined && otherSet !== undefined && service.resolveId(otherSet, other.segments) === versionSet;
    const describe = (api: JsonObject, id: string): string =>
      unverified.apiNameInMessages({ name: id, displayName: textAt(api, 'displayName') ?? id });
    if (!isSameSet) {
      const message = texts.duplicatePath(describe(properties, name), path, describe(current.properties, other.segments.at(-1) ?? ''));
      return [{ code: 'ValidationError', target: 'path', message }];
    }
    const version = textAt(properties, 'apiVersion') ?? '';
    if (version.toLowerCase() === (textAt(current.properties, 'apiVersion') ?? '').toLowerCase()) {
      return [{ code: 'ValidationError', target: 'apiVersion', message: unverified.versionTaken(version) }];
    }
  }
  return [];
}

interface Finish {
  readonly api: StoredResource;
  readonly revision: string;
  readonly family: ApiFamily | undefined;
  readonly source: StoredResource | undefined;
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

/** Keys of the resources that an API refers to. */
export function apiReferences(place: Pick<Write, 'service' | 'segments'>, properties: JsonObject): readonly string[] {
  const { service, segments } = place;
  const ids = [
    textAt(properties, 'apiVersionSetId'),
    textAt(properties, 'backendId'),
    namedResource('authorizationServers', textAt(objectAt(properties, 'authenticationSettings'), 'oAuth2.authorizationServerId')),
    namedResource('openidConnectProviders', textAt(objectAt(properties, 'authenticationSettings'), 'openid.openidProviderId')),
  ];
  return ids.flatMap((id) => (id === undefined ? [] : (service.resolveId(id, segments) ?? [])));
}

function namedResource(collection: string, name: string | undefined): string | undefined {
  return name === undefined || name.includes('/') ? name : `/${collection}/${name}`;
}

/** An API that is being imported takes no other writes. */
export function refuseWhileBusy(service: Write['service'], segments: readonly string[]): void {
  const family = service.familyOf(segments);
  if (!family) return;
  const isBusy = family.revisions.some((revision) => service.operations.isBusy(keyOf(revisionSegments(family, revision))));
  if (isBusy) throw new ArmFault(409, 'PessimisticConcurrencyConflict', texts.API_BUSY);
}
