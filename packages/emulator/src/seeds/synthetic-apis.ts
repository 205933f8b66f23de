import { stripEnd } from '@nx-apiops/plan';
import { renderServicePolicy } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { OPENAPI_CONTENT_TYPE } from '../import/import-openapi.js';
import { putResource } from '../service/put-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { seedApi, seedLink, seedOperation, seedOperationProperties } from './seed-resource.js';

/** Products and tags are shared by so many APIs. */
const APIS_PER_PRODUCT = 50;
const TAGS = 20;
/** The id of each API's only schema. */
const SCHEMA_ID = '6650a1b2c3d4e5f601020304';
const NOUNS = [
  'order',
  'customer',
  'invoice',
  'shipment',
  'product',
  'payment',
  'address',
  'contract',
  'ticket',
  'device',
];

const API_POLICY = renderServicePolicy(`<policies>
  <inbound>
    <base />
    <set-header name="X-Correlation-Id" exists-action="skip">
      <value>@(context.RequestId.ToString())</value>
    </set-header>
  </inbound>
  <backend>
    <base />
  </backend>
  <outbound>
    <base />
  </outbound>
  <on-error>
    <base />
  </on-error>
</policies>`);

const OPERATION_POLICY = renderServicePolicy(`<policies>
  <inbound>
    <base />
    <rate-limit-by-key calls="100" renewal-period="60" counter-key="@(context.Subscription.Id)" />
  </inbound>
  <backend>
    <base />
  </backend>
  <outbound>
    <base />
  </outbound>
  <on-error>
    <base />
  </on-error>
</policies>`);

/**
 * Fills a service with APIs that look like real ones, the same for the same numbers: each with its operations, types,
 * an API policy, a policy on the first operation, one tag and one product. What all of them have is stored once.
 */
export function seedSyntheticApis(service: ServiceInstance, count: number, operationsPerApi: number): void {
  if (count === 0) return;
  const operations = syntheticOperations(operationsPerApi);
  const schema = { contentType: OPENAPI_CONTENT_TYPE, document: { components: { schemas: syntheticTypes() } } };
  for (let tag = 1; tag <= Math.min(TAGS, count); tag += 1) {
    const name = numbered('domain', tag, 2);
    putResource(service, { kind: 'tag', segments: ['tags', name], properties: { displayName: name }, references: [] });
  }
  for (let product = 1; product <= Math.ceil(count / APIS_PER_PRODUCT); product += 1) seedProduct(service, product);
  for (let number = 1; number <= count; number += 1) {
    const name = numbered('api', number, 5);
    const api = seedApi(service, name, {
      displayName: `Synthetic API ${String(number).padStart(5, '0')}`,
      description: 'Made by the emulator.',
      path: `synthetic/${name}`,
      serviceUrl: `https://${name}.example.com/v1`,
    });
    putResource(service, {
      kind: 'apiSchema',
      segments: [...api.segments, 'schemas', SCHEMA_ID],
      properties: schema,
      references: [],
    });
    for (const [operation, properties] of operations) {
      seedOperation(service, [...api.segments, 'operations', operation], properties);
    }
    seedPolicies(service, api.segments, operations[0]?.[0]);
    seedLink(service, 'apiTag', ['apis', name, 'tags', numbered('domain', ((number - 1) % TAGS) + 1, 2)]);
    const product = numbered('product', Math.ceil(number / APIS_PER_PRODUCT), 3);
    seedLink(service, 'productApi', ['products', product, 'apis', name]);
  }
}

function numbered(word: string, number: number, digits: number): string {
  return `${word}-${String(number).padStart(digits, '0')}`;
}

function seedProduct(service: ServiceInstance, number: number): void {
  const name = numbered('product', number, 3);
  const segments = ['products', name];
  putResource(service, {
    kind: 'product',
    segments,
    properties: {
      displayName: `Synthetic product ${String(number).padStart(3, '0')}`,
      description: null,
      terms: null,
      subscriptionRequired: true,
      approvalRequired: false,
      subscriptionsLimit: null,
      state: 'published',
    },
    references: [],
  });
  seedLink(service, 'productGroup', [...segments, 'groups', 'administrators']);
}

function seedPolicies(service: ServiceInstance, api: readonly string[], operation: string | undefined): void {
  const policy = ['policies', 'policy'];
  putResource(service, {
    kind: 'apiPolicy',
    segments: [...api, ...policy],
    properties: { value: API_POLICY },
    references: [],
  });
  if (operation === undefined) return;
  putResource(service, {
    kind: 'apiOperationPolicy',
    segments: [...api, 'operations', operation, ...policy],
    properties: { value: OPERATION_POLICY },
    references: [],
  });
}

/** List, create, read, replace and delete for one noun after the other. */
function syntheticOperations(count: number): readonly (readonly [name: string, properties: JsonObject])[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / (ACTIONS.length * NOUNS.length));
    const noun = `${NOUNS[Math.floor(index / ACTIONS.length) % NOUNS.length] ?? 'item'}${round === 0 ? '' : round + 1}`;
    const action = ACTIONS[index % ACTIONS.length] ?? listAction;
    const { verb, properties } = action(noun);
    return [`${verb}-${noun}`, seedOperationProperties(properties)] as const;
  });
}

type SyntheticAction = (noun: string) => { readonly verb: string; readonly properties: JsonObject };

const typeOf = (noun: string): string => noun.charAt(0).toUpperCase() + stripEnd(noun.slice(1), '0123456789');
const body = (noun: string): JsonObject => ({
  contentType: 'application/json',
  schemaId: SCHEMA_ID,
  typeName: typeOf(noun),
});
const ok = (noun: string, statusCode: number): JsonObject => ({
  statusCode,
  description: `The ${noun}.`,
  representations: [body(noun)],
});
const missing = (noun: string): JsonObject => ({ statusCode: 404, description: `There is no such ${noun}.` });
const id = (noun: string): JsonObject => ({
  name: `${noun}Id`,
  description: `Number of the ${noun}.`,
  type: 'string',
  required: true,
});

const listAction: SyntheticAction = (noun) => ({
  verb: 'list',
  properties: {
    displayName: `List ${noun}s`,
    method: 'GET',
    urlTemplate: `/${noun}s`,
    request: {
      queryParameters: [
        { name: 'limit', description: 'Format - int32. Most items to return.', type: 'integer', values: [] },
      ],
    },
    responses: [ok(noun, 200)],
  },
});

const ACTIONS: readonly SyntheticAction[] = [
  listAction,
  (noun) => ({
    verb: 'create',
    properties: {
      displayName: `Create ${noun}`,
      method: 'POST',
      urlTemplate: `/${noun}s`,
      request: { representations: [body(noun)] },
      responses: [ok(noun, 201)],
    },
  }),
  (noun) => ({ verb: 'get', properties: { ...single(noun, 'Get', 'GET'), responses: [ok(noun, 200), missing(noun)] } }),
  (noun) => ({
    verb: 'replace',
    properties: {
      ...single(noun, 'Replace', 'PUT'),
      responses: [ok(noun, 200), missing(noun)],
      request: { representations: [body(noun)] },
    },
  }),
  (noun) => ({
    verb: 'delete',
    properties: {
      ...single(noun, 'Delete', 'DELETE'),
      responses: [{ statusCode: 204, description: `The ${noun} is gone.` }, missing(noun)],
    },
  }),
];

function single(noun: string, title: string, method: string): JsonObject {
  return {
    displayName: `${title} ${noun}`,
    method,
    urlTemplate: `/${noun}s/{${noun}Id}`,
    templateParameters: [id(noun)],
  };
}

function syntheticTypes(): JsonObject {
  const types = NOUNS.map((noun): [string, JsonObject] => [
    typeOf(noun),
    {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string' },
        name: { type: 'string', maxLength: 200 },
        createdAt: { type: 'string', format: 'date-time' },
        amount: { type: 'number', format: 'double' },
        state: { type: 'string', enum: ['open', 'closed'] },
      },
    },
  ]);
  return Object.fromEntries(types);
}
