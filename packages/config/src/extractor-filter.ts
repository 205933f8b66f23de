import type { Place } from './place.js';

/** What a `configuration.extractor.yaml` selects. */
export interface ExtractorFilter {
  /** For messages. */
  readonly file: string;
  /** By section, as override files name them: `apis`, `namedValues`. No section: everything; an empty one: nothing. */
  readonly sections: ReadonlyMap<string, readonly FilterEntry[]>;
}

export interface FilterEntry {
  /** For `matchesPattern`. */
  readonly pattern: string;
  /** What is selected below the resources that match, in the same way. */
  readonly nested: ReadonlyMap<string, readonly FilterEntry[]>;
  readonly at: Place;
}
