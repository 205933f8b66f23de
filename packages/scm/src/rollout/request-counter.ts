/** Counts requests by kind. */
export class RequestCounter {
  readonly #counts = new Map<string, number>();

  add(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  snapshot(): { readonly requests: Readonly<Record<string, number>>; readonly total: number } {
    const sorted = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return { requests: Object.fromEntries(sorted), total: sorted.reduce((sum, [, count]) => sum + count, 0) };
  }
}
