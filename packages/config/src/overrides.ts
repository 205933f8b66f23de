import type { JsonObject } from '@nx-apiops/plan';
import { parentPath } from './json-path.js';
import type { Place } from './place.js';

/** What a `configuration.<env>.yaml` changes in the artifacts for one environment. */
export interface Overrides {
  /** For messages. */
  readonly file: string;
  /** The target instance, where the file names one. */
  readonly apimServiceName?: string;
  /** In the order of the file; each stands in a section at the file's root. */
  readonly entries: readonly OverrideEntry[];
}

/** What is changed in one resource. */
export interface OverrideEntry {
  /** The key of the list that the entry stands in: `apis`, `namedValues`, `operations`. */
  readonly section: string;
  /** The resource's name as written. */
  readonly name: string;
  /** To be merged into the resource's `properties`: objects member by member, everything else as a whole. */
  readonly properties: JsonObject;
  /** Entries for resources below this one. */
  readonly nested: readonly OverrideEntry[];
  /**
   * Paths, from `properties` on, of texts that came from a token and must never be shown. Written like the paths of a
   * plan's changes; what stands in an array has a path by position and one by each of the element's `name` and `id`.
   */
  readonly secretPaths: readonly string[];
  readonly at: Place;
  /** The place of each value by its path, from `properties` on. Absent in an entry that no file holds. */
  readonly places?: ReadonlyMap<string, Place>;
}

/** Where a value of an entry is written: the value at `path`, or else the nearest value around it, or the entry. */
export function locateOverride(entry: OverrideEntry, path = ''): Place {
  for (let current = path; current !== ''; current = parentPath(current)) {
    const place = entry.places?.get(current);
    if (place) return place;
  }
  return entry.at;
}
