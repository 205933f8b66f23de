import { pseudoRandom } from './pseudo-random.js';

/** First ETag; the service's are eight bytes that grow with every write. */
const FIRST_ETAG = 0xe69900n;

/** Makes the identifiers that the service would invent; the same seed gives the same sequence. */
export class IdSource {
  readonly #random: () => number;
  #etag = FIRST_ETAG;

  constructor(seed: number) {
    this.#random = pseudoRandom(seed);
  }

  /** 24 hexadecimal digits: auto-created resources and long-running operations. */
  hexId(): string {
    return this.#hex(24);
  }

  /** 32 hexadecimal digits: subscription keys. */
  key(): string {
    return this.#hex(32);
  }

  /** Random UUID: principals, applications. */
  uuid(): string {
    const digits = this.#hex(32);
    const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) % 4];
    const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
    return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20)].join('-');
  }

  /** Quoted base64 of eight bytes, never the same twice. */
  etag(): string {
    this.#etag += 1n;
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(this.#etag);
    return `"${bytes.toString('base64')}"`;
  }

  /** Makes sure that no later ETag equals one that was restored. */
  skipEtag(etag: string): void {
    const bytes = Buffer.from(etag.replaceAll('"', ''), 'base64');
    if (bytes.length !== 8) return;
    const value = bytes.readBigUInt64BE();
    if (value > this.#etag) this.#etag = value;
  }

  #hex(digits: number): string {
    let text = '';
    while (text.length < digits)
      text += Math.floor(this.#random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  }
}
