import { indentAt, lineEnd, lineStart, startsLine, type Splice } from './splice.js';

/** A member or item of a collection as it stands in a text, with its key or dash. */
export interface Entry {
  readonly start: number;
  readonly end: number;
}

/** What becomes of the entries of a collection of which at least one stays. */
export interface Arrangement {
  readonly entries: readonly Entry[];
  /** Indexes of the entries that stay. */
  readonly kept: ReadonlySet<number>;
  /** What is added, by the index of the entry that it follows; -1 for the start. In the order to write it in. */
  readonly added: ReadonlyMap<number, readonly string[]>;
}

/** Splices for a collection with one entry per line or more, as in YAML. */
export function arrangeLines(text: string, { entries, kept, added }: Arrangement): readonly Splice[] {
  const splices: Splice[] = [];
  for (const [index, texts] of added) {
    const previous = entries[index];
    if (previous) {
      const at = lineEnd(text, previous.end);
      const indent = ' '.repeat(columnOf(text, previous.start));
      splices.push({ start: at, end: at, text: texts.map((one) => `\n${indent}${one}`).join('') });
      continue;
    }
    const next = entries[Math.min(...kept)];
    if (!next) continue;
    const indent = ' '.repeat(columnOf(text, next.start));
    splices.push({ start: next.start, end: next.start, text: texts.map((one) => `${one}\n${indent}`).join('') });
  }
  for (const [first, last] of removedRuns(entries.length, kept)) {
    const [{ start }, { end }] = [entryAt(entries, first), entryAt(entries, last)];
    const next = entries[last + 1];
    if (startsLine(text, start)) {
      const from = lineStart(text, start);
      const to = lineEnd(text, end);
      splices.push(from === 0 ? { start: 0, end: to + 1, text: '' } : { start: from - 1, end: to, text: '' });
    } else splices.push({ start, end: next?.start ?? end, text: '' });
  }
  return splices;
}

/** Splices for a collection in brackets or braces, whose entries are separated by commas. */
export function arrangeInBrackets(
  text: string,
  { entries, kept, added }: Arrangement,
  open: number,
): readonly Splice[] {
  const separator = separatorOf(text, entries, open);
  const splices: Splice[] = [];
  for (const [index, texts] of added) {
    const previous = entries[index];
    const at = previous?.end ?? entryAt(entries, 0).start;
    const inserted = texts.map((one) => (previous ? `${separator}${one}` : `${one}${separator}`));
    splices.push({ start: at, end: at, text: inserted.join('') });
  }
  for (const [first, last] of removedRuns(entries.length, kept)) {
    const next = entries[last + 1];
    const start = next ? entryAt(entries, first).start : (entries[first - 1]?.end ?? entryAt(entries, first).start);
    splices.push({ start, end: next?.start ?? entryAt(entries, last).end, text: '' });
  }
  return splices;
}

/** Whether the entries of a collection in brackets stand on lines of their own. */
export function isMultiline(text: string, entries: readonly Entry[], open: number): boolean {
  return text.slice(open, entryAt(entries, 0).start).includes('\n');
}

function separatorOf(text: string, entries: readonly Entry[], open: number): string {
  if (isMultiline(text, entries, open)) return `,\n${indentAt(text, entryAt(entries, 0).start)}`;
  const [first, second] = entries;
  const written = first && second ? text.slice(first.end, second.start) : undefined;
  if (written !== undefined && /^, *$/.test(written)) return written;
  return text.trim().includes('\n') ? ', ' : ',';
}

function removedRuns(length: number, kept: ReadonlySet<number>): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (let index = 0; index < length; index += 1) {
    if (kept.has(index)) continue;
    const last = runs.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

function entryAt(entries: readonly Entry[], index: number): Entry {
  return entries[index] ?? { start: 0, end: 0 };
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
