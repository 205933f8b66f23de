import { isJsonObject } from '@nx-apiops/plan';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { isDeepStrictEqual } from 'node:util';
import { RolloutError } from '../errors.js';
import { insertOwnLines, type OwnLines } from './own-lines.js';

/** Stands for a line of the user when it is looked up which mapping a place belongs to. */
const PROBE = 'nx-apiops-probe';

/** Where lines of the user go: the mark above them, by its place in the derived text and in the file as it is now. */
interface OwnPlace {
  readonly file: string;
  readonly name: string;
  readonly lines: readonly string[];
  readonly indentation: number;
  /** Line of the mark in the file as it is now, from 1. */
  readonly markLine: number;
}

/**
 * Refuses lines of the user that do not fit where they stand: at each place they may add keys to one mapping, and change
 * nothing around it. `current` is the file as it is now, for the numbers of lines. Pure.
 * Throws `OWN_LINES_INVALID` with file, line, what is wrong and how it is put right.
 */
export function refuseMisfits(
  derived: string,
  own: OwnLines,
  { file, current }: { readonly file: string; readonly current: string },
): void {
  for (const [name, lines] of own) {
    if (lines.every(saysNothing)) continue;
    const mark = markOf(name);
    const markLine = current.split('\n').findIndex((line) => line.trim() === mark) + 1;
    const indentation = indentationOf(derived.split('\n').find((line) => line.trim() === mark) ?? '');
    const place = { file, name, lines, indentation, markLine };
    refuseIndentation(place);
    refuseStructure(derived, place);
  }
}

/** The commonest slip, and the one whose YAML error says least. */
function refuseIndentation(place: OwnPlace): void {
  const { lines, indentation } = place;
  const first = lines.findIndex((line) => !saysNothing(line));
  const misfit = lines.findIndex(
    (line, index) =>
      !saysNothing(line) && (index === first ? indentationOf(line) !== indentation : indentationOf(line) < indentation),
  );
  if (misfit < 0) return;
  const found = `begins with ${spaces(indentationOf(lines[misfit] ?? ''))}`;
  const wanted = misfit === first ? `must begin with ${indentation}` : `must begin with ${indentation} or more`;
  throw misfitError(place, misfit, `${found} and ${wanted}, since the mark above it does`);
}

function refuseStructure(derived: string, place: OwnPlace): void {
  const { file, name, lines, indentation } = place;
  const text = insertOwnLines(derived, new Map([[name, lines]]), file);
  const firstLine = text.split('\n').findIndex((line) => line.trim() === markOf(name)) + 2;
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error) {
    const line = lineCounter.linePos(error.pos[0]).line;
    throw misfitError(place, Math.min(Math.max(line - firstLine, 0), lines.length - 1), `is no YAML: ${error.message}`);
  }
  const probe = insertOwnLines(derived, new Map([[name, [`${' '.repeat(indentation)}${PROBE}: 1`]]]), file);
  const before = valueOf(parseDocument(probe), place);
  if (isDeepStrictEqual(withoutOwnKeys(before, before), withoutOwnKeys(before, valueOf(document, place)))) return;
  throw misfitError(place, 0, 'changes what stands around it');
}

function valueOf(document: Document, place: OwnPlace): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias of nothing is found no earlier.
    throw misfitError(place, 0, `is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The value, without the keys that it has beside those of the mapping with the probe, and without the probe. */
function withoutOwnKeys(probed: unknown, value: unknown): unknown {
  if (!isJsonObject(probed) || !isJsonObject(value)) return value;
  const hasProbe = PROBE in probed;
  const kept = Object.entries(value).filter(([key]) => key !== PROBE && (!hasProbe || key in probed));
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutOwnKeys(probed[key], member)]));
}

function misfitError({ file, name, indentation, markLine }: OwnPlace, index: number, what: string): RolloutError {
  return new RolloutError(
    'OWN_LINES_INVALID',
    `${file}:${markLine + 1 + index}  this line of yours at ">>> yours: ${name}" ${what}.`,
    {
      hint: `Write keys with ${spaces(indentation)} before them, and what belongs to a key further in, as docs/pipelines.md shows. Nothing was written.`,
    },
  );
}

const markOf = (name: string): string => `# >>> yours: ${name}`;
const saysNothing = (line: string): boolean => /^\s*(#.*)?$/.test(line);
const indentationOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;
const spaces = (count: number): string => (count === 0 ? 'no spaces' : count === 1 ? '1 space' : `${count} spaces`);
