import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { detailsOf, errorOf, OLDER } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** A small pet store of our own, in OpenAPI 3.0. */
function petStore(change: (document: { paths: Record<string, Json> }) => void = () => undefined): string {
  const body = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } };
  const document = {
    openapi: '3.0.3',
    info: { title: 'Pet store', version: '1.0.0', license: { name: 'MIT' } },
    servers: [{ url: 'http://pets.example.com/v1' }],
    paths: {
      '/pets': {
        get: {
          operationId: 'listPets',
          summary: 'List pets',
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', format: 'int32' } },
            { name: 'kind', in: 'query', required: true, schema: { type: 'string', enum: ['cat', 'dog'] } },
            { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
            { name: 'session', in: 'cookie', schema: { type: 'string' } },
          ],
          responses: { '200': { description: 'Pets', ...body }, default: { description: 'Error' } },
        },
        post: { operationId: 'createPets', requestBody: body, responses: { '201': { description: 'Created' } } },
      },
      '/pets/{petId}': {
        get: {
          summary: 'One pet',
          parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { '200': { description: 'Pet', content: { 'application/json': { schema: { type: 'object' } } } } },
        },
      },
    } as Record<string, Json>,
    components: { schemas: { Pet: { type: 'object', properties: { name: { type: 'string' } } } } },
  };
  change(document);
  return JSON.stringify(document);
}

/** Importing documents into APIs, and exporting them again. */
export function describeImports({ client, unique }: Contract): void {
  const importApi = (name: string, value: string, more: JsonObject = {}) =>
    client().putAndWait(`apis/${name}`, { path: name, format: 'openapi', value, ...more });
  const operationsOf = async (name: string): Promise<ReadonlyMap<string, JsonObject>> => {
    const { items } = await client().list(`apis/${name}/operations`);
    const full = await Promise.all(
      items.map((item) => client().get(`apis/${name}/operations/${String(item['name'])}`)),
    );
    return new Map(full.map((answer) => [String(answer.json['name']), answer.properties]));
  };

  describe('imports', () => {
    it('are long-running at every api-version', async () => {
      const [first, second] = [unique('api'), unique('api')];
      const properties = { format: 'openapi', value: petStore() };
      const older = await client().put(`apis/${first}`, { path: first, ...properties }, { apiVersion: OLDER });
      expect([older.status, older.text]).toEqual([202, '']);
      expect((await client().wait(older)).status).toBe(201);
      const newer = await client().put(`apis/${second}`, { path: second, ...properties });
      expect(newer.status).toBe(201);
      expect(newer.properties).toMatchObject({ provisioningState: 'InProgress', displayName: 'Pet store' });
      expect((await client().wait(newer)).properties['provisioningState']).toBe('Succeeded');
    });

    it('fill in what the request leaves open', async () => {
      const name = unique('api');
      const filled = await importApi(name, petStore());
      expect(filled.properties).toMatchObject({
        displayName: 'Pet store',
        serviceUrl: 'http://pets.example.com/v1',
        description: null,
        license: { name: 'MIT', url: null },
      });
      const own = { displayName: 'Mine', serviceUrl: 'https://mine.example.com', protocols: ['https', 'http'] };
      expect((await importApi(name, petStore(), own)).properties).toMatchObject(own);
    });

    it('name operations by their operationId, or by method and path', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      expect([...(await operationsOf(name)).keys()].sort()).toEqual(['createPets', 'get-pets-petid', 'listPets']);
    });

    it('turn required query parameters into template parameters, and drop cookies', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      const operation = (await operationsOf(name)).get('listPets');
      expect(operation).toMatchObject({
        displayName: 'List pets',
        method: 'GET',
        urlTemplate: '/pets?kind={kind}',
        templateParameters: [{ name: 'kind', type: 'string', required: true, values: ['cat', 'dog'] }],
        request: {
          queryParameters: [{ name: 'limit', type: 'integer', description: 'Format - int32.' }],
          headers: [{ name: 'X-Trace' }],
          representations: [],
        },
      });
      expect(JSON.stringify(operation)).not.toContain('session');
    });

    it('leave required query parameters alone on demand', async () => {
      const name = unique('api');
      await importApi(name, petStore(), { translateRequiredQueryParameters: 'query' });
      expect((await operationsOf(name)).get('listPets')).toMatchObject({
        urlTemplate: '/pets',
        templateParameters: [],
      });
    });

    it('keep the types of bodies in a schema of the API', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      const { items } = await client().list(`apis/${name}/schemas`);
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({
        name: expect.stringMatching(/^[0-9a-f]{24}$/),
        properties: { contentType: 'application/vnd.oai.openapi.components+json' },
      });
      expect((await operationsOf(name)).get('createPets')).toMatchObject({
        request: {
          representations: [{ contentType: 'application/json', schemaId: items[0]?.['name'], typeName: 'Pet' }],
        },
      });
    });

    it('update operations in place, with their policies, and remove those that are gone', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      const value = '<policies><inbound><base /></inbound></policies>';
      await client().put(`apis/${name}/operations/listPets/policies/policy`, { value });
      await importApi(
        name,
        petStore(({ paths }) => {
          delete paths['/pets/{petId}'];
        }),
      );
      expect([...(await operationsOf(name)).keys()].sort()).toEqual(['createPets', 'listPets']);
      expect((await client().get(`apis/${name}/operations/listPets/policies/policy`)).status).toBe(200);
    });

    it('hand the policy on to an operation with the same method and path', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      const value = '<policies><inbound><base /></inbound></policies>';
      await client().put(`apis/${name}/operations/createPets/policies/policy`, { value });
      await importApi(name, petStore().replace('createPets', 'addPets'));
      expect((await client().get(`apis/${name}/operations/createPets`)).status).toBe(404);
      expect((await client().get(`apis/${name}/operations/addPets/policies/policy`)).status).toBe(200);
    });

    it('keep the ETag when nothing changes', async () => {
      const name = unique('api');
      const first = await importApi(name, petStore());
      const second = await importApi(name, petStore());
      expect(second.status).toBe(200);
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    });

    it('tell parsing errors on the poll', async () => {
      const name = unique('api');
      const broken = await importApi(name, 'openapi: 3.0.0\ninfo: {title: x, version: "1"}');
      expect(broken.status).toBe(400);
      expect(errorOf(broken)['code']).toBe('ValidationError');
      expect(detailsOf(broken)[0]?.[0]).toBe('representation');
      expect(String(detailsOf(broken)[0]?.[1])).toMatch(/^Parsing error\(s\): /);
      expect((await client().get(`apis/${name}`)).status).toBe(404);
    });

    it('refuse documents of another kind, and links that are none', async () => {
      const swagger = JSON.stringify({ swagger: '2.0', info: { title: 'x', version: '1' }, paths: {} });
      expect((await importApi(unique('api'), swagger)).status).toBe(400);
      const link = await importApi(unique('api'), 'not a link', { format: 'openapi-link' });
      expect(detailsOf(link)).toEqual([['representation', "'link' is not a valid absolute URI. Path: link."]]);
    });

    it('refuse parameters of the path that are not declared, and operations that look the same', async () => {
      const undeclared = petStore(({ paths }) => {
        paths['/a/{b}'] = { get: { responses: { '200': { description: 'x' } } } };
      });
      expect((await importApi(unique('api'), undeclared)).status).toBe(400);
      const parameter = (name: string) => [{ name, in: 'path', required: true, schema: { type: 'string' } }];
      const twice = petStore(({ paths }) => {
        paths['/pets/{petid}'] = {
          get: { parameters: parameter('petid'), responses: { '200': { description: 'x' } } },
        };
      });
      const answer = await importApi(unique('api'), twice);
      expect(String(detailsOf(answer)[0]?.[1])).toMatch(
        /^Importing API has duplicate signature operations: 2 operations/,
      );
    });

    it('make tags of the tags in the document', async () => {
      const tag = unique('Tag');
      const name = unique('api');
      const document = petStore(({ paths }) => {
        const item = paths['/pets'];
        if (isJsonObject(item) && isJsonObject(item['get']))
          paths['/pets'] = { ...item, get: { ...item['get'], tags: [tag] } };
      });
      await importApi(name, document);
      const { items } = await client().get('tags', { query: { $filter: `displayName eq '${tag}'` } });
      expect(items).toHaveLength(1);
      const tagged = await client().get(`apis/${name}/operations/listPets/tags`);
      expect(tagged.items.map((item) => item['name'])).toEqual([items[0]?.['name']]);
    });

    it('read Swagger 2', async () => {
      const name = unique('api');
      const swagger = {
        swagger: '2.0',
        info: { title: 'Old', version: '1', contact: { email: 'a@example.com' } },
        host: 'old.example.com',
        basePath: '/v2',
        schemes: ['https'],
        paths: {
          '/pets': {
            post: {
              operationId: 'addPet',
              consumes: ['application/json'],
              parameters: [{ name: 'body', in: 'body', schema: { $ref: '#/definitions/Pet' } }],
              responses: {
                '200': { description: 'ok', schema: { type: 'array', items: { $ref: '#/definitions/Pet' } } },
              },
            },
          },
        },
        definitions: { Pet: { type: 'object' } },
      };
      const done = await client().putAndWait(`apis/${name}`, {
        path: name,
        format: 'swagger-json',
        value: JSON.stringify(swagger),
      });
      expect(done.properties).toMatchObject({
        serviceUrl: 'https://old.example.com/v2',
        contact: { name: null, url: null, email: 'a@example.com' },
      });
      const { items } = await client().list(`apis/${name}/schemas`);
      expect(items[0]?.['properties']).toMatchObject({
        contentType: 'application/vnd.ms-azure-apim.swagger.definitions+json',
      });
      expect((await operationsOf(name)).get('addPet')).toMatchObject({
        request: { representations: [{ contentType: 'application/json', typeName: 'Pet' }] },
        responses: [{ statusCode: 200, representations: [{ contentType: 'application/json', typeName: 'PetArray' }] }],
      });
    });

    it('read WSDL: generated names, the origin of the address only, and the document comes back', async () => {
      const name = unique('soap');
      const done = await client().putAndWait(`apis/${name}`, {
        path: name,
        format: 'wsdl',
        apiType: 'soap',
        value: CALCULATOR,
      });
      expect(done.properties).toMatchObject({
        serviceUrl: 'http://calculator.example.com',
        type: 'soap',
        description: null,
      });
      const { items } = await client().list(`apis/${name}/operations`);
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({
        name: expect.stringMatching(/^[0-9a-f]{24}$/),
        properties: { displayName: 'Add', method: 'POST', urlTemplate: '/?soapAction=http://tempuri.org/Add' },
      });
      const exported = await client().get(`apis/${name}`, { query: { export: 'true', format: 'wsdl-link' } });
      expect(exported.status).toBe(200);
    });
  });

  describe('exports', () => {
    it('answer a link that needs no credential, at both places that clients look', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      const answer = await client().get(`apis/${name}`, { query: { export: 'true', format: 'openapi+json-link' } });
      const { value } = answer.json;
      expect(value).toEqual({ link: expect.stringMatching(/^https?:.*api-export/) });
      expect(answer.properties['value']).toEqual(value);
      const link = isJsonObject(value) ? String(value['link']) : '';
      const response = await fetch(link);
      expect(response.status).toBe(200);
      const document: unknown = await response.json();
      expect(document).toMatchObject({
        openapi: '3.0.1',
        info: { title: 'Pet store', version: '1.0' },
        servers: [{ url: expect.stringMatching(new RegExp(`^https://.*/${name}$`)) }],
        paths: {
          '/pets': {
            get: {
              operationId: 'listPets',
              summary: 'List pets',
              parameters: expect.arrayContaining([
                expect.objectContaining({ name: 'kind', in: 'query', required: true }),
                expect.objectContaining({ name: 'limit', in: 'query', description: 'Format - int32.' }),
              ]),
            },
            post: {
              requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
            },
          },
          '/pets/{petId}': { get: { operationId: 'get-pets-petid' } },
        },
        components: {
          schemas: { Pet: { type: 'object' }, 'Pets-petId-Get200ApplicationJsonResponse': { type: 'object' } },
          securitySchemes: { apiKeyHeader: { type: 'apiKey', in: 'header' } },
        },
        security: [{ apiKeyHeader: [] }, { apiKeyQuery: [] }],
      });
    });

    it('can be imported again without changing anything', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      const answer = await client().get(`apis/${name}`, { query: { export: 'true', format: 'openapi-link' } });
      const { value } = answer.json;
      const text = await (await fetch(isJsonObject(value) ? String(value['link']) : '')).text();
      const before = await operationsOf(name);
      await importApi(name, text, { serviceUrl: 'http://pets.example.com/v1' });
      const after = await operationsOf(name);
      expect([...after.keys()]).toEqual([...before.keys()]);
      expect(after.get('listPets')?.['urlTemplate']).toBe('/pets?kind={kind}');
      expect(after.get('createPets')?.['request']).toEqual(before.get('createPets')?.['request']);
    });

    it('of documents that an API never had fail', async () => {
      const name = unique('api');
      await importApi(name, petStore());
      const answer = await client().get(`apis/${name}`, { query: { export: 'true', format: 'wsdl-link' } });
      expect(answer.status).toBe(500);
    });
  });
}

/** A calculator of our own. */
const CALCULATOR = `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:tns="http://tempuri.org/" targetNamespace="http://tempuri.org/" name="Calculator">
  <wsdl:message name="AddIn" />
  <wsdl:portType name="CalculatorPort">
    <wsdl:operation name="Add"><wsdl:input message="tns:AddIn" /></wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="CalculatorBinding" type="tns:CalculatorPort">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http" />
    <wsdl:operation name="Add"><soap:operation soapAction="http://tempuri.org/Add" style="document" /></wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="Calculator">
    <wsdl:port name="CalculatorPort" binding="tns:CalculatorBinding">
      <soap:address location="http://calculator.example.com/calculator.asmx" />
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>`;
