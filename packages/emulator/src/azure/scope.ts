import { stripEnd } from '@nx-apiops/plan';
import * as faults from '../arm/resource-manager-faults.js';
import { keyOf } from '../store/stored-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { parseArmPath, typeOf, type ArmPath } from './arm-path.js';
import { resourceNotFound, typeUnknown } from './azure-faults.js';
import type { AzureState } from './azure-state.js';
import { requireGroup } from './resource-groups.js';
import { UNKNOWN_SCOPES_EXIST } from './unverified.js';

/** Whether `inner` is `outer` or lies below it; `/` is above everything. */
export function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [withSlash(inner), withSlash(outer)];
  return a.startsWith(b);
}

function withSlash(scope: string): string {
  return `${stripEnd(scope.toLowerCase(), '/')}/`;
}

/**
 * The scope that segments name, as a path that starts with a slash; `/` for none. Throws `ArmFault` where the group,
 * service, vault or identity does not exist.
 */
export function requireScope(
  state: AzureState,
  services: ReadonlyMap<string, ServiceInstance>,
  segments: readonly string[],
): string {
  const scope = `/${segments.join('/')}`;
  if (segments.length === 0) return scope;
  const path = parseArmPath(segments);
  if (!path || path.subscription === undefined) throw faults.unknownResourceType(scope, '');
  if (path.resourceGroup === undefined) return scope;
  const group = requireGroup(state, path.resourceGroup);
  if (path.namespace === undefined) return scope;
  const [, name = ''] = path.below;
  if (name === '') throw typeUnknown(path.namespace, path.below.join('/'), '');
  if (!hasResource({ state, services, path, id: scope })) {
    throw resourceNotFound(typeOf(path.namespace, path.below), path.below.at(-1) ?? '', group.name);
  }
  return scope;
}

interface Lookup {
  readonly state: AzureState;
  readonly services: ReadonlyMap<string, ServiceInstance>;
  readonly path: ArmPath;
  readonly id: string;
}

function hasResource({ state, services, path, id }: Lookup): boolean {
  switch ((path.namespace ?? '').toLowerCase()) {
    case 'microsoft.apimanagement':
      return hasServiceResource(services, path);
    case 'microsoft.keyvault':
      return state.vaults.has(id.toLowerCase());
    case 'microsoft.managedidentity':
      return state.identities.has(id.toLowerCase());
    default:
      return UNKNOWN_SCOPES_EXIST;
  }
}

/** A service, a workspace of it, or any other resource of it. */
function hasServiceResource(services: ReadonlyMap<string, ServiceInstance>, path: ArmPath): boolean {
  const [type = '', name = '', ...below] = path.below;
  const service = services.get(name.toLowerCase());
  if (type.toLowerCase() !== 'service' || !service) return false;
  if (service.address.resourceGroup.toLowerCase() !== path.resourceGroup?.toLowerCase()) return false;
  return below.length === 0 || service.exists(keyOf(below));
}
