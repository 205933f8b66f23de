/** Indexes of items that belong together; one side is absent for what was added or removed. */
export interface AlignedItems {
  readonly before?: number;
  readonly after?: number;
}

/** What makes two items belong together; items without a key belong to none. */
export type ItemKey<Item> = (item: Item) => string | undefined;

/** Two lists whose product is larger are not searched for the longest common part: that would take too long. */
const MAX_CELLS = 4_000_000;

interface Window {
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

/**
 * Which items of two lists belong together, in an order that keeps the order of both lists: as many as possible by the
 * first key, between them as many as possible by the second one, and so on. What is removed comes before what is added.
 */
export function alignLists<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keys: readonly ItemKey<Item>[],
): readonly AlignedItems[] {
  const align = ({ before: [b0, b1], after: [a0, a1] }: Window, level: number): AlignedItems[] => {
    const key = keys[level];
    if (!key || b0 === b1 || a0 === a1) return [...range(b0, b1, 'before'), ...range(a0, a1, 'after')];
    const pairs = commonItems(before.slice(b0, b1).map(key), after.slice(a0, a1).map(key));
    const aligned: AlignedItems[] = [];
    let [b, a] = [b0, a0];
    for (const [i, j] of pairs) {
      aligned.push(...align({ before: [b, b0 + i], after: [a, a0 + j] }, level + 1), { before: b0 + i, after: a0 + j });
      [b, a] = [b0 + i + 1, a0 + j + 1];
    }
    return [...aligned, ...align({ before: [b, b1], after: [a, a1] }, level + 1)];
  };
  return align({ before: [0, before.length], after: [0, after.length] }, 0);
}

function range(from: number, to: number, side: 'before' | 'after'): AlignedItems[] {
  return Array.from({ length: to - from }, (_, index) => ({ [side]: from + index }));
}

type Keys = readonly (string | undefined)[];

/** Index pairs of a longest common subsequence. */
function commonItems(before: Keys, after: Keys): readonly (readonly [number, number])[] {
  const isSame = (i: number, j: number): boolean => before[i] !== undefined && before[i] === after[j];
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && isSame(head, head)) head += 1;
  let tail = 0;
  while (tail < shortest - head && isSame(before.length - 1 - tail, after.length - 1 - tail)) tail += 1;
  const [rows, columns] = [before.length - head - tail, after.length - head - tail];
  const pairs: (readonly [number, number])[] = Array.from({ length: head }, (_, index) => [index, index]);
  if (rows * columns <= MAX_CELLS) {
    pairs.push(...longestCommon(rows, columns, (i, j) => isSame(head + i, head + j)).map(shiftBy(head)));
  }
  for (let index = tail; index > 0; index -= 1) pairs.push([before.length - index, after.length - index]);
  return pairs;
}

function shiftBy(offset: number): (pair: readonly [number, number]) => readonly [number, number] {
  return ([i, j]) => [i + offset, j + offset];
}

function longestCommon(
  rows: number,
  columns: number,
  isSame: (i: number, j: number) => boolean,
): readonly (readonly [number, number])[] {
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = isSame(i, j)
        ? lengthAt(i + 1, j + 1) + 1
        : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let [i, j] = [0, 0];
  while (i < rows && j < columns) {
    if (isSame(i, j)) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
