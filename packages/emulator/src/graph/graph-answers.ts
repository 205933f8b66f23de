import type { JsonObject } from '@nx-apiops/plan';
import type { HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import { badRequest, propertyUnknown } from './graph-fault.js';
import { filterUnsupported, PAGE_SIZES } from './unverified.js';

/** What a list is made of, and what requests may ask of it. */
export interface GraphCollection {
  /** Such as `applications`. */
  readonly name: string;
  /** Such as `application`. */
  readonly type: string;
  readonly items: readonly JsonObject[];
  /** Properties that `$filter` may compare. */
  readonly filtered: readonly string[];
}

/** A list as Graph answers it: `$filter`, `$select` and `$top` heeded, `@odata.nextLink` where there is more. */
export function listAnswer({ query, request }: HostCall, collection: GraphCollection): Answer {
  const isListed = compileEquality(query.get('$filter') ?? '', collection.filtered);
  const items = collection.items.filter(isListed);
  const [top, skip] = [readTop(query), Number(query.get('$skiptoken') ?? 0)];
  const next = new URL(`${request.origin}${request.path}?${query.toString()}`);
  next.searchParams.set('$skiptoken', String(skip + top));
  return {
    status: 200,
    body: {
      '@odata.context': `${request.origin}/v1.0/$metadata#${collection.name}`,
      ...(skip + top < items.length && { '@odata.nextLink': next.href }),
      value: items.slice(skip, skip + top).map((item) => selected(item, query, collection.type)),
    },
  };
}

/** One object as Graph answers it. */
export function objectAnswer(
  { query, request }: HostCall,
  shown: { readonly status: 200 | 201; readonly collection: string; readonly type: string; readonly item: JsonObject },
): Answer {
  const context = `${request.origin}/v1.0/$metadata#${shown.collection}/$entity`;
  const item = selected(shown.item, query, shown.type);
  return { status: shown.status, body: { '@odata.context': context, ...item } };
}

function readTop(query: URLSearchParams): number {
  const text = query.get('$top');
  if (text === null) return PAGE_SIZES.default;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1 || top > PAGE_SIZES.most) throw badRequest(`Invalid page size: ${text}.`);
  return top;
}

function selected(item: JsonObject, query: URLSearchParams, type: string): JsonObject {
  const names = (query.get('$select') ?? '').split(',').filter((name) => name.trim() !== '');
  if (names.length === 0) return item;
  return Object.fromEntries(
    names.map((name) => {
      const own = Object.keys(item).find((key) => key.toLowerCase() === name.trim().toLowerCase());
      if (own === undefined) throw propertyUnknown(name.trim(), type);
      return [own, item[own] ?? null];
    }),
  );
}

/** `appId eq '…'`, several joined by `and`. Texts compare without regard to case. */
function compileEquality(filter: string, fields: readonly string[]): (item: JsonObject) => boolean {
  const parts = filter
    .split(/\sand\s/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const tests = parts.map((part) => {
    const [, name = '', quoted = ''] = /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(part) ?? [];
    const field = fields.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (field === undefined) throw filterUnsupported(filter);
    const text = quoted.replaceAll("''", "'").toLowerCase();
    return (item: JsonObject): boolean => {
      const value = item[field];
      return typeof value === 'string' && value.toLowerCase() === text;
    };
  });
  return (item) => tests.every((test) => test(item));
}
