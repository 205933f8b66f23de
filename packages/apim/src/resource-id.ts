import { ApimError } from './errors.js';
import { pathTemplate } from './path-template.js';
import { RESOURCE_KINDS, RESOURCES, type ResourceKind, type ResourceRow, type Scope } from './resource-table.js';

/** Names one resource of an instance. `names` are outermost first, as the placeholders of the kind's paths. */
export interface ResourceId {
  readonly kind: ResourceKind;
  readonly names: readonly string[];
  /** Absent for resources of the service itself. */
  readonly workspace?: string;
}

/** Identity of a resource as text: its ARM path below the service, decoded, in lower case. */
export type ResourceKey = string;

const WORKSPACE_PATH = /^workspaces\/([^/]+)\/(.+)$/i;
/** Longest name that API Management takes, in characters. */
const MAX_NAME_LENGTH = 256;
const FORBIDDEN_IN_NAMES = /[*#&+:<>?/\\\u0000-\u001f]/;

/** The id with its scope; leaves `workspace` out where there is none. */
export function resourceId(kind: ResourceKind, names: readonly string[], workspace?: string): ResourceId {
  return workspace === undefined ? { kind, names } : { kind, names, workspace };
}

export function scopeOf(id: ResourceId): Scope {
  return id.workspace === undefined ? 'service' : 'workspace';
}

/** ARM template of a row in a scope: associations are link resources in workspaces. */
function armTemplate(row: ResourceRow, scope: Scope): string {
  return scope === 'workspace' && row.workspaceLink ? row.workspaceLink.arm : row.arm;
}

function inScope(id: ResourceId, path: string): string {
  return id.workspace === undefined ? path : `workspaces/${id.workspace}/${path}`;
}

/** Percent-encodes one path segment; `;` and `=` of `;rev=2` stay readable, as the service itself writes them. */
export function encodeSegment(name: string): string {
  return encodeURIComponent(name).replaceAll('%3B', ';').replaceAll('%3D', '=');
}

/** ARM path below the service, percent-encoded: `apis/orders;rev=2/policies/policy`. */
export function toArmPath(id: ResourceId): string {
  const encoded = id.names.map(encodeSegment);
  const path = pathTemplate(armTemplate(RESOURCES[id.kind], scopeOf(id))).build(encoded);
  return id.workspace === undefined ? path : `workspaces/${encodeSegment(id.workspace)}/${path}`;
}

/** ARM path of the collection that a resource of this kind below these parents is listed in. */
export function toCollectionPath(id: ResourceId): string {
  const path = toArmPath(id);
  return path.slice(0, path.lastIndexOf('/'));
}

/** The resource that a percent-encoded ARM path below the service names, or undefined for paths of no known kind. */
export function parseArmPath(path: string): ResourceId | undefined {
  const decoded = safeDecode(path);
  return decoded === undefined ? undefined : parseIdPath(decoded);
}

/** The same for the path as ids in bodies have it, which is not encoded. */
export function parseIdPath(path: string): ResourceId | undefined {
  const inWorkspace = WORKSPACE_PATH.exec(path);
  const [workspace, rest] = inWorkspace ? [inWorkspace[1], inWorkspace[2] ?? ''] : [undefined, path];
  const scope: Scope = workspace === undefined ? 'service' : 'workspace';
  for (const kind of RESOURCE_KINDS) {
    if (!RESOURCES[kind].scopes.includes(scope)) continue;
    const names = pathTemplate(armTemplate(RESOURCES[kind], scope)).parse(rest);
    if (names) return resourceId(kind, names, workspace);
  }
  return undefined;
}

function safeDecode(path: string): string | undefined {
  try {
    return path.split('/').map(decodeURIComponent).join('/');
  } catch {
    return undefined;
  }
}

/** ARM path below the service as ids in bodies have it: not encoded. Inverse of `parseIdPath`. */
export function toIdPath(id: ResourceId): string {
  return inScope(id, pathTemplate(armTemplate(RESOURCES[id.kind], scopeOf(id))).build(id.names));
}

/** Names compare without regard to case, as the service compares them. */
export function resourceKey(id: ResourceId): ResourceKey {
  return toIdPath(id).toLowerCase();
}

/** For people: `named value environment-name`, `operation policy orders/get-order (workspace sales)`. */
export function describeResource(id: ResourceId): string {
  const name = resourceName(id);
  return name === '' ? RESOURCES[id.kind].noun : `${RESOURCES[id.kind].noun} ${name}`;
}

/** For people: the names, outermost first. */
export function resourceName(id: ResourceId): string {
  const name = id.names.join('/');
  return id.workspace === undefined ? name : `${name} (workspace ${id.workspace})`.trimStart();
}

/** Id of the resource that this one lives below: the kind's parent, or the workspace, or undefined for the service. */
export function parentId(id: ResourceId): ResourceId | undefined {
  const { parent } = RESOURCES[id.kind];
  if (parent === undefined) return id.workspace === undefined ? undefined : resourceId('workspace', [id.workspace]);
  return resourceId(parent, id.names.slice(0, pathTemplate(RESOURCES[parent].arm).arity), id.workspace);
}

/** All ids that this one lives below, nearest first. */
export function ancestorIds(id: ResourceId): readonly ResourceId[] {
  const parent = parentId(id);
  return parent === undefined ? [] : [parent, ...ancestorIds(parent)];
}

/** For associations: the other end, named by the last name. */
export function targetId(id: ResourceId): ResourceId | undefined {
  const { target } = RESOURCES[id.kind];
  const name = id.names.at(-1);
  return target === undefined || name === undefined ? undefined : resourceId(target, [name], id.workspace);
}

const REVISION = /^(.*);rev=(\d+)$/;

/** Splits `orders;rev=2` into the API's name and the revision; `revision` is undefined for the current one. */
export function parseApiName(name: string): { readonly api: string; readonly revision?: string } {
  const [, api, revision] = REVISION.exec(name) ?? [];
  return api === undefined || revision === undefined ? { api: name } : { api, revision };
}

/**
 * Refuses names that the service does not take or that would lead out of a folder.
 * Source: name patterns of the REST reference. Throws `RESOURCE_PATH`.
 */
export function assertResourceName(name: string, where: string): void {
  const reason =
    name === '' || name === '.' || name === '..'
      ? 'is not a name'
      : name.length > MAX_NAME_LENGTH
        ? `is longer than ${MAX_NAME_LENGTH} characters`
        : FORBIDDEN_IN_NAMES.test(name)
          ? 'has a character that names must not have (* # & + : < > ? / \\ or a control character)'
          : undefined;
  if (reason) {
    throw new ApimError('RESOURCE_PATH', `${where}: the name ${JSON.stringify(name)} ${reason}.`, {
      hint: 'Rename it to letters, digits, hyphens and dots.',
    });
  }
}

/** Where an instance lives in ARM. */
export interface ServiceAddress {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly serviceName: string;
}

/** Full ARM id of the service, starting with `/subscriptions/`. */
export function serviceArmId(service: ServiceAddress): string {
  return `/subscriptions/${service.subscriptionId}/resourceGroups/${service.resourceGroup}/providers/Microsoft.ApiManagement/service/${service.serviceName}`;
}

const SERVICE_PREFIX =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ApiManagement\/service\/[^/]+(?=\/|$)/i;

/** Turns a full ARM id into the form that is the same in every environment: `/apiVersionSets/orders`. */
export function toRelativeId(id: string): string {
  return id.replace(SERVICE_PREFIX, '');
}
