import type { JsonObject } from '@nx-apiops/plan';
import { textsIn } from '../json-members.js';
import { findNamedValue } from '../policies/policy-references.js';
import type { Place } from './behaviour.js';

const NAMED_VALUE = /\{\{([A-Za-z0-9._-]+)\}\}/g;

/** Display names in `{{…}}` in any of the texts. */
export function namedValuesIn(value: JsonObject): readonly string[] {
  const names = new Set<string>();
  for (const text of textsIn(value)) for (const [, name = ''] of text.matchAll(NAMED_VALUE)) names.add(name);
  return [...names];
}

/** Keys of the named values that texts of the properties use. */
export function namedValueKeys({ service, segments }: Place, value: JsonObject): readonly string[] {
  return namedValuesIn(value).flatMap((name) => findNamedValue(service, segments, name) ?? []);
}
