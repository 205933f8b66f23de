import { renderServicePolicy } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { isoMilliseconds, isoTicks } from '../arm/timestamps.js';
import { putResource } from '../service/put-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { seedApi, seedLink, seedOperation, seedOperationProperties } from './seed-resource.js';

const SYSTEM_GROUPS: Readonly<Record<string, readonly [displayName: string, description: string]>> = {
  administrators: [
    'Administrators',
    'Administrators is a built-in group containing the admin email account provided at the time of service creation. Its membership is managed by the system.',
  ],
  developers: [
    'Developers',
    'Developers is a built-in group. Its membership is managed by the system. Signed-in users fall into this group.',
  ],
  guests: [
    'Guests',
    'Guests is a built-in group. Its membership is managed by the system. Unauthenticated users visiting the developer portal fall into this group.',
  ],
};

/** What every instance has and nobody can remove: system groups, the administrator, the built-in subscription. */
export function seedSystemContent(service: ServiceInstance): void {
  for (const [name, [displayName, description]] of Object.entries(SYSTEM_GROUPS)) {
    const properties = { displayName, description, builtIn: true, type: 'system', externalId: null };
    putResource(service, { kind: 'group', segments: ['groups', name], properties, references: [] });
  }
  putResource(service, {
    kind: 'user',
    segments: ['users', '1'],
    properties: {
      firstName: 'Administrator',
      lastName: '',
      email: 'apis@example.com',
      state: 'active',
      registrationDate: isoMilliseconds(service.createdMs),
      note: null,
    },
    references: [],
  });
  putResource(service, {
    kind: 'subscription',
    segments: ['subscriptions', 'master'],
    properties: subscription(service, { scope: '/', displayName: 'Built-in all-access subscription' }),
    references: [],
  });
}

/** The samples of a new instance, which people may keep, change or remove. */
export function seedSampleContent(service: ServiceInstance): void {
  seedPolicy(service, 'policy', { owner: [], value: GLOBAL_POLICY });
  seedEchoApi(service);
  for (const [name, { properties, policy }] of Object.entries(PRODUCTS)) {
    const segments = ['products', name];
    const product = putResource(service, { kind: 'product', segments, properties, references: [] });
    for (const group of Object.keys(SYSTEM_GROUPS)) seedLink(service, 'productGroup', [...segments, 'groups', group]);
    seedLink(service, 'productApi', [...segments, 'apis', 'echo-api']);
    if (policy !== undefined) seedPolicy(service, 'productPolicy', { owner: segments, value: policy });
    putResource(service, {
      kind: 'subscription',
      segments: ['subscriptions', service.ids.hexId()],
      properties: subscription(service, { scope: `/products/${name}`, displayName: null, ownerId: '/users/1' }),
      references: [product.key],
    });
  }
}

function seedPolicy(
  service: ServiceInstance,
  kind: 'policy' | 'productPolicy' | 'apiOperationPolicy',
  { owner, value }: { readonly owner: readonly string[]; readonly value: string },
): void {
  const segments = [...owner, 'policies', 'policy'];
  putResource(service, { kind, segments, properties: { value: renderServicePolicy(value) }, references: [] });
}

function subscription(service: ServiceInstance, properties: JsonObject): JsonObject {
  return {
    ...properties,
    state: 'active',
    createdDate: isoTicks(service.createdMs),
    startDate: null,
    expirationDate: null,
    endDate: null,
    notificationDate: null,
    stateComment: null,
    allowTracing: false,
    primaryKey: service.ids.key(),
    secondaryKey: service.ids.key(),
  };
}

function seedEchoApi(service: ServiceInstance): void {
  const api = seedApi(service, 'echo-api', {
    displayName: 'Echo API',
    path: 'echo',
    serviceUrl: 'http://echoapi.cloudapp.net/api',
  });
  for (const [name, method, urlTemplate, displayName] of ECHO_OPERATIONS) {
    const ok = { statusCode: 200, description: 'Returned in all cases.' };
    const properties = seedOperationProperties({ displayName, method, urlTemplate, responses: [ok] });
    seedOperation(service, [...api.segments, 'operations', name], properties);
  }
  for (const [name, value] of Object.entries(ECHO_POLICIES)) {
    seedPolicy(service, 'apiOperationPolicy', { owner: [...api.segments, 'operations', name], value });
  }
}

const ECHO_OPERATIONS = [
  ['create-resource', 'POST', '/resource', 'Create resource'],
  ['modify-resource', 'PUT', '/resource', 'Modify Resource'],
  ['remove-resource', 'DELETE', '/resource', 'Remove resource'],
  ['retrieve-header-only', 'HEAD', '/resource', 'Retrieve header only'],
  ['retrieve-resource', 'GET', '/resource', 'Retrieve resource'],
  ['retrieve-resource-cached', 'GET', '/resource-cached', 'Retrieve resource (cached)'],
] as const;

const GLOBAL_POLICY = `<!-- Policies at this scope apply to every request. -->
<policies>
  <inbound />
  <backend>
    <forward-request />
  </backend>
  <outbound />
</policies>`;

const JSON_TO_XML_POLICY = `<policies>
  <inbound>
    <base />
    <json-to-xml apply="always" consider-accept-header="false" />
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
</policies>`;

const HEADERS_POLICY = `<policies>
  <inbound>
    <base />
  </inbound>
  <backend>
    <base />
  </backend>
  <outbound>
    <base />
    <set-header name="X-My-Sample" exists-action="override">
      <value>This is a sample</value>
    </set-header>
    <jsonp callback-parameter-name="ProcessResponse" />
  </outbound>
  <on-error>
    <base />
  </on-error>
</policies>`;

const CACHE_POLICY = `<policies>
  <inbound>
    <base />
    <cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />
  </inbound>
  <outbound>
    <base />
    <cache-store duration="3600" />
  </outbound>
</policies>`;

const ECHO_POLICIES: Readonly<Record<string, string>> = {
  'create-resource': JSON_TO_XML_POLICY,
  'retrieve-header-only': HEADERS_POLICY,
  'retrieve-resource-cached': CACHE_POLICY,
};

const STARTER_POLICY = `<policies>
  <inbound>
    <rate-limit calls="5" renewal-period="60" />
    <quota calls="100" renewal-period="604800" />
    <base />
  </inbound>
  <backend>
    <base />
  </backend>
  <outbound>
    <base />
  </outbound>
</policies>`;

const PRODUCTS: Readonly<Record<string, { readonly properties: JsonObject; readonly policy?: string }>> = {
  starter: {
    properties: {
      displayName: 'Starter',
      description: 'Subscribers will be able to run 5 calls/minute up to a maximum of 100 calls/week.',
      terms: '',
      subscriptionRequired: true,
      approvalRequired: false,
      subscriptionsLimit: 1,
      state: 'published',
    },
    policy: STARTER_POLICY,
  },
  unlimited: {
    properties: {
      displayName: 'Unlimited',
      description: 'Subscribers have completely unlimited access to the API. Administrator approval is required.',
      terms: '',
      subscriptionRequired: true,
      approvalRequired: true,
      subscriptionsLimit: 1,
      state: 'published',
    },
  },
};
