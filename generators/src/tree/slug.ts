export { slugOf } from '@nx-apiops/rollout';

/** A name as people write it: `order-items` → `Order items`. */
export function titleOf(name: string): string {
  const words = name.replace(/[-_.]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
