import type { JsonObject } from '@nx-apiops/plan';
import { textAt } from '../json-members.js';
import type { ExportedOperation } from './exported-api.js';

/** The path of an operation without the query of its template. */
export function pathOf({ properties }: ExportedOperation): string {
  const [path = ''] = (textAt(properties, 'urlTemplate') ?? '').split('?');
  return path.startsWith('/') ? path : `/${path}`;
}

/** Whether a template parameter stands in the query of the template. */
export function isInQuery({ properties }: ExportedOperation, parameter: JsonObject): boolean {
  const [, query = ''] = (textAt(properties, 'urlTemplate') ?? '').split('?');
  return query.includes(`{${textAt(parameter, 'name') ?? ''}}`);
}

/** Lower-case method. */
export function methodOf({ properties }: ExportedOperation): string {
  return (textAt(properties, 'method') ?? 'GET').toLowerCase();
}

/** Operations by path and method, in the order of their first appearance. */
export function pathItems(
  operations: readonly ExportedOperation[],
  render: (operation: ExportedOperation) => JsonObject,
): JsonObject {
  const items = new Map<string, Record<string, JsonObject>>();
  for (const operation of operations) {
    const path = pathOf(operation);
    const item = items.get(path) ?? {};
    item[methodOf(operation)] = render(operation);
    items.set(path, item);
  }
  return Object.fromEntries(items);
}

/** Members without those that say nothing. */
export function compact(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}
