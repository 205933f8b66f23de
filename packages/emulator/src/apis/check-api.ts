import { parseApiName } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { ArmFault, invalidFields, notFound, type FaultDetail } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import type { Place, Write } from '../behaviours/behaviour.js';
import { memberAt, objectAt, textAt } from '../json-members.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { revisionSegments, type ApiFamily } from '../store/api-families.js';
import { keyOf, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import { GUARDED_MEMBERS } from './api-properties.js';
import { revisionOf } from './revisions.js';

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
  const others = service.families.atPath(segments, path).filter((other) => other !== own);
  const complaints = others.flatMap((other) => {
    const current = revisionOf(service, other, other.current);
    if (!current) return [];
    const otherSet = textAt(current.properties, 'apiVersionSetId');
    const isSameSet =
      versionSet !== undefined && otherSet !== undefined && service.resolveId(otherSet, other.segments) === versionSet;
    return isSameSet ? versionComplaints(properties, current) : [pathTaken(write, properties, { other, current })];
  });
  return complaints.slice(0, 1);
}

function pathTaken(
  { segments }: Write,
  properties: JsonObject,
  { other, current }: { readonly other: ApiFamily; readonly current: StoredResource },
): FaultDetail {
  const describe = (api: JsonObject, name: string): string =>
    unverified.apiNameInMessages({ name, displayName: textAt(api, 'displayName') ?? name });
  const message = texts.duplicatePath(
    describe(properties, parseApiName(segments.at(-1) ?? '').api),
    textAt(properties, 'path') ?? '',
    describe(current.properties, other.segments.at(-1) ?? ''),
  );
  return { code: 'ValidationError', target: 'path', message };
}

function versionComplaints(properties: JsonObject, other: StoredResource): readonly FaultDetail[] {
  const version = textAt(properties, 'apiVersion') ?? '';
  if (version.toLowerCase() !== (textAt(other.properties, 'apiVersion') ?? '').toLowerCase()) return [];
  return [{ code: 'ValidationError', target: 'apiVersion', message: unverified.versionTaken(version) }];
}

/** What all revisions have in common is changed through the current one only. Throws `ArmFault`. */
export function checkGuarded(write: Write, current: StoredResource): void {
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

/** Keys of the resources that an API refers to. */
export function apiReferences(place: Pick<Place, 'service' | 'segments'>, properties: JsonObject): readonly string[] {
  const { service, segments } = place;
  const ids = [
    textAt(properties, 'apiVersionSetId'),
    textAt(properties, 'backendId'),
    namedResource(
      'authorizationServers',
      textAt(objectAt(properties, 'authenticationSettings'), 'oAuth2.authorizationServerId'),
    ),
    namedResource(
      'openidConnectProviders',
      textAt(objectAt(properties, 'authenticationSettings'), 'openid.openidProviderId'),
    ),
  ];
  return ids.flatMap((id) => (id === undefined ? [] : (service.resolveId(id, segments) ?? [])));
}

function namedResource(collection: string, name: string | undefined): string | undefined {
  return name === undefined || name.includes('/') ? name : `/${collection}/${name}`;
}

/** An API that is being imported takes no other writes. */
export function refuseWhileBusy(service: ServiceInstance, segments: readonly string[]): void {
  const family = service.familyOf(segments);
  if (!family) return;
  const isBusy = family.revisions.some((revision) =>
    service.operations.isBusy(keyOf(revisionSegments(family, revision))),
  );
  if (isBusy) throw new ArmFault(409, 'PessimisticConcurrencyConflict', texts.API_BUSY);
}
