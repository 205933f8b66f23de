import { policyReferences, resourceId } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { codeOwnersFile, defaultOwners, toCatalogOwner } from '@nx-apiops/rollout';
import { GeneratorError } from '../errors.js';
import { readProperties, type Repository } from '../tree/repository.js';
import { slugOf, titleOf } from '../tree/slug.js';
import { treeFiles } from '../tree/tree-files.js';
import { presentAddress } from './backend-addresses.js';
import type { CatalogEntry } from './catalog-info.js';
import type { ExistingApi } from './existing-apis.js';
import { planPlace, type PlannedVersion } from './plan-place.js';
import { policyText } from './policy-text.js';
import type { ApiDescription } from './read-description.js';
import type { ApiOptions } from './resolve-options.js';

/** All that is written for a new API, decided before anything is. */
export interface PlannedApi {
  readonly name: string;
  readonly properties: JsonObject;
  readonly description: ApiDescription;
  readonly policy: string;
  readonly backend: PlannedBackend;
  readonly version?: PlannedVersion;
  readonly product?: string;
  readonly tags: readonly string[];
  readonly catalog: CatalogEntry;
}

export interface PlannedBackend {
  readonly name: string;
  readonly properties: JsonObject;
  /** Address in each environment. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Longest display name that API Management takes, in characters. */
const MAX_DISPLAY_NAME_LENGTH = 300;
const DEFAULT_OWNER = 'api-platform';
const CATALOG_NAME = /^[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*$/;

/** Decides everything about a new API. Throws what its parts throw; writes nothing. */
export function planApi(
  repository: Repository,
  options: ApiOptions,
  { description, others }: { readonly description: ApiDescription; readonly others: readonly ExistingApi[] },
): PlannedApi {
  const { name } = options;
  const { path, version } = planPlace({
    options,
    describedVersion: description.version,
    others,
    versionSet: (set) => readProperties(repository, resourceId('versionSet', [set])),
  });
  const displayName = displayNameOf(name, description);
  const slug = slugOf(name) || slugOf(path);
  return {
    name,
    properties: {
      displayName,
      path,
      protocols: ['https'],
      subscriptionRequired: true,
      ...(description.kind.apiType && { type: description.kind.apiType }),
      apiRevision: '1',
      ...(version && { apiVersion: version.version, apiVersionSetId: `/apiVersionSets/${version.set}` }),
    },
    description,
    policy: policyText(repository.tree, options.policy, { backend: name, slug }),
    backend: planBackend(repository, options, description),
    ...(version && { version }),
    ...(options.product !== undefined && { product: options.product }),
    tags: options.tags,
    catalog: planCatalog(repository, options, { slug, displayName, description }),
  };
}

/** Title of the description, else the name as people would write it. */
export function displayNameOf(name: string, { title }: Pick<ApiDescription, 'title'>): string {
  return (title === undefined || title === '' ? titleOf(name) : title).slice(0, MAX_DISPLAY_NAME_LENGTH);
}

/** The named values that a policy needs, by display name. */
export function namedValuesOf(policy: string): readonly string[] {
  return policyReferences(policy).namedValues;
}

/** Every environment gets an address: the one that was given, else that of its file, else the description's server. */
function planBackend(
  repository: Repository,
  { name, backendUrls }: ApiOptions,
  { serverUrl, kind }: ApiDescription,
): PlannedBackend {
  const environments = repository.config.environments.map((environment) => environment.name);
  const addressOf = (environment: string): string | undefined =>
    backendUrls.get(environment) ?? presentAddress(repository, name, environment) ?? serverUrl;
  const missing = environments.filter((environment) => addressOf(environment) === undefined);
  if (missing.length > 0) {
    throw new GeneratorError(
      'BACKEND_UNKNOWN',
      `The description of ${name} names no server, so the backend is unknown in ${missing.join(', ')}.`,
      {
        hint: `Add ${missing.map((environment) => `--backend-url ${environment}=https://…`).join(' ')}`,
      },
    );
  }
  const urls = new Map(environments.map((environment) => [environment, addressOf(environment) ?? '']));
  return {
    name,
    properties: { url: serverUrl ?? urls.get(environments[0] ?? '') ?? '', protocol: kind.backendProtocol },
    urls,
  };
}

function planCatalog(
  { tree, config }: Repository,
  options: ApiOptions,
  {
    slug,
    displayName,
    description,
  }: { readonly slug: string; readonly displayName: string; readonly description: ApiDescription },
): CatalogEntry {
  const codeOwners = tree.read(codeOwnersFile(treeFiles(tree), config.hosting), 'utf8') ?? '';
  const owner = options.owner ?? defaultOwners(codeOwners)[0] ?? DEFAULT_OWNER;
  return {
    name: (CATALOG_NAME.test(options.name) ? options.name : slug).slice(0, 63),
    title: displayName,
    tags: options.tags.map(slugOf).filter((tag) => tag !== ''),
    owner: toCatalogOwner(owner, config.organization),
    lifecycle: options.lifecycle,
    system: options.system ?? (slugOf(options.product ?? '') || slugOf(config.organization)),
    station: options.station,
    businessGoal: options.businessGoal ?? 'not stated',
    description,
  };
}
