import { equalJson, isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { refuseWhileBusy } from '../apis/check-api.js';
import { ArmFault, invalidFields } from '../arm/arm-fault.js';
import type { Behaviour, Stored, View, Write } from '../behaviours/behaviour.js';
import { resourceType } from '../arm/resource-type.js';
import { BEHAVIOURS } from '../behaviours/behaviour-table.js';
import { checkFields } from '../behaviours/field-rule.js';
import type { Answer } from '../http/exchange.js';
import { mergeMembers, textAt } from '../json-members.js';
import { parentKey } from '../store/resource-store.js';
import { keyOf, type StoredResource } from '../store/stored-resource.js';
import { acceptedAnswer, type OperationUrls } from './long-running.js';
import { putResource, touchResource } from './put-resource.js';
import { showResource } from './show-resource.js';

/**
 * Carries out a PUT or PATCH: fields are checked at once; rules about other resources fail the request, or the
 * operation where the write is a long-running one. A write that changes nothing keeps the ETag.
 */
export function writeResource(write: Write, urls: OperationUrls): Answer {
  const behaviour = BEHAVIOURS[write.kind];
  refuseWhileBusy(write.service, write.segments);
  const desired = desiredProperties(write, behaviour);
  const complaints = checkFields(behaviour.fields ?? [], desired);
  if (complaints.length > 0) throw invalidFields(complaints);
  const isCreated = write.existing === undefined;
  if (!behaviour.longRunningWrite?.applies(write)) {
    return resourceAnswer(write, store(write, behaviour, desired), { isCreated });
  }
  const outcome = attempt(() => store(write, behaviour, desired));
  const { service } = write;
  const operation = service.operations.start({
    key: outcome.resource?.key ?? write.key,
    code: isCreated ? 201 : 200,
    failure: outcome.failure,
  });
  const shown = outcome.resource
    ? showResource(service, outcome.resource, viewOf(write, isCreated))
    : failedEnvelope(write);
  const body = behaviour.longRunningWrite.body === 'state' ? stateOnly(shown) : inProgress(shown);
  return acceptedAnswer({ service, segments: publicSegments(write), operation, urls, body });
}

function desiredProperties(write: Write, behaviour: Behaviour): JsonObject {
  const before = write.existing?.properties ?? {};
  if (write.method === 'PATCH') return mergeMembers(before, write.body);
  const kept = (behaviour.keeps ?? []).flatMap((member) =>
    before[member] === undefined ? [] : [[member, before[member]] as const],
  );
  const filled = Object.entries({ ...behaviour.defaults, ...Object.fromEntries(kept) });
  return { ...write.body, ...Object.fromEntries(filled.filter(([member]) => write.body[member] === undefined)) };
}

/** Stores what the write asks for. Throws `ArmFault` where a rule forbids it. */
function store(write: Write, behaviour: Behaviour, desired: JsonObject): StoredResource {
  const { service, existing } = write;
  const prepared = behaviour.prepare?.(write, desired) ?? { properties: desired };
  const properties = withRelativeIds(write, behaviour, prepared.properties);
  checkRules(write, behaviour, properties);
  const segments = prepared.segments ?? write.segments;
  const before = existing && isSame(existing, { ...prepared, properties }) ? existing : undefined;
  const place = { service, kind: write.kind, segments, key: keyOf(segments) };
  const resource =
    before ??
    putResource(service, {
      kind: write.kind,
      segments,
      properties,
      references: behaviour.references?.(place, properties) ?? [],
      source: prepared.source,
    });
  if (prepared.then?.(resource) && before) touchResource(service, before);
  behaviour.afterWrite?.(write, resource);
  return service.store.get(resource.key) ?? resource;
}

function isSame(existing: StoredResource, { properties, source }: Stored): boolean {
  return equalJson(existing.properties, properties) && existing.source?.text === source?.text;
}

function withRelativeIds(write: Write, behaviour: Behaviour, properties: JsonObject): JsonObject {
  return (behaviour.armIds ?? []).reduce((rest, member) => {
    const id = textAt(rest, member);
    if (id === undefined) return rest;
    const { service, segments } = write;
    const key = service.resolveId(id, segments);
    // The path as it was created, so that ids of workspaces and other casings come back in full.
    const path = key === undefined ? undefined : (service.families.get(key) ?? service.store.get(key))?.segments;
    const relative = path ? `/${service.publicSegments(path).join('/')}` : (service.relativeId(id) ?? id);
    return { ...rest, [member]: relative };
  }, properties);
}

function checkRules(write: Write, behaviour: Behaviour, properties: JsonObject): void {
  requireUniqueName(write, behaviour, properties);
  const complaints = behaviour.check?.(write, properties) ?? [];
  if (complaints.length > 0) throw invalidFields(complaints.map(({ target, message }) => [target, message]));
}

function requireUniqueName(write: Write, behaviour: Behaviour, properties: JsonObject): void {
  const displayName = textAt(properties, 'displayName');
  if (!behaviour.uniqueDisplayName || displayName === undefined) return;
  const others = write.service.store.findByDisplayName(parentKey(write.key), displayName);
  if (others.some(({ key }) => key !== write.key)) throw behaviour.uniqueDisplayName(displayName);
}

function attempt(
  work: () => StoredResource,
):
  | { readonly resource: StoredResource; readonly failure: undefined }
  | { readonly resource: undefined; readonly failure: ArmFault } {
  try {
    return { resource: work(), failure: undefined };
  } catch (error) {
    if (error instanceof ArmFault) return { resource: undefined, failure: error };
    throw error;
  }
}

function viewOf(write: Write, created: boolean): View {
  return { for: write.method === 'PUT' ? 'put' : 'patch', apiVersion: write.apiVersion, query: write.query, created };
}

function resourceAnswer(
  write: Write,
  resource: StoredResource,
  { isCreated }: { readonly isCreated: boolean },
): Answer {
  const headers = BEHAVIOURS[resource.kind].hasEtag === false ? undefined : { ETag: resource.etag };
  return {
    status: isCreated ? 201 : 200,
    body: showResource(write.service, resource, viewOf(write, isCreated)),
    isPretty: true,
    ...(headers && { headers }),
  };
}

function publicSegments(write: Write): readonly string[] {
  return write.service.publicSegments(write.segments);
}

/** The envelope in the first answer to an operation that will fail; nothing in it tells. */
function failedEnvelope(write: Write): JsonObject {
  const segments = publicSegments(write);
  const { service } = write;
  return {
    id: service.fullId(segments.join('/')),
    type: resourceType(segments),
    name: segments.at(-1) ?? '',
    properties: {},
  };
}

function stateOnly(shown: JsonObject): JsonObject {
  return { ...shown, properties: { ProvisioningState: 'InProgress' } };
}

function inProgress(shown: JsonObject): JsonObject {
  const properties = isJsonObject(shown['properties']) ? shown['properties'] : {};
  return { ...shown, properties: { ...properties, provisioningState: 'InProgress' } };
}
