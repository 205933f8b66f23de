import { createHash } from 'node:crypto';

/** The id that git gives to a file with this content, in repositories with SHA-1, as all of both hosts are. */
export function blobOid(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}
