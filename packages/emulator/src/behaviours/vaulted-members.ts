import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { replaceMember, textAt } from '../json-members.js';
import { findNamedValue } from '../policies/policy-references.js';
import { putResource, touchResource } from '../service/put-resource.js';
import { scopeSegments, type StoredResource } from '../store/stored-resource.js';
import type { Deletion, VaultedMember, Write } from './behaviour.js';

const REFERENCE = /^\{\{([^{}]+)\}\}$/;
/** Ids of the named values that the service makes on its own. */
const AUTO_ID = /^[0-9a-f]{24}$/;

/**
 * Moves secret texts into named values of the service's own and leaves references in their place. Texts that are
 * references already must name something. Throws `ArmFault`.
 */
export function vaultMembers(write: Write, properties: JsonObject, members: readonly VaultedMember[]): JsonObject {
  for (const { path } of members) checkReference(write, properties, path);
  return members.reduce(
    (rest, member) => replaceMember(rest, member.path, () => vaulted(write, rest, member)),
    properties,
  );
}

function checkReference(write: Write, properties: JsonObject, path: string): void {
  const displayName = REFERENCE.exec(textAt(properties, path) ?? '')?.[1];
  if (displayName === undefined || findNamedValue(write.service, write.segments, displayName) !== undefined) return;
  throw invalidFields([[path.split('.')[0] ?? path, texts.namedValueMissing(displayName)]]);
}

function vaulted(write: Write, properties: JsonObject, { path, displayName }: VaultedMember): string | null {
  const text = textAt(properties, path);
  if (text === undefined || REFERENCE.test(text)) return text ?? null;
  const { service } = write;
  const reference = write.existing && textAt(write.existing.properties, path);
  const known = reference === undefined ? undefined : namedValueBehind(write, reference);
  if (known && reference !== undefined) {
    if (textAt(known.properties, 'value') !== text) touchResource(service, known, { ...known.properties, value: text });
    return reference;
  }
  const id = service.ids.hexId();
  const name = displayName(id);
  putResource(service, {
    kind: 'namedValue',
    segments: [...scopeSegments(write.segments), 'namedValues', id],
    properties: { displayName: name, value: text, tags: null, secret: true },
    references: [],
  });
  return `{{${name}}}`;
}

function namedValueBehind(place: Pick<Write, 'service' | 'segments'>, reference: string): StoredResource | undefined {
  const displayName = REFERENCE.exec(reference)?.[1];
  const key = displayName === undefined ? undefined : findNamedValue(place.service, place.segments, displayName);
  const found = key === undefined ? undefined : place.service.store.get(key);
  return found && AUTO_ID.test(found.segments.at(-1) ?? '') ? found : undefined;
}

/** The service's own named values go with the resource that they were made for. */
export function removeVaulted(deletion: Deletion, members: readonly VaultedMember[]): void {
  for (const { path } of members) {
    const reference = textAt(deletion.resource.properties, path);
    const behind = reference === undefined ? undefined : namedValueBehind(deletion, reference);
    if (behind && deletion.service.store.referrersOf(behind.key).length === 0)
      deletion.service.store.remove(behind.key);
  }
}
