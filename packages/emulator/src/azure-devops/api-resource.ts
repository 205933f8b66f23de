import type { Json, JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import type { OrganizationState } from './organization-state.js';

/** A request to Azure DevOps, its path taken apart. */
export interface ApiCall {
  readonly organization: OrganizationState;
  /** False for paths of the organization. */
  readonly hasProject: boolean;
  /** The text in place of a `{name}` of the template; undefined where the path ends before it. */
  readonly param: (name: string) => string | undefined;
  /** A parameter that the route cannot do without. */
  readonly required: (name: string) => string;
  /** A parameter of the query, its name in any case; undefined where it is missing or empty. */
  readonly query: (name: string) => string | undefined;
  /** The body, which has to be an object. */
  readonly json: () => JsonObject;
  /** The body of any form. */
  readonly body: () => Json;
  readonly accept: string;
  /** `http://127.0.0.1:<port>/azure-devops/<organization>`. */
  readonly url: string;
}

export type Handler = (call: ApiCall) => Answer;

/** What can be done with a resource. A path without the last parameter of the template is the whole collection. */
export interface Handlers {
  /** GET of the collection. */
  readonly list?: Handler;
  /** GET of one. */
  readonly get?: Handler;
  /** POST. */
  readonly create?: Handler;
  /** PATCH. */
  readonly update?: Handler;
  /** PUT. */
  readonly replace?: Handler;
  /** DELETE. */
  readonly remove?: Handler;
}

/** One row of what Azure DevOps calls its resource locations: a client reads them before its first request. */
export interface ApiResource {
  /** By this a client finds the resource. Source: the location ids in azure-devops-node-api. */
  readonly id: string;
  readonly area: string;
  readonly name: string;
  /** `{area}` and `{resource}` stand for the two above; the last parameter may be missing. */
  readonly template: string;
  readonly resourceVersion: number;
  /** The resource has no released version: requests need the `-preview` flag. */
  readonly isPreview?: true;
  /** The path may leave the project out. */
  readonly isProjectOptional?: true;
  readonly handlers: Handlers;
}

const VERBS: Readonly<Record<string, readonly (keyof Handlers)[]>> = {
  GET: ['list', 'get'],
  POST: ['create'],
  PATCH: ['update'],
  PUT: ['replace'],
  DELETE: ['remove'],
};

/** The handler for a method; `isItem` tells a path with the last parameter from one without. */
export function handlerOf(resource: ApiResource, method: string, isItem: boolean): Handler | undefined {
  const [collection, item = collection] = VERBS[method] ?? [];
  const verb = isItem ? item : collection;
  return verb && resource.handlers[verb];
}

/** The methods that a resource answers. */
export function methodsOf({ handlers }: ApiResource): readonly string[] {
  return Object.entries(VERBS)
    .filter(([, verbs]) => verbs.some((verb) => handlers[verb] !== undefined))
    .map(([method]) => method);
}

/** A pattern of paths as the table of routes has it, and whether it is of one item. */
export interface RoutePattern {
  readonly path: string;
  readonly isItem: boolean;
  readonly hasProject: boolean;
}

/** Every form of path that a template stands for, below the organization. */
export function patternsOf({ template, area, name, isProjectOptional }: ApiResource): readonly RoutePattern[] {
  const whole = template
    .replace('{area}', area)
    .replace('{resource}', name)
    .replace(/\{\*(\w+)\}$/, '{$1...}');
  const last = /\/\{[^}]+\}$/.exec(whole)?.[0];
  const items = [
    { path: whole, isItem: last !== undefined },
    ...(last === undefined ? [] : [{ path: whole.slice(0, -last.length), isItem: false }]),
  ];
  return items.flatMap(({ path, isItem }) =>
    path.startsWith('{project}/')
      ? [
          { path: `/{organization}/${path}`, isItem, hasProject: true },
          ...(isProjectOptional
            ? [{ path: `/{organization}/${path.slice('{project}/'.length)}`, isItem, hasProject: false }]
            : []),
        ]
      : [{ path: `/{organization}/${path}`, isItem, hasProject: false }],
  );
}

/** The envelope of every list. */
export function listAnswer(value: readonly Json[]): Answer {
  return { status: 200, body: { count: value.length, value } };
}

export function okAnswer(body: Json): Answer {
  return { status: 200, body };
}

export const NO_CONTENT: Answer = { status: 204 };
