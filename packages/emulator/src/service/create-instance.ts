import { BEHAVIOURS } from '../behaviours/behaviour-table.js';
import { KIND_PATHS, type EmulatorKind } from '../model/emulator-kind.js';
import type { ResolvedOptions, ServicePlace } from '../options.js';
import { seedSampleContent, seedSystemContent } from '../seeds/default-content.js';
import { seedSyntheticApis } from '../seeds/synthetic-apis.js';
import type { IndexedKinds } from '../store/resource-store.js';
import type { SavedInstance } from '../store/state-file.js';
import { POLICY_KINDS } from '../views/all-policies.js';
import { TAG_LINK_KINDS } from '../views/tag-resources.js';
import { ServiceInstance } from './service-instance.js';

const KINDS: readonly EmulatorKind[] = [...KIND_PATHS.keys()];

/** Kinds whose display names are looked up: where they are unique, and where policies refer to them. */
const INDEXED: IndexedKinds = {
  byKind: new Set([...POLICY_KINDS, ...TAG_LINK_KINDS]),
  byDisplayName: new Set([...KINDS.filter((kind) => BEHAVIOURS[kind].uniqueDisplayName), 'namedValue']),
};

/** Services differ in the identifiers that they make up, and are the same each time. */
function seedOf(name: string): number {
  let seed = 0;
  for (const character of name.toLowerCase()) seed = (Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return seed;
}

/** A service as the options describe it: with its start content, or as it was saved. */
export function createInstance(
  { name, resourceGroup }: ServicePlace,
  options: ResolvedOptions,
  saved: SavedInstance | undefined,
): ServiceInstance {
  const instance = new ServiceInstance({
    address: { subscriptionId: options.subscriptionId, resourceGroup, serviceName: name },
    clock: options.clock,
    // Restored resources must not meet their own identifiers again.
    seed: seedOf(name) + (saved?.resources.length ?? 0),
    operationDelayMs: options.operationDelayMs,
    indexed: INDEXED,
  });
  if (saved) {
    restore(instance, saved);
    return instance;
  }
  seedSystemContent(instance);
  if (!options.empty) seedSampleContent(instance);
  seedSyntheticApis(instance, options.seedApis, options.operationsPerApi);
  return instance;
}

function restore(instance: ServiceInstance, { resources, families }: SavedInstance): void {
  for (const family of families) instance.families.put(family);
  for (const resource of resources) {
    instance.ids.skipEtag(resource.etag);
    instance.store.put(resource);
  }
  // References are found once everything that they may lead to is there.
  for (const resource of resources) {
    const { kind, segments, key, properties } = resource;
    const references = BEHAVIOURS[kind].references?.({ service: instance, kind, segments, key }, properties) ?? [];
    if (references.length > 0) instance.store.put({ ...resource, references });
  }
}

/** What has to be written down to restore the instance. */
export function saveInstance(instance: ServiceInstance): SavedInstance {
  return { resources: [...instance.store.all()], families: instance.families.all() };
}
