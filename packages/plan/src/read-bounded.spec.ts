import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBounded } from './read-bounded.js';

const tooLarge = (maxBytes: number): Error => new Error(`more than ${maxBytes}`);

describe('readBounded', () => {
  it('gives all bytes up to the bound', async () => {
    const bytes = await readBounded(Readable.from([Buffer.from('ab'), 'c']), { maxBytes: 3, tooLarge });
    expect(bytes.toString()).toBe('abc');
    expect((await readBounded(undefined, { tooLarge })).length).toBe(0);
  });

  it('stops a stream that unpacks to more', async () => {
    const packed = gzipSync(Buffer.alloc(50_000_000));
    const stream = Readable.from([packed]).pipe(createGunzip());
    await expect(readBounded(stream, { maxBytes: 1_000_000, tooLarge })).rejects.toThrow('more than 1000000');
    expect(stream.destroyed).toBe(true);
  });
});
