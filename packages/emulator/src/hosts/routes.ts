import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import type { Answer, ArmRequest } from '../http/exchange.js';

/** One request to a hosted service, its path taken apart. */
export interface HostCall {
  readonly request: ArmRequest;
  readonly query: URLSearchParams;
  /** The text at each `{name}` of the route, decoded. A route without it has no such parameter. */
  readonly param: (name: string) => string;
  /** The body as an object; `{}` where there is none. Throws `SyntaxError` for what is no JSON object. */
  readonly json: () => JsonObject;
}

export type Handler = (call: HostCall) => Answer;

interface Route {
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly shape: string;
  readonly handler: Handler;
}

/**
 * Finds the handler of a request in a table whose keys read `GET /repos/{owner}/{repo}`. A `{name}` stands for one
 * segment, a last `{name...}` for all that are left. Of several that match, the one listed first is taken.
 */
export class Routes {
  readonly #routes: readonly Route[];

  constructor(table: Readonly<Record<string, Handler>>) {
    this.#routes = Object.entries(table).map(([key, handler]) => {
      const [method = '', path = ''] = key.split(' ');
      return {
        key,
        method,
        segments: segmentsOf(path).map((part) => (part.startsWith('{') ? part : part.toLowerCase())),
        shape: path.replaceAll(/\{[^{}]+\}/g, '{}'),
        handler,
      };
    });
  }

  /** The answer; the methods that are allowed where the path has others; undefined where no route has the path. */
  answer(request: ArmRequest): Answer | { readonly allowed: readonly string[] } | undefined {
    const segments = segmentsOf(request.path);
    const onPath = this.#routes.filter((route) => matches(route.segments, segments));
    const route = onPath.find(({ method }) => method === request.method);
    if (route) return route.handler(callOf(request, route.segments, segments));
    return onPath.length === 0 ? undefined : { allowed: onPath.map(({ method }) => method) };
  }

  /** The key in the table, undefined where no route has the path. */
  keyOf(method: string, path: string): string | undefined {
    const segments = segmentsOf(path);
    return this.#routes.find((route) => route.method === method && matches(route.segments, segments))?.key;
  }

  shapeOf(method: string, path: string): string {
    const segments = segmentsOf(path);
    const onPath = this.#routes.filter((route) => matches(route.segments, segments));
    return (onPath.find((route) => route.method === method) ?? onPath[0])?.shape ?? '(unknown)';
  }
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const isOpen = pattern.at(-1)?.endsWith('...}') === true;
  if (isOpen ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every((part, index) => part.startsWith('{') || sameText(part, segments[index] ?? ''));
}

function callOf(request: ArmRequest, pattern: readonly string[], segments: readonly string[]): HostCall {
  const params = new Map(
    pattern.flatMap((part, index): (readonly [string, string])[] => {
      if (!part.startsWith('{')) return [];
      const isOpen = part.endsWith('...}');
      const text = isOpen ? segments.slice(index).join('/') : (segments[index] ?? '');
      return [[part.slice(1, isOpen ? -4 : -1), decodeURIComponent(text)]];
    }),
  );
  return {
    request,
    query: request.query,
    param: (name) => params.get(name) ?? '',
    json: () => parseBody(request.body),
  };
}

function parseBody(body: string): JsonObject {
  const value: Json = body.trim() === '' ? {} : (JSON.parse(body) as Json);
  if (isJsonObject(value)) return value;
  throw new SyntaxError('The body is not a JSON object.');
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
