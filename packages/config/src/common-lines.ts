/** A line of the left text and the line of the right text that it equals. */
export type LinePair = readonly [left: number, right: number];

const MAX_EDITS = 1500;

/**
 * Lines that two texts have in common, in order: a longest common subsequence (Myers' greedy algorithm,
 * https://doi.org/10.1007/BF01840446). Texts more than 1,500 lines apart get only their common beginning and end.
 */
export function commonLines(left: readonly string[], right: readonly string[]): LinePair[] {
  const shorter = Math.min(left.length, right.length);
  let begin = 0;
  while (begin < shorter && left[begin] === right[begin]) begin += 1;
  let end = 0;
  while (end < shorter - begin && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  const middle = greedyPairs(left.slice(begin, left.length - end), right.slice(begin, right.length - end));
  return [
    ...Array.from({ length: begin }, (_, index): LinePair => [index, index]),
    ...middle.map(([l, r]): LinePair => [l + begin, r + begin]),
    ...Array.from({ length: end }, (_, index): LinePair => [left.length - end + index, right.length - end + index]),
  ];
}

function greedyPairs(left: readonly string[], right: readonly string[]): LinePair[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  const limit = Math.min(left.length + right.length, MAX_EDITS);
  for (let edits = 0; edits <= limit; edits += 1) {
    trace.push(new Map(furthest));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let l = stepFrom(furthest, diagonal, edits).l;
      while (l < left.length && l - diagonal < right.length && left[l] === right[l - diagonal]) l += 1;
      furthest.set(diagonal, l);
      if (l >= left.length && l - diagonal >= right.length) return backtrack(trace, left.length, right.length);
    }
  }
  return [];
}

/** The diagonal that the best path of `edits` steps comes from, and where it enters `diagonal`. */
function stepFrom(
  furthest: ReadonlyMap<number, number>,
  diagonal: number,
  edits: number,
): { readonly from: number; readonly l: number } {
  const below = furthest.get(diagonal - 1) ?? -1;
  const above = furthest.get(diagonal + 1) ?? -1;
  const isInsertion = diagonal === -edits || (diagonal !== edits && below < above);
  return isInsertion ? { from: diagonal + 1, l: above } : { from: diagonal - 1, l: below + 1 };
}

function backtrack(trace: readonly ReadonlyMap<number, number>[], leftEnd: number, rightEnd: number): LinePair[] {
  const pairs: LinePair[] = [];
  let l = leftEnd;
  let r = rightEnd;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const furthest = trace[edits];
    if (!furthest) break;
    const { from, l: entry } = stepFrom(furthest, l - r, edits);
    while (l > Math.max(entry, 0) && r > 0) {
      l -= 1;
      r -= 1;
      pairs.push([l, r]);
    }
    l = furthest.get(from) ?? 0;
    r = l - from;
  }
  return pairs.reverse();
}
