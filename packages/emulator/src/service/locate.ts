import { parseApiName, type Scope } from '@nx-apiops/apim';
import { notFound } from '../arm/arm-fault.js';
import { BEHAVIOURS } from '../behaviours/behaviour-table.js';
import { KIND_PATHS, type EmulatorKind } from '../model/emulator-kind.js';
import { findRoute } from '../model/route-table.js';
import { revisionSegments } from '../store/api-families.js';
import { keyOf } from '../store/stored-resource.js';
import type { ServiceInstance } from './service-instance.js';

/** Segments of `workspaces/{name}`. */
const WORKSPACE = 2;

/**
 * The canonical path of what a request names: collections as the service spells them, names as they were created, an
 * API with the number of the revision that is meant. The path of an API that does not exist stays without a number.
 */
export function canonicalSegments(
  service: ServiceInstance,
  { kind, scope }: { readonly kind: EmulatorKind; readonly scope: Scope },
  segments: readonly string[],
): readonly string[] {
  const local = scope === 'workspace' ? segments.slice(WORKSPACE) : segments;
  const template = templateOf(kind, scope);
  let path: readonly string[] = scope === 'workspace' ? inCasing(service, ['workspaces', segments[1] ?? '']) : [];
  for (let index = 0; index < local.length; index += 2) {
    const collection = template[index] ?? '';
    const fixed = template[index + 1];
    const asked = local[index + 1];
    if (asked === undefined) return [...path, collection];
    const name = fixed === undefined || fixed.startsWith('{') ? asked : fixed;
    path =
      index === 0 && collection === 'apis'
        ? apiSegments(service, [...path, collection, name], KIND_PATHS.get(kind)?.perRevision === true)
        : inCasing(service, [...path, collection, name]);
  }
  return path;
}

const templates = new Map<string, readonly string[]>();

function templateOf(kind: EmulatorKind, scope: Scope): readonly string[] {
  const key = `${scope} ${kind}`;
  const known = templates.get(key);
  if (known) return known;
  const template = (KIND_PATHS.get(kind)?.paths[scope] ?? '').split('/');
  templates.set(key, template);
  return template;
}

function inCasing(service: ServiceInstance, segments: readonly string[]): readonly string[] {
  return service.store.get(keyOf(segments))?.segments ?? segments;
}

function apiSegments(service: ServiceInstance, segments: readonly string[], perRevision: boolean): readonly string[] {
  const { api, revision } = parseApiName(segments.at(-1) ?? '');
  const family = service.families.get(keyOf([...segments.slice(0, -1), api]));
  if (!family) return segments;
  return perRevision ? revisionSegments(family, revision ?? family.current) : family.segments;
}

/** Throws `ArmFault` where something that the path leads through does not exist. */
export function requireAncestors(service: ServiceInstance, segments: readonly string[]): void {
  const last = segments.length - (segments.length % 2 === 0 ? 2 : 1);
  if (last === 0 || service.exists(keyOf(segments.slice(0, last)))) return;
  for (let length = 2; length <= last; length += 2) {
    const ancestor = segments.slice(0, length);
    if (service.exists(keyOf(ancestor))) continue;
    const { route } = findRoute(ancestor);
    throw notFound(route?.form === 'item' ? BEHAVIOURS[route.kind].noun : 'Resource');
  }
}
