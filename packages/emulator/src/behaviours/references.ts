import type { Action } from './behaviour.js';
import { resourceType } from '../arm/resource-type.js';

/** Everything that refers to a resource. Source: the REST reference of policy fragments. */
export const listReferences: Action = ({ service, key }) => {
  const value = service.store.referrersOf(key).map((user) => {
    const segments = service.publicSegments(user.segments);
    return { id: service.fullId(segments.join('/')), type: resourceType(segments), name: segments.at(-1) ?? '' };
  });
  return { status: 200, body: { value, count: value.length } };
};
