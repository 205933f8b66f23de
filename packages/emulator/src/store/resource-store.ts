import type { EmulatorKind } from '../model/emulator-kind.js';
import { DisplayNameIndex } from './display-name-index.js';
import { KeyedSets } from './keyed-sets.js';
import { ResourceCollection } from './resource-collection.js';
import type { StoredResource } from './stored-resource.js';

/** Kinds that are looked up in more ways than by path. */
export interface IndexedKinds {
  /** Listed across the whole instance. */
  readonly byKind: ReadonlySet<EmulatorKind>;
  /** Found by display name within their collection. */
  readonly byDisplayName: ReadonlySet<EmulatorKind>;
}

/**
 * All resources of one instance. Every look-up and every write costs the same however many resources there are:
 * children are indexed by their parent, references backwards, and display names by collection.
 */
export class ResourceStore {
  readonly #byKey = new Map<string, StoredResource>();
  readonly #collections = new Map<string, ResourceCollection>();
  readonly #collectionsOf = new KeyedSets<string>();
  readonly #referrers = new KeyedSets<string>();
  readonly #byKind = new Map<EmulatorKind, ResourceCollection>();
  readonly #displayNames = new DisplayNameIndex();
  readonly #indexed: IndexedKinds;
  #version = 0;

  constructor(indexed: IndexedKinds) {
    this.#indexed = indexed;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  get(key: string): StoredResource | undefined {
    return this.#byKey.get(key);
  }

  /** Adds the resource or replaces the one with its key. */
  put(resource: StoredResource): void {
    const before = this.#byKey.get(resource.key);
    if (before) this.#forget(before);
    const collectionKey = parentKey(resource.key);
    this.#byKey.set(resource.key, resource);
    getOrAdd(this.#collections, collectionKey).put(resource);
    if (this.#indexed.byKind.has(resource.kind)) getOrAdd(this.#byKind, resource.kind).put(resource);
    if (!before) this.#collectionsOf.add(parentKey(collectionKey), collectionKey);
    for (const key of resource.references) this.#referrers.add(key, resource.key);
    if (this.#indexed.byDisplayName.has(resource.kind)) this.#displayNames.add(collectionKey, resource);
    this.#version += 1;
  }

  /** Removes the resource with everything below it; returns what was removed, outermost first. */
  remove(key: string): readonly StoredResource[] {
    const resource = this.#byKey.get(key);
    return [...(resource ? [this.#drop(resource)] : []), ...this.removeBelow(key)];
  }

  /** Removes what lives below a key, which need not be a resource itself. */
  removeBelow(key: string): readonly StoredResource[] {
    return this.childrenOf(key).flatMap((child) => this.remove(child.key));
  }

  /** The resources directly below a key, of all collections. */
  childrenOf(key: string): readonly StoredResource[] {
    return this.#collectionsOf.get(key).flatMap((collection) => this.list(collection));
  }

  /** The resources of a collection such as `apis/orders;rev=1/operations`, in the order of lists. */
  list(collectionKey: string): readonly StoredResource[] {
    return this.#collections.get(collectionKey)?.sorted() ?? [];
  }

  /** The resources of a collection with a display name, for kinds that are indexed by it. */
  findByDisplayName(collectionKey: string, displayName: string): readonly StoredResource[] {
    return this.#displayNames.find(collectionKey, displayName).flatMap((key) => this.#byKey.get(key) ?? []);
  }

  /** All resources of an indexed kind, wherever they are, in the order of lists. */
  listKind(kind: EmulatorKind): readonly StoredResource[] {
    return this.#byKind.get(kind)?.sorted() ?? [];
  }

  /** The resources that refer to a key. */
  referrersOf(key: string): readonly StoredResource[] {
    return this.#referrers.get(key).flatMap((referrer) => this.#byKey.get(referrer) ?? []);
  }

  /** Everything, in no particular order. */
  all(): Iterable<StoredResource> {
    return this.#byKey.values();
  }

  #drop(resource: StoredResource): StoredResource {
    this.#forget(resource);
    this.#byKey.delete(resource.key);
    const collectionKey = parentKey(resource.key);
    const collection = getOrAdd(this.#collections, collectionKey);
    collection.remove(resource.key);
    this.#byKind.get(resource.kind)?.remove(resource.key);
    if (collection.size === 0) {
      this.#collections.delete(collectionKey);
      this.#collectionsOf.remove(parentKey(collectionKey), collectionKey);
    }
    this.#version += 1;
    return resource;
  }

  #forget(resource: StoredResource): void {
    for (const key of resource.references) this.#referrers.remove(key, resource.key);
    this.#displayNames.remove(parentKey(resource.key), resource);
  }
}

function getOrAdd<Key>(map: Map<Key, ResourceCollection>, key: Key): ResourceCollection {
  const known = map.get(key);
  if (known) return known;
  const added = new ResourceCollection();
  map.set(key, added);
  return added;
}

/** The key without its last segment; empty for the top. */
export function parentKey(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
