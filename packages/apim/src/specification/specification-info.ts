import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from './json-list.js';
import { isOpenApi, specificationDocument } from './specification-document.js';
import { SPECIFICATION_FORMATS, type Specification, type SpecificationFormat } from './specification.js';
import { childrenNamed, findElements, parseXmlTree, textIn, type XmlElement } from './xml-tree.js';

/** Who answers for an API. */
export type SpecificationContact = { readonly name?: string; readonly url?: string; readonly email?: string };

/** Under which terms an API is offered. */
export type SpecificationLicense = { readonly name?: string; readonly url?: string };

/** What a description says about its API as a whole; absent where it says nothing. */
export interface SpecificationInfo {
  readonly title?: string;
  readonly description?: string;
  readonly version?: string;
  /** The first server, variables replaced by their defaults; may be relative. */
  readonly serverUrl?: string;
  readonly termsOfService?: string;
  readonly contact?: SpecificationContact;
  readonly license?: SpecificationLicense;
}

const XML_READERS: Readonly<Partial<Record<SpecificationFormat, (root: XmlElement) => SpecificationInfo>>> = {
  wsdl: wsdlInfo,
  wadl: wadlInfo,
};

/**
 * Reads the head of a description; empty for GraphQL, which has none. `file` is for messages, and the name of its
 * artifact file unless stated. Throws `SPECIFICATION`.
 */
export function specificationInfo(
  specification: Specification,
  file: string = SPECIFICATION_FORMATS[specification.format].fileNames[0],
): SpecificationInfo {
  if (isOpenApi(specification)) return openApiInfo(specificationDocument(specification, file));
  return XML_READERS[specification.format]?.(parseXmlTree(specification.text, file)) ?? {};
}

function openApiInfo(document: JsonObject): SpecificationInfo {
  const info = objectIn(document['info']);
  const contact = texts(objectIn(info['contact']), ['name', 'url', 'email']);
  const license = texts(objectIn(info['license']), ['name', 'url']);
  return {
    ...texts(info, ['title', 'description', 'version', 'termsOfService']),
    ...present('serverUrl', serverUrl(document)),
    ...(Object.keys(contact).length > 0 && { contact }),
    ...(Object.keys(license).length > 0 && { license }),
  };
}

function serverUrl(document: JsonObject): string | undefined {
  const { servers, host } = document;
  const list: Json | undefined = servers ?? document['x-servers'];
  const { url, variables } = objectIn(isJsonList(list) ? list[0] : undefined);
  if (typeof url === 'string') return withDefaults(url, objectIn(variables));
  if (typeof host !== 'string') return undefined;
  const schemes: Json = document['schemes'] ?? [];
  const scheme = isJsonList(schemes) && schemes.length > 0 && !schemes.includes('https') ? String(schemes[0]) : 'https';
  const basePath = typeof document['basePath'] === 'string' ? document['basePath'] : '';
  return `${scheme}://${host}${basePath === '/' ? '' : basePath}`;
}

function withDefaults(url: string, variables: JsonObject): string {
  return url.replace(/\{([^{}]+)\}/g, (placeholder, name: string) => {
    const value = objectIn(variables[name])['default'];
    return value === undefined ? placeholder : String(value);
  });
}

function wsdlInfo(root: XmlElement): SpecificationInfo {
  const [service] = childrenNamed(root, 'service');
  const [address] = findElements(root, ({ name, attributes }) => name === 'address' && 'location' in attributes);
  const [documentation] = childrenNamed(root, 'documentation');
  return {
    ...present('title', service?.attributes['name'] ?? root.attributes['name']),
    ...present('description', documentation && textIn(documentation)),
    ...present('serverUrl', address?.attributes['location']),
  };
}

function wadlInfo(root: XmlElement): SpecificationInfo {
  const [doc] = childrenNamed(root, 'doc');
  const [resources] = childrenNamed(root, 'resources');
  return {
    ...present('title', doc?.attributes['title']),
    ...present('description', doc && textIn(doc)),
    ...present('serverUrl', resources?.attributes['base']),
  };
}

function objectIn(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function present<Key extends string>(key: Key, value: string | undefined): { readonly [key in Key]?: string } {
  const holder: { [key in Key]?: string } = {};
  if (value !== undefined && value !== '') holder[key] = value;
  return holder;
}

function texts<Key extends string>(from: JsonObject, keys: readonly Key[]): { readonly [key in Key]?: string } {
  const holder: { [key in Key]?: string } = {};
  for (const key of keys) {
    const value = from[key];
    if (typeof value === 'string' || typeof value === 'number') holder[key] = String(value);
  }
  return holder;
}
