import { resourceId, resourceKey, type Resource, type ResourceKind, type State } from '@nx-apiops/apim';

const OPENAPI = `openapi: 3.0.1
info:
  title: Orders
  version: '1.0'
paths:
  /orders/{id}:
    get:
      operationId: get-order
      summary: Get an order
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
      responses:
        '200':
          description: The order
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Order'
components:
  schemas:
    Order:
      type: object
      properties:
        id:
          type: string
`;

const WSDL = `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:stock" targetNamespace="urn:stock" name="Stock">
  <wsdl:types><xsd:schema targetNamespace="urn:stock"><xsd:element name="Symbol" type="xsd:string" /><xsd:element name="Price" type="xsd:decimal" /></xsd:schema></wsdl:types>
  <wsdl:message name="In"><wsdl:part name="body" element="tns:Symbol" /></wsdl:message>
  <wsdl:message name="Out"><wsdl:part name="body" element="tns:Price" /></wsdl:message>
  <wsdl:portType name="StockPort"><wsdl:operation name="GetPrice"><wsdl:input message="tns:In" /><wsdl:output message="tns:Out" /></wsdl:operation></wsdl:portType>
  <wsdl:binding name="StockBinding" type="tns:StockPort"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http" /><wsdl:operation name="GetPrice"><soap:operation soapAction="urn:stock#GetPrice" /><wsdl:input><soap:body use="literal" /></wsdl:input><wsdl:output><soap:body use="literal" /></wsdl:output></wsdl:operation></wsdl:binding>
  <wsdl:service name="StockService"><wsdl:port name="StockPort" binding="tns:StockBinding"><soap:address location="https://stock.example.com/soap" /></wsdl:port></wsdl:service>
</wsdl:definitions>
`;

function policy(inbound: string): Resource['properties'] {
  const value = `<policies>\n  <inbound>\n    <base />\n    ${inbound}\n  </inbound>\n  <backend>\n    <base />\n  </backend>\n  <outbound>\n    <base />\n  </outbound>\n</policies>\n`;
  return { format: 'rawxml', value };
}

type Sample = readonly [
  kind: ResourceKind,
  names: readonly string[],
  properties: Resource['properties'],
  specification?: Resource['specification'],
];

/** At least one resource of every kind that lives in the service itself, as somebody would author them. */
const SERVICE_SAMPLES: readonly Sample[] = [
  ['workspace', ['sales'], { displayName: 'Sales', description: 'APIs of the sales team' }],
  [
    'namedValue',
    ['environment-name'],
    { displayName: 'environment-name', value: 'test', secret: false, tags: ['shared'] },
  ],
  [
    'namedValue',
    ['api-key'],
    {
      displayName: 'api-key',
      secret: true,
      keyVault: { secretIdentifier: 'https://vault.vault.azure.net/secrets/api-key' },
    },
  ],
  ['certificate', ['client'], { keyVault: { secretIdentifier: 'https://vault.vault.azure.net/secrets/client' } }],
  ['tag', ['red'], { displayName: 'Red' }],
  ['group', ['partners'], { displayName: 'Partners', description: 'Partner companies', type: 'custom' }],
  ['versionSet', ['orders'], { displayName: 'Orders', versioningScheme: 'Segment' }],
  ['logger', ['azuremonitor'], { loggerType: 'azureMonitor', isBuffered: false }],
  [
    'diagnostic',
    ['azuremonitor'],
    {
      loggerId: '/loggers/azuremonitor',
      verbosity: 'information',
      sampling: { samplingType: 'fixed', percentage: 50 },
    },
  ],
  [
    'backend',
    ['orders'],
    {
      url: 'https://orders.example.com',
      protocol: 'http',
      credentials: { header: { 'x-key': ['{{api-key}}'] } },
      circuitBreaker: {
        rules: [
          {
            name: 'open',
            failureCondition: { count: 3, interval: 'PT1M', statusCodeRanges: [{ min: 500, max: 599 }] },
            tripDuration: 'PT1M',
          },
        ],
      },
    },
  ],
  ['backend', ['pool'], { type: 'Pool', pool: { services: [{ id: '/backends/orders', priority: 1, weight: 3 }] } }],
  [
    'policyFragment',
    ['correlation'],
    {
      description: 'Adds a header',
      format: 'rawxml',
      value:
        '<fragment>\n  <set-header name="X-Environment" exists-action="override">\n    <value>{{environment-name}}</value>\n  </set-header>\n</fragment>\n',
    },
  ],
  [
    'policy',
    [],
    {
      format: 'rawxml',
      value:
        '<policies>\n  <inbound>\n    <include-fragment fragment-id="correlation" />\n  </inbound>\n  <backend>\n    <forward-request />\n  </backend>\n  <outbound />\n</policies>\n',
    },
  ],
  ['policyRestriction', ['base'], { scope: '/apis/orders', requireBase: 'true' }],
  [
    'schema',
    ['order'],
    {
      schemaType: 'json',
      description: 'An order',
      document: { type: 'object', properties: { id: { type: 'string' } } },
    },
  ],
  ['documentation', ['guide'], { title: 'Guide', content: '# How to use it\n' }],
  [
    'authorizationServer',
    ['login'],
    {
      displayName: 'login',
      clientId: 'client',
      authorizationEndpoint: 'https://login.example.com/authorize',
      tokenEndpoint: 'https://login.example.com/token',
      clientRegistrationEndpoint: 'https://login.example.com/register',
      grantTypes: ['authorizationCode'],
      authorizationMethods: ['GET'],
    },
  ],
  [
    'openidConnectProvider',
    ['entra'],
    {
      displayName: 'entra',
      clientId: 'client',
      metadataEndpoint: 'https://login.example.com/.well-known/openid-configuration',
    },
  ],
  ['cache', ['westeurope'], { connectionString: '{{api-key}}', useFromLocation: 'westeurope', description: 'Redis' }],
  [
    'api',
    ['orders'],
    {
      displayName: 'Orders',
      path: 'orders',
      protocols: ['https'],
      apiVersion: 'v1',
      apiVersionSetId: '/apiVersionSets/orders',
      subscriptionRequired: true,
      authenticationSettings: { oAuth2: { authorizationServerId: 'login' } },
    },
    { format: 'openapi-yaml', text: OPENAPI },
  ],
  ['apiPolicy', ['orders'], policy('<set-backend-service backend-id="pool" />')],
  [
    'apiOperationPolicy',
    ['orders', 'get-order'],
    policy(
      '<set-header name="X-When" exists-action="override"><value>@(DateTime.UtcNow.ToString("o") + (1 < 2 && true ? "" : "!"))</value></set-header>',
    ),
  ],
  ['apiDiagnostic', ['orders', 'azuremonitor'], { loggerId: '/loggers/azuremonitor', alwaysLog: 'allErrors' }],
  ['apiTag', ['orders', 'red'], {}],
  [
    'apiTagDescription',
    ['orders', 'red'],
    { description: 'Everything red', externalDocsUrl: 'https://docs.example.com/red' },
  ],
  ['apiWiki', ['orders'], { documents: [{ documentationId: 'guide' }] }],
  ['apiRelease', ['orders', 'first'], { apiId: '/apis/orders', notes: 'First' }],
  [
    'api',
    ['orders;rev=2'],
    {
      displayName: 'Orders',
      path: 'orders',
      protocols: ['https'],
      apiRevision: '2',
      isCurrent: false,
      apiRevisionDescription: 'Next',
      apiVersion: 'v1',
      apiVersionSetId: '/apiVersionSets/orders',
      subscriptionRequired: true,
      serviceUrl: 'https://next.example.com',
    },
    { format: 'openapi-yaml', text: OPENAPI.replace('Get an order', 'Get one order') },
  ],
  ['apiPolicy', ['orders;rev=2'], policy('<set-variable name="revision" value="2" />')],
  [
    'api',
    ['films'],
    {
      displayName: 'Films',
      path: 'films',
      protocols: ['https'],
      type: 'graphql',
      serviceUrl: 'https://films.example.com/graphql',
    },
    { format: 'graphql', text: 'type Query {\n  film(id: ID!): Film\n}\n\ntype Film {\n  title: String\n}\n' },
  ],
  ['resolver', ['films', 'film'], { displayName: 'film', path: 'Query/film', description: 'Finds a film' }],
  [
    'resolverPolicy',
    ['films', 'film'],
    {
      format: 'rawxml',
      value:
        '<http-data-source>\n  <http-request>\n    <set-method>GET</set-method>\n    <set-url>https://films.example.com/film</set-url>\n  </http-request>\n</http-data-source>\n',
    },
  ],
  [
    'api',
    ['stock'],
    {
      displayName: 'Stock',
      path: 'stock',
      protocols: ['https'],
      type: 'soap',
      serviceUrl: 'https://stock.example.com',
    },
    { format: 'wsdl', text: WSDL },
  ],
  [
    'api',
    ['events'],
    {
      displayName: 'Events',
      path: 'events',
      protocols: ['wss'],
      type: 'websocket',
      serviceUrl: 'wss://events.example.com',
    },
  ],
  [
    'api',
    ['manual'],
    { displayName: 'Manual', path: 'manual', protocols: ['https'], serviceUrl: 'https://manual.example.com' },
  ],
  [
    'apiOperation',
    ['manual', 'list'],
    { displayName: 'List', method: 'GET', urlTemplate: '/items', responses: [{ statusCode: 200, description: 'All' }] },
  ],
  [
    'apiSchema',
    ['manual', 'items'],
    {
      contentType: 'application/vnd.oai.openapi.components+json',
      document: { components: { schemas: { Item: { type: 'object' } } } },
    },
  ],
  [
    'product',
    ['gold'],
    {
      displayName: 'Gold',
      description: 'The best',
      state: 'published',
      subscriptionRequired: true,
      approvalRequired: true,
      subscriptionsLimit: 5,
      terms: 'Be nice',
    },
  ],
  ['productPolicy', ['gold'], policy('<rate-limit calls="5" renewal-period="60" />')],
  ['productApi', ['gold', 'orders'], {}],
  ['productGroup', ['gold', 'partners'], {}],
  ['productTag', ['gold', 'red'], {}],
  ['productWiki', ['gold'], { documents: [{ documentationId: 'guide' }] }],
  ['gateway', ['berlin'], { description: 'On premises', locationData: { name: 'Berlin', countryOrRegion: 'DE' } }],
  ['gatewayApi', ['berlin', 'orders'], {}],
  ['subscription', ['partner'], { displayName: 'Partner', scope: '/products/gold', state: 'active' }],
];

/** The same for a workspace. */
const WORKSPACE_SAMPLES: readonly Sample[] = [
  ['namedValue', ['host'], { displayName: 'host', value: 'sales.example.com', secret: false }],
  ['tag', ['blue'], { displayName: 'Blue' }],
  ['versionSet', ['leads'], { displayName: 'Leads', versioningScheme: 'Header', versionHeaderName: 'Api-Version' }],
  ['backend', ['leads'], { url: 'https://{{host}}', protocol: 'http' }],
  [
    'policyFragment',
    ['greet'],
    {
      format: 'rawxml',
      value:
        '<fragment>\n  <set-header name="X-Host" exists-action="override">\n    <value>{{host}}</value>\n  </set-header>\n</fragment>\n',
    },
  ],
  ['policy', [], policy('<include-fragment fragment-id="greet" />')],
  [
    'api',
    ['leads'],
    { displayName: 'Leads', path: 'leads', protocols: ['https'], serviceUrl: 'https://leads.example.com' },
    { format: 'openapi-yaml', text: OPENAPI.replaceAll('orders', 'leads') },
  ],
  ['apiPolicy', ['leads'], policy('<set-backend-service backend-id="leads" />')],
  ['apiOperationPolicy', ['leads', 'get-order'], policy('<set-variable name="a" value="b" />')],
  ['apiTag', ['leads', 'blue'], {}],
  ['product', ['silver'], { displayName: 'Silver', state: 'published', subscriptionRequired: true }],
  ['productPolicy', ['silver'], policy('<rate-limit calls="1" renewal-period="60" />')],
  ['productApi', ['silver', 'leads'], {}],
  ['productTag', ['silver', 'blue'], {}],
  ['group', ['sellers'], { displayName: 'Sellers', type: 'custom' }],
  ['productGroup', ['silver', 'sellers'], {}],
  ['schema', ['lead'], { schemaType: 'json', document: { type: 'object' } }],
];

function toResource([kind, names, properties, specification]: Sample, workspace?: string): Resource {
  return { id: resourceId(kind, names, workspace), properties, ...(specification && { specification }) };
}

/** One state with every kind of resource in service and workspace scope, all references resolved. */
export function sampleState(): State {
  const resources = [
    ...SERVICE_SAMPLES.map((sample) => toResource(sample)),
    ...WORKSPACE_SAMPLES.map((sample) => toResource(sample, 'sales')),
  ];
  return new Map(resources.map((resource) => [resourceKey(resource.id), resource]));
}
