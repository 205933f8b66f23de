import { stripEnd, stripEnds } from '@nx-apiops/plan';
import type { ApiopsConfig } from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';
import { assertNewName } from '../tree/assert-name.js';
import { assertOwner } from '../tree/code-owners.js';
import { parseAssignments, type Assignments } from '../tree/parse-assignments.js';
import type { ApiSchema } from './schema.js';

/** What was asked for, in a form that the rest can rely on. What was not stated is absent. */
export interface ApiOptions {
  readonly name: string;
  readonly spec: string;
  /** Without slashes at its ends; empty for the root of the gateway. */
  readonly path?: string;
  readonly product?: string;
  readonly tags: readonly string[];
  readonly owner?: string;
  readonly lifecycle: string;
  readonly system?: string;
  readonly station: string;
  readonly businessGoal?: string;
  readonly backendUrls: Assignments;
  readonly version?: string;
  readonly versioning?: NonNullable<ApiSchema['versioning']>;
  /** Name of a policy template, or path of a policy file. */
  readonly policy: string;
}

/** Longest path that API Management takes, in characters. Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update */
const MAX_PATH_LENGTH = 400;
const PATH = /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Throws `NAME_INVALID`, `PATH_INVALID` or `OPTION_INVALID`. */
export function resolveOptions(config: ApiopsConfig, schema: ApiSchema): ApiOptions {
  const name = String(schema.name).trim();
  assertNewName(name, 'The API');
  const product = stated(schema.product);
  if (product !== undefined) assertNewName(product, 'The product');
  const tags = toTags(schema.tags ?? []);
  for (const tag of tags) assertNewName(tag, 'The tag');
  const owner = stated(schema.owner);
  if (owner !== undefined) assertOwner(owner, '--owner');
  const environments = config.environments.map((environment) => environment.name);
  const pairs = parseAssignments(schema.backendUrl ?? [], '--backend-url', environments);
  const version =
    stated(schema.apiVersion) ?? (typeof schema.version === 'string' ? stated(schema.version) : undefined);
  if (version !== undefined && !VERSION.test(version)) {
    throw new GeneratorError('OPTION_INVALID', `--api-version ${version} is no name of a version.`, {
      hint: 'Use one such as v1 or 2026-05-01.',
    });
  }
  return {
    name,
    spec: String(schema.spec).trim(),
    ...optional('path', schema.path === undefined ? undefined : toPath(schema.path)),
    ...optional('product', product),
    tags,
    ...optional('owner', owner),
    lifecycle: stated(schema.lifecycle) ?? 'experimental',
    ...optional('system', stated(schema.system)),
    station: stated(schema.station) ?? 'api-delivery',
    ...optional('businessGoal', stated(schema.businessGoal)),
    backendUrls: new Map([...pairs].map(([environment, url]) => [environment, toBackendUrl(url, environment)])),
    ...optional('version', version),
    ...optional('versioning', schema.versioning),
    policy: stated(schema.policy) ?? 'base',
  };
}

/** Nx leaves the commas in where the option is repeated: `--tags a,b --tags c` arrives as `a,b` and `c`. */
function toTags(stated: readonly string[]): readonly string[] {
  const tags = stated.flatMap((tag) => String(tag).split(',')).map((tag) => tag.trim());
  return [...new Set(tags)].filter((tag) => tag !== '');
}

/** The path without slashes at its ends. Throws `PATH_INVALID`. */
export function toPath(path: string): string {
  const trimmed = stripEnds(String(path).trim(), '/');
  if (trimmed === '' && path.trim() === '/') return '';
  if (trimmed.length <= MAX_PATH_LENGTH && PATH.test(trimmed)) return trimmed;
  throw new GeneratorError('PATH_INVALID', `${JSON.stringify(path)} is no path of an API.`, {
    hint: 'Give one with --path, of letters, digits and - . _ ~ between slashes, such as sales/orders.',
  });
}

/** An address without the slash at its end. Throws `OPTION_INVALID`. */
function toBackendUrl(url: string, environment: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const reason =
    !parsed || !['https:', 'http:'].includes(parsed.protocol)
      ? 'is no http or https address'
      : parsed.username !== '' || parsed.password !== ''
        ? 'has a user name or password in it, which belong into a named value'
        : parsed.search !== '' || parsed.hash !== ''
          ? 'has a query, which a backend cannot have'
          : undefined;
  if (reason === undefined) return stripEnd(url, '/');
  const shown = parsed ? `${parsed.origin}${parsed.pathname}` : url;
  throw new GeneratorError('OPTION_INVALID', `The backend of ${environment}, ${shown}, ${reason}.`, {
    hint: `Write --backend-url ${environment}=https://host/path`,
  });
}

function stated(value: string | undefined): string | undefined {
  const text = value === undefined ? '' : String(value).trim();
  return text === '' ? undefined : text;
}

/** A member that is left out where there is no value. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  const member: { [Key in Name]?: Value } = {};
  if (value !== undefined) member[name] = value;
  return member;
}
