import sodium from 'libsodium-wrappers';
import { unprocessable } from './github-fault.js';
import { SEALED_VALUE_UNREADABLE, WRONG_KEY_ID } from './unverified.js';

await sodium.ready;

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

export interface SealingKey {
  readonly keyId: string;
  /** Base64. */
  readonly publicKey: string;
}

/** Key ids are numbers of more digits than a double holds. */
const FIRST_KEY_ID = 3_380_204_578_043_523_366n;

/** One pair of keys for each repository and each environment. They outlive a reset, as they tell nothing. */
export class SealingKeys {
  readonly #pairs = new Map<string, { readonly keyId: string; readonly pair: KeyPair }>();

  /** The public key of a scope, always the same one. */
  keyOf(scope: string): SealingKey {
    const { keyId, pair } = this.#pairOf(scope);
    return { keyId, publicKey: Buffer.from(pair.publicKey).toString('base64') };
  }

  /** The text in a sealed value. Throws a 422 for a key of another scope and for what the key cannot open. */
  open(scope: string, sealed: { readonly keyId: string; readonly value: string }): string {
    const { keyId, pair } = this.#pairOf(scope);
    if (sealed.keyId !== keyId) throw unprocessable(WRONG_KEY_ID);
    try {
      const bytes = Buffer.from(sealed.value, 'base64');
      return Buffer.from(sodium.crypto_box_seal_open(bytes, pair.publicKey, pair.privateKey)).toString('utf8');
    } catch {
      throw unprocessable(SEALED_VALUE_UNREADABLE);
    }
  }

  #pairOf(scope: string): { readonly keyId: string; readonly pair: KeyPair } {
    const found = this.#pairs.get(scope);
    if (found) return found;
    const made = { keyId: String(FIRST_KEY_ID + BigInt(this.#pairs.size)), pair: sodium.crypto_box_keypair() };
    this.#pairs.set(scope, made);
    return made;
  }
}
