import { isScalar, parseDocument, type YAMLMap } from 'yaml';
import { RolloutError } from '../errors.js';

/** The lines of the user in a derived file, by the name of their place. */
export type OwnLines = ReadonlyMap<string, readonly string[]>;

/** Marks a place for lines of the user, behind the last key of a mapping. */
export function placeForOwnLines(map: YAMLMap, name: string): void {
  map.comment = ` >>> yours: ${name}\n <<< yours: ${name}`;
}

const BEGIN = /^\s*# >>> yours: (.*)$/;
const END = /^\s*# <<< yours: (.*)$/;

/** Most files are copies without a place, which need not be looked through line by line. */
function mayHaveMarks(text: string): boolean {
  return text.includes('# >>> yours: ') || text.includes('# <<< yours: ');
}

/**
 * The lines of the user in a derived file, by the name of their place. Throws `MARKS_INVALID` for marks that do not go
 * together, since lines could otherwise be lost.
 */
export function readOwnLines(text: string, file: string): OwnLines {
  const places = new Map<string, string[]>();
  if (!mayHaveMarks(text)) return places;
  let open: string | undefined;
  for (const [index, line] of text.replaceAll('\r\n', '\n').split('\n').entries()) {
    const begun = nameIn(BEGIN, line);
    const ended = nameIn(END, line);
    if (begun !== undefined && open === undefined && !places.has(begun)) places.set((open = begun), []);
    else if (ended !== undefined && ended === open) open = undefined;
    else if (begun !== undefined || ended !== undefined) throw marksInvalid(file, index + 1);
    else if (open !== undefined) places.get(open)?.push(line);
  }
  if (open !== undefined) throw marksInvalid(file, text.split('\n').length);
  return places;
}

/** The name in a mark; undefined for lines that are none. */
function nameIn(mark: RegExp, line: string): string | undefined {
  return mark.exec(line)?.[1]?.trim() || undefined;
}

function marksInvalid(file: string, line: number): RolloutError {
  return new RolloutError(
    'MARKS_INVALID',
    `${file}:${line}  the marks ">>> yours" and "<<< yours" do not go together.`,
    {
      hint: 'Let each place begin with its ">>> yours" and end with its "<<< yours", once.',
    },
  );
}

/** The text without what stands between marks. Marks that do not go together stay as they are. */
export function withoutOwnLines(text: string): string {
  if (!mayHaveMarks(text)) return text;
  let open: string | undefined;
  const kept = text.split('\n').filter((line) => {
    const begun = nameIn(BEGIN, line);
    const ended = nameIn(END, line);
    if (open === undefined) open = begun;
    else if (ended === open) open = undefined;
    else return false;
    return true;
  });
  return open === undefined ? kept.join('\n') : text;
}

/**
 * A derived text with the user's lines at their places. Throws `PLACE_LOST` where the text has no such place, and the
 * lines say something.
 */
export function insertOwnLines(derived: string, own: OwnLines, file: string): string {
  if (own.size === 0) return derived;
  const left = new Map(own);
  const lines = derived.split('\n').flatMap((line) => {
    const [, name = ''] = BEGIN.exec(line) ?? [];
    const kept = left.get(name) ?? [];
    left.delete(name);
    return [line, ...kept];
  });
  refuseLoss(left, file);
  return lines.join('\n');
}

/** Throws `PLACE_LOST` where lines that say something have no place any more. */
export function refuseLoss(own: OwnLines, file: string): void {
  for (const [name, lines] of own) {
    if (lines.every((line) => line.trim() === '')) continue;
    throw new RolloutError(
      'PLACE_LOST',
      `${file} has lines of yours at ">>> yours: ${name}", which has no place any more.`,
      {
        hint: 'Move these lines elsewhere, empty the place, and run the same again. Nothing was written.',
      },
    );
  }
}

/** The keys that the user's lines add to a mapping, such as the names of jobs; none where they are no YAML. */
export function ownKeys(own: OwnLines, name: string): readonly string[] {
  const document = parseDocument((own.get(name) ?? []).join('\n'));
  const { contents } = document;
  if (document.errors.length > 0 || contents === null || !('items' in contents)) return [];
  return contents.items.flatMap((item) => ('key' in item && isScalar(item.key) ? [String(item.key.value)] : []));
}
