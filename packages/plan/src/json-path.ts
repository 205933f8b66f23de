/** Path of the document itself. */
export const ROOT_PATH = '$';

const IDENTIFIER = /^(?:[A-Za-z_]\w*|\$\w+)$/;

/** `properties.tags`, or `properties["x-y"]` for a name that is not an identifier. */
export function memberPath(parent: string, name: string): string {
  const base = parent === ROOT_PATH ? '' : parent;
  if (!IDENTIFIER.test(name)) return `${base}[${JSON.stringify(name)}]`;
  return base === '' ? name : `${base}.${name}`;
}

/** `properties.tags[0]` */
export function positionPath(parent: string, index: number): string {
  return `${parent === ROOT_PATH ? '' : parent}[${index}]`;
}

/** `parameters[name="limit"]`: the element of an array whose member `key` has that value. */
export function keyedPath(parent: string, key: string, value: string): string {
  return `${parent === ROOT_PATH ? '' : parent}[${key}=${JSON.stringify(value)}]`;
}
