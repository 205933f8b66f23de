import type { JsonObject } from '@nx-apiops/plan';
import type { ResourceId, ResourceKey } from './resource-id.js';
import type { Specification } from './specification/specification.js';

/** One resource, as the artifacts or an instance have it. */
export interface Resource {
  readonly id: ResourceId;
  /** Opaque: members that we do not know are carried through. */
  readonly properties: JsonObject;
  /** APIs only: the description that the operations come from. */
  readonly specification?: Specification;
  /** The artifact files that it was read from, relative to the artifact folder; none for live resources. */
  readonly files?: readonly string[];
  /** Files that only repeat what `files` say, or what the service makes of them. They go where the resource goes. */
  readonly redundantFiles?: readonly string[];
  /** Only changes what the import of the API's specification makes: what the properties do not mention stays. */
  readonly amendsImport?: true;
  /** Paths below the resource of values that came from secrets, such as `properties.value`. */
  readonly secretPaths?: readonly string[];
  /** Where the resource's ARM path cannot be told from its id: a workspace link that somebody named otherwise. */
  readonly armPath?: string;
}

/** All resources of an artifact folder, a commit or an instance. */
export type State = ReadonlyMap<ResourceKey, Resource>;
