/**
 * Whether `name` fits `pattern`: `*` stands for any number of characters, `?` for exactly one, everything else for
 * itself, without regard to case. Takes at most pattern length × name length steps, whatever the pattern.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const wanted = [...pattern.toLowerCase()];
  const given = [...name.toLowerCase()];
  let position = 0;
  let index = 0;
  let lastStar = -1;
  let takenByStar = 0;
  while (index < given.length) {
    if (wanted[position] === '*') {
      lastStar = position;
      takenByStar = index;
      position += 1;
    } else if (position < wanted.length && (wanted[position] === '?' || wanted[position] === given[index])) {
      position += 1;
      index += 1;
    } else if (lastStar >= 0) {
      takenByStar += 1;
      index = takenByStar;
      position = lastStar + 1;
    } else {
      return false;
    }
  }
  return wanted.slice(position).every((character) => character === '*');
}
