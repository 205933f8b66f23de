import type { Scope } from '@nx-apiops/apim';
import { KIND_PATHS, type EmulatorKind } from './emulator-kind.js';

/** What a path below the service stands for. */
export type Route =
  | { readonly form: 'item' | 'collection'; readonly kind: EmulatorKind; readonly scope: Scope }
  | { readonly form: 'view'; readonly view: ViewName; readonly scope: Scope };

/** Answers that are computed rather than stored. */
export type ViewName = keyof typeof VIEW_PATHS;

const VIEW_PATHS = {
  apiRevisions: { path: 'apis/{0}/revisions', scopes: ['service', 'workspace'] },
  apiProducts: { path: 'apis/{0}/products', scopes: ['service'] },
  productSubscriptions: { path: 'products/{0}/subscriptions', scopes: ['service'] },
  tagResources: { path: 'tagResources', scopes: ['service'] },
  allPolicies: { path: 'allPolicies', scopes: ['service'] },
  operationResult: { path: 'tenant/operationResults/{0}', scopes: ['service'] },
} as const satisfies Readonly<Record<string, { readonly path: string; readonly scopes: readonly Scope[] }>>;

interface RouteNode {
  readonly literals: Map<string, RouteNode>;
  name: RouteNode | undefined;
  route: Route | undefined;
}

const ROOTS: Readonly<Record<Scope, RouteNode>> = { service: newNode(), workspace: newNode() };

for (const [kind, { paths }] of KIND_PATHS) {
  for (const scope of ['service', 'workspace'] as const) {
    const path = paths[scope];
    if (path === undefined) continue;
    const segments = path.split('/');
    place(scope, segments, { form: 'item', kind, scope });
    place(scope, segments.slice(0, -1), { form: 'collection', kind, scope });
  }
}
for (const [view, { path, scopes }] of Object.entries(VIEW_PATHS) as [ViewName, (typeof VIEW_PATHS)[ViewName]][]) {
  for (const scope of scopes) place(scope, path.split('/'), { form: 'view', view, scope });
}

function newNode(): RouteNode {
  return { literals: new Map(), name: undefined, route: undefined };
}

function place(scope: Scope, segments: readonly string[], route: Route): void {
  let node = ROOTS[scope];
  for (const segment of segments) {
    if (segment.startsWith('{')) {
      node.name ??= newNode();
      node = node.name;
    } else {
      const literal = segment.toLowerCase();
      const next = node.literals.get(literal) ?? newNode();
      node.literals.set(literal, next);
      node = next;
    }
  }
  node.route ??= route;
}

function follow(scope: Scope, segments: readonly string[]): Route | undefined {
  let node: RouteNode | undefined = ROOTS[scope];
  for (const segment of segments) {
    node = node?.literals.get(segment.toLowerCase()) ?? node?.name;
  }
  return node?.route;
}

/** A path below the service, taken apart. */
export interface RoutedPath {
  readonly route: Route | undefined;
  /** Present for paths below `workspaces/{name}`. */
  readonly workspace: string | undefined;
}

/** Number of segments of `workspaces/{name}`. */
const WORKSPACE_SEGMENTS = 2;

/** What the decoded segments below the service stand for; `route` is undefined for unknown paths. */
export function findRoute(segments: readonly string[]): RoutedPath {
  const [first, workspace] = segments;
  if (first?.toLowerCase() !== 'workspaces' || segments.length <= WORKSPACE_SEGMENTS) {
    return { route: follow('service', segments), workspace: undefined };
  }
  return { route: follow('workspace', segments.slice(WORKSPACE_SEGMENTS)), workspace };
}

/** Whether the service itself has such a path; a workspace that lacks it answers differently from an unknown path. */
export function existsInServiceScope(segments: readonly string[]): boolean {
  return follow('service', segments.slice(WORKSPACE_SEGMENTS)) !== undefined;
}
