import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readZip } from './read-zip.js';

/** As little of the format as readers look at. */
function zip(
  entries: readonly { readonly name: string; readonly text: string; readonly isPacked?: boolean }[],
  comment = '',
) {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, text, isPacked = true } of entries) {
    const content = isPacked ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(isPacked ? 8 : 0, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), content);
    central.push(entry, Buffer.from(name));
    offset += local.length + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, ...central, end, Buffer.from(comment)]);
}

describe('readZip', () => {
  it('reads what is packed and what is not', () => {
    const archive = zip([
      { name: 'a', text: 'täglich\n' },
      { name: 'folder/b', text: 'plain', isPacked: false },
      { name: 'c', text: '' },
    ]);
    expect(readZip(archive)?.map(String)).toEqual(['täglich\n', 'plain', '']);
  });

  it('reads an empty archive, and one with a comment', () => {
    expect(readZip(zip([]))).toEqual([]);
    expect(readZip(zip([{ name: 'a', text: 'x' }], 'a comment'))?.map(String)).toEqual(['x']);
  });

  it.each([
    ['what unpacks to hundreds of megabytes', zip([{ name: 'a', text: ' '.repeat(200 * 1024 * 1024) }])],
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<html></html>'.repeat(20))],
    ['half an archive', zip([{ name: 'a', text: 'x'.repeat(100) }]).subarray(20)],
  ])('takes %s for no archive', (_, content) => {
    expect(readZip(content)).toBeUndefined();
  });
});
