/** Collections whose only resource has a fixed name. */
const SINGLETONS = new Set(['policies', 'wikis']);
const OPERATION_RESULTS = ['tenant', 'operationresults'];

/**
 * A path below the service with its names replaced by `{}`, for statistics: `apis/orders;rev=2/policies/policy` becomes
 * `apis/{}/policies/policy`. Kinds and names alternate below a service; an action such as `listValue` stays.
 */
export function requestShape(segments: readonly string[]): string {
  const [first = '', second = ''] = segments;
  if (first.toLowerCase() === OPERATION_RESULTS[0] && second.toLowerCase() === OPERATION_RESULTS[1]) {
    return [first, second, ...segments.slice(2).map(() => '{}')].join('/');
  }
  return segments
    .map((segment, index) => {
      const isFixed = index % 2 === 0 || SINGLETONS.has((segments[index - 1] ?? '').toLowerCase());
      return isFixed ? segment : '{}';
    })
    .join('/');
}
