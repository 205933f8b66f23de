import { describe, expect, it } from 'vitest';
import { readDescription } from './read-description.js';
import type { Source } from './read-source.js';

const source = (fileName: string, text: string, url?: string): Source => ({
  fileName,
  text,
  place: fileName,
  ...(url !== undefined && { url: new URL(url) }),
});

const openApi = (rest: string): string => `openapi: 3.0.3\ninfo: { title: Orders, version: '1' }\n${rest}`;

describe('readDescription', () => {
  it.each([
    [
      'a field that is missing',
      'a.yaml',
      "openapi: 3.0.3\ninfo: { version: '1' }\npaths: {}\n",
      /a\.yaml:2:1 +#\/info +The field `title` must be present/,
    ],
    [
      'a wrong type',
      'a.yaml',
      openApi('paths: []\n'),
      /a\.yaml:3:8 +#\/paths +Expected type `Paths` \(object\) but got `array`/,
    ],
    [
      'a reference to nothing',
      'a.yaml',
      openApi("paths: { /a: { get: { responses: { '200': { $ref: '#/components/responses/x' } } } } }\n"),
      /Can't resolve \$ref/,
    ],
    [
      'a reference to another file',
      'a.yaml',
      openApi("paths: { /a: { $ref: './a.yaml' } }\n"),
      /A \$ref leads to another file, which API Management does not read/,
    ],
    [
      'a reference to the network',
      'a.yaml',
      openApi("paths: { /a: { $ref: 'https://x.example/a.yaml' } }\n"),
      /A \$ref leads to another file/,
    ],
    ['a key that stands twice', 'a.yaml', openApi('paths: {}\npaths: {}\n'), /a\.yaml.*(duplicat|4:1)/s],
    ['broken YAML', 'a.yaml', openApi('paths: {\n'), /^a\.yaml is no usable API description\. a\.yaml:\d+:\d+: /],
    ['a list', 'a.json', '["openapi: 3.0.3"]', /^a\.json is no usable API description\. a\.json/],
    ['broken JSON', 'a.json', '{ "openapi": "3.0.3", ', /a\.json/],
    ['a version that is not supported', 'a.yaml', 'openapi: 3.2.0\ninfo: {}\n', /OpenAPI 3\.2\.0 is not supported/],
    ['something else', 'a.yaml', 'hello: world\n', /a\.yaml is no usable API description/],
    ['a GraphQL syntax error', 'a.graphql', 'type Query {\n', /a\.graphql/],
    [
      'GraphQL types that are missing',
      'a.graphql',
      'type Query { a: A, b: B }',
      /Unknown type "A"\.\n.*Unknown type "B"\./,
    ],
    ['a GraphQL query', 'a.graphql', '{ orders }', /has no Query type/],
    [
      'XML that is not well formed',
      'a.wsdl',
      '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><service></definitions>',
      /a\.wsdl/,
    ],
    [
      'XML of another kind',
      'a.wsdl',
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" />',
      /is not <definitions> of WSDL 1\.1/,
    ],
    [
      'WSDL 2.0',
      'a.wsdl',
      '<description xmlns="http://www.w3.org/ns/wsdl" />',
      /is WSDL 2\.0, which API Management does not import/,
    ],
    [
      'WSDL without a service',
      'a.wsdl',
      '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" />',
      /has no <service>/,
    ],
    ['WADL', 'a.wadl', '<application xmlns="http://wadl.dev.java.net/2009/02" />', /a\.wadl is a WADL document/],
  ])('refuses %s', async (_, fileName, text, message) => {
    await expect(readDescription(source(fileName, text))).rejects.toMatchObject({
      code: 'SPECIFICATION_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('lists twenty problems and counts the rest', async () => {
    const paths = Array.from({ length: 30 }, (_, index) => `  /p${index}: { get: {} }\n`).join('');
    await expect(readDescription(source('a.yaml', openApi(`paths:\n${paths}`)))).rejects.toThrow(
      /a\.yaml has 30 problems:\n(  a\.yaml.*\n){20}  and 10 more$/,
    );
  });

  it('only warns of what API Management does not read', async () => {
    const text = `swagger: '2.0'\ninfo: { title: A, version: '1' }\nhost: a.example\nsecurityDefinitions: { a: { type: oauth2, flow: implicit } }\nunknown: 1\npaths: {}\n`;
    const { warnings } = await readDescription(source('a.yaml', text));
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('#/unknown'),
      expect.stringContaining('#/securityDefinitions/a'),
      expect.stringContaining('#/securityDefinitions/a'),
    ]);
  });

  it.each([
    ['https://{region}.x.example/v1/', undefined, undefined],
    ['https://x.example/v1/?a=1#b', undefined, 'https://x.example/v1'],
    ['/v1', undefined, undefined],
    ['/v1', 'https://docs.example/specs/a.yaml', 'https://docs.example/v1'],
    ['wss://x.example', undefined, undefined],
  ])('takes the server %s, read from %s, as %s', async (server, url, expected) => {
    const text = openApi(`servers: [{ url: '${server}' }]\npaths: {}\n`);
    expect((await readDescription(source('a.yaml', text, url))).serverUrl).toBe(expected);
  });

  it('tells the format by the content where the name says nothing', async () => {
    const { fileName, kind } = await readDescription(
      source('download', '{"swagger":"2.0","info":{"title":"A","version":"1"},"paths":{}}'),
    );
    expect({ fileName, type: kind.catalogType }).toEqual({ fileName: 'specification.json', type: 'openapi' });
  });
});
