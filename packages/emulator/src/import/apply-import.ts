import { equalJson, type JsonObject } from '@nx-apiops/plan';
import { operationReferences, signatureOf } from '../behaviours/operations.js';
import { putResource } from '../service/put-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { keyOf, nameOf, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { ImportedApi, ImportedOperation, ImportedSchema } from './imported-api.js';

/** Ids that imports give to schemas; schemas with other names were made by people and stay. */
const IMPORTED_SCHEMA = /^[0-9a-f]{24}$/;

/**
 * Makes the operations and schemas of a revision those of a document: operations of the same name are updated in
 * place and keep their policies, new ones take over the policy of an operation with the same method and template,
 * those that are not in the document go. Returns whether anything changed.
 * Source: https://learn.microsoft.com/azure/api-management/import-api-from-oas
 */
export function applyImport(service: ServiceInstance, api: StoredResource, imported: ImportedApi): boolean {
  const changes = [
    ...imported.schemas.map((schema) => applySchema(service, api, schema)),
    applyOperations(service, api, imported.operations),
    removeUnusedSchemas(service, api, imported.schemas),
  ];
  return changes.includes(true);
}

function childrenOf(service: ServiceInstance, api: StoredResource, collection: string): readonly StoredResource[] {
  return service.store.list(`${api.key}/${collection}`);
}

function applySchema(service: ServiceInstance, api: StoredResource, schema: ImportedSchema): boolean {
  const segments = [...api.segments, 'schemas', schema.id];
  const properties: JsonObject = { contentType: schema.contentType, document: schema.document };
  const before = service.store.get(keyOf(segments));
  if (before && equalJson(before.properties, properties)) return false;
  putResource(service, { kind: 'apiSchema', segments, properties, references: [] });
  return true;
}

function removeUnusedSchemas(service: ServiceInstance, api: StoredResource, kept: readonly ImportedSchema[]): boolean {
  const ids = new Set(kept.map(({ id }) => id));
  const stale = childrenOf(service, api, 'schemas').filter(
    (schema) => IMPORTED_SCHEMA.test(nameOf(schema)) && !ids.has(nameOf(schema)),
  );
  for (const { key } of stale) service.store.remove(key);
  return stale.length > 0;
}

function applyOperations(
  service: ServiceInstance,
  api: StoredResource,
  operations: readonly ImportedOperation[],
): boolean {
  const before = childrenOf(service, api, 'operations');
  const bySignature = new Map(before.map((operation) => [signatureOf(operation.properties), operation]));
  const policies = new Map(before.flatMap((operation) => policyOf(service, operation)));
  const wanted = new Set(operations.map(({ name }) => name.toLowerCase()));
  const stale = before.filter((operation) => !wanted.has(nameOf(operation).toLowerCase()));
  for (const { key } of stale) service.store.remove(key);
  let changed = stale.length > 0;
  for (const operation of operations) {
    const predecessor = bySignature.get(signatureOf(operation.properties));
    const isNew = service.store.get(keyOf([...api.segments, 'operations', operation.name])) === undefined;
    if (applyOperation(service, api, operation)) changed = true;
    const inherited = predecessor && policies.get(predecessor.key);
    if (isNew && inherited) inheritPolicy(service, [...api.segments, 'operations', operation.name], inherited);
  }
  return changed;
}

function inheritPolicy(service: ServiceInstance, operation: readonly string[], policy: StoredResource): void {
  const { kind, properties, references } = policy;
  putResource(service, { kind, segments: [...operation, 'policies', 'policy'], properties, references });
}

function policyOf(service: ServiceInstance, operation: StoredResource): [string, StoredResource][] {
  const policy = service.store.get(`${operation.key}/policies/policy`);
  return policy ? [[operation.key, policy]] : [];
}

function applyOperation(service: ServiceInstance, api: StoredResource, imported: ImportedOperation): boolean {
  const segments = [...api.segments, 'operations', imported.name];
  const before = service.store.get(keyOf(segments));
  const isSame = before !== undefined && equalJson(before.properties, imported.properties);
  const operation = isSame
    ? before
    : putResource(service, {
        kind: 'apiOperation',
        segments: before?.segments ?? segments,
        properties: imported.properties,
        references: operationReferences({ segments }, imported.properties),
      });
  const hasNewTags = tagOperation(service, operation, imported.tags);
  return !isSame || hasNewTags;
}

/** Tags of the document become tags of the service, which the operation then has; workspaces have no such tags. */
function tagOperation(service: ServiceInstance, operation: StoredResource, tags: readonly string[]): boolean {
  if (operation.segments[0] !== 'apis') return false;
  let changed = false;
  for (const displayName of tags) {
    const tag = service.store.findByDisplayName('tags', displayName)[0] ?? newTag(service, displayName);
    const segments = [...operation.segments, 'tags', nameOf(tag)];
    if (service.store.get(keyOf(segments))) continue;
    putResource(service, { kind: 'apiOperationTag', segments, properties: {}, references: [tag.key] });
    changed = true;
  }
  return changed;
}

function newTag(service: ServiceInstance, displayName: string): StoredResource {
  const wanted = unverified.importedTagName(displayName);
  let name = wanted;
  for (let number = 1; service.store.get(keyOf(['tags', name])); number += 1) name = `${wanted}-${number}`;
  return putResource(service, { kind: 'tag', segments: ['tags', name], properties: { displayName }, references: [] });
}
