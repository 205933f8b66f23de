import { RESOURCES, type ResourceId } from '@nx-apiops/apim';
import { locateOverride, overridesFileName, parseOverrides, renderPlace } from '@nx-apiops/config';
import type { Json } from '@nx-apiops/plan';
import type { Repository } from './repository.js';

/** A value in a file of overrides. */
export interface OverrideValue {
  readonly value: Json;
  /** `configuration.dev.yaml:4:12` */
  readonly at: string;
}

/**
 * What an environment sets a property of a resource to, tokens as they are written; undefined where its file does not
 * name the property. Throws what `parseOverrides` throws.
 */
export function readOverrideValue(
  { tree }: Repository,
  environment: string,
  { id, property }: { readonly id: ResourceId; readonly property: string },
): OverrideValue | undefined {
  const file = overridesFileName(environment);
  const text = tree.read(file, 'utf8');
  if (text === null) return undefined;
  const { entries } = parseOverrides(text, file, { tokens: (name) => `{#[${name}]#}` });
  const wanted = id.names.at(-1)?.toLowerCase();
  const entry = entries.find(
    ({ section, name }) => section === RESOURCES[id.kind].section && name.toLowerCase() === wanted,
  );
  const value = entry?.properties[property];
  return entry && value !== undefined ? { value, at: renderPlace(locateOverride(entry, property)) } : undefined;
}
