import { formatSpecification, resourceId, toSpecificationPath } from '@nx-apiops/apim';
import { overridesFileName } from '@nx-apiops/config';
import { writeCodeOwners } from '../code-owners-sync/write-code-owners.js';
import { addAssociation } from '../tree/association.js';
import { addOverrideEntry } from '../tree/override-entry.js';
import { readOverrideValue } from '../tree/override-value.js';
import { artifactFile, readNamedValueNames, readProperties, type Repository } from '../tree/repository.js';
import { titleOf } from '../tree/slug.js';
import { renderJson, writeOnce } from '../tree/write-once.js';
import { renderCatalogInfo } from './catalog-info.js';
import { apiId } from './existing-apis.js';
import { namedValuesOf, type PlannedApi, type PlannedBackend } from './plan-api.js';
import type { ApiDescription } from './read-description.js';

/** Value of a named value that nobody has set: it has the form of an id, and is the id of nothing. */
const UNSET_VALUE = '00000000-0000-0000-0000-000000000000';

/** Writes a new API. All files are the user's from then on. */
export function writeApi(repository: Repository, api: PlannedApi): void {
  const { tree } = repository;
  const folder = apiFolder(repository, api.name);
  writeOnce(tree, artifactFile(repository, apiId(api.name)), renderJson({ properties: api.properties }));
  writeSpecification(repository, api.name, api.description);
  writeOnce(tree, artifactFile(repository, resourceId('apiPolicy', [api.name])), api.policy);
  writeOnce(tree, `${folder}/catalog-info.yaml`, renderCatalogInfo(api.catalog));
  writeBackend(repository, api.backend);
  writeNamedValues(repository, api.policy);
  if (api.version?.newSet) {
    writeOnce(
      tree,
      artifactFile(repository, resourceId('versionSet', [api.version.set])),
      renderJson({ properties: api.version.newSet }),
    );
  }
  if (api.product !== undefined) addToProduct(repository, api.product, api.name);
  for (const tag of api.tags) addTag(repository, tag, api.name);
  writeCodeOwners(repository);
}

/** Folder of an API from the root of the repository. */
export function apiFolder(repository: Repository, name: string): string {
  const file = artifactFile(repository, apiId(name));
  return file.slice(0, file.lastIndexOf('/'));
}

/** Writes the specification as it was authored; only its line ends are made the same everywhere. */
export function writeSpecification(
  repository: Repository,
  name: string,
  { specification, fileName }: ApiDescription,
): void {
  const path = toSpecificationPath(apiId(name), repository.layout, fileName);
  repository.tree.write(
    `${repository.config.artifacts.folder}/${path}`,
    formatSpecification(specification, specification.format),
  );
}

/** Puts an API into a product, which is made where it is missing. */
export function addToProduct(repository: Repository, product: string, api: string): void {
  const properties = { displayName: titleOf(product), state: 'published', subscriptionRequired: true };
  writeOnce(repository.tree, artifactFile(repository, resourceId('product', [product])), renderJson({ properties }));
  addAssociation(repository, resourceId('productApi', [product, api]));
}

/** Tags an API; the tag is made where it is missing. */
export function addTag(repository: Repository, tag: string, api: string): void {
  const properties = { displayName: tag };
  writeOnce(repository.tree, artifactFile(repository, resourceId('tag', [tag])), renderJson({ properties }));
  addAssociation(repository, resourceId('apiTag', [api, tag]));
}

/** An override in every environment, even where it says what the backend says: the place to change it is there. */
function writeBackend(repository: Repository, backend: PlannedBackend): void {
  const id = resourceId('backend', [backend.name]);
  writeOnce(repository.tree, artifactFile(repository, id), renderJson({ properties: backend.properties }));
  writeBackendUrls(repository, backend.name, backend.urls);
}

/** Sets the address of a backend where an environment has none of its own. */
export function writeBackendUrls(repository: Repository, backend: string, urls: ReadonlyMap<string, string>): void {
  for (const environment of repository.config.environments) {
    const url = urls.get(environment.name);
    if (url !== undefined)
      addOverrideEntry(repository, environment, { id: resourceId('backend', [backend]), properties: { url } });
  }
}

/** Named values that the policy needs and that are not there, each with an override to fill in. */
function writeNamedValues(repository: Repository, policy: string): void {
  const known = readNamedValueNames(repository);
  for (const name of namedValuesOf(policy)) {
    if (known.has(name.toLowerCase())) continue;
    const id = resourceId('namedValue', [name]);
    const properties = { displayName: name, value: UNSET_VALUE, secret: false };
    writeOnce(repository.tree, artifactFile(repository, id), renderJson({ properties }));
    for (const environment of repository.config.environments)
      addOverrideEntry(repository, environment, { id, properties: { value: UNSET_VALUE } });
  }
}

/** The named values of a policy that nobody has filled in, by the file in which to do it. */
export function unsetNamedValues(repository: Repository, policy: string): ReadonlyMap<string, readonly string[]> {
  const unset = repository.config.environments.map((environment): [string, readonly string[]] => {
    const isUnset = (name: string): boolean => {
      const id = resourceId('namedValue', [name]);
      const found = readOverrideValue(repository, environment.name, { id, property: 'value' });
      return (found?.value ?? readProperties(repository, id)?.['value']) === UNSET_VALUE;
    };
    return [overridesFileName(environment.name), namedValuesOf(policy).filter(isUnset)];
  });
  return new Map(unset.filter(([, names]) => names.length > 0));
}
