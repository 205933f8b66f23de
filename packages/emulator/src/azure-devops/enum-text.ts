import type { Json } from '@nx-apiops/plan';

/**
 * The member of an enumeration that a request means. Clients send the text of it, in any case, or its number, as
 * azure-devops-node-api does. Undefined for what is neither.
 */
export function enumText<Name extends string>(
  value: Json | undefined,
  names: Readonly<Record<Name, number>>,
): Name | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : undefined;
  const known = Object.keys(names) as Name[];
  return known.find((name) => name.toLowerCase() === text || String(names[name]) === text);
}
