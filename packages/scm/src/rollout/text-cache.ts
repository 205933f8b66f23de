/** Texts by the id of their content, the oldest forgotten first once they are too many characters. */
export class TextCache {
  readonly #texts = new Map<string, string>();
  readonly #maxCharacters: number;
  #characters = 0;

  constructor(maxCharacters = 64 * 1024 * 1024) {
    this.#maxCharacters = maxCharacters;
  }

  get(oid: string): string | undefined {
    return this.#texts.get(oid);
  }

  set(oid: string, text: string): void {
    if (this.#texts.has(oid)) return;
    this.#texts.set(oid, text);
    this.#characters += text.length;
    for (const [oldest, dropped] of this.#texts) {
      if (this.#characters <= this.#maxCharacters || oldest === oid) return;
      this.#texts.delete(oldest);
      this.#characters -= dropped.length;
    }
  }
}
