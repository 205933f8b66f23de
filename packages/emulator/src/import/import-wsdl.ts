import type { JsonObject } from '@nx-apiops/plan';
import { completeOperation } from '../behaviours/operations.js';
import { textAt } from '../json-members.js';
import type { ImportContext, ImportedApi, ImportedOperation } from './imported-api.js';
import { parsingError } from './parsing-error.js';
import { attribute, children, descendants, localName, readXml, withoutPrefix, type XmlElement } from './xml-tree.js';

const SOAP_MEDIA_TYPE = 'text/xml';

/**
 * WSDL 1.1: every operation of the chosen port becomes a POST. Names are generated, and only scheme and host of the
 * address are kept. With `apiType` `soap` the API passes SOAP through; otherwise its operations have paths of their own.
 */
export function importWsdl(text: string, context: ImportContext): ImportedApi {
  const root = readXml(text);
  if (localName(root) !== 'definitions') throw parsingError(['The document is not a WSDL 1.1 document.']);
  const port = choosePort(root, context.request);
  if (!port) throw parsingError(['The document has no port with the service and endpoint that were asked for.']);
  const isSoap = textAt(context.request, 'apiType') === 'soap';
  const operations = bindingOperations(root, port.element).map((operation): ImportedOperation => {
    const title = attribute(operation, 'name') ?? '';
    const action = children(operation, 'operation').map((binding) => attribute(binding, 'soapAction'))[0] ?? title;
    const urlTemplate = isSoap ? `/?soapAction=${action}` : `/${title}`;
    return {
      name: context.existingOperation('POST', urlTemplate) ?? context.newId(),
      tags: [],
      properties: wsdlOperation(title, urlTemplate),
    };
  });
  const address = children(port.element, 'address').map((element) => attribute(element, 'location'))[0];
  return {
    properties: {
      displayName: attribute(port.service, 'name') ?? attribute(root, 'name') ?? 'SOAP API',
      description: null,
      ...(address !== undefined && URL.canParse(address) && { serviceUrl: new URL(address).origin }),
      ...(isSoap && { type: 'soap' }),
    },
    operations,
    schemas: [],
    source: { format: 'wsdl', text },
  };
}

function wsdlOperation(title: string, urlTemplate: string): JsonObject {
  return completeOperation({
    displayName: title,
    method: 'POST',
    urlTemplate,
    templateParameters: [],
    description: null,
    request: { representations: [{ contentType: SOAP_MEDIA_TYPE }] },
    responses: [{ statusCode: 200, description: null, representations: [{ contentType: SOAP_MEDIA_TYPE }] }],
  });
}

function choosePort(
  root: XmlElement,
  request: JsonObject,
): { readonly service: XmlElement; readonly element: XmlElement } | undefined {
  const serviceName = textAt(request, 'wsdlSelector.wsdlServiceName');
  const endpointName = textAt(request, 'wsdlSelector.wsdlEndpointName');
  for (const service of descendants(root, 'service')) {
    if (serviceName !== undefined && attribute(service, 'name') !== serviceName) continue;
    for (const element of children(service, 'port')) {
      if (endpointName === undefined || attribute(element, 'name') === endpointName) return { service, element };
    }
  }
  return undefined;
}

function bindingOperations(root: XmlElement, port: XmlElement): readonly XmlElement[] {
  const name = withoutPrefix(attribute(port, 'binding') ?? '');
  const binding = children(root, 'binding').find((candidate) => attribute(candidate, 'name') === name);
  if (!binding) throw parsingError([`The binding '${name}' is not in the document.`]);
  return children(binding, 'operation');
}
