/**
 * A path with its names replaced by `{}`: `apis/orders;rev=2/operations/get` becomes `apis/{}/operations/{}`. Kinds
 * and names alternate in paths below a service. `''`, the service itself, becomes `.`.
 */
export function requestShape(path: string): string {
  if (path === '') return '.';
  return path
    .split('/')
    .map((segment, index) => (index % 2 === 0 ? segment : '{}'))
    .join('/');
}
