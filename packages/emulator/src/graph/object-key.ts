/** How a request names one object: by its id, or by an alternate key such as `uniqueName`. */
export interface ObjectKey {
  readonly field: string;
  readonly value: string;
}

const PARENTHESES = /^(\w+)\((.*)\)$/s;
const ALTERNATE = /^(\w+)='((?:[^']|'')*)'$/s;

/** `/applications(uniqueName='x')` as `/applications/uniqueName='x'`, so that a key is a segment of its own. */
export function separateKeys(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      const [, collection, key = ''] = PARENTHESES.exec(decode(segment)) ?? [];
      return collection === undefined ? segment : `${collection}/${encodeURIComponent(key)}`;
    })
    .join('/');
}

/** `uniqueName='x'` by its name, anything else as id. */
export function parseObjectKey(segment: string): ObjectKey {
  const [, field, quoted = ''] = ALTERNATE.exec(segment) ?? [];
  if (field !== undefined) return { field, value: quoted.replaceAll("''", "'") };
  return { field: 'id', value: segment.replace(/^'(.*)'$/s, '$1') };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
