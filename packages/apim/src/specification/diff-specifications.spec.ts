import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { detectSpecification } from './detect-specification.js';
import { diffSpecifications, sameSpecification } from './diff-specifications.js';
import { isJsonList } from './json-list.js';
import { operationName } from './operation-ids.js';
import { parseYamlOrJson } from './parse-yaml-or-json.js';
import type { Specification } from './specification.js';

const require = createRequire(import.meta.url);
const SAMPLES = new URL('../../../../../shared/data/toolkit-sample-artifacts/apis/', import.meta.url);

function json(document: JsonObject): Specification {
  return detectSpecification('specification.json', JSON.stringify(document));
}

function yaml(document: JsonObject): Specification {
  return detectSpecification('specification.yaml', dump(document));
}

function documentOf({ text }: Specification): JsonObject {
  const document = parseYamlOrJson(text, 'test');
  return isJsonObject(document) ? document : {};
}

function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectIn) : [];
}

/** What the service exports after importing `document`: written anew in OpenAPI 3.0.1. */
function exported(document: JsonObject): Specification {
  return yaml(new ServiceExport(document).write());
}

class ServiceExport {
  readonly #document: JsonObject;
  readonly #schemas: Record<string, Json> = {};
  readonly #taken = new Set<string>();

  constructor(document: JsonObject) {
    this.#document = document;
  }

  write(): JsonObject {
    const named = objectIn(objectIn(this.#document['components'])['schemas'] ?? this.#document['definitions']);
    for (const [name, schema] of Object.entries(named)) this.#schemas[name] = this.#schema(schema ?? {});
    const paths = Object.entries(objectIn(this.#document['paths'])).map(
      ([path, item]) => [path, this.#pathItem(path, this.#target(item))] as const,
    );
    return {
      openapi: '3.0.1',
      info: { title: 'Display name', version: '1.0' },
      servers: [{ url: 'https://gateway.example/api' }],
      paths: Object.fromEntries(paths),
      components: {
        schemas: this.#schemas,
        securitySchemes: { apiKeyHeader: { type: 'apiKey', name: 'Ocp-Apim-Subscription-Key', in: 'header' } },
      },
      security: [{ apiKeyHeader: [] }],
    };
  }

  #target(value: Json | undefined): JsonObject {
    const reference = objectIn(value)['$ref'];
    if (typeof reference !== 'string') return objectIn(value);
    const steps = reference
      .slice('#/'.length)
      .split('/')
      .map((step) => step.replace(/~1/g, '/'));
    return this.#target(steps.reduce<Json | undefined>((at, step) => objectIn(at)[step], this.#document));
  }

  #pathItem(path: string, item: JsonObject): JsonObject {
    const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].filter(
      (name) => name in item,
    );
    return Object.fromEntries(
      methods.map((method) => [method, this.#operation({ path, method, item }, objectIn(item[method]))]),
    );
  }

  #operation(place: { path: string; method: string; item: JsonObject }, operation: JsonObject): JsonObject {
    const { path, method, item } = place;
    const operationId = typeof operation['operationId'] === 'string' ? operation['operationId'] : undefined;
    const id = operationName({ operationId, method, urlTemplate: path }, this.#taken);
    this.#taken.add(id.toLowerCase());
    const merged = new Map<string, JsonObject>();
    for (const parameter of [...listIn(item['parameters']), ...listIn(operation['parameters'])]) {
      const target = this.#target(parameter);
      merged.set(`${String(target['in'])} ${String(target['name'])}`, target);
    }
    const parameters = [...merged.values()].sort(
      (a, b) => Number(a['required'] === true) - Number(b['required'] === true),
    );
    const body = ['get', 'head', 'options'].includes(method) ? undefined : this.#body(operation, parameters, id);
    const kept = parameters.filter((parameter) => ['path', 'query', 'header'].includes(String(parameter['in'])));
    return {
      operationId: id,
      summary: operation['summary'] ?? operationId ?? `${method} ${path}`,
      ...(operation['description'] !== undefined && { description: operation['description'] }),
      parameters: kept.map((parameter) => this.#parameter(parameter)),
      ...(body && { requestBody: { content: body } }),
      responses: this.#responses(operation, id),
    };
  }

  #parameter(parameter: JsonObject): JsonObject {
    const schema = this.#target(parameter['schema'] ?? parameter);
    const note = schema['format'] === undefined ? '' : `Format - ${String(schema['format'])}. `;
    const description = `${note}${String(parameter['description'] ?? '')}`;
    return {
      name: parameter['name'],
      in: parameter['in'],
      ...(description !== '' && { description }),
      ...((parameter['required'] === true || parameter['in'] === 'path') && { required: true }),
      schema: {
        ...(typeof schema['type'] === 'string' && { type: schema['type'] }),
        ...(schema['type'] !== 'array' && schema['enum'] !== undefined && { enum: schema['enum'] }),
      },
    };
  }

  #body(operation: JsonObject, parameters: readonly JsonObject[], id: string): JsonObject | undefined {
    const content = this.#target(operation['requestBody'])['content'];
    if (content !== undefined) return this.#content(objectIn(content), `${id}Request`);
    const body = parameters.find((parameter) => parameter['in'] === 'body');
    const types = operation['consumes'] ?? this.#document['consumes'];
    const [type = 'application/json'] = Array.isArray(types) ? types.map(String) : [];
    if (body) return this.#content({ [type]: { schema: body['schema'] } }, `${id}Request`);
    const fields = parameters.filter((parameter) => parameter['in'] === 'formData');
    if (fields.length === 0) return undefined;
    const properties = fields.map((field) => [
      String(field['name']),
      field['type'] === 'file' ? { type: 'string', format: 'binary' } : { type: field['type'] },
    ]);
    const required = fields.filter((field) => field['required'] === true).map((field) => String(field['name']));
    const schema = {
      properties: Object.fromEntries(properties) as JsonObject,
      ...(required.length > 0 && { required }),
    };
    return { [type]: { schema } };
  }

  #responses(operation: JsonObject, id: string): JsonObject {
    const produces = operation['produces'] ?? this.#document['produces'];
    const responses = Object.entries(objectIn(operation['responses'])).filter(([status]) => /^\d+$/.test(status));
    if (responses.length === 0) return { '200': { description: 'null' } };
    return Object.fromEntries(
      responses.map(([status, value]) => {
        const response = this.#target(value);
        const [type = 'application/json'] = Array.isArray(produces) ? produces.map(String) : [];
        const content = response['schema'] ? { [type]: { schema: response['schema'] } } : objectIn(response['content']);
        const description = response['description'] === '' ? 'null' : response['description'];
        return [status, { description: description ?? 'null', content: this.#content(content, `${id}${status}`) }];
      }),
    );
  }

  /** Inline schemas become generated components. */
  #content(content: JsonObject, name: string): JsonObject {
    return Object.fromEntries(
      Object.entries(content).map(([type, media], index) => {
        const schema = objectIn(media)['schema'];
        if (schema === undefined) return [type, {}];
        if (objectIn(schema)['$ref'] !== undefined) return [type, { schema: this.#schema(schema) }];
        const generated = `${name}Generated${index}`;
        this.#schemas[generated] = this.#schema(schema);
        return [type, { schema: { $ref: `#/components/schemas/${generated}` }, example: {} }];
      }),
    );
  }

  /** Without extensions, references to components. */
  #schema(schema: Json): Json {
    return JSON.parse(
      JSON.stringify(schema, (key, value: unknown) => (key.startsWith('x-') ? undefined : value)).replaceAll(
        '"#/definitions/',
        '"#/components/schemas/',
      ),
    ) as Json;
  }
}

const petstore: JsonObject = {
  openapi: '3.0.3',
  info: { title: 'Pets', description: 'All about pets.', version: '2.1' },
  servers: [{ url: 'https://pets.example/v2' }],
  tags: [{ name: 'pets' }],
  paths: {
    '/pets': {
      parameters: [{ $ref: '#/components/parameters/Trace' }],
      get: {
        operationId: 'listPets',
        tags: ['pets'],
        description: 'Lists pets.\n',
        parameters: [
          { name: 'limit', in: 'query', description: 'How many.', schema: { type: 'integer', format: 'int32' } },
          { name: 'kind', in: 'query', required: true, schema: { $ref: '#/components/schemas/Kind' } },
          { name: 'session', in: 'cookie', schema: { type: 'string' } },
        ],
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: {
          '200': {
            description: 'The pets.',
            headers: { 'x-next': { schema: { type: 'string' } } },
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } },
            },
          },
          default: { $ref: '#/components/responses/Failure' },
        },
      },
      post: {
        summary: 'Add a pet',
        requestBody: { $ref: '#/components/requestBodies/NewPet' },
        responses: { '201': { description: '' }, '400': { $ref: '#/components/responses/Failure' } },
        security: [{ key: [] }],
      },
    },
    '/pets/{pet-id}': { delete: { operationId: 'Remove a pet!', responses: {} } },
    '/pets/{pet-id}/photo': {
      put: {
        operationId: 'photo',
        parameters: [{ name: 'pet-id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          description: 'The photo.',
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: {
                  file: { type: 'string', format: 'binary' },
                  note: { type: 'string', description: 'Why' },
                },
              },
            },
          },
        },
        responses: { '204': { description: 'Stored.' } },
      },
    },
  },
  components: {
    parameters: { Trace: { name: 'x-trace', in: 'header', schema: { type: 'string' }, example: 'abc' } },
    requestBodies: { NewPet: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } } },
    responses: {
      Failure: {
        description: 'What went wrong.',
        content: { 'application/json': { schema: { type: 'object', properties: { code: { type: 'integer' } } } } },
      },
    },
    schemas: {
      Kind: { type: 'string', enum: ['cat', 'dog'] },
      Pet: {
        type: 'object',
        'x-internal': true,
        required: ['name', 'id'],
        properties: {
          id: { type: 'integer', format: 'int64' },
          name: { type: 'string', maxLength: 50, 'x-order': 1 },
          parent: { $ref: '#/components/schemas/Pet' },
          kind: { $ref: '#/components/schemas/Kind' },
        },
      },
      Unused: { type: 'object' },
    },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'key' } },
  },
};

const swagger: JsonObject = {
  swagger: '2.0',
  info: { title: 'Pets', version: '1' },
  host: 'pets.example',
  consumes: ['application/json'],
  produces: ['application/json', 'application/xml'],
  parameters: { Limit: { name: 'limit', in: 'query', type: 'integer', format: 'int32', default: 20 } },
  responses: { Failure: { description: 'Failed.', schema: { $ref: '#/definitions/Error' } } },
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        parameters: [{ $ref: '#/parameters/Limit' }],
        responses: {
          '200': { description: 'Pets.', schema: { type: 'array', items: { $ref: '#/definitions/Pet' } } },
          default: { $ref: '#/responses/Failure' },
        },
      },
      post: {
        operationId: 'addPet',
        parameters: [
          { name: 'pet', in: 'body', description: 'It.', required: true, schema: { $ref: '#/definitions/Pet' } },
        ],
        responses: {
          '200': { description: 'Added.', schema: { $ref: '#/definitions/Pet' } },
          '400': { $ref: '#/responses/Failure' },
        },
      },
    },
    '/pets/{id}/photo': {
      parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
      post: {
        operationId: 'photo',
        consumes: ['multipart/form-data'],
        parameters: [
          { name: 'file', in: 'formData', type: 'file', required: true },
          { name: 'note', in: 'formData', type: 'string' },
        ],
        responses: { '204': { description: 'Stored.' } },
      },
    },
  },
  definitions: {
    Pet: {
      type: 'object',
      properties: {
        name: { type: 'string', 'x-nullable': true },
        friends: { type: 'array', items: { $ref: '#/definitions/Pet' } },
      },
    },
    Error: { type: 'object', properties: { code: { type: 'integer', format: 'int32' } } },
  },
};

/** A copy with one member changed; `undefined` removes it. */
function changed(document: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  return objectIn(replaced(document, path, value));
}

function replaced(at: Json | undefined, path: readonly string[], value: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (isJsonList(at))
    return at.map((item, index) => (index === Number(step) ? (replaced(item, rest, value) ?? null) : item));
  const { [step]: member, ...others } = objectIn(at);
  const changedMember = replaced(member, rest, value);
  return { ...others, ...(changedMember !== undefined && { [step]: changedMember }) };
}

describe('diffSpecifications', () => {
  it.each([
    ['an OpenAPI 3.0 description', petstore],
    ['an OpenAPI 3.1 description', { ...petstore, openapi: '3.1.0' }],
    ['a Swagger description', swagger],
  ])('finds nothing where the service echoes %s', (_, document) => {
    expect(diffSpecifications(json(document), exported(document))).toEqual([]);
    expect(diffSpecifications(yaml(document), exported(document))).toEqual([]);
  });

  it('finds nothing where the service echoes large descriptions from practice', () => {
    for (const path of ['@figma/rest-api-spec/openapi/openapi.yaml', '@netlify/open-api/dist/swagger.json']) {
      const authored = detectSpecification(path, readFileSync(require.resolve(path), 'utf8'));
      expect(diffSpecifications(authored, exported(documentOf(authored)))).toEqual([]);
    }
  });

  const samples = [
    'basic-api/specification.yaml',
    'versioned-api-v2/specification.json',
    'revisioned-api;rev=2/specification.yaml',
  ];
  it.skipIf(!existsSync(SAMPLES))(
    'finds nothing where the service echoes an older repository (skipped: it is not there)',
    () => {
      for (const path of samples) {
        const authored = detectSpecification(path, readFileSync(fileURLToPath(new URL(path, SAMPLES)), 'utf8'));
        expect(diffSpecifications(authored, exported(documentOf(authored)))).toEqual([]);
      }
    },
  );

  it.each<[string, readonly string[], Json | undefined, string]>([
    ['a summary', ['paths', '/pets', 'post', 'summary'], 'Add', 'operations["POST /pets"].displayName'],
    ['a description', ['paths', '/pets', 'get', 'description'], 'Else.', 'operations["GET /pets"].description'],
    ['a lost description', ['paths', '/pets', 'get', 'description'], undefined, 'operations["GET /pets"].description'],
    ['an operation id', ['paths', '/pets', 'get', 'operationId'], 'list', 'operations["GET /pets"].id'],
    [
      'a parameter type',
      ['paths', '/pets', 'get', 'parameters', '0', 'schema', 'type'],
      'string',
      'operations["GET /pets"].parameters["query limit"].type',
    ],
    [
      'a parameter that is required now',
      ['paths', '/pets', 'get', 'parameters', '0', 'required'],
      true,
      'operations["GET /pets"].parameters["query limit"].required',
    ],
    [
      'a parameter description',
      ['paths', '/pets', 'get', 'parameters', '0', 'description'],
      'Most.',
      'operations["GET /pets"].parameters["query limit"].description',
    ],
    ['a removed operation', ['paths', '/pets', 'post'], undefined, 'operations["POST /pets"]'],
    ['an added operation', ['paths', '/pets', 'patch'], { responses: {} }, 'operations["PATCH /pets"]'],
    [
      'a response description',
      ['components', 'responses', 'Failure', 'description'],
      'Why.',
      'operations["POST /pets"].responses["400"].description',
    ],
    [
      'a removed response',
      ['paths', '/pets', 'post', 'responses', '400'],
      undefined,
      'operations["POST /pets"].responses["400"]',
    ],
    [
      'another schema of a response',
      ['paths', '/pets', 'get', 'responses', '200', 'content', 'application/json', 'schema', 'items'],
      { $ref: '#/components/schemas/Kind' },
      'operations["GET /pets"].responses["200"].content["application/json"].items.$ref',
    ],
    [
      'another media type',
      ['components', 'requestBodies', 'NewPet', 'content'],
      { 'text/json': { schema: { $ref: '#/components/schemas/Pet' } } },
      'operations["POST /pets"].request.content["application/json"]',
    ],
    [
      'a member of a named schema',
      ['components', 'schemas', 'Pet', 'properties', 'name', 'maxLength'],
      60,
      'components.Pet.properties.name.maxLength',
    ],
    ['an enumeration', ['components', 'schemas', 'Kind', 'enum'], ['cat', 'cow'], 'components.Kind.enum[1]'],
    [
      'a form field',
      ['paths', '/pets/{pet-id}/photo', 'put', 'requestBody', 'content', 'multipart/form-data', 'schema', 'required'],
      ['note'],
      'operations["PUT /pets/{pet-id}/photo"].request.content["multipart/form-data"].required[0]',
    ],
  ])('finds %s', (_, path, value, where) => {
    const differences = diffSpecifications(json(petstore), exported(changed(petstore, path, value)));
    expect(differences.map((difference) => difference.path)).toContain(where);
  });

  it('says what is live and what would be', () => {
    const live = changed(petstore, ['paths', '/pets', 'post', 'summary'], 'Live');
    expect(diffSpecifications(json(petstore), exported(live))).toEqual([
      { path: 'operations["POST /pets"].displayName', before: 'Live', after: 'Add a pet' },
    ]);
  });

  it.each<[string, readonly string[], Json | undefined]>([
    ['the head of the document', ['info'], { title: 'Other', description: 'Other', version: '9' }],
    ['servers', ['servers'], [{ url: 'https://other.example' }]],
    ['security', ['paths', '/pets', 'post', 'security'], undefined],
    ['tags', ['paths', '/pets', 'get', 'tags'], ['other']],
    ['extensions', ['paths', '/pets', 'get', 'x-other'], { a: 1 }],
    ['unused schemas', ['components', 'schemas', 'Unused'], { type: 'array', items: {} }],
    ['the body of a GET', ['paths', '/pets', 'get', 'requestBody'], undefined],
  ])('does not look at %s', (_, path, value) => {
    expect(sameSpecification(json(petstore), json(changed(petstore, path, value)))).toBe(true);
  });

  it('takes required query parameters that became part of the template as what they were', () => {
    const operation = { operationId: 'find', responses: { '200': { description: 'ok' } } };
    const required = { name: 'q', required: true, schema: { type: 'string' } };
    const head = { openapi: '3.0.1', info: { title: 'a', version: '1' } };
    const authored = {
      ...head,
      paths: { '/find': { get: { ...operation, parameters: [{ ...required, in: 'query' }] } } },
    };
    const live = {
      ...head,
      paths: { '/find?q={q}': { get: { ...operation, parameters: [{ ...required, in: 'path' }] } } },
    };
    expect(diffSpecifications(json(authored), json(live))).toEqual([]);
  });

  it('sees through aliases, circles and what 3.1 writes differently', () => {
    const paths = (schema: JsonObject): JsonObject => ({
      '/a': { get: { operationId: 'a', responses: { '200': { description: 'ok', content: { 'a/b': { schema } } } } } },
    });
    const info = { title: 'a', version: '1' };
    const a31 = {
      openapi: '3.1.0',
      info,
      paths: paths({ $ref: '#/components/schemas/Alias' }),
      components: {
        schemas: {
          Alias: { $ref: '#/components/schemas/Node' },
          Node: {
            type: 'object',
            properties: {
              next: { anyOf: [{ $ref: '#/components/schemas/Node' }, { type: 'null' }] },
              size: { type: ['integer', 'null'], exclusiveMinimum: 0, examples: [1] },
              kind: { const: 'node' },
            },
          },
          Circle: { $ref: '#/components/schemas/Circle' },
        },
      },
    };
    const a30 = {
      openapi: '3.0.1',
      info,
      paths: paths({ $ref: '#/components/schemas/Node' }),
      components: {
        schemas: {
          Node: {
            type: 'object',
            properties: {
              next: { anyOf: [{ $ref: '#/components/schemas/Node' }], nullable: true },
              size: { type: 'integer', minimum: 0, exclusiveMinimum: true, nullable: true },
              kind: { enum: ['node'] },
            },
          },
        },
      },
    };
    expect(diffSpecifications(json(a31), json(a30))).toEqual([]);
    expect(sameSpecification(json({ ...a31, paths: paths({ $ref: '#/components/schemas/Circle' }) }), json(a30))).toBe(
      false,
    );
  });

  it('finds nothing in any description that is echoed, and something in any that is not', () => {
    fc.assert(
      fc.property(description, description, (one, other) => {
        expect(diffSpecifications(json(one), exported(one))).toEqual([]);
        expect(diffSpecifications(json(one), yaml(one))).toEqual([]);
        const isSame = JSON.stringify(one['paths']) === JSON.stringify(other['paths']);
        expect(sameSpecification(json(one), exported(other))).toBe(isSame);
      }),
    );
  });

  it('tells descriptions of different families apart', () => {
    const graphql: Specification = { format: 'graphql', text: 'type Query { a: Int }' };
    expect(diffSpecifications(json(petstore), graphql)).toEqual([
      { path: 'format', before: 'graphql', after: 'openapi-json' },
    ]);
  });
});

const simpleSchema = fc.constantFrom<JsonObject>(
  { type: 'object', properties: { a: { type: 'string' } } },
  { type: 'array', items: { $ref: '#/components/schemas/Item' } },
  { $ref: '#/components/schemas/Item' },
);
const operationOf = fc.record(
  {
    operationId: fc.constantFrom('one', 'two', 'Three_3'),
    summary: fc.constantFrom('First', 'Second'),
    description: fc.constantFrom('Text.', 'More\ntext.'),
    parameters: fc
      .uniqueArray(
        fc.record({
          name: fc.constantFrom('a', 'b', 'c'),
          in: fc.constantFrom('query', 'header'),
          required: fc.boolean(),
          schema: fc.constantFrom<JsonObject>({ type: 'integer', format: 'int64' }, { type: 'boolean' }),
        }),
        { selector: (parameter) => parameter.name, maxLength: 3, size: 'max' },
      )
      .map((parameters) => parameters.sort((a, b) => (a.name < b.name ? -1 : 1))),
    responses: fc.dictionary(
      fc.constantFrom('200', '404'),
      fc.record(
        {
          description: fc.constantFrom('Good.', 'Bad.'),
          content: fc.record({ 'application/json': fc.record({ schema: simpleSchema }) }, { noNullPrototype: true }),
        },
        { noNullPrototype: true },
      ),
      { minKeys: 1, noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);
const description: fc.Arbitrary<JsonObject> = fc
  .tuple(fc.constantFrom('get', 'post'), operationOf, fc.constantFrom('/a', '/b'))
  .map(([method, operation, path]) => ({
    openapi: '3.0.0',
    info: { title: 't', version: '1' },
    paths: { [path]: { [method]: structuredClone(operation) } },
    components: { schemas: { Item: { type: 'object', properties: { self: { $ref: '#/components/schemas/Item' } } } } },
  }));

describe('diffSpecifications of GraphQL', () => {
  const diff = (authored: string, live: string): readonly string[] =>
    diffSpecifications({ format: 'graphql', text: authored }, { format: 'graphql', text: live }).map(
      ({ path }) => path,
    );

  it('does not look at order, comments, layout and the default schema', () => {
    const authored = `# note
      schema { query: Query }
      "A thing" type Thing implements Node & Named { id: ID!, name(short: Boolean = false, max: Int): String }
      type Query { thing: Thing }
      extend type Query { other: Int @deprecated }
      enum Kind { A B }`;
    const live = `enum Kind { B, A }
      type Query { other: Int @deprecated, thing: Thing }
      """
      A thing
      """
      type Thing implements Named & Node { name(max: Int, short: Boolean = false): String id: ID! }`;
    expect(diff(authored, live)).toEqual([]);
  });

  it('finds changed, added and removed definitions and members', () => {
    expect(diff('type Query { a: Int, b: Int }', 'type Query { a: Int! }')).toEqual([
      'definitions["type Query"].members.a',
      'definitions["type Query"].members.b',
    ]);
    expect(diff('type Query { a: Int }', 'type Query { a: Int } scalar Date')).toEqual(['definitions["scalar Date"]']);
    expect(diff('union U = A | B', 'union U = A')).toEqual(['definitions["union U"].members.B']);
    expect(diff('"x" type Query { a: Int }', 'type Query { a: Int }')).toEqual([
      'definitions["type Query"].description',
    ]);
    expect(diff('schema { query: Root }', 'schema { query: Query }')).toEqual(['definitions.schema']);
  });
});

describe('diffSpecifications of WSDL and WADL', () => {
  const diff = (authored: string, live: string): readonly string[] =>
    diffSpecifications({ format: 'wsdl', text: authored }, { format: 'wsdl', text: live }).map(({ path }) => path);
  const wsdl = `<?xml version="1.0"?>
    <wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="urn:calc" xmlns:s="http://www.w3.org/2001/XMLSchema"
      xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:calc">
      <!-- note -->
      <wsdl:types><s:schema targetNamespace="urn:calc"><s:element name="Add"><s:complexType><s:sequence>
        <s:element name="a" type="s:int" /><s:element name="b" type="s:int" /></s:sequence></s:complexType></s:element></s:schema></wsdl:types>
      <wsdl:message name="AddIn"><wsdl:part name="parameters" element="tns:Add" /></wsdl:message>
      <wsdl:portType name="Calc"><wsdl:operation name="Add"><wsdl:input message="tns:AddIn" /></wsdl:operation></wsdl:portType>
      <wsdl:service name="Calc"><wsdl:port name="P" binding="tns:B"><soap:address location="http://a.example" /></wsdl:port></wsdl:service>
    </wsdl:definitions>`;

  it('does not look at prefixes, order, comments, white space and addresses', () => {
    const live = `<definitions targetNamespace="urn:calc" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:c="urn:calc"
        xmlns:xs="http://www.w3.org/2001/XMLSchema">
      <service name="Calc"><port binding="c:B" name="P"><address xmlns="http://schemas.xmlsoap.org/wsdl/soap/" location="https://gw" /></port></service>
      <portType name="Calc"><operation name="Add"><input message="c:AddIn"></input></operation></portType>
      <message name="AddIn"><part element="c:Add" name="parameters"/></message>
      <types><xs:schema targetNamespace="urn:calc"><xs:element name="Add"><xs:complexType><xs:sequence><xs:element
        type="xs:int" name="a"/><xs:element name="b" type="xs:int"/></xs:sequence></xs:complexType></xs:element></xs:schema></types>
    </definitions>`;
    expect(diff(wsdl, live)).toEqual([]);
  });

  it('finds changes and says where', () => {
    expect(diff(wsdl, wsdl.replace('name="AddIn"', 'name="Input"'))).toEqual([
      'definitions["message Input"]',
      'definitions["message AddIn"]',
    ]);
    expect(diff(wsdl, wsdl.replace('name="b" type="s:int"', 'name="b" type="s:long"'))).toEqual([
      'definitions.types["schema urn:calc"]["element Add"]',
    ]);
  });

  it('compares WADL in the same way', () => {
    const wadl = (base: string, status: string): Specification => ({
      format: 'wadl',
      text: `<application xmlns="http://wadl.dev.java.net/2009/02"><resources base="${base}"><resource path="/s">
        <method id="get" name="GET"><response status="${status}" /></method></resource></resources></application>`,
    });
    expect(diffSpecifications(wadl('https://a', '200'), wadl('https://b', '200'))).toEqual([]);
    expect(diffSpecifications(wadl('https://a', '200'), wadl('https://b', '404')).map(({ path }) => path)).toEqual([
      'application.resources["resource /s"]["method GET"]',
    ]);
  });
});
