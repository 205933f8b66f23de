import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { ApimClient } from './client/apim-client.js';
import { parseIdPath, resourceId, toCollectionPath, toRelativeId, type ResourceId } from './resource-id.js';
import { RESOURCE_KINDS, RESOURCES, type ResourceKind } from './resource-table.js';

/** The tag associations of one kind that belong to one parent. */
export type TagIndex = (kind: ResourceKind, parent: string) => readonly ResourceId[];

/** All tag associations of the service or of a workspace, in pages, instead of one request per API and product. */
export async function readTagIndex(client: ApimClient, workspace: string | undefined): Promise<TagIndex> {
  const links = await (workspace === undefined ? readServiceTags(client) : readWorkspaceTagLinks(client, workspace));
  const keyOf = (kind: ResourceKind, parent: string): string => `${kind} ${parent.toLowerCase()}`;
  const byParent = new Map<string, ResourceId[]>();
  for (const link of links) {
    const key = keyOf(link.kind, link.names[0] ?? '');
    byParent.set(key, [...(byParent.get(key) ?? []), link]);
  }
  return (kind, parent) => byParent.get(keyOf(kind, parent)) ?? [];
}

async function readServiceTags(client: ApimClient): Promise<readonly ResourceId[]> {
  const items = await client.list('tagResources');
  return items.flatMap((item): ResourceId[] => {
    const tag = nameIn(item['tag']);
    const api = nameIn(item['api']);
    const product = nameIn(item['product']);
    if (tag === undefined) return [];
    if (api !== undefined) return [resourceId('apiTag', [api, tag])];
    return product === undefined ? [] : [resourceId('productTag', [product, tag])];
  });
}

/** In a workspace tags point outward, so the links are listed tag by tag. */
async function readWorkspaceTagLinks(client: ApimClient, workspace: string): Promise<readonly ResourceId[]> {
  const tags = await client.list(toCollectionPath(resourceId('tag', ['any'], workspace)));
  const kinds = RESOURCE_KINDS.filter((kind) => RESOURCES[kind].reading === 'tag-index');
  const lists = tags.flatMap((tag) =>
    kinds.map(async (kind) => {
      const name = String(tag['name'] ?? '');
      const items = await client.list(toCollectionPath(resourceId(kind, ['any', name], workspace)));
      return items.flatMap((item): ResourceId[] => {
        const property = RESOURCES[kind].workspaceLink?.property ?? '';
        const linked = parseIdPath(toRelativeId(String(propertiesOf(item)[property] ?? '')).replace(/^\//, ''));
        return linked?.names[0] === undefined ? [] : [resourceId(kind, [linked.names[0], name], workspace)];
      });
    }),
  );
  return (await Promise.all(lists)).flat();
}

function propertiesOf(body: JsonObject): JsonObject {
  const { properties } = body;
  return isJsonObject(properties) ? properties : {};
}

/** Last segment of the `id` of a contract, or its `name`. */
function nameIn(contract: unknown): string | undefined {
  if (!isJsonObject(contract)) return undefined;
  const { id, name } = contract;
  if (typeof id === 'string') return id.slice(id.lastIndexOf('/') + 1);
  return typeof name === 'string' ? name : undefined;
}
