import type { Json } from '@nx-apiops/plan';

/** True for lists; keeps their items JSON, which `Array.isArray` does not. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
