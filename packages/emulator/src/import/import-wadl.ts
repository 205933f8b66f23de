import { stripEnds } from '@nx-apiops/plan';
import type { JsonObject } from '@nx-apiops/plan';
import { completeOperation, templateNames } from '../behaviours/operations.js';
import type { ImportedApi, ImportedOperation } from './imported-api.js';
import { OperationNames } from './operation-names.js';
import { parsingError } from './parsing-error.js';
import { checkImportedOperations } from './paths.js';
import { attribute, children, localName, readXml, textOf, type XmlElement } from './xml-tree.js';

/** WADL: every method of every resource becomes an operation. */
export function importWadl(text: string): ImportedApi {
  const root = readXml(text);
  if (localName(root) !== 'application') throw parsingError(['The document is not a WADL document.']);
  const names = new OperationNames();
  const operations = children(root, 'resources').flatMap((resources) =>
    children(resources, 'resource').flatMap((resource) => readResource(resource, '', names)),
  );
  checkImportedOperations(operations);
  const base = children(root, 'resources').map((resources) => attribute(resources, 'base'))[0];
  const doc = children(root, 'doc')[0];
  const title = doc && attribute(doc, 'title');
  const description = doc && textOf(doc);
  return {
    properties: {
      ...(title !== undefined && { displayName: title }),
      description: description ? description : null,
      ...(base !== undefined && URL.canParse(base) && { serviceUrl: base }),
    },
    operations,
    schemas: [],
    source: { format: 'wadl', text },
  };
}

function readResource(resource: XmlElement, parentPath: string, names: OperationNames): readonly ImportedOperation[] {
  const segment = stripEnds(attribute(resource, 'path') ?? '', '/');
  const path = segment === '' ? parentPath : `${parentPath}/${segment}`;
  return [
    ...children(resource, 'method').map((method) =>
      readMethod(method, { resource, path: path === '' ? '/' : path }, names),
    ),
    ...children(resource, 'resource').flatMap((child) => readResource(child, path, names)),
  ];
}

function readMethod(
  method: XmlElement,
  { resource, path }: { readonly resource: XmlElement; readonly path: string },
  names: OperationNames,
): ImportedOperation {
  const verb = (attribute(method, 'name') ?? 'GET').toUpperCase();
  const id = attribute(method, 'id');
  const name = names.next(id, verb, path);
  const request = children(method, 'request');
  const parameters = [...children(resource, 'param'), ...request.flatMap((element) => children(element, 'param'))];
  const styled = (style: string): readonly JsonObject[] =>
    parameters.filter((parameter) => attribute(parameter, 'style') === style).map(toParameter);
  const declared = styled('template');
  const undeclared = templateNames(path).filter(
    (wanted) => !declared.some((parameter) => String(parameter['name']).toLowerCase() === wanted),
  );
  return {
    name,
    tags: [],
    properties: completeOperation({
      displayName: children(method, 'doc').map((doc) => attribute(doc, 'title'))[0] ?? id ?? name,
      method: verb,
      urlTemplate: path,
      templateParameters: [
        ...declared,
        ...undeclared.map((wanted) => ({ name: wanted, type: 'string', required: true })),
      ],
      description: children(method, 'doc').map(textOf)[0] ?? null,
      request: {
        queryParameters: styled('query'),
        headers: styled('header'),
        representations: request.flatMap(representations),
      },
      responses: children(method, 'response').map((response) => ({
        statusCode: Number(attribute(response, 'status') ?? 200),
        description: null,
        representations: representations(response),
      })),
    }),
  };
}

function toParameter(parameter: XmlElement): JsonObject {
  return {
    name: attribute(parameter, 'name') ?? '',
    type: (attribute(parameter, 'type') ?? 'string').replace(/^.*:/, ''),
    required: attribute(parameter, 'required') === 'true' || attribute(parameter, 'style') === 'template',
    values: [],
  };
}

function representations(message: XmlElement): readonly JsonObject[] {
  return children(message, 'representation').flatMap((element) => {
    const contentType = attribute(element, 'mediaType');
    return contentType === undefined ? [] : [{ contentType }];
  });
}
