import { KIND_PATHS } from '../model/emulator-kind.js';
import { putResource } from '../service/put-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import type { StoredResource } from '../store/stored-resource.js';

/** Copies everything that a revision has of its own: operations, schemas, policies and what is below them. */
export function copyRevision(service: ServiceInstance, source: StoredResource, target: StoredResource): void {
  for (const child of descendantsOf(service, source.key)) {
    if (KIND_PATHS.get(child.kind)?.perRevision !== true) continue;
    const relative = child.segments.slice(source.segments.length);
    const ownPrefix = `${source.key}/`;
    putResource(service, {
      kind: child.kind,
      segments: [...target.segments, ...relative],
      properties: child.properties,
      source: child.source,
      references: child.references.map((key) =>
        key.startsWith(ownPrefix) ? `${target.key}/${key.slice(ownPrefix.length)}` : key,
      ),
    });
  }
}

function descendantsOf(service: ServiceInstance, key: string): readonly StoredResource[] {
  return service.store.childrenOf(key).flatMap((child) => [child, ...descendantsOf(service, child.key)]);
}
