import { createHash } from 'node:crypto';

/** 40 zeros: no object; stands for the tip of a branch that does not exist. */
export const NO_OBJECT = '0'.repeat(40);

/** A GUID that depends on the names alone, so that each run of the emulator has the same ones. */
export function guidOf(...names: readonly string[]): string {
  const digits = createHash('sha1').update(names.join('\n')).digest('hex');
  const variant = ((Number.parseInt(digits[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `5${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** The id that Git gives to a file with this content. */
export function blobIdOf(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** 40 hexadecimal digits that depend on the texts alone. Not what Git would compute, as no client looks inside. */
export function objectIdOf(...texts: readonly string[]): string {
  return createHash('sha1').update(texts.join('\0')).digest('hex');
}

/** A GUID as the 22 characters of base64url, of the bytes in the order that .NET keeps them. */
export function base64urlOf(guid: string): string {
  const [a = '', b = '', c = '', ...rest] = guid.split('-');
  const reversed = [a, b, c].map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([...reversed, Buffer.from(rest.join(''), 'hex')]).toString('base64url');
}
