import type { JsonObject } from '@nx-apiops/plan';
import type { EmulatorKind } from '../model/emulator-kind.js';

/** A document that an API was imported from, where the service gives it back as it was. */
export interface SourceDocument {
  readonly format: 'wsdl' | 'wadl';
  readonly text: string;
}

/** One resource of an instance. Never changed: a write replaces it. */
export interface StoredResource {
  readonly kind: EmulatorKind;
  /** Path below the service in the casing of its creation; every API stands with its `;rev=`. */
  readonly segments: readonly string[];
  /** `segments` in lower case: the identity. */
  readonly key: string;
  /** As stored: defaults filled in, secrets included, ids relative to the service. */
  readonly properties: JsonObject;
  readonly etag: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  /** Keys of the resources that this one refers to. */
  readonly references: readonly string[];
  readonly source?: SourceDocument;
}

/** The identity of a path below the service. */
export function keyOf(segments: readonly string[]): string {
  return segments.join('/').toLowerCase();
}

/** The last segment: the resource's name. */
export function nameOf(resource: StoredResource): string {
  return resource.segments.at(-1) ?? '';
}

/** `workspaces/{name}` of a resource in a workspace, otherwise nothing. */
export function scopeSegments(segments: readonly string[]): readonly string[] {
  return segments.length > 2 && segments[0]?.toLowerCase() === 'workspaces' ? segments.slice(0, 2) : [];
}
