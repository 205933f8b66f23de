export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const PREFIX = 'cursor:v2:';

/** A page of a list as Relay has it. Nodes are made only where they are asked for. */
export class Connection<Item, Shown> {
  readonly totalCount: number;
  readonly #items: readonly Item[];
  readonly #start: number;
  readonly #show: (item: Item) => Shown;

  constructor(items: readonly Item[], { first, last, after, before }: PageArguments, show: (item: Item) => Shown) {
    const from = after ? positionOf(after) + 1 : 0;
    const to = Math.min(items.length, before ? positionOf(before) : items.length);
    const end = first === null || first === undefined ? to : Math.min(to, from + first);
    const start = last === null || last === undefined ? from : Math.max(from, end - last);
    this.totalCount = items.length;
    this.#items = items.slice(start, end);
    this.#start = start;
    this.#show = show;
  }

  nodes(): readonly Shown[] {
    return this.#items.map(this.#show);
  }

  edges(): readonly { readonly cursor: string; readonly node: Shown }[] {
    return this.#items.map((item, index) => ({ cursor: cursorOf(this.#start + index), node: this.#show(item) }));
  }

  pageInfo() {
    const end = this.#start + this.#items.length;
    const isEmpty = this.#items.length === 0;
    return {
      hasNextPage: end < this.totalCount,
      hasPreviousPage: this.#start > 0,
      startCursor: isEmpty ? null : cursorOf(this.#start),
      endCursor: isEmpty ? null : cursorOf(end - 1),
    };
  }

  totalDiskUsage(): number {
    return 0;
  }

  repositoryCount(): number {
    return this.totalCount;
  }

  issueCount(): number {
    return this.totalCount;
  }
}

function cursorOf(position: number): string {
  return Buffer.from(`${PREFIX}${position}`).toString('base64');
}

function positionOf(cursor: string): number {
  const position = Number(Buffer.from(cursor, 'base64').toString('utf8').slice(PREFIX.length));
  return Number.isInteger(position) ? position : -1;
}
