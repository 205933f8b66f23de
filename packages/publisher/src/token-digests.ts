import { createHash, randomBytes } from 'node:crypto';
import { UNKNOWN_SECRET } from '@nx-apiops/apim';
import type { TokenDigests } from './baseline-record.js';

/** Looks a token up by its name. */
export type Tokens = (name: string) => string | undefined;

/** Stands for the value that a token had and has no more: it is equal to no value of today. */
const CHANGED = '*** changed since it was published ***';

const DIGEST_LENGTH = 16;
const SALT_BYTES = 12;

/** The tokens that a state was made of, without their values. Each record has a salt of its own. */
export function digestTokens(values: ReadonlyMap<string, string>): TokenDigests | undefined {
  if (values.size === 0) return undefined;
  const salt = randomBytes(SALT_BYTES).toString('base64url');
  const digests = [...values].sort().map(([name, value]) => [name, digest(salt, value)] as const);
  return { salt, digests: Object.fromEntries(digests) };
}

/** The tokens as they were when the digests were made: today's value, or one that is equal to nothing. */
export function tokensOf(recorded: TokenDigests | undefined, today: Tokens): Tokens {
  return (name) => {
    const value = today(name);
    if (value === UNKNOWN_SECRET) return value;
    const isSame = value !== undefined && recorded?.digests[name] === digest(recorded?.salt ?? '', value);
    return isSame ? value : CHANGED;
  };
}

function digest(salt: string, value: string): string {
  return createHash('sha256').update(salt).update(value).digest('base64url').slice(0, DIGEST_LENGTH);
}
