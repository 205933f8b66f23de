import { memberPath, positionPath, ROOT_PATH } from '@nx-apiops/plan';

/** Keys and indexes from a root to a value. */
export type PathSegments = readonly (string | number)[];

/** `path` prolonged by a key or an index, as a plan writes paths, except that the root is the empty path. */
export function joinPath(path: string, segment: string | number): string {
  const parent = path === '' ? ROOT_PATH : path;
  return typeof segment === 'number' ? positionPath(parent, segment) : memberPath(parent, segment);
}

/** The JSON path of a value below the root, such as `environments[0].name`. */
export function renderPath(segments: PathSegments): string {
  return segments.reduce<string>(joinPath, '');
}

/** The path one step nearer to the root; empty at the root. */
export function parentPath(path: string): string {
  return path.replace(/(?:^|\.)[^.[\]]+$|\[(?:\d+|(?:\w+=)?"(?:[^"\\]|\\.)*")\]$/, '');
}

/** The element of an array whose member `key` has that text, as the paths of a plan's changes name it. */
export function keyedPath(path: string, key: string, text: string): string {
  return `${path}[${key}=${JSON.stringify(text)}]`;
}
