/** A set of values for each key; a key without values takes no memory. */
export class KeyedSets<Value> {
  readonly #sets = new Map<string, Set<Value>>();

  add(key: string, value: Value): void {
    const set = this.#sets.get(key);
    if (set) set.add(value);
    else this.#sets.set(key, new Set([value]));
  }

  remove(key: string, value: Value): void {
    const set = this.#sets.get(key);
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key);
  }

  /** A copy, so that it may be walked while values go. */
  get(key: string): readonly Value[] {
    return [...(this.#sets.get(key) ?? [])];
  }
}
