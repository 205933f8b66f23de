import {
  detectSpecification,
  formatSpecification,
  resourceId,
  SPECIFICATION_FILES,
  specificationInfo,
  toSpecificationPath,
} from '@nx-apiops/apim';
import { CodedError } from '@nx-apiops/plan';
import { GeneratorError } from '../errors.js';
import { readProperties, type Repository } from '../tree/repository.js';
import { recordedDigest, withDigest } from './catalog-info.js';
import { apiId, comparablePath, type ExistingApi } from './existing-apis.js';
import { displayNameOf } from './plan-api.js';
import { digestOf, type ApiDescription } from './read-description.js';
import type { ApiOptions } from './resolve-options.js';
import { addTag, addToProduct, apiFolder, writeBackendUrls, writeSpecification } from './write-api.js';

/**
 * The API of that name, where it is the one that is asked for; undefined where the name is free.
 * Throws `NAME_TAKEN` where another API has the name, or this one contradicts what was stated.
 */
export function findSameApi(
  repository: Repository,
  options: ApiOptions,
  { description, others }: { readonly description: ApiDescription; readonly others: readonly ExistingApi[] },
): ExistingApi | undefined {
  const { name } = options;
  const existing = others.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (!existing) return undefined;
  const folder = apiFolder(repository, existing.name);
  const [found, wanted] = [kindOf(repository, existing), kindOfFile(description.fileName)];
  if (existing.name === name && found !== wanted) {
    throw new GeneratorError('NAME_TAKEN', `The name ${name} is taken: ${folder} is ${found}, not ${wanted}.`, {
      hint: `Choose another name, or remove ${folder} first: one kind of API does not become another.`,
    });
  }
  const difference = differenceTo(existing, repository, { options, description });
  if (difference === undefined) return existing;
  throw new GeneratorError('NAME_TAKEN', `The name ${name} is taken: the API in ${folder} ${difference}.`, {
    hint: 'Choose another name. To change that API, edit its files.',
  });
}

const KINDS_BY_EXTENSION: Readonly<Record<string, string>> = { graphql: 'GraphQL', wsdl: 'WSDL', wadl: 'WADL' };
const KINDS_BY_TYPE: Readonly<Record<string, string>> = { graphql: 'GraphQL', soap: 'WSDL', websocket: 'WebSocket' };
const OPEN_API = 'OpenAPI';

/** What an API is made from, for people: as its specification says, else its type. */
function kindOf(repository: Repository, { name, properties }: ExistingApi): string {
  const current = readSpecification(repository, name);
  if (current) return kindOfFile(current.fileName);
  return KINDS_BY_TYPE[String(properties['type'] ?? '').toLowerCase()] ?? OPEN_API;
}

function kindOfFile(fileName: string): string {
  return KINDS_BY_EXTENSION[fileName.slice(fileName.lastIndexOf('.') + 1)] ?? OPEN_API;
}

/** Why the existing API is not the one that is asked for. */
function differenceTo(
  existing: ExistingApi,
  repository: Repository,
  { options, description }: { readonly options: ApiOptions; readonly description: ApiDescription },
): string | undefined {
  const { name, path, version } = options;
  if (existing.name !== name) return `is spelled ${existing.name}`;
  if (!hasSameDescription(repository, existing, description)) {
    const title = String(existing.properties['displayName'] ?? existing.name);
    return `is "${title}", not "${displayNameOf(name, description)}"`;
  }
  if (path !== undefined && comparablePath(path) !== existing.path) {
    return `has the path "${existing.path}", not "${path}"`;
  }
  if (version !== undefined && version.toLowerCase() !== existing.version.toLowerCase()) {
    return `has ${existing.version === '' ? 'no version' : `the version ${existing.version}`}, not ${version}`;
  }
  return undefined;
}

function hasSameDescription(repository: Repository, existing: ExistingApi, description: ApiDescription): boolean {
  if (recordedDigest(readCatalog(repository, existing.name)) === description.digest) return true;
  if (existing.properties['displayName'] === displayNameOf(existing.name, description)) return true;
  const current = readSpecification(repository, existing.name);
  if (!current || current.fileName.split('.')[1] !== description.fileName.split('.')[1]) return false;
  try {
    return specificationInfo(detectSpecification(current.fileName, current.text)).title?.trim() === description.title;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}

/**
 * Takes over a newer description of an API that is there, and adds the product, tags and addresses that were asked
 * for. Everything else is the user's. Returns what was done, for people.
 * Throws `SPECIFICATION_EDITED` where the repository's and the new description have both moved on.
 */
export function updateApi(repository: Repository, options: ApiOptions, description: ApiDescription): string {
  const { name } = options;
  const isNew = replacesSpecification(repository, name, description);
  if (isNew) replaceSpecification(repository, name, description);
  if (options.product !== undefined) addToProduct(repository, options.product, name);
  for (const tag of options.tags) addTag(repository, tag, name);
  if (readProperties(repository, resourceId('backend', [name]))) {
    writeBackendUrls(repository, name, options.backendUrls);
  }
  return isNew
    ? `${name} is there already: its specification is now the new one, its other files stay as they are.`
    : `${name} is there already, with this specification.`;
}

/** Whether the specification file is to be replaced. What a user edited is not, as long as the source stays the same. */
function replacesSpecification(repository: Repository, name: string, description: ApiDescription): boolean {
  const current = readSpecification(repository, name);
  if (!current) return true;
  const wanted = formatSpecification(description.specification, description.specification.format);
  if (current.text === wanted) return false;
  const recorded = recordedDigest(readCatalog(repository, name));
  if (recorded === undefined) return true;
  if (recorded === description.digest) return false;
  const isAsTakenOver = [current.text, current.text.replace(/\n$/, '')].some((text) => digestOf(text) === recorded);
  if (isAsTakenOver) return true;
  throw new GeneratorError(
    'SPECIFICATION_EDITED',
    `${current.path} was edited since it was taken over, and the description has changed too.`,
    {
      hint: 'Bring the edits into the description where it is made, or delete the file, then run the generator again.',
    },
  );
}

function replaceSpecification(repository: Repository, name: string, description: ApiDescription): void {
  const { tree } = repository;
  const current = readSpecification(repository, name);
  if (current && current.fileName !== description.fileName) tree.delete(current.path);
  writeSpecification(repository, name, description);
  const file = catalogFile(repository, name);
  if (tree.exists(file)) {
    tree.write(file, withDigest(readCatalog(repository, name), description.digest, description.fileName));
  }
}

interface SpecificationFile {
  readonly path: string;
  readonly fileName: string;
  readonly text: string;
}

function readSpecification({ tree, config, layout }: Repository, name: string): SpecificationFile | undefined {
  for (const fileName of SPECIFICATION_FILES) {
    const path = `${config.artifacts.folder}/${toSpecificationPath(apiId(name), layout, fileName)}`;
    const text = tree.read(path, 'utf8');
    if (text !== null) return { path, fileName, text: text.replace(/\r\n/g, '\n') };
  }
  return undefined;
}

function catalogFile(repository: Repository, name: string): string {
  return `${apiFolder(repository, name)}/catalog-info.yaml`;
}

function readCatalog(repository: Repository, name: string): string {
  return repository.tree.read(catalogFile(repository, name), 'utf8') ?? '';
}
