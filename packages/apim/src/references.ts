import type { JsonObject } from '@nx-apiops/plan';
import { matchProperties, textsIn } from './json-properties.js';
import { policyReferences } from './policy/policy-references.js';
import {
  ancestorIds,
  parseApiName,
  parseIdPath,
  resourceId,
  resourceKey,
  targetId,
  toRelativeId,
  type ResourceId,
  type ResourceKey,
} from './resource-id.js';
import { RESOURCES, type PropertyReference, type ResourceKind } from './resource-table.js';
import type { Resource, State } from './state.js';

/** What one resource says about another. */
export interface Reference {
  /** The possible meanings, best first: in a workspace, its own resource comes before the service's. */
  readonly candidates: readonly ResourceId[];
  /** Named values are referred to by display name, which only an index can turn into a resource. */
  readonly displayName?: string;
  /** What stands there, for messages; a text that names no resource has no candidates. */
  readonly text?: string;
  /** Where it stands, for messages: `properties.apiVersionSetId`, `policy`. */
  readonly via: string;
  /** Without it the resource cannot be published; otherwise it only has to come later. */
  readonly required: boolean;
}

/** Which kind the names in a policy name. Keys are those of `policyReferences`. */
const POLICY_REFERENCES = {
  fragments: 'policyFragment',
  backends: 'backend',
  loggers: 'logger',
  certificates: 'certificate',
  schemas: 'schema',
} as const satisfies Readonly<Record<string, ResourceKind>>;

const NAMED_VALUE = /\{\{([^{}]+)\}\}/g;

/** All references of a resource to others, but for its ancestors. Throws `POLICY_XML` for a policy that is not well formed. */
export function referencesOf(resource: Resource): readonly Reference[] {
  return [
    ...associationReferences(resource.id),
    ...revisionReferences(resource.id),
    ...propertyReferences(resource),
    ...(RESOURCES[resource.id.kind].policyXml
      ? policyTextReferences(resource.id, String(resource.properties['value'] ?? ''))
      : namedValueReferences(resource.properties)),
  ];
}

function associationReferences(id: ResourceId): readonly Reference[] {
  const target = targetId(id);
  return target ? [{ candidates: [target], via: 'name', required: true }] : [];
}

/** A revision comes after the API that it is a revision of. */
function revisionReferences(id: ResourceId): readonly Reference[] {
  const [name = ''] = id.names;
  const { api, revision } = parseApiName(name);
  if (id.kind !== 'api' || revision === undefined) return [];
  return [{ candidates: [resourceId('api', [api], id.workspace)], via: 'name', required: true }];
}

function propertyReferences({ id, properties }: Resource): readonly Reference[] {
  return (RESOURCES[id.kind].references ?? []).flatMap((reference) =>
    matchProperties(properties, reference.property).flatMap(({ path, value }): Reference[] => {
      if (typeof value !== 'string' || value === '') return [];
      const candidates = reference.byName
        ? reference.to.map((kind) => resourceId(kind, [...siblingNames(id, reference), value], id.workspace))
        : resolveId(value, id.workspace).filter(({ kind }) => reference.to.includes(kind));
      const isScope = candidates.length === 0 && reference.mayBeScope === true;
      return isScope ? [] : [{ candidates, via: `properties.${path}`, text: value, required: true }];
    }),
  );
}

/** The names of the parent, where the property names a resource beside this one. */
function siblingNames(id: ResourceId, { sibling }: PropertyReference): readonly string[] {
  return sibling ? id.names.slice(0, -1) : [];
}

/** The resources that an id in a property may name; none for scopes such as `/apis` that name no single resource. */
export function resolveId(value: string, workspace: string | undefined): readonly ResourceId[] {
  const relative = toRelativeId(value).replace(/^\//, '');
  const inOwnScope = workspace === undefined ? undefined : parseIdPath(`workspaces/${workspace}/${relative}`);
  return [inOwnScope, parseIdPath(relative)].filter((id) => id !== undefined);
}

function policyTextReferences(id: ResourceId, text: string): readonly Reference[] {
  const found = policyReferences(text);
  const named = Object.entries(POLICY_REFERENCES).flatMap(([list, kind]) =>
    found[list as keyof typeof POLICY_REFERENCES].map((name): Reference => ({
      candidates: scopes(id.workspace).map((workspace) => resourceId(kind, [name], workspace)),
      via: 'policy',
      required: true,
    })),
  );
  return [
    ...named,
    ...found.namedValues.map((displayName) => namedValue(displayName, 'policy')),
    ...found.possibleNamedValues.map((displayName) => ({ ...namedValue(displayName, 'policy'), required: false })),
  ];
}

function scopes(workspace: string | undefined): readonly (string | undefined)[] {
  return workspace === undefined ? [undefined] : [workspace, undefined];
}

function namedValueReferences(properties: JsonObject): readonly Reference[] {
  const names = new Set<string>();
  for (const text of textsIn(properties)) {
    for (const [, name = ''] of text.matchAll(NAMED_VALUE)) names.add(name.trim());
  }
  // Descriptions may hold double braces that mean nothing, so these only order, and are never missed.
  return [...names].map((name) => ({ ...namedValue(name, 'properties'), required: false }));
}

function namedValue(displayName: string, via: string): Reference {
  return { candidates: [], displayName, via, required: true };
}

/** Finds the resource that a reference means, in one state. */
export interface ReferenceIndex {
  readonly resolve: (reference: Reference, workspace: string | undefined) => ResourceKey | undefined;
}

/** Index of a state's resources by key and of its named values by display name. */
export function indexReferences(state: State): ReferenceIndex {
  const byDisplayName = new Map<string, ResourceKey>();
  for (const [key, { id, properties }] of state) {
    if (id.kind !== 'namedValue') continue;
    byDisplayName.set(displayNameKey(id.workspace, String(properties['displayName'] ?? id.names[0])), key);
  }
  return {
    resolve: ({ candidates, displayName }, workspace) => {
      if (displayName !== undefined) {
        const keys = scopes(workspace).map((scope) => byDisplayName.get(displayNameKey(scope, displayName)));
        return keys.find((key) => key !== undefined);
      }
      return candidates.map(resourceKey).find((key) => state.has(key));
    },
  };
}

function displayNameKey(workspace: string | undefined, displayName: string): string {
  return `${workspace ?? ''}/${displayName}`.toLowerCase();
}

/** Keys of `state` that must exist before `resource`: its nearest ancestor and all that it refers to. */
export function dependenciesOf(resource: Resource, state: State, index: ReferenceIndex): ReadonlySet<ResourceKey> {
  const own = resourceKey(resource.id);
  const keys = new Set<ResourceKey>();
  const ancestor = ancestorIds(resource.id)
    .map(resourceKey)
    .find((key) => state.has(key));
  if (ancestor !== undefined) keys.add(ancestor);
  for (const reference of referencesOf(resource)) {
    const key = index.resolve(reference, resource.id.workspace);
    if (key !== undefined && key !== own) keys.add(key);
  }
  return keys;
}
