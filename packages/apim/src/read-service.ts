import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { ApimClient } from './client/apim-client.js';
import { readPolicyIndex } from './read-policy-index.js';
import { readSpecification } from './read-specification.js';
import {
  encodeSegment,
  parentId,
  parseApiName,
  parseIdPath,
  resourceId,
  resourceKey,
  toArmPath,
  toCollectionPath,
  toRelativeId,
  type ResourceId,
  type ResourceKey,
} from './resource-id.js';
import { readTagIndex, type TagIndex } from './read-tag-index.js';
import {
  childKinds,
  isAssociation,
  RESOURCE_KINDS,
  RESOURCES,
  type ResourceKind,
  type Scope,
} from './resource-table.js';
import { operationIds } from './specification/operation-ids.js';
import type { Resource, State } from './state.js';

/** What to read of an instance. Requests are the cost, so a caller asks for as little as it needs. */
export interface ReadSelection {
  /** False leaves out the resources of a kind below `parent` (undefined for the service) without a request. */
  readonly wantsKind: (kind: ResourceKind, parent: ResourceId | undefined) => boolean;
  /** False leaves out one resource and everything below it. */
  readonly wantsResource: (id: ResourceId, properties: JsonObject) => boolean;
  /** Called for each resource that has been read, for progress. */
  readonly onResource?: (id: ResourceId) => void;
  /**
   * What the artifacts hold: an API that has no specification there is read operation by operation, and operations and
   * schemas that have files of their own are read beside the specification.
   */
  readonly authored?: State;
  /** True asks only for the policies of APIs and products that the service's index of policies names. */
  readonly trustPolicyIndex?: boolean;
}

/** Everything that an instance has. */
export const EVERYTHING: ReadSelection = { wantsKind: () => true, wantsResource: () => true };

const RAW_POLICY = { format: 'rawxml' };

/**
 * Reads the selected resources of an instance, independent requests in parallel (the client bounds them).
 * A failed request fails the whole reading: what could not be read must never look like what does not exist.
 * Throws `ARM_*` errors.
 */
export async function readService(client: ApimClient, selection: ReadSelection = EVERYTHING): Promise<State> {
  const reader = new ServiceReader(client, selection);
  await reader.readRoot(undefined);
  return new Map([...reader.found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One pass over an instance: the resource table tells where to look, `found` collects what is there. */
class ServiceReader {
  readonly found = new Map<string, Resource>();
  readonly #client: ApimClient;
  readonly #selection: ReadSelection;
  readonly #tagIndexes = new Map<string | undefined, Promise<TagIndex>>();
  /** How many resources of a kind the service has, for kinds that are listed as a whole. */
  readonly #counts = new Map<ResourceKind, Promise<number>>();
  /** `<kind> <key of the parent>` of operations and schemas that have files of their own. */
  readonly #authoredKinds: ReadonlySet<string>;
  readonly #policyIndex: Promise<ReadonlySet<ResourceKey>> | undefined;

  constructor(client: ApimClient, selection: ReadSelection) {
    this.#client = client;
    this.#selection = selection;
    this.#authoredKinds = derivedKindsOf(selection.authored);
    this.#policyIndex = selection.trustPolicyIndex ? readPolicyIndex(client) : undefined;
    this.#policyIndex?.catch(() => undefined); // Who awaits it reports the failure.
  }

  /** The resources of the service, or of a workspace, that have no parent. */
  async readRoot(workspace: string | undefined): Promise<void> {
    const scope: Scope = workspace === undefined ? 'service' : 'workspace';
    const parent = workspace === undefined ? undefined : resourceId('workspace', [workspace]);
    const kinds = RESOURCE_KINDS.filter(
      (kind) => RESOURCES[kind].parent === undefined && RESOURCES[kind].scopes.includes(scope),
    );
    await Promise.all(kinds.map((kind) => this.#readKind(kind, [], { workspace, parent })));
  }

  async #readKind(
    kind: ResourceKind,
    parentNames: readonly string[],
    place: { readonly workspace: string | undefined; readonly parent: ResourceId | undefined },
  ): Promise<void> {
    if (!this.#selection.wantsKind(kind, place.parent) || (await this.#isImpossible(kind, place.workspace))) return;
    const template = resourceId(kind, isSingleton(kind) ? parentNames : [...parentNames, 'any'], place.workspace);
    switch (RESOURCES[kind].reading) {
      case 'get':
        return this.#readSingleton(resourceId(kind, parentNames, place.workspace));
      case 'tag-index':
        return this.#readTags(kind, parentNames, place.workspace);
      case 'list':
      case 'list-get':
        return this.#readCollection(template);
      case 'derived':
        return this.#isEcho(kind, place.parent) ? undefined : this.#readCollection(template);
    }
  }

  /** True where the kind needs another one of which the service has none. */
  async #isImpossible(kind: ResourceKind, workspace: string | undefined): Promise<boolean> {
    const { onlyIfAny } = RESOURCES[kind];
    if (onlyIfAny === undefined || workspace !== undefined) return false;
    return (await this.#counts.get(onlyIfAny)) === 0;
  }

  async #readSingleton(id: ResourceId): Promise<void> {
    const { policyXml, parent } = RESOURCES[id.kind];
    const index = policyXml && parent && id.workspace === undefined ? await this.#policyIndex : undefined;
    if (index?.has(resourceKey(id)) === false) return;
    const body = await this.#client.get(toArmPath(id), policyXml ? RAW_POLICY : undefined);
    if (body) await this.#add({ id, properties: propertiesOf(body) });
  }

  async #readCollection(template: ResourceId): Promise<void> {
    const listing = this.#client.list(toCollectionPath(template));
    if (RESOURCES[template.kind].parent === undefined && template.workspace === undefined) {
      const counting = listing.then(({ length }) => length);
      counting.catch(() => undefined); // The listing itself is awaited below.
      this.#counts.set(template.kind, counting);
    }
    await Promise.all((await listing).map((item) => this.#readItem(template, item)));
  }

  async #readItem(template: ResourceId, item: JsonObject): Promise<void> {
    const { kind } = template;
    const listed = { ...itemId(template, item), properties: propertiesOf(item) };
    if (!this.#selection.wantsResource(listed.id, listed.properties)) return;
    if (RESOURCES[kind].reading === 'derived' && this.#isEchoOf(listed.id)) return;
    if (RESOURCES[kind].reading === 'list') return this.#add(listed);
    const body = await this.#client.get(toArmPath(listed.id), RESOURCES[kind].policyXml ? RAW_POLICY : undefined);
    if (!body) return; // Deleted since it was listed.
    const properties = propertiesOf(body);
    const specification = this.#wantsSpecification(listed.id)
      ? await readSpecification(this.#client, {
          id: listed.id,
          properties,
          authored: this.#authored(listed.id)?.specification,
        })
      : undefined;
    return this.#add({ id: listed.id, properties, ...(specification && { specification }) });
  }

  async #readTags(kind: ResourceKind, parentNames: readonly string[], workspace: string | undefined): Promise<void> {
    let index = this.#tagIndexes.get(workspace);
    if (!index) {
      index = readTagIndex(this.#client, workspace);
      this.#tagIndexes.set(workspace, index);
    }
    for (const id of (await index)(kind, parentNames[0] ?? '')) await this.#add({ id, properties: {} });
  }

  async #add(resource: Resource): Promise<void> {
    const { id, properties, specification } = resource;
    if (!this.#selection.wantsResource(id, properties)) return;
    const key = resourceKey(id);
    if (this.found.has(key)) return;
    this.found.set(key, isAssociation(id.kind) ? { ...resource, properties: {} } : resource);
    this.#selection.onResource?.(id);
    if (id.kind === 'workspace') return this.readRoot(id.names[0]);
    const scope: Scope = id.workspace === undefined ? 'service' : 'workspace';
    const children = this.#isBareRevision(id)
      ? []
      : childKinds(id.kind).filter((kind) => belongsTo(kind, resource, scope));
    await Promise.all([
      ...children.map((kind) => this.#readKind(kind, id.names, { workspace: id.workspace, parent: id })),
      ...(specification ? [this.#readOperations(id, specification)] : []),
    ]);
  }

  /** True where the resources of a kind are all told by the API's specification. */
  #isEcho(kind: ResourceKind, parent: ResourceId | undefined): boolean {
    if (parent === undefined || this.found.get(resourceKey(parent))?.specification === undefined) return false;
    return !this.#authoredKinds.has(`${kind} ${resourceKey(parent)}`);
  }

  /** Beside a specification only what has a file of its own counts. */
  #isEchoOf(id: ResourceId): boolean {
    const parent = parentId(id);
    const hasSpecification = parent !== undefined && this.found.get(resourceKey(parent))?.specification !== undefined;
    return hasSpecification && this.#selection.authored?.has(resourceKey(id)) !== true;
  }

  #authored(id: ResourceId): Resource | undefined {
    return this.#selection.authored?.get(resourceKey(id));
  }

  /**
   * A revision of which nothing but the information file was authored, as apiops-cli writes those that are not current:
   * what lives below it started as a copy, and the files say nothing of it.
   */
  #isBareRevision(id: ResourceId): boolean {
    const authored = this.#authored(id);
    if (!authored || authored.specification || parseApiName(id.names[0] ?? '').revision === undefined) return false;
    const prefix = `${resourceKey(id)}/`;
    return ![...(this.#selection.authored?.keys() ?? [])].some((key) => key.startsWith(prefix));
  }

  /** APIs that were authored without a specification have none to compare with. */
  #wantsSpecification(id: ResourceId): boolean {
    const authored = this.#authored(id);
    return RESOURCES[id.kind].specification === true && (!authored || authored.specification !== undefined);
  }

  /** Operations are an echo of the specification; what lives below them is not. */
  async #readOperations(api: ResourceId, specification: NonNullable<Resource['specification']>): Promise<void> {
    const below = childKinds('apiOperation');
    const operationOf = (name: string): ResourceId => resourceId('apiOperation', [...api.names, name], api.workspace);
    const names = [...operationIds(specification).keys()];
    const known = names.length > 0 ? names : await this.#listNames(operationOf('any'));
    const operations = known.map(operationOf);
    await Promise.all(
      operations.flatMap((operation) =>
        below.map((kind) => this.#readKind(kind, operation.names, { workspace: api.workspace, parent: operation })),
      ),
    );
  }

  /** A WSDL does not tell what the service calls its operations. */
  async #listNames(template: ResourceId): Promise<readonly string[]> {
    const items = await this.#client.list(toCollectionPath(template));
    return items.map((item) => String(item['name'] ?? ''));
  }
}

function derivedKindsOf(authored: State | undefined): ReadonlySet<string> {
  const derived = [...(authored?.values() ?? [])].filter(({ id }) => RESOURCES[id.kind].reading === 'derived');
  return new Set(
    derived.flatMap(({ id }) => {
      const parent = parentId(id);
      return parent ? [`${id.kind} ${resourceKey(parent)}`] : [];
    }),
  );
}

function belongsTo(kind: ResourceKind, parent: Resource, scope: Scope): boolean {
  const row = RESOURCES[kind];
  const [name = ''] = parent.id.names;
  const isRevision = parent.id.kind === 'api' && parseApiName(name).revision !== undefined;
  return (
    row.scopes.includes(scope) &&
    (row.onlyWithin?.(parent.properties) ?? true) &&
    (!isRevision || row.perRevision === true)
  );
}

/** The service gives it a name of its own: `policy`, `default`. */
function isSingleton(kind: ResourceKind): boolean {
  return !RESOURCES[kind].arm.endsWith('}');
}

function propertiesOf(body: JsonObject): JsonObject {
  const { properties } = body;
  return isJsonObject(properties) ? properties : {};
}

/** Names a listed item. A workspace link is named by the resource that it links, whatever its own name is. */
function itemId(template: ResourceId, item: JsonObject): { readonly id: ResourceId; readonly armPath?: string } {
  if (isSingleton(template.kind)) return { id: template };
  const name = String(item['name'] ?? '');
  const parentNames = template.names.slice(0, -1);
  const { workspaceLink } = RESOURCES[template.kind];
  if (template.workspace === undefined || !workspaceLink) {
    return { id: resourceId(template.kind, [...parentNames, name], template.workspace) };
  }
  const linked = parseIdPath(toRelativeId(String(propertiesOf(item)[workspaceLink.property] ?? '')).replace(/^\//, ''));
  const target = linked?.names[0] ?? name;
  const id = resourceId(template.kind, [...parentNames, target], template.workspace);
  return target === name ? { id } : { id, armPath: `${toCollectionPath(template)}/${encodeSegment(name)}` };
}
