import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { replaceProperties } from './json-properties.js';
import { parentId, resourceKey, type ResourceId, type ResourceKey } from './resource-id.js';
import { RESOURCES, type PropertyReference } from './resource-table.js';
import { operationIds } from './specification/operation-ids.js';
import { isOpenApi } from './specification/specification-document.js';
import type { Specification } from './specification/specification.js';
import type { Resource, State } from './state.js';

/** A state without what is only an echo of an import. */
export interface WithoutEchoes {
  readonly state: State;
  /** The files of the resources that were left out. */
  readonly echoes: readonly string[];
}

/**
 * Leaves out the resources that importing a specification makes, and marks as amendments those that only change what
 * it makes; see `importedNames` and `amendsImport` of the resource table. Throws `SPECIFICATION`.
 */
export function withoutImportEchoes(read: State): WithoutEchoes {
  const state = new Map<ResourceKey, Resource>();
  const echoes: string[] = [];
  const redundant = new Map<ResourceKey, readonly string[]>();
  const isDescribed = describedBy();
  for (const [key, resource] of read) {
    const parent = parentId(resource.id);
    const owner = parent && read.get(resourceKey(parent));
    const { importedNames, amendsImport } = RESOURCES[resource.id.kind];
    if (!owner?.specification) state.set(key, resource);
    else if (importedNames?.test(resource.id.names.at(-1) ?? '')) {
      const files = resource.files ?? [];
      echoes.push(...files);
      redundant.set(resourceKey(owner.id), [...(redundant.get(resourceKey(owner.id)) ?? []), ...files]);
    } else {
      const known = withoutImportedNames(resource);
      const isAmendment = amendsImport && isDescribed(resource.id, owner.specification);
      state.set(key, isAmendment ? { ...known, amendsImport } : known);
    }
  }
  for (const [key, files] of redundant) {
    const owner = state.get(key);
    if (owner) state.set(key, { ...owner, redundantFiles: [...(owner.redundantFiles ?? []), ...files] });
  }
  return { state, echoes };
}

/** Tells whether a specification has the operation; each specification is parsed once. */
export function describedBy(): (operation: ResourceId, specification: Specification) => boolean {
  const known = new Map<Specification, ReadonlySet<string>>();
  return ({ names }, specification) => {
    // What other formats call their operations, the service decides.
    if (!isOpenApi(specification)) return true;
    const operations =
      known.get(specification) ?? new Set([...operationIds(specification).keys()].map((name) => name.toLowerCase()));
    known.set(specification, operations);
    return operations.has((names.at(-1) ?? '').toLowerCase());
  };
}

/** Without the names of what an import makes, and of the types in it: in another instance they are others. */
function withoutImportedNames(resource: Resource): Resource {
  const properties = (RESOURCES[resource.id.kind].references ?? []).reduce(withoutImportedName, resource.properties);
  return properties === resource.properties ? resource : { ...resource, properties };
}

function withoutImportedName(properties: JsonObject, { property, to }: PropertyReference): JsonObject {
  const [, holder = '', member = ''] = /^(.*)\.(\w+)$/.exec(property) ?? [];
  return replaceProperties(properties, holder, (value) => {
    if (!isJsonObject(value)) return value;
    const { [member]: name, typeName: _type, ...rest } = value;
    const isImported = to.some((kind) => RESOURCES[kind].importedNames?.test(String(name)));
    return isImported ? rest : value;
  });
}
