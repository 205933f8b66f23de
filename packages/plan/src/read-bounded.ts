/** What one answer of a host may have at most, decompressed, in bytes: more than any that is meant. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * All bytes of a stream, which is closed as soon as there are more than `maxBytes`: a small compressed answer can
 * unpack to more than the memory holds. Rejects with what `tooLarge` makes.
 */
export async function readBounded(
  source: AsyncIterable<Uint8Array | string> | undefined,
  {
    maxBytes = MAX_ANSWER_BYTES,
    tooLarge,
  }: { readonly maxBytes?: number; readonly tooLarge: (maxBytes: number) => Error },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source ?? []) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(Buffer.from(bytes));
  }
  return Buffer.concat(chunks);
}
