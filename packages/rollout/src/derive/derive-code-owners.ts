import { isDeepStrictEqual } from 'node:util';
import { RolloutError } from '../errors.js';
import { patternOf, type CodeOwner } from './code-owners.js';

const BEGIN = '# >>> derived from the owners in catalog-info.yaml. Change them there, then run: npx nx sync';
const END = '# <<< derived';
const IS_BEGIN = /^\s*# >>> derived\b/;
const IS_END = /^\s*# <<< derived\b/;

/** What the derived block says. */
export interface DerivedOwners {
  /** What all APIs have in common. A pattern that has a line of the user keeps that line alone. */
  readonly shared: readonly CodeOwner[];
  /** The folders of the APIs. */
  readonly apis: readonly CodeOwner[];
}

/**
 * The text of CODEOWNERS with its derived block. All other lines stay as they are. Pure.
 *
 * The last line that matches counts. A block that is there stays where it is. A new one stands before the first line for
 * one of its folders or something in it, so that such lines of the user still count, else behind the `*` line, whose
 * owner is the default; lines that say just what the block says become part of it.
 *
 * Throws `MARKS_INVALID` for marks that do not go together. `file` names the text in messages.
 */
export function deriveCodeOwners(text: string, { shared, apis }: DerivedOwners, file: string): string {
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const block = findBlock(lines, file);
  const outside = block ? [...lines.slice(0, block.begin), ...lines.slice(block.end + 1)] : lines;
  const own = new Set(outside.filter((line) => !isOneOf(line, shared)).map(patternOf));
  const derived = [...shared.filter(({ pattern }) => !own.has(pattern)), ...apis];
  const wanted = [BEGIN, ...derived.map(renderLine), END];
  if (block && isDeepStrictEqual(lines.slice(block.begin, block.end + 1), wanted)) return text;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const { before, behind } = block
    ? { before: lines.slice(0, block.begin), behind: lines.slice(block.end + 1) }
    : divide(lines, derived);
  return [...before, ...wanted, ...behind, ''].join(ending);
}

/** The text without its derived block. */
export function withoutBlock(text: string, file: string): string {
  const lines = text.split(/\r?\n/);
  const block = findBlock(lines, file);
  return block ? [...lines.slice(0, block.begin), ...lines.slice(block.end + 1)].join('\n') : text;
}

/** The lines before the place of a new block, and those behind it, without those that become part of it. */
function divide(
  lines: readonly string[],
  derived: readonly CodeOwner[],
): { readonly before: readonly string[]; readonly behind: readonly string[] } {
  const patterns = derived.map(({ pattern }) => pattern);
  const isWithin = (line: string): boolean => patterns.some((pattern) => patternOf(line).startsWith(pattern));
  const start = lines.findLastIndex((line) => patternOf(line) === '*') + 1;
  const first = lines.findIndex((line, index) => index >= start && isWithin(line));
  const isComment = (line: string): boolean => line.trimStart().startsWith('#');
  const position = first < 0 ? start : lines.findLastIndex((line, index) => index < first && !isComment(line)) + 1;
  const isKept = (line: string): boolean => !isOneOf(line, derived);
  return { before: lines.slice(0, position).filter(isKept), behind: lines.slice(position).filter(isKept) };
}

function isOneOf(line: string, owners: readonly CodeOwner[]): boolean {
  return owners.some((owner) => line.trim() === renderLine(owner));
}

function renderLine({ pattern, owner }: CodeOwner): string {
  return `${pattern} ${owner}`;
}

interface Block {
  /** Indexes of the marks. */
  readonly begin: number;
  readonly end: number;
}

/** Undefined where there is none. */
function findBlock(lines: readonly string[], file: string): Block | undefined {
  const marks = lines.flatMap((line, index) => (IS_BEGIN.test(line) || IS_END.test(line) ? [index] : []));
  const [begin, end, another] = marks;
  if (begin === undefined) return undefined;
  if (end !== undefined && another === undefined && IS_BEGIN.test(lines[begin] ?? '') && IS_END.test(lines[end] ?? ''))
    return { begin, end };
  throw new RolloutError(
    'MARKS_INVALID',
    `${file}:${(another ?? begin) + 1}  the marks "# >>> derived" and "# <<< derived" do not go together.`,
    {
      hint: 'Let the derived block begin with the one and end with the other, once; or remove both, and run it again.',
    },
  );
}
