import {
  ancestorIds,
  compareResources,
  readService,
  RESOURCES,
  resourceKey,
  resourceName,
  showDefaults,
  withoutImpliedTags,
  withoutUntouchedSamples,
  isMadeByService,
  type ApimClient,
  type Resource,
  type ResourceId,
  type State,
} from '@nx-apiops/apim';
import { invertedDifference, type FieldChange } from '@nx-apiops/plan';
import { selectionAround } from './selections.js';

/** One way in which the instance differs from what was published to it. */
export interface DriftItem {
  readonly kind: 'changed' | 'missing' | 'added';
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** For changed resources: `before` is what was published, `after` what is there. */
  readonly changes: readonly FieldChange[];
}

export interface DriftInput {
  readonly published: State;
  readonly live: State;
  /** Other repositories publish to the instance too, so resources that this one does not know are theirs. */
  readonly shared: boolean;
  /** False for resources that nobody extracts here, so that their being there is no drift. Default: all count. */
  readonly inScope?: (id: ResourceId) => boolean;
}

/** Reads of the instance what can show a drift from `published`. */
export async function readForDrift(client: ApimClient, published: State): Promise<State> {
  return readService(client, selectionAround(published));
}

/** Compares by meaning; what the service made itself is no drift. Pure. */
export function findDrift({ published, live: found, shared, inScope = () => true }: DriftInput): readonly DriftItem[] {
  const isPublished = (id: ResourceId): boolean => published.has(resourceKey(id));
  const { state: live } = withoutUntouchedSamples(withoutImpliedTags(found, published), isPublished);
  const expected = [...published].filter(([, { id, properties }]) => !isMadeByService(id, properties));
  const differences = expected.flatMap(([key, resource]): DriftItem[] => {
    const counterpart = live.get(key);
    if (!counterpart) return [item('missing', resource, [])];
    const changes = showDefaults(resource.id, compareResources(resource, counterpart)).map(invert);
    return changes.length > 0 ? [item('changed', resource, changes)] : [];
  });
  const added = [...live.values()].filter(
    (resource) => isAddition(resource, published, shared) && inScope(resource.id),
  );
  return [...differences, ...added.map((resource) => item('added', resource, []))];
}

function isAddition(resource: Resource, published: State, shared: boolean): boolean {
  if (published.has(resourceKey(resource.id)) || isMadeByService(resource.id, resource.properties)) return false;
  if (!shared) return true;
  return !RESOURCES[resource.id.kind].additive && ancestorIds(resource.id).some((id) => published.has(resourceKey(id)));
}

function item(kind: DriftItem['kind'], { id }: Resource, changes: readonly FieldChange[]): DriftItem {
  return { kind, id: resourceKey(id), type: RESOURCES[id.kind].noun, name: resourceName(id), changes };
}

/** A comparison says what to change in the instance; a drift says what was changed in it. */
function invert({ before, after, lines, part, ...change }: FieldChange): FieldChange {
  return {
    ...change,
    ...(after !== undefined && { before: after }),
    ...(before !== undefined && { after: before }),
    ...(lines && { lines: invertedDifference(lines) }),
    ...(part && { part: part === 'added' ? 'removed' : 'added' }),
  };
}
