import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { ApimError } from '../errors.js';
import { parseGraphql } from './graphql-model.js';
import { parseYamlOrJson } from './parse-yaml-or-json.js';
import type { Specification, SpecificationFormat } from './specification.js';
import { parseXmlTree } from './xml-tree.js';

type Syntax = 'yaml' | 'json' | 'graphql' | 'xml';

const SYNTAX_BY_EXTENSION: Readonly<Record<string, Syntax>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  graphql: 'graphql',
  graphqls: 'graphql',
  gql: 'graphql',
  wsdl: 'xml',
  wadl: 'xml',
  xml: 'xml',
};

const XML_ROOTS: Readonly<Record<string, SpecificationFormat>> = {
  definitions: 'wsdl',
  description: 'wsdl',
  application: 'wadl',
};

/** Keys at the start of a line are top-level keys in YAML's block style. */
const YAML_KEY = /^(?:openapi|"openapi"|'openapi'|swagger|"swagger"|'swagger')[ \t]*:[ \t]+["']?([\d.]+)/m;

const HINT = 'Supported are OpenAPI 3.0 and 3.1, Swagger 2.0, GraphQL, WSDL and WADL.';

/**
 * Tells how a description is written, from its content; the extension of `fileName`, a path or URL, decides the syntax
 * where it is a known one. A byte order mark is removed.
 * Throws `SPECIFICATION` for what is none of the known formats or, as far as it is read, not well formed.
 */
export function detectSpecification(fileName: string, text: string): Specification {
  const content = text.replace(/^\uFEFF/, '');
  return { format: FORMAT_READERS[syntaxOf(fileName, content)](fileName, content), text: content };
}

function syntaxOf(fileName: string, text: string): Syntax {
  const extension = /\.([a-z]+)(?:[?#].*)?$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const known = SYNTAX_BY_EXTENSION[extension];
  if (known) return known;
  const start = text.trimStart();
  if (start.startsWith('<')) return 'xml';
  if (start.startsWith('{') && isJson(text)) return 'json';
  return YAML_KEY.test(text) ? 'yaml' : 'graphql';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const FORMAT_READERS: Readonly<Record<Syntax, (fileName: string, text: string) => SpecificationFormat>> = {
  yaml: (fileName, text) => {
    const version = YAML_KEY.exec(text);
    if (!version) return formatOf(parseYamlOrJson(text, fileName), 'yaml', fileName);
    const key = version[0].includes('openapi') ? 'openapi' : 'swagger';
    return formatOf({ [key]: version[1] ?? '' }, 'yaml', fileName);
  },
  json: (fileName, text) => {
    // A full reading takes long for a large document, and says what is wrong with one that is no JSON.
    const document: unknown = isJson(text) ? JSON.parse(text) : parseYamlOrJson(text, fileName);
    return formatOf(document, 'json', fileName);
  },
  graphql: (fileName, text) => {
    parseGraphql(text, fileName);
    return 'graphql';
  },
  xml: (fileName, text) => {
    const { name } = parseXmlTree(text, fileName);
    const format = XML_ROOTS[name];
    if (format) return format;
    throw new ApimError('SPECIFICATION', `${fileName}: <${name}> is the root of no API description.`, { hint: HINT });
  },
};

function formatOf(document: unknown, syntax: 'yaml' | 'json', fileName: string): SpecificationFormat {
  const { openapi, swagger }: JsonObject = isJsonObject(document) ? document : {};
  if (/^3\.[01](\.|$)/.test(String(openapi))) return `openapi-${syntax}`;
  if (/^2(\.0)?$/.test(String(swagger))) return `swagger-${syntax}`;
  const found = openapi ?? swagger;
  const reason =
    found === undefined
      ? 'the document has no "openapi" or "swagger" version'
      : `${openapi === undefined ? 'Swagger' : 'OpenAPI'} ${String(found)} is not supported`;
  throw new ApimError('SPECIFICATION', `${fileName}: ${reason}.`, { hint: HINT });
}
