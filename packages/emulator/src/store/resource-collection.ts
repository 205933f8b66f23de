import { textAt } from '../json-members.js';
import { nameOf, type StoredResource } from './stored-resource.js';

/** Resources in the order of lists: by display name without regard to case, then by name. Sorted when first read. */
export class ResourceCollection {
  readonly #byKey = new Map<string, StoredResource>();
  #sorted: readonly StoredResource[] | undefined;

  get size(): number {
    return this.#byKey.size;
  }

  put(resource: StoredResource): void {
    this.#byKey.set(resource.key, resource);
    this.#sorted = undefined;
  }

  remove(key: string): void {
    if (this.#byKey.delete(key)) this.#sorted = undefined;
  }

  sorted(): readonly StoredResource[] {
    this.#sorted ??= [...this.#byKey.values()]
      .map((resource) => ({ resource, order: orderOf(resource) }))
      .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
      .map(({ resource }) => resource);
    return this.#sorted;
  }
}

function orderOf(resource: StoredResource): string {
  const name = nameOf(resource).toLowerCase();
  return `${textAt(resource.properties, 'displayName')?.toLowerCase() ?? name}\u0000${name}`;
}
