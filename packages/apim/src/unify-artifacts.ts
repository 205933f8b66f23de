import { canonicalId, currentRevisions } from './canonical-id.js';
import { compareResources } from './compare-resources.js';
import { describeResource, resourceKey, type ResourceId, type ResourceKey } from './resource-id.js';
import { RESOURCES } from './resource-table.js';
import type { Resource, State } from './state.js';

/** The resources of an artifact folder, each of them once. */
export interface UnifiedArtifacts {
  readonly state: State;
  /** Files that say the same as others. */
  readonly repeated: readonly string[];
  /** One text for each resource that two files describe differently. */
  readonly problems: readonly string[];
}

interface Named {
  readonly resource: Resource;
  readonly id: ResourceId;
}

/** Makes one resource of those that files name in several ways, see `canonicalId`. Pure. */
export function unifyArtifacts(read: State): UnifiedArtifacts {
  const current = currentRevisions(read);
  const named = [...read.values()].map((resource) => ({ resource, id: canonicalId(resource.id, current) }));
  const aliases = named.filter(({ resource, id }) => resource.id !== id);
  if (aliases.length === 0) return { state: read, repeated: [], problems: [] };
  const unified = new Map<ResourceKey, Resource>();
  for (const { resource, id } of named) if (resource.id === id) unified.set(resourceKey(id), resource);
  const repeated: string[] = [];
  const problems: string[] = [];
  for (const alias of aliases) {
    const key = resourceKey(alias.id);
    const first = unified.get(key);
    const own = { ...alias.resource, id: alias.id };
    const problem = first ? contradiction(first, own) : strayFile(alias);
    if (problem !== undefined) problems.push(problem);
    else if (first) {
      const files = alias.resource.files ?? [];
      repeated.push(...files);
      unified.set(key, { ...first, redundantFiles: [...(first.redundantFiles ?? []), ...files] });
    } else unified.set(key, own);
  }
  return { state: new Map([...unified].sort(([a], [b]) => (a < b ? -1 : 1))), repeated, problems };
}

function contradiction(first: Resource, other: Resource): string | undefined {
  const changes = compareResources(other, first);
  // The folder of the current revision may say less than that of the API: only what it says besides counts.
  const mayBePart = RESOURCES[other.id.kind].sharedByRevisions !== undefined;
  const differing = mayBePart ? changes.filter((change) => !('before' in change) || 'after' in change) : changes;
  const [difference] = differing;
  if (!difference) return undefined;
  return `${place(other)}: ${describeResource(first.id)} is in ${place(first)} too, and differs in ${difference.path}. Keep one of the two files.`;
}

/** What only the second folder of the current revision holds may be a leftover, which nobody decided to publish. */
function strayFile({ resource, id }: Named): string | undefined {
  if (!RESOURCES[id.kind].perRevision) return undefined;
  return `${place(resource)}: this revision is the current one, and the folder of the API has no such file. Move it there, or remove it.`;
}

function place({ id, files = [] }: Resource): string {
  return files[0] ?? describeResource(id);
}
