import { inflateRawSync } from 'node:zlib';
import { MAX_ANSWER_BYTES } from '@nx-apiops/plan';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;
/** Without a comment the end stands right here. */
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;

/**
 * The contents of a zip archive, in its order; undefined for what is none, has forms that are not read, or unpacks to more
 * than `MAX_ANSWER_BYTES`. Pure.
 */
export function readZip(archive: Buffer): readonly Buffer[] | undefined {
  const end = findEnd(archive);
  if (end === undefined) return undefined;
  const count = archive.readUInt16LE(end + 10);
  const contents: Buffer[] = [];
  let left = MAX_ANSWER_BYTES;
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== ENTRY) return undefined;
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const local = archive.readUInt32LE(at + 42);
    if (local + 30 > archive.length) return undefined;
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + size);
    if (method !== STORED && method !== DEFLATED) return undefined;
    const content = method === STORED ? packed : inflate(packed, left);
    if (content === undefined || content.length > left) return undefined;
    left -= content.length;
    contents.push(content);
    const extras = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    at += 46 + extras.reduce((sum, length) => sum + length, 0);
  }
  return contents;
}

/** Undefined for what is broken, and for what has more than `maxBytes`. */
function inflate(packed: Buffer, maxBytes: number): Buffer | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes) });
  } catch {
    return undefined;
  }
}

function findEnd(archive: Buffer): number | undefined {
  const lowest = Math.max(0, archive.length - END_SIZE - LONGEST_COMMENT);
  for (let at = archive.length - END_SIZE; at >= lowest; at -= 1) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  return undefined;
}
