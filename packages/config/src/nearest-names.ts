/** A longer text is no mistyped name, and comparing it would take long: the time grows with both lengths. */
const LONGEST_NAME = 256;

/**
 * The names most like `value`, best first, at most `limit` (3). Case counts for nothing; a name of which more than
 * about a third would have to change is not offered, nor is one for a text of more than 256 characters. Exact matches are offered too, so that a wrong case is found.
 */
export function nearestNames(value: string, known: Iterable<string>, limit = 3): string[] {
  if (value.length > LONGEST_NAME) return [];
  const wanted = value.toLowerCase();
  const near: { name: string; distance: number }[] = [];
  for (const name of new Set(known)) {
    const candidate = name.toLowerCase();
    const allowed = Math.max(1, Math.ceil(Math.max(wanted.length, candidate.length) / 3));
    if (Math.abs(wanted.length - candidate.length) > allowed) continue;
    const distance = editDistance(wanted, candidate);
    if (distance <= allowed) near.push({ name, distance });
  }
  return near
    .sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
    .slice(0, limit)
    .map((item) => item.name);
}

const LISTED_NAMES = 12;

/** The end of a message about an unknown name: the nearest names, else all known ones when they are few. */
export function suggestNames(value: string, known: Iterable<string>): string {
  const names = [...known];
  const [nearest] = nearestNames(value, names, 1);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (names.length === 0) return 'none is known here';
  const listed = names.slice(0, LISTED_NAMES).join(', ');
  return `known: ${listed}${names.length > LISTED_NAMES ? `, and ${names.length - LISTED_NAMES} more` : ''}`;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwap) cost = Math.min(cost, at(beforePrevious, column - 2) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
