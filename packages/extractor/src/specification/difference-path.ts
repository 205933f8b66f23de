/** Names of members, and indexes in lists. */
export type DifferencePath = readonly (string | number)[];

const STEP = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([A-Za-z_$][\w$]*)/gy;

/** The steps of a path as `diffSpecifications` writes it: `operations["GET /pets"].parameters`. */
export function parseDifferencePath(path: string): DifferencePath {
  return [...path.matchAll(STEP)].map(([, index, quoted, name = '']) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? name : String(JSON.parse(quoted));
  });
}
