import { stripEnd } from '@nx-apiops/plan';
import type { JsonObject } from '@nx-apiops/plan';
import { GeneratorError } from '../errors.js';
import { slugOf, titleOf } from '../tree/slug.js';
import { comparablePath, type ExistingApi } from './existing-apis.js';
import { toPath, type ApiOptions } from './resolve-options.js';

/** Where an API answers: its path, and its place among the versions of one API. */
export interface PlannedPlace {
  readonly path: string;
  readonly version?: PlannedVersion;
}

/** The place of an API in a version set. */
export interface PlannedVersion {
  readonly version: string;
  /** Name of the version set. */
  readonly set: string;
  /** Properties of a version set that has to be made; absent for one that is there. */
  readonly newSet?: JsonObject;
}

const SCHEMES = {
  segment: { versioningScheme: 'Segment' },
  header: { versioningScheme: 'Header', versionHeaderName: 'Api-Version' },
  query: { versioningScheme: 'Query', versionQueryName: 'api-version' },
} as const satisfies Readonly<Record<NonNullable<ApiOptions['versioning']>, JsonObject>>;

export interface PlaceInput {
  readonly options: ApiOptions;
  /** As the description states it. */
  readonly describedVersion: string | undefined;
  readonly others: readonly ExistingApi[];
  readonly versionSet: (name: string) => JsonObject | undefined;
}

/**
 * Path and version of an API. Pure. APIs of one path must be versions in one set, and those of one set have one path.
 * Throws `PATH_TAKEN`, `VERSION_TAKEN`, `PATH_INVALID` and `OPTION_INVALID`.
 */
export function planPlace(input: PlaceInput): PlannedPlace {
  const { options, describedVersion, others } = input;
  if (options.version !== undefined || options.versioning !== undefined) {
    return planVersionedPlace(input, options.version ?? majorVersion(describedVersion, options.name));
  }
  const path = options.path ?? toPath(slugOf(options.name));
  const taken = others.find((other) => other.path === comparablePath(path));
  if (taken) throw pathTaken(path, taken);
  return { path };
}

function planVersionedPlace({ options, others, versionSet }: PlaceInput, version: string): PlannedPlace {
  const stem = stemOf(options.name, version);
  const member = others.find(({ versionSet: set }) => set?.toLowerCase() === stem.toLowerCase());
  const path = options.path ?? (member ? String(member.properties['path'] ?? '') : toPath(slugOf(stem)));
  const samePath = others.filter((other) => other.path === comparablePath(path));
  const [first] = samePath;
  if (!first) {
    if (member) throw otherPath(stem, member, path);
    const newSet = { displayName: titleOf(stem), ...SCHEMES[options.versioning ?? 'segment'] };
    return { path, version: { version, set: stem, ...(!versionSet(stem) && { newSet }) } };
  }
  if (first.versionSet === undefined) throw pathTaken(path, first);
  const twin = samePath.find((other) => other.version.toLowerCase() === version.toLowerCase());
  if (twin) {
    throw new GeneratorError('VERSION_TAKEN', `${twin.name} is version ${version} of the APIs at ${path} already.`, {
      hint: `Choose another --api-version; there are ${samePath.map((other) => other.version || other.name).join(', ')}.`,
    });
  }
  refuseOtherScheme(first.versionSet, versionSet(first.versionSet), options.versioning);
  return { path, version: { version, set: first.versionSet } };
}

/** Name of the version set: that of the API without the version at its end. */
function stemOf(name: string, version: string): string {
  const stem = name.toLowerCase().endsWith(version.toLowerCase()) ? name.slice(0, -version.length) : name;
  return stripEnd(stem, '-._ ') || name;
}

/** `1.4.0` is served as `v1`. */
function majorVersion(described: string | undefined, name: string): string {
  const [, major] = /^v?(\d+)/i.exec(described?.trim() ?? '') ?? [];
  if (major !== undefined) return `v${major}`;
  throw new GeneratorError('OPTION_INVALID', `The version of ${name} cannot be told from its description.`, {
    hint: 'Give it, such as --api-version v1.',
  });
}

function pathTaken(path: string, other: ExistingApi): GeneratorError {
  return new GeneratorError('PATH_TAKEN', `The path "${path}" is that of the API ${other.name} already.`, {
    hint:
      other.versionSet === undefined
        ? `Choose another --path, or give ${other.name} a version set first.`
        : `Choose another --path, or make it one more version with --api-version; ${other.name} is ${other.version || 'without a version'}.`,
  });
}

function otherPath(set: string, member: ExistingApi, path: string): GeneratorError {
  const found = String(member.properties['path'] ?? '');
  return new GeneratorError(
    'PATH_TAKEN',
    `The version set ${set} is that of the APIs at "${found}", such as ${member.name}, not at "${path}".`,
    {
      hint: `Leave --path out to add a version of them, or choose another name for the API.`,
    },
  );
}

function refuseOtherScheme(
  set: string,
  properties: JsonObject | undefined,
  versioning: ApiOptions['versioning'],
): void {
  if (versioning === undefined || !properties) return;
  const found = String(properties['versioningScheme'] ?? '');
  if (found.toLowerCase() === SCHEMES[versioning].versioningScheme.toLowerCase()) return;
  throw new GeneratorError(
    'OPTION_INVALID',
    `--versioning ${versioning} contradicts the version set ${set}, which is by ${found}.`,
    {
      hint: 'Leave --versioning out: all versions of a set are named in the same way.',
    },
  );
}
