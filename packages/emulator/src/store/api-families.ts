import { keyOf } from './stored-resource.js';

/** An API as a whole: its revisions, and which of them is the current one. */
export interface ApiFamily {
  /** Path without `;rev=`, in the casing of its creation. */
  readonly segments: readonly string[];
  readonly current: string;
  /** Numbers of the revisions, ascending. */
  readonly revisions: readonly string[];
  /** Public path below the gateway, shared by the revisions. */
  readonly path: string;
}

const REVISION_SUFFIX = ';rev=';

/** The APIs of one instance by name and by public path. */
export class ApiFamilies {
  readonly #byKey = new Map<string, ApiFamily>();
  readonly #byPath = new Map<string, Set<string>>();

  get(key: string): ApiFamily | undefined {
    return this.#byKey.get(key);
  }

  put(family: ApiFamily): void {
    const key = keyOf(family.segments);
    this.remove(key);
    this.#byKey.set(key, family);
    const path = pathKey(family.segments, family.path);
    const keys = this.#byPath.get(path);
    if (keys) keys.add(key);
    else this.#byPath.set(path, new Set([key]));
  }

  remove(key: string): void {
    const family = this.#byKey.get(key);
    if (!family) return;
    this.#byKey.delete(key);
    const path = pathKey(family.segments, family.path);
    const keys = this.#byPath.get(path);
    keys?.delete(key);
    if (keys?.size === 0) this.#byPath.delete(path);
  }

  all(): readonly ApiFamily[] {
    return [...this.#byKey.values()];
  }

  /** The APIs of the same scope as `segments` that are published at `path`. */
  atPath(segments: readonly string[], path: string): readonly ApiFamily[] {
    return [...(this.#byPath.get(pathKey(segments, path)) ?? [])].flatMap((key) => this.#byKey.get(key) ?? []);
  }
}

/** Paths must differ within the service, and within each workspace. */
function pathKey(segments: readonly string[], path: string): string {
  return `${keyOf(segments.slice(0, -2))}\u0000${path.toLowerCase()}`;
}

/** Path of a revision of the API: `apis/orders;rev=2`. */
export function revisionSegments(family: Pick<ApiFamily, 'segments'>, revision: string): readonly string[] {
  return [...family.segments.slice(0, -1), `${family.segments.at(-1) ?? ''}${REVISION_SUFFIX}${revision}`];
}

/** `revisions` with one more, ascending by number. */
export function withRevision(revisions: readonly string[], added: string): readonly string[] {
  return [...new Set([...revisions, added])].sort((a, b) => Number(a) - Number(b));
}
