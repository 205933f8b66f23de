import type { Json, JsonObject } from '@nx-apiops/plan';
import type { XmlElement } from './xml-tree.js';

/** Elements of WSDL, XML Schema and WADL whose children may stand in any order. */
const UNORDERED: ReadonlySet<string> = new Set([
  'definitions',
  'types',
  'schema',
  'portType',
  'binding',
  'service',
  'application',
  'resources',
  'resource',
]);

/** Attributes that tell elements of one name apart, the best first. */
const NAMING = ['name', 'id', 'path', 'targetNamespace', 'namespace', 'ref', 'status', 'mediaType'] as const;

/** Addresses of servers, which the service replaces by its own; keys are `element@attribute`. */
const SERVER_ADDRESSES: ReadonlySet<string> = new Set(['address@location', 'endpoint@address', 'resources@base']);

/**
 * A WSDL or WADL document by meaning: names resolved, attributes sorted, elements by name where their order does not
 * count, no comments, no white space between elements, no server addresses.
 */
export function xmlModel(root: XmlElement): JsonObject {
  return { [root.name]: modelOf(root) };
}

function modelOf(element: XmlElement): Json {
  if (!UNORDERED.has(element.name)) return canonical(element);
  const attributes = Object.fromEntries(attributesOf(element).map(([name, value]) => [`@${name}`, value]));
  const children = element.children.filter((child) => typeof child !== 'string');
  const drafts = children.map((child) => ({ key: keyOf(child), model: modelOf(child) }));
  const members: Record<string, Json> = { ...attributes };
  for (const { key, model } of drafts.sort((a, b) => compare(JSON.stringify(a.model), JSON.stringify(b.model)))) {
    let unique = key;
    for (let count = 2; Object.hasOwn(members, unique); count += 1) unique = `${key} #${count}`;
    members[unique] = model;
  }
  return members;
}

function keyOf({ name, attributes }: XmlElement): string {
  const naming = NAMING.find((attribute) => attributes[attribute] !== undefined);
  return naming === undefined ? name : `${name} ${attributes[naming] ?? ''}`;
}

function canonical(element: XmlElement): string {
  const attributes = attributesOf(element).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const content = element.children.map((child) => (typeof child === 'string' ? child.trim() : canonical(child)));
  return `<${element.name}${attributes.join('')} xmlns=${JSON.stringify(element.namespace)}>${content.join('')}</>`;
}

function attributesOf({ name, attributes }: XmlElement): readonly (readonly [string, string])[] {
  return Object.entries(attributes)
    .filter(([attribute]) => !SERVER_ADDRESSES.has(`${name}@${attribute}`))
    .sort(([a], [b]) => compare(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
