import { isJsonObject, type Json } from '@nx-apiops/plan';
import { resourceKey, targetId, type ResourceKey } from './resource-id.js';
import { openApiOperations } from './specification/openapi-operations.js';
import { isOpenApi, specificationDocument } from './specification/specification-document.js';
import type { Specification } from './specification/specification.js';
import type { State } from './state.js';

/**
 * Without the tags that exist only because an import made them: the service makes one for every tag that a document
 * names. A tag that is authored, or that something is tagged with, stays.
 */
export function withoutImpliedTags(live: State, authored: State): State {
  const candidates = [...live].filter(([key, { id }]) => id.kind === 'tag' && !authored.has(key));
  if (candidates.length === 0) return live;
  const used = usedTargets(live);
  const implied = tagNames(
    [...authored.values(), ...live.values()].flatMap(({ specification }) => specification ?? []),
  );
  const gone = candidates.filter(
    ([key, { properties }]) => !used.has(key) && implied.has(String(properties['displayName']).toLowerCase()),
  );
  const keys = new Set(gone.map(([key]) => key));
  return new Map([...live].filter(([key]) => !keys.has(key)));
}

function usedTargets(live: State): ReadonlySet<ResourceKey> {
  return new Set([...live.values()].flatMap(({ id }) => targetId(id) ?? []).map(resourceKey));
}

function tagNames(specifications: readonly Specification[]): ReadonlySet<string> {
  return new Set(specifications.filter(isOpenApi).flatMap(tagsOf));
}

function tagsOf(specification: Specification): readonly string[] {
  const document = specificationDocument(specification);
  const declared = listIn(document['tags']).flatMap((tag) => (isJsonObject(tag) ? (tag['name'] ?? []) : []));
  const used = [...openApiOperations(document)].flatMap(({ operation }) => listIn(operation['tags']));
  return [...declared, ...used].map((name) => String(name).toLowerCase());
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
