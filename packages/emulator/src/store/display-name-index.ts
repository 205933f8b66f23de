import { textAt } from '../json-members.js';
import { KeyedSets } from './keyed-sets.js';
import type { StoredResource } from './stored-resource.js';

/** Finds resources of a collection by display name, without regard to case. */
export class DisplayNameIndex {
  readonly #keys = new KeyedSets<string>();

  add(collectionKey: string, resource: StoredResource): void {
    const entry = entryOf(collectionKey, resource);
    if (entry !== undefined) this.#keys.add(entry, resource.key);
  }

  remove(collectionKey: string, resource: StoredResource): void {
    const entry = entryOf(collectionKey, resource);
    if (entry !== undefined) this.#keys.remove(entry, resource.key);
  }

  /** Keys of the resources of a collection that have the display name. */
  find(collectionKey: string, displayName: string): readonly string[] {
    return this.#keys.get(`${collectionKey}\u0000${displayName.toLowerCase()}`);
  }
}

function entryOf(collectionKey: string, { properties }: StoredResource): string | undefined {
  const displayName = textAt(properties, 'displayName');
  return displayName === undefined ? undefined : `${collectionKey}\u0000${displayName.toLowerCase()}`;
}
