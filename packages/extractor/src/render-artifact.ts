import {
  redactPolicySecrets,
  redactSecrets,
  RESOURCES,
  SECRET_MARKER,
  toArtifactPath,
  toTextPath,
  withoutReadOnly,
  withRelativeIds,
  writtenPlace,
  type Layout,
  type Resource,
  type ResourceId,
} from '@nx-apiops/apim';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/** One artifact file: its path below the artifact folder, and its content. */
export interface ArtifactText {
  readonly path: string;
  readonly text: string;
}

/** What a live resource looks like in files: without what the service sets and without empty members, no secrets. */
export function cleanProperties({ id, properties }: Resource): JsonObject {
  const { kind } = id;
  const own = withoutEmpty(withRelativeIds(kind, withoutReadOnly(kind, properties)));
  const redacted = redactSecrets(kind, isJsonObject(own) ? own : {});
  const value = redacted['value'];
  if (!RESOURCES[kind].policyXml || typeof value !== 'string') return redacted;
  return { ...redacted, format: 'rawxml', value: redactPolicySecrets(toLf(value), SECRET_MARKER) };
}

/** Where the value of a resource is written that may have a file of its own for it. */
export interface TextStyle {
  /** In a file of its own. */
  readonly isApart: boolean;
  /** The information file is written even where it says nothing. */
  readonly needsInformation: boolean;
}

/** The files of a resource but for its specification. Nothing for associations that share a file with others. */
export function renderArtifact(
  id: ResourceId,
  properties: JsonObject,
  { layout, style }: { readonly layout: Layout; readonly style: TextStyle },
): readonly ArtifactText[] {
  const path = toArtifactPath(id, layout);
  switch (writtenPlace(id.kind, layout).form) {
    case 'names':
      return [];
    case 'marker':
      return [{ path, text: '{}\n' }];
    case 'policy':
      return [{ path, text: String(properties['value'] ?? '') }];
    case 'information': {
      const textPath = toTextPath(id, layout);
      if (textPath === undefined || !style.isApart) return [{ path, text: renderJson({ properties }) }];
      const { value, format: _format, ...rest } = properties;
      const hasInformation = style.needsInformation || Object.keys(rest).length > 0;
      return [
        ...(hasInformation ? [{ path, text: renderJson({ properties: rest }) }] : []),
        { path: textPath, text: String(value ?? '') },
      ];
    }
  }
}

/** The file of all associations that differ in their last name only. */
export function renderNames(path: string, names: readonly string[]): ArtifactText {
  return { path, text: renderJson(names.map((name) => ({ name }))) };
}

function renderJson(value: Json): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Without `null`, and without objects that hold nothing else; lists are kept, as an empty one may mean something. */
function withoutEmpty(value: Json): Json | undefined {
  if (value === null) return undefined;
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, inner]): [string, Json][] => {
    const kept = inner === undefined ? undefined : withoutEmpty(inner);
    return kept === undefined ? [] : [[name, kept]];
  });
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}
