import { describe, expect, it } from 'vitest';
import { detectSpecification } from './detect-specification.js';
import { SPECIFICATION_FORMATS } from './specification.js';
import { toImport } from './to-import.js';

const openApiYaml = 'info:\n  title: a\nopenapi: 3.0.1\npaths: {}\n';
const swaggerJson = '{ "info": { "x-openapi": "3.0.0" }, "swagger": "2.0", "paths": {} }';
const sdl = 'type Query { a: Int }';
const wsdl = '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" />';
const wadl = '<application xmlns="http://wadl.dev.java.net/2009/02" />';

describe('detectSpecification', () => {
  it.each([
    ['specification.yaml', openApiYaml, 'openapi-yaml'],
    ['apis/a/specification.yml', '"openapi": "3.1.0"\n', 'openapi-yaml'],
    ['specification.yaml', "swagger: '2.0'", 'swagger-yaml'],
    ['specification.yaml', 'swagger: 2.0', 'swagger-yaml'],
    ['specification.yaml', '{openapi: 3.0.0, paths: {}}', 'openapi-yaml'],
    ['specification.json', '{"openapi":"3.0.3"}', 'openapi-json'],
    ['SPECIFICATION.JSON', swaggerJson, 'swagger-json'],
    ['specification.graphql', sdl, 'graphql'],
    ['specification.wsdl', wsdl, 'wsdl'],
    ['specification.wadl', wadl, 'wadl'],
    ['https://example.org/calc.asmx?wsdl', wsdl, 'wsdl'],
    ['https://example.org/v2/api-docs', swaggerJson, 'swagger-json'],
    ['https://example.org/openapi.yaml?raw=1', openApiYaml, 'openapi-yaml'],
    ['https://example.org/schema', sdl, 'graphql'],
    ['https://example.org/openapi', openApiYaml, 'openapi-yaml'],
  ])('tells the format of %s from its content', (file, text, format) => {
    expect(detectSpecification(file, `\uFEFF${text}`)).toEqual({ format, text });
  });

  it.each([
    ['a.yaml', 'title: x', 'a.yaml: the document has no "openapi" or "swagger" version'],
    ['a.yaml', 'a:\n  openapi: 3.0.0', 'a.yaml: the document has no "openapi" or "swagger" version'],
    ['a.yaml', 'openapi: 4.0.0', 'a.yaml: OpenAPI 4.0.0 is not supported'],
    ['a.json', '{"swagger":"1.2"}', 'a.json: Swagger 1.2 is not supported'],
    ['a.json', '{"openapi":\n', 'a.json:2:1: '],
    ['a.yaml', '- [', 'a.yaml:1:4: '],
    ['a.graphql', 'type Query {\n  a: }', 'a.graphql:2:6: Syntax Error'],
    ['a.wsdl', '<definitions>\n</x>', 'a.wsdl:2:4: '],
    ['a.xml', '<other/>', 'a.xml: <other> is the root of no API description'],
    ['notes', 'just text', 'notes:1:1: Syntax Error'],
    ['a.graphql', `type Query { a: ${'['.repeat(200_000)}`, 'a.graphql: the schema is nested too deep'],
    ['a.wsdl', '<a>'.repeat(100_000), 'a.wsdl:1:1503: elements are nested more than 500 deep'],
  ])('refuses %s with what is wrong (%#)', (file, text, message) => {
    expect(() => detectSpecification(file, text)).toThrow(
      expect.objectContaining({ code: 'SPECIFICATION', message: expect.stringContaining(message) }),
    );
  });
});

describe('toImport', () => {
  it.each([
    ['specification.yaml', openApiYaml, { format: 'openapi', value: openApiYaml }],
    ['specification.json', '{"openapi":"3.0.3"}', { format: 'openapi+json', value: '{"openapi":"3.0.3"}' }],
    ['specification.json', swaggerJson, { format: 'swagger-json', value: swaggerJson }],
    [
      'specification.yaml',
      "swagger: '2.0'\npaths: {}",
      { format: 'swagger-json', value: '{"swagger":"2.0","paths":{}}' },
    ],
    ['specification.wsdl', wsdl, { format: 'wsdl', value: wsdl }],
    ['specification.wadl', wadl, { format: 'wadl-xml', value: wadl }],
    ['specification.graphql', sdl, undefined],
  ])('imports %s in the form that the service takes (%#)', (file, text, expected) => {
    expect(toImport(detectSpecification(file, text))).toEqual(expected);
  });
});

describe('SPECIFICATION_FORMATS', () => {
  it('has one file name per syntax, which leads back to the format', () => {
    const texts = { openapi: openApiYaml, swagger: "swagger: '2.0'", graphql: sdl, wsdl, wadl };
    for (const [format, { fileNames }] of Object.entries(SPECIFICATION_FORMATS)) {
      if (format.endsWith('-json')) continue;
      const text = Object.entries(texts).find(([family]) => format.startsWith(family))?.[1] ?? '';
      for (const file of fileNames) expect(detectSpecification(file, text).format).toBe(format);
    }
  });
});
