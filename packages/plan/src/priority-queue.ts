/** A binary heap: takes out first what stands before all others. */
export class PriorityQueue<Item> {
  readonly #items: Item[] = [];
  readonly #isBefore: (a: Item, b: Item) => boolean;

  constructor(isBefore: (a: Item, b: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    let hole = this.#items.length;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = this.#items[above];
      if (parent === undefined || !this.#isBefore(item, parent)) break;
      this.#items[hole] = parent;
      hole = above;
    }
    this.#items[hole] = item;
  }

  /** `undefined` when the queue is empty. */
  pop(): Item | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last);
    return first;
  }

  #sink(item: Item): void {
    let hole = 0;
    for (;;) {
      const below = this.#smallerChild(hole);
      const child = this.#items[below];
      if (child === undefined || !this.#isBefore(child, item)) break;
      this.#items[hole] = child;
      hole = below;
    }
    this.#items[hole] = item;
  }

  #smallerChild(parent: number): number {
    const left = 2 * parent + 1;
    const [a, b] = [this.#items[left], this.#items[left + 1]];
    return a !== undefined && b !== undefined && this.#isBefore(b, a) ? left + 1 : left;
  }
}
