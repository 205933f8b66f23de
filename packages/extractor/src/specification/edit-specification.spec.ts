import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  createApimClient,
  detectSpecification,
  diffSpecifications,
  parseYamlOrJson,
  type ApimClient,
  type Specification,
} from '@nx-apiops/apim';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import type { Json } from '@nx-apiops/plan';
import fc from 'fast-check';
import { Document, parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editSpecification } from './edit-specification.js';

const require = createRequire(import.meta.url);

/** As parsed; the tests know what they look for. */
type Untyped = ReturnType<typeof JSON.parse>;
type Members = Record<string, Untyped>;

function yamlOf(content: object): Specification {
  return {
    format: 'openapi-yaml',
    text: new Document(content, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 }),
  };
}

/** The live description after somebody changed it. */
function changed(live: Specification, change: (document: Members) => void): Specification {
  const document = structuredClone(parseYamlOrJson(live.text, 'live.yaml')) as Members;
  change(document);
  return yamlOf(document);
}

/** Lines that went and came, at least so many; moved lines do not count. */
function changedLines(before: string, after: string): readonly string[] {
  const count = (lines: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [a, b] = [count(before.split('\n')), count(after.split('\n'))];
  const missing = (from: Map<string, number>, to: Map<string, number>, sign: string): string[] =>
    [...from].flatMap(([line, times]) =>
      Array<string>(Math.max(0, times - (to.get(line) ?? 0))).fill(`${sign}${line.trim()}`),
    );
  return [...missing(a, b, '-'), ...missing(b, a, '+')];
}

/** Edits, and checks that the result means what the live description means. */
function edited(file: Specification, live: Specification): string {
  const text = editSpecification(file, live);
  expect(diffSpecifications(detectSpecification(`file.${file.format.split('-')[1]}`, text), live)).toEqual([]);
  return text;
}

describe('editSpecification of real documents', () => {
  let emulator: Emulator;
  let client: ApimClient;
  const files = new Map<string, Specification>();
  const lives = new Map<string, Specification>();

  const imported = async (name: string, file: Specification, format: string): Promise<void> => {
    const value = format === 'swagger-json' ? JSON.stringify(parseYamlOrJson(file.text, 'x.yaml')) : file.text;
    await client.put(`apis/${name}`, {
      properties: { displayName: name, path: name, protocols: ['https'], format, value },
    });
    const answer = (await client.get(`apis/${name}`, { format: 'openapi-link', export: 'true' })) as Members;
    const link: string = answer['properties']?.value?.link ?? answer['value'].link;
    files.set(name, file);
    lives.set(name, { format: 'openapi-yaml', text: await client.download(link) });
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    const { subscriptionId, resourceGroup, url } = emulator;
    client = createApimClient({
      service: { subscriptionId, resourceGroup, serviceName: 'apim-dev' },
      endpoint: url,
      initialPollDelayMs: 1,
    });
    const figma = readFileSync(require.resolve('@figma/rest-api-spec/openapi/openapi.yaml'), 'utf8');
    const netlify = readFileSync(require.resolve('@netlify/open-api/dist/swagger.json'), 'utf8');
    const commented = parseDocument(netlify)
      .toString({ lineWidth: 0, collectionStyle: 'block' })
      .replace(/^(paths:)/m, '# every path\n$1 # below');
    await imported('figma', { format: 'openapi-yaml', text: figma }, 'openapi');
    await imported(
      'figma-json',
      { format: 'openapi-json', text: JSON.stringify(parseYamlOrJson(figma, 'x.yaml'), undefined, 4) },
      'openapi+json',
    );
    await imported('netlify', { format: 'swagger-json', text: netlify }, 'swagger-json');
    await imported(
      'netlify-yaml',
      { format: 'swagger-yaml', text: commented.replaceAll('\n', '\r\n') },
      'swagger-json',
    );
  }, 60_000);
  afterAll(async () => emulator.close());

  const both = (name: string): { readonly file: Specification; readonly live: Specification } => {
    const [file, live] = [files.get(name), lives.get(name)];
    if (!file || !live) throw new Error(name);
    return { file, live };
  };
  const NAMES = ['figma', 'figma-json', 'netlify', 'netlify-yaml'];
  const first = (document: Members, method: string): Members =>
    Object.values(document['paths'] as Members).find((item: Members) => item[method])[method];

  it.each(NAMES)('leaves %s alone as long as it is echoed', (name) => {
    const { file, live } = both(name);
    expect(editSpecification(file, live)).toBe(file.text);
  });

  it.each(NAMES)('changes one line of %s for the summary of an operation', (name) => {
    const { file, live } = both(name);
    const text = edited(
      file,
      changed(live, (document) => (first(document, 'post').summary = 'A new summary')),
    );
    const lines = changedLines(file.text, text);
    expect(lines.filter((line) => line.startsWith('+'))).toEqual([
      expect.stringMatching(/^\+"?summary"?: "?A new summary"?,?$/),
    ]);
    expect(lines.length).toBeLessThanOrEqual(2);
  });

  it.each(NAMES)('changes the description of an operation of %s', (name) => {
    const { file, live } = both(name);
    const text = edited(
      file,
      changed(live, (document) => (first(document, 'get').description = 'Says: something\nnew.')),
    );
    expect(changedLines(file.text, text).filter((line) => line.startsWith('+')).length).toBeLessThanOrEqual(3);
  });

  it.each(NAMES)('removes an operation of %s, and only that', (name) => {
    const { file, live } = both(name);
    const text = edited(
      file,
      changed(live, (document) => {
        const item = Object.values(document['paths'] as Members).find(
          (one: Members) => one['delete'] && one['get'],
        ) as Members;
        delete item['delete'];
      }),
    );
    const lines = changedLines(file.text, text);
    expect(lines.filter((line) => line.startsWith('+')).length).toBeLessThanOrEqual(1);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.length).toBeLessThan(80);
  });

  it.each(NAMES)('adds an operation to %s with the schemas that it refers to', (name) => {
    const { file, live } = both(name);
    const text = edited(
      file,
      changed(live, (document) => {
        document['components'].schemas['NewThing'] = {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'integer', minimum: 0, exclusiveMinimum: true },
            next: { $ref: '#/components/schemas/NewThing' },
          },
        };
        document['paths']['/new-things/{id}'] = {
          put: {
            summary: 'Put a thing',
            operationId: 'putThing',
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NewThing' } } } },
            responses: {
              '200': {
                description: 'Done',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/NewThing' } } },
              },
            },
          },
        };
      }),
    );
    const lines = changedLines(file.text, text);
    expect(lines.filter((line) => line.startsWith('-')).length).toBeLessThanOrEqual(1);
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.length).toBeLessThan(75);
  });

  it.each(NAMES)('changes parameters and schemas of %s', (name) => {
    const { file, live } = both(name);
    const text = edited(
      file,
      changed(live, (document) => {
        const operation = Object.values(document['paths'] as Members)
          .flatMap((item: Members) => Object.values(item))
          .find((one: Untyped) =>
            one.parameters?.some((parameter: Members) => parameter['in'] === 'query' && parameter['required'] !== true),
          ) as Members;
        const parameter = operation['parameters'].find((one: Members) => one['in'] === 'query');
        parameter.required = true;
        parameter.description = 'Needed now';
        operation['parameters'].push({
          name: 'X-New',
          in: 'header',
          description: 'New',
          schema: { type: 'string', enum: ['a', 'b'] },
        });
        operation['responses']['418'] = { description: 'Teapot' };
        const schema = Object.values(document['components'].schemas as Members).find((one: Members) =>
          Object.values(one['properties'] ?? {}).some((property: Untyped) => property.type === 'string'),
        ) as Members;
        schema['description'] = 'A changed schema';
      }),
    );
    const lines = changedLines(file.text, text);
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.length).toBeLessThan(40);
  });

  it('writes Swagger anew in the form of the service where it cannot say what changed', () => {
    const { file, live } = both('netlify');
    const change = changed(live, (document) => {
      first(document, 'post').requestBody = {
        content: {
          'application/json': {
            schema: { oneOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { type: 'integer' }] },
          },
        },
      };
    });
    expect(JSON.parse(edited(file, change))).toMatchObject({ openapi: '3.0.1' });
  });
});

const schema = fc.letrec<{ schema: Members }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record(
      {
        type: fc.constantFrom('string', 'integer', 'boolean'),
        description: fc.constantFrom('One.', 'Two\nlines.'),
        enum: fc.constantFrom(['a', 'b'], ['b']),
        nullable: fc.constant(true),
        minimum: fc.constantFrom(0, 5),
        exclusiveMinimum: fc.boolean(),
      },
      { requiredKeys: ['type'], noNullPrototype: true },
    ),
    fc.constantFrom({ $ref: '#/components/schemas/One' }, { $ref: '#/components/schemas/Two' }),
    fc.record({ type: fc.constant('array'), items: tie('schema') }, { noNullPrototype: true }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'type'), tie('schema'), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
        required: fc.constantFrom(['a'], ['b', 'a']),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      },
      { requiredKeys: ['type'], noNullPrototype: true },
    ),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }, { noNullPrototype: true }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }, { noNullPrototype: true }),
  ),
})).schema;

const parameter = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c'),
    in: fc.constantFrom('query', 'header'),
    required: fc.boolean(),
    description: fc.constantFrom('One.', 'Format - int32. Two.'),
    schema: fc.constantFrom<Json>(
      { type: 'string' },
      { type: 'integer', enum: [1, 2], default: 1 },
      { type: 'array', items: {} },
    ),
  },
  { requiredKeys: ['name', 'in', 'schema'], noNullPrototype: true },
);
const parameters = fc.uniqueArray(parameter, { selector: ({ name }) => name, maxLength: 3 });
const content = fc.dictionary(
  fc.constantFrom('application/json', 'application/xml'),
  fc.record({ schema }, { noNullPrototype: true }),
  { minKeys: 1, maxKeys: 2, noNullPrototype: true },
);
const operation = fc.record(
  {
    operationId: fc.constantFrom('x', 'y', 'Not valid!'),
    summary: fc.constantFrom('First', 'Second'),
    description: fc.constantFrom('One.', 'Two\nlines.'),
    parameters,
    requestBody: fc.record(
      { description: fc.constant('Sent'), content },
      { requiredKeys: ['content'], noNullPrototype: true },
    ),
    responses: fc.dictionary(
      fc.constantFrom('200', '404'),
      fc.record(
        { description: fc.constantFrom('', 'Good.'), content },
        { requiredKeys: ['description'], noNullPrototype: true },
      ),
      { minKeys: 1, noNullPrototype: true },
    ),
  },
  { requiredKeys: ['responses'], noNullPrototype: true },
);
const pathItem = fc
  .record({ get: operation, post: operation, parameters }, { requiredKeys: [], noNullPrototype: true })
  .map(({ parameters: shared, ...methods }): Members => ({ ...(shared && { parameters: shared }), ...methods }));
const openApi = fc
  .record({
    paths: fc.dictionary(fc.constantFrom('/a', '/b/{c}', '/d'), pathItem, { maxKeys: 3, noNullPrototype: true }),
    one: schema,
    two: schema,
  })
  .map(({ paths, one, two }): Members => ({
    openapi: '3.0.1',
    info: { title: 't', version: '1' },
    paths,
    // A schema that only refers to itself means nothing.
    components: {
      schemas: { One: { type: 'object', properties: { one } }, Two: { type: 'object', properties: { two } } },
    },
  }));

/** Describes in Swagger 2 what it can of an OpenAPI 3 document. */
function toSwagger(document: Members): Members {
  const paths = structuredClone(document['paths']) as Members;
  for (const item of Object.values(paths) as Members[]) {
    for (const method of ['get', 'post'].filter((name) => item[name])) {
      const { requestBody, ...rest } = item[method];
      const [media] = Object.values((requestBody?.content ?? {}) as Members);
      const body = media ? [{ name: 'body', in: 'body', schema: media.schema }] : [];
      const plain = (rest.parameters ?? []).map(({ schema: { type, enum: values }, ...one }: Untyped) => ({
        ...one,
        type,
        ...(values && { enum: values }),
      }));
      item[method] = { ...rest, parameters: [...plain, ...body] };
      for (const response of Object.values<Members>(rest.responses)) {
        const [answer] = Object.values((response['content'] ?? {}) as Members);
        delete response['content'];
        if (answer) response['schema'] = answer.schema;
      }
    }
    item['parameters'] = item['parameters']?.map(({ schema: { type }, ...one }: Untyped) => ({ ...one, type }));
  }
  const text = JSON.stringify({
    swagger: '2.0',
    'x-own': document['x-own'],
    info: document['info'],
    paths,
    definitions: document['components'].schemas,
  });
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/definitions/'));
}

/** As the service exports them: every operation has a name of its own. */
function withUniqueIds(document: Members): Members {
  const copy = structuredClone(document);
  const operations = Object.values(copy['paths'] as Members).flatMap((item: Members) => [item['get'], item['post']]);
  for (const [index, one] of operations.filter(Boolean).entries())
    one.operationId = `${one.operationId ?? 'z'}-${index}`;
  return copy;
}

describe('editSpecification of any document', () => {
  const yaml = (document: Members): string =>
    new Document(document, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
  const dialects = fc.constantFrom<readonly [Specification['format'], (document: Members) => string]>(
    ['openapi-yaml', yaml],
    ['openapi-json', (document) => JSON.stringify(document, undefined, 4)],
    ['openapi-yaml', (document) => yaml({ ...document, openapi: '3.1.0' })],
    ['swagger-yaml', (document) => yaml(toSwagger(document))],
    ['swagger-json', (document) => JSON.stringify(toSwagger(document), undefined, 2)],
  );

  it('means exactly what the live one means, and is not edited again', () => {
    fc.assert(
      fc.property(dialects, openApi, openApi, ([format, write], one, other) => {
        const file: Specification = { format, text: write({ ...one, 'x-own': 'kept' }) };
        const live = yamlOf(withUniqueIds(other));
        const text = edited(file, live);
        // Only Swagger is written anew, in OpenAPI, for what it cannot say.
        expect(text.includes('x-own') || (format.startsWith('swagger') && /openapi/.test(text))).toBe(true);
        expect(editSpecification(detectSpecification(`file.${format.split('-')[1]}`, text), live)).toBe(text);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

const PETS = `openapi: 3.0.3
info: { title: Pets, version: "1" }
paths:
  /pets/{id}: # one pet
    parameters:
      - $ref: '#/components/parameters/Id'
      - { name: verbose, in: query, schema: { type: boolean } }
    get:
      summary: Get
      security: [] # public
      responses:
        '200': { $ref: '#/components/responses/Pet' }
    delete:
      summary: Delete
      responses:
        '204': { description: Gone }
components:
  parameters:
    Id: { name: id, in: path, required: true, description: The id, schema: { type: string } }
  responses:
    Pet:
      description: A pet
      content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
  schemas:
    Pet:
      type: object
      x-table: pets
      properties:
        name: { type: string, example: Rex } # its name
`;

describe('editSpecification of shared parts', () => {
  const live = (): Members => {
    const id = { name: 'id', in: 'path', description: 'The id', required: true, schema: { type: 'string' } };
    const verbose = { name: 'verbose', in: 'query', schema: { type: 'boolean' } };
    return {
      openapi: '3.0.1',
      info: { title: 'Pets', version: '1.0' },
      paths: {
        '/pets/{id}': {
          get: {
            summary: 'Get',
            operationId: 'get-pets-id',
            parameters: [{ ...id }, { ...verbose }],
            responses: {
              '200': {
                description: 'A pet',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
              },
            },
          },
          delete: {
            summary: 'Delete',
            operationId: 'delete-pets-id',
            parameters: [{ ...id }, { ...verbose }],
            responses: { '204': { description: 'Gone' } },
          },
        },
      },
      components: { schemas: { Pet: { type: 'object', properties: { name: { type: 'string' } } } } },
    };
  };

  it.each<[string, (operations: { get: Members; delete: Members; document: Members }) => void, readonly string[]]>([
    ['nothing', () => undefined, []],
    [
      'a parameter of the path that one operation describes otherwise',
      ({ get }) => (get['parameters'][0].description = 'Its id'),
      [
        '+parameters:',
        '+- name: id',
        '+in: path',
        '+required: true',
        '+description: Its id',
        '+schema:',
        '+type: string',
      ],
    ],
    [
      'a parameter of the path that one operation loses',
      ({ get }) => get['parameters'].pop(),
      [
        '-- { name: verbose, in: query, schema: { type: boolean } }',
        '+parameters:',
        '+- name: verbose',
        '+in: query',
        '+schema:',
        '+type: boolean',
      ],
    ],
    [
      'a response that one operation describes otherwise',
      ({ get }) => (get['responses']['200'].description = 'The pet'),
      [
        `-'200': { $ref: '#/components/responses/Pet' }`,
        `+'200':`,
        '+description: The pet',
        '+content:',
        '+application/json:',
        '+schema:',
        `+$ref: '#/components/schemas/Pet'`,
      ],
    ],
    [
      'a property of a named schema',
      ({ document }) => (document['components'].schemas.Pet.properties.name.maxLength = 9),
      [
        '-name: { type: string, example: Rex } # its name',
        '+name: { type: string, maxLength: 9, example: Rex } # its name',
      ],
    ],
    ['the last operation of a path', ({ document }) => (document['paths'] = {}), ['-paths:']],
  ])('changes %s', (_, change, expected) => {
    const document = live();
    const item = document['paths']['/pets/{id}'];
    change({ get: item.get, delete: item.delete, document });
    const file: Specification = { format: 'openapi-yaml', text: PETS };
    const lines = changedLines(PETS, edited(file, yamlOf(document)));
    expect(lines.slice(0, Math.max(1, expected.length))).toEqual(expected);
  });

  it('writes null in the words of OpenAPI 3.1', () => {
    const file: Specification = { format: 'openapi-yaml', text: PETS.replace('3.0.3', '3.1.0') };
    const document = live();
    document['components'].schemas.Pet.properties.name.nullable = true;
    const text = edited(file, yamlOf(document));
    expect(changedLines(file.text, text)).toEqual([
      '-name: { type: string, example: Rex } # its name',
      `+name: { type: [ string, 'null' ], example: Rex } # its name`,
    ]);
  });

  it('writes descriptions of other families anew, with the line ends of the file', () => {
    const file: Specification = { format: 'graphql', text: 'type Query {\r\n  a: Int\r\n}' };
    expect(editSpecification(file, { format: 'graphql', text: 'type Query {\n  a: Int!\n}\n' })).toBe(
      'type Query {\r\n  a: Int!\r\n}',
    );
  });
});
