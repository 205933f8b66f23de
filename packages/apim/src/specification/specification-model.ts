import type { JsonObject } from '@nx-apiops/plan';
import { graphqlModel, parseGraphql } from './graphql-model.js';
import { openApiModel } from './openapi-model.js';
import { specificationDocument } from './specification-document.js';
import { SPECIFICATION_FORMATS, type Specification, type SpecificationFormat } from './specification.js';
import { xmlModel } from './xml-model.js';
import { parseXmlTree } from './xml-tree.js';

/**
 * What a description says that API Management keeps, in one form for all formats of a family: OpenAPI and Swagger
 * (`info`, `operations`, `components`), GraphQL (`definitions`), WSDL and WADL (the root element).
 */
export type SpecificationModel = JsonObject;

const MODELS: Readonly<
  Record<SpecificationFormat, (specification: Specification, file: string) => SpecificationModel>
> = {
  'openapi-yaml': openApi,
  'openapi-json': openApi,
  'swagger-yaml': openApi,
  'swagger-json': openApi,
  graphql: ({ text }, file) => graphqlModel(parseGraphql(text, file)),
  wsdl: ({ text }, file) => xmlModel(parseXmlTree(text, file)),
  wadl: ({ text }, file) => xmlModel(parseXmlTree(text, file)),
};

/** The model of a description. Throws `SPECIFICATION` with file name, line and column for text that does not parse. */
export function specificationModel(specification: Specification): SpecificationModel {
  const { fileNames } = SPECIFICATION_FORMATS[specification.format];
  return MODELS[specification.format](specification, fileNames[0]);
}

function openApi(specification: Specification): SpecificationModel {
  return openApiModel(specificationDocument(specification));
}
