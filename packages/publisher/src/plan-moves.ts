import {
  RESOURCES,
  toArmWrites,
  type Resource,
  type ResourceKey,
  type ServiceAddress,
  type State,
} from '@nx-apiops/apim';
import { isJsonObject } from '@nx-apiops/plan';
import type { PublishAction } from './publish-plan.js';
import { uniqueValue } from './unique-value.js';

export interface MoveContext {
  readonly desired: State;
  readonly deletes: ReadonlyMap<ResourceKey, Resource>;
  /** Of each deleted resource: the actions on resources that refer to it until then. */
  readonly users: ReadonlyMap<ResourceKey, readonly ResourceKey[]>;
  readonly service: ServiceAddress;
}

/** What stands behind a value until the resource that has it now is gone. */
const PROVISIONAL = '-moving';

/**
 * An API that takes the path of one that is deleted cannot wait for the deletion where others refer to the old one and
 * are to refer to the new one: it is created under a provisional path, which a last action replaces.
 */
export function withMoves(actions: readonly PublishAction[], context: MoveContext): readonly PublishAction[] {
  return actions.flatMap((action) => {
    const resource = context.desired.get(action.id);
    const rivals = action.kind === 'create' && resource ? rivalsInUse(resource, context) : [];
    return resource && rivals.length > 0 ? moved(action, resource, { rivals, service: context.service }) : [action];
  });
}

function rivalsInUse(resource: Resource, { deletes, users }: MoveContext): readonly ResourceKey[] {
  const value = uniqueValue(resource);
  if (value === undefined || !RESOURCES[resource.id.kind].canMove) return [];
  const rivals = [...deletes].filter(([, deleted]) => uniqueValue(deleted) === value).map(([key]) => key);
  return rivals.filter((key) => (users.get(key) ?? []).length > 0);
}

function moved(
  action: PublishAction,
  resource: Resource,
  { rivals, service }: { readonly rivals: readonly ResourceKey[]; readonly service: ServiceAddress },
): readonly PublishAction[] {
  const { unique = '' } = RESOURCES[resource.id.kind];
  const after = String(resource.properties[unique]);
  const before = `${after}${PROVISIONAL}`;
  const writes = action.operation.writes.map((write) => {
    const properties = write.body?.['properties'];
    const holdsValue = isJsonObject(properties) && properties[unique] !== undefined;
    return holdsValue ? { ...write, body: { properties: { ...properties, [unique]: before } } } : write;
  });
  return [
    { ...action, operation: { writes } },
    {
      ...action,
      id: `${action.id}#${unique}`,
      kind: 'update',
      dependsOn: [action.id, ...rivals].sort(),
      changes: [{ path: `properties.${unique}`, before, after }],
      operation: { writes: toArmWrites(resource, { service, withSpecification: false }) },
    },
  ];
}
