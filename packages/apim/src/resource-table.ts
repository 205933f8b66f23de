import type { JsonObject } from '@nx-apiops/plan';
import { isDefaultPolicy } from './policy/default-policy.js';

/** Where a resource lives: in the service itself or in one of its workspaces. */
export type Scope = 'service' | 'workspace';

/** How artifact folders are laid out; an existing repository keeps its layout. */
export type Layout = 'apiops-cli' | 'toolkit';

/**
 * How a resource stands in the artifact folder. `{0}`, `{1}` are its names, outermost first.
 * - `information`: a JSON file with `properties`; `text` is a file beside it that holds `properties.value`, and may stand
 *   alone. `keepsValue`: new resources have the value in the JSON file unless the others of the folder have such texts.
 * - `policy`: an XML file that is the whole resource.
 * - `names`: one JSON file `[{ "name": … }]` for all resources that differ in their last name only.
 * - `marker`: a file whose existence is the resource; its content means nothing.
 */
export type ArtifactPlace =
  | { readonly form: 'information'; readonly file: string; readonly text?: string; readonly keepsValue?: true }
  | { readonly form: 'policy' | 'names' | 'marker'; readonly file: string };

/** A property (or each element of a list: `pool.services[].id`) that holds the id of another resource. */
export interface PropertyReference {
  readonly property: string;
  readonly to: readonly ResourceKind[];
  /** The property holds the bare name instead of an id. */
  readonly byName?: true;
  /** The bare name of a resource below the same parent. */
  readonly sibling?: true;
  /** The property may also hold what names no single resource, such as `/apis` for all APIs. */
  readonly mayBeScope?: true;
}

/** A property that holds a secret; `when` narrows it to resources with that property value. */
export interface SecretProperty {
  /** Below `properties`; `*` stands for every member. */
  readonly property: string;
  readonly when?: { readonly property: string; readonly is: boolean };
  /** The service never gives the value back, so it cannot be compared. */
  readonly writeOnly?: true;
  /** Without the secret the resource cannot be published, unless it has this property instead. */
  readonly neededUnless?: string;
}

/**
 * How the resources of a kind are found in a live instance.
 * - `list`: the collection's items are complete. Also for singletons whose absence the service answers with 500.
 * - `list-get`: items leave out members, so each one is read on its own.
 * - `get`: a singleton below its parent.
 * - `tag-index`: answered for all parents at once by `tagResources`.
 * - `derived`: an echo of the API's specification; read only where an API has none.
 */
export type Reading = 'list' | 'list-get' | 'get' | 'tag-index' | 'derived';

/** A link resource, the workspace form of an association: its own name, and a property with the target's id. */
export interface WorkspaceLink {
  readonly arm: string;
  readonly property: string;
  /** Which of the names is the target whose id stands in `property`. */
  readonly targetName: number;
}

/** The facts about one kind of resource. A kind's irregularity is a column here, never a branch in code. */
export interface ResourceRow {
  /** For people: `named value`. */
  readonly noun: string;
  /** ARM path below the service or workspace. Source: Microsoft's REST reference, api-version 2024-05-01. */
  readonly arm: string;
  readonly scopes: readonly Scope[];
  /** Kind of the resource that the leading names name. */
  readonly parent?: ResourceKind;
  /** The last name is itself the name of a resource of this kind. */
  readonly target?: ResourceKind;
  readonly workspaceLink?: WorkspaceLink;
  /** Per layout: the first place is written, all are read. */
  readonly places: Readonly<Record<Layout, readonly [ArtifactPlace, ...ArtifactPlace[]]>>;
  /** Section of `configuration.<env>.yaml` and, nested below its parent's section, of the filter. */
  readonly section?: string;
  readonly reading: Reading;
  /** The parent's properties for which this kind exists at all. */
  readonly onlyWithin?: (parent: JsonObject) => boolean;
  /** Without any resource of that kind in the service there can be none of this one, so nobody asks for it. */
  readonly onlyIfAny?: ResourceKind;
  /** Each API revision has its own; otherwise it belongs to the API as a whole. */
  readonly perRevision?: true;
  /** The resource carries an API specification. */
  readonly specification?: true;
  /**
   * A file of the kind, for a resource that the specification of its parent describes, amends what the import makes of
   * it: what the file does not mention stays as it was imported. apiops-cli writes such files from lists, in which the
   * service leaves members out.
   */
  readonly amendsImport?: true;
  /**
   * Names that an import gives. Below a parent with a specification these resources are the service's own: neither
   * sent nor compared, and references to them mean nothing in another instance.
   */
  readonly importedNames?: RegExp;
  /** `properties.value` is policy XML. */
  readonly policyXml?: true;
  readonly references?: readonly PropertyReference[];
  readonly secrets?: readonly SecretProperty[];
  /** Properties that hold a URL, which may carry a key or a password. */
  readonly urls?: readonly string[];
  /** Properties that the service sets: neither sent, nor compared, nor extracted. */
  readonly readOnly?: readonly string[];
  /** What the service answers where a property was not sent. `null`, `[]` and `{}` need no entry. */
  readonly defaults?: JsonObject | ((names: readonly string[]) => JsonObject);
  /** No two resources of the kind in one scope may have the same value here, but for APIs of one version set. */
  readonly unique?: string;
  /** The unique value may be another one for a while, until the resource that has it now is gone. */
  readonly canMove?: true;
  /** Query of a DELETE. */
  readonly deleteQuery?: (names: readonly string[]) => Readonly<Record<string, string>>;
  /**
   * The kind has revisions: `<name>` is the current one, `<name>;rev=N` another. These properties are shared by all of
   * them and can be changed on the current one alone.
   * Source: https://learn.microsoft.com/azure/api-management/api-management-revisions
   */
  readonly sharedByRevisions?: readonly string[];
  /**
   * Made by the service, not by people. `system` ones can be neither created nor deleted; `sample` ones are the
   * default content of a new instance, ignored as long as nobody changes, uses or names them.
   */
  readonly builtIn?: (names: readonly string[], properties: JsonObject) => 'system' | 'sample' | undefined;
  /** Creating the resource makes the revision that this property names the current one. */
  readonly makesCurrent?: string;
  /** Links of the kind that others made stay: never an error, never deleted unless this repository made them. */
  readonly additive?: true;
}

const BOTH: readonly Scope[] = ['service', 'workspace'];
const SERVICE: readonly Scope[] = ['service'];

/** Same place in both layouts. */
function everywhere(place: ArtifactPlace): ResourceRow['places'] {
  return { 'apiops-cli': [place], toolkit: [place] };
}

/** `<folder>/{0}/<file>`, the same in both layouts but for the folder's name. */
function information(folder: string, file: string, toolkitFolder = folder): ResourceRow['places'] {
  return {
    'apiops-cli': [{ form: 'information', file: `${folder}/{0}/${file}` }],
    toolkit: [{ form: 'information', file: `${toolkitFolder}/{0}/${file}` }],
  };
}

function policy(file: string): ResourceRow['places'] {
  return everywhere({ form: 'policy', file });
}

const isGraphql = (api: JsonObject): boolean => api['type'] === 'graphql';
const SYSTEM_GROUPS = new Set(['administrators', 'developers', 'guests']);
/** Named values with which the service backs a logger's credentials, and the record of what was published. */
const SYSTEM_NAMED_VALUE = /^(Logger-Credentials-|nx-apiops-(?:state|owns)-)/i;
const REVISION_SUFFIX = /;rev=(\d+)$/;
const AUTO_ID = /^[0-9a-f]{24}$/;

/** What has a type in an operation: `schemaId` names the API's schema that holds it. */
const OPERATION_TYPES = [
  'templateParameters[]',
  'request.queryParameters[]',
  'request.headers[]',
  'request.representations[]',
  'responses[].headers[]',
  'responses[].representations[]',
] as const;
const SIBLING_SCHEMA = { to: ['apiSchema'], byName: true, sibling: true } as const;

/** Name and notes of the releases by which a publish makes a revision current. */
export function switchRelease(revision: string): { readonly name: string; readonly notes: string } {
  return { name: `revision-${revision}`, notes: `Revision ${revision}` };
}

function isSwitch(name: string, notes: unknown): boolean {
  const release = switchRelease(name.replace(/^revision-/, ''));
  return name === release.name && notes === release.notes;
}

const ROWS = {
  workspace: {
    noun: 'workspace',
    arm: 'workspaces/{0}',
    scopes: SERVICE,
    places: information('workspaces', 'workspaceInformation.json'),
    section: 'workspaces',
    reading: 'list',
  },
  namedValue: {
    noun: 'named value',
    arm: 'namedValues/{0}',
    scopes: BOTH,
    places: information('namedValues', 'namedValueInformation.json', 'named values'),
    section: 'namedValues',
    reading: 'list',
    unique: 'displayName',
    secrets: [{ property: 'value', when: { property: 'secret', is: true }, writeOnly: true, neededUnless: 'keyVault' }],
    readOnly: ['keyVault.lastStatus'],
    defaults: { secret: false },
    builtIn: (names, properties) =>
      SYSTEM_NAMED_VALUE.test(String(properties['displayName'] ?? '')) || SYSTEM_NAMED_VALUE.test(names[0] ?? '')
        ? 'system'
        : undefined,
  },
  certificate: {
    noun: 'certificate',
    arm: 'certificates/{0}',
    scopes: BOTH,
    places: information('certificates', 'certificateInformation.json'),
    section: 'certificates',
    reading: 'list',
    secrets: [
      { property: 'data', writeOnly: true, neededUnless: 'keyVault' },
      { property: 'password', writeOnly: true },
    ],
    readOnly: ['subject', 'thumbprint', 'expirationDate', 'keyVault.lastStatus'],
  },
  tag: {
    noun: 'tag',
    arm: 'tags/{0}',
    scopes: BOTH,
    places: information('tags', 'tagInformation.json'),
    section: 'tags',
    reading: 'list',
    unique: 'displayName',
  },
  group: {
    noun: 'group',
    arm: 'groups/{0}',
    scopes: BOTH,
    places: information('groups', 'groupInformation.json'),
    section: 'groups',
    reading: 'list',
    readOnly: ['builtIn'],
    defaults: { type: 'custom' },
    builtIn: (names, properties) =>
      properties['builtIn'] === true || SYSTEM_GROUPS.has((names[0] ?? '').toLowerCase()) ? 'system' : undefined,
  },
  versionSet: {
    noun: 'version set',
    arm: 'apiVersionSets/{0}',
    scopes: BOTH,
    places: information('versionSets', 'versionSetInformation.json', 'version sets'),
    section: 'versionSets',
    reading: 'list',
  },
  logger: {
    noun: 'logger',
    arm: 'loggers/{0}',
    scopes: BOTH,
    places: information('loggers', 'loggerInformation.json'),
    section: 'loggers',
    reading: 'list',
    secrets: [{ property: 'credentials.*' }],
    defaults: { isBuffered: true },
  },
  diagnostic: {
    noun: 'diagnostic',
    arm: 'diagnostics/{0}',
    scopes: BOTH,
    places: information('diagnostics', 'diagnosticInformation.json'),
    section: 'diagnostics',
    reading: 'list',
    references: [{ property: 'loggerId', to: ['logger'] }],
  },
  backend: {
    noun: 'backend',
    arm: 'backends/{0}',
    scopes: BOTH,
    places: information('backends', 'backendInformation.json'),
    section: 'backends',
    reading: 'list',
    references: [
      { property: 'pool.services[].id', to: ['backend'] },
      { property: 'credentials.certificateIds[]', to: ['certificate'] },
    ],
    secrets: [
      { property: 'credentials.header.*[]' },
      { property: 'credentials.query.*[]' },
      { property: 'credentials.authorization.parameter' },
      { property: 'proxy.password' },
    ],
    urls: ['url', 'resourceId'],
    defaults: { type: 'Single', tls: { validateCertificateChain: true, validateCertificateName: true } },
  },
  policyFragment: {
    noun: 'policy fragment',
    arm: 'policyFragments/{0}',
    policyXml: true,
    scopes: BOTH,
    places: {
      'apiops-cli': [
        {
          form: 'information',
          file: 'policyFragments/{0}/policyFragmentInformation.json',
          text: 'policyFragments/{0}/policy.xml',
          keepsValue: true,
        },
      ],
      toolkit: [
        {
          form: 'information',
          file: 'policy fragments/{0}/policyFragmentInformation.json',
          text: 'policy fragments/{0}/policy.xml',
        },
      ],
    },
    section: 'policyFragments',
    reading: 'list-get',
  },
  policy: {
    noun: 'policy',
    arm: 'policies/policy',
    policyXml: true,
    scopes: BOTH,
    places: policy('policy.xml'),
    section: 'policies',
    reading: 'get',
    builtIn: (_, properties) => (isDefaultPolicy(properties['value']) ? 'sample' : undefined),
  },
  policyRestriction: {
    noun: 'policy restriction',
    arm: 'policyRestrictions/{0}',
    scopes: SERVICE,
    places: information('policyRestrictions', 'policyRestrictionInformation.json'),
    section: 'policyRestrictions',
    reading: 'list',
    references: [{ property: 'scope', to: ['api', 'product'], mayBeScope: true }],
    defaults: { requireBase: 'false' },
  },
  schema: {
    noun: 'schema',
    arm: 'schemas/{0}',
    scopes: BOTH,
    places: information('schemas', 'schemaInformation.json'),
    section: 'schemas',
    reading: 'list',
  },
  documentation: {
    noun: 'documentation',
    arm: 'documentations/{0}',
    scopes: SERVICE,
    places: information('documentations', 'documentationInformation.json'),
    section: 'documentations',
    reading: 'list',
  },
  authorizationServer: {
    noun: 'authorization server',
    arm: 'authorizationServers/{0}',
    scopes: SERVICE,
    places: information('authorizationServers', 'authorizationServerInformation.json'),
    section: 'authorizationServers',
    reading: 'list',
    secrets: [
      { property: 'clientSecret', writeOnly: true },
      { property: 'resourceOwnerPassword', writeOnly: true },
      { property: 'tokenBodyParameters[].value' },
    ],
  },
  openidConnectProvider: {
    noun: 'OpenID Connect provider',
    arm: 'openidConnectProviders/{0}',
    scopes: SERVICE,
    places: information('openidConnectProviders', 'openidConnectProviderInformation.json'),
    section: 'openidConnectProviders',
    reading: 'list',
    secrets: [{ property: 'clientSecret', writeOnly: true }],
  },
  cache: {
    noun: 'cache',
    arm: 'caches/{0}',
    scopes: SERVICE,
    places: information('caches', 'cacheInformation.json'),
    section: 'caches',
    reading: 'list',
    secrets: [{ property: 'connectionString' }],
  },
  api: {
    noun: 'API',
    arm: 'apis/{0}',
    scopes: BOTH,
    places: information('apis', 'apiInformation.json'),
    section: 'apis',
    reading: 'list-get',
    specification: true,
    references: [
      { property: 'apiVersionSetId', to: ['versionSet'] },
      { property: 'backendId', to: ['backend'] },
      { property: 'sourceApiId', to: ['api'] },
      { property: 'authenticationSettings.oAuth2.authorizationServerId', to: ['authorizationServer'], byName: true },
      { property: 'authenticationSettings.openid.openidProviderId', to: ['openidConnectProvider'], byName: true },
    ],
    // Which revision is current is told by the folder's name.
    readOnly: ['isOnline', 'isCurrent', 'apiVersionSet', 'sourceApiId', 'specificationLastUpdated'],
    defaults: ([name = '']) => ({
      apiRevision: REVISION_SUFFIX.exec(name)?.[1] ?? '1',
      subscriptionRequired: true,
      protocols: ['https'],
      subscriptionKeyParameterNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
      authenticationSettings: {
        oAuth2AuthenticationSettings: [],
        openidAuthenticationSettings: [],
        returnProtectedResourceMetadata: false,
      },
      isAgent: false,
      type: 'http',
    }),
    urls: ['serviceUrl'],
    unique: 'path',
    canMove: true,
    // Asked for on a revision, it would take the whole API along.
    deleteQuery: ([name = '']) => (REVISION_SUFFIX.test(name) ? {} : { deleteRevisions: 'true' }),
    sharedByRevisions: ['displayName', 'description', 'path', 'apiVersion', 'apiVersionDescription', 'apiVersionSetId'],
    builtIn: (names) => (names[0] === 'echo-api' ? 'sample' : undefined),
  },
  apiPolicy: {
    noun: 'API policy',
    arm: 'apis/{0}/policies/policy',
    policyXml: true,
    scopes: BOTH,
    parent: 'api',
    places: policy('apis/{0}/policy.xml'),
    section: 'policies',
    reading: 'get',
    perRevision: true,
  },
  apiOperation: {
    noun: 'operation',
    arm: 'apis/{0}/operations/{1}',
    scopes: BOTH,
    parent: 'api',
    places: everywhere({ form: 'information', file: 'apis/{0}/operations/{1}/operationInformation.json' }),
    section: 'operations',
    reading: 'derived',
    perRevision: true,
    readOnly: ['policies'],
    amendsImport: true,
    references: OPERATION_TYPES.map((holder) => ({ property: `${holder}.schemaId`, ...SIBLING_SCHEMA })),
  },
  apiOperationPolicy: {
    noun: 'operation policy',
    arm: 'apis/{0}/operations/{1}/policies/policy',
    policyXml: true,
    scopes: BOTH,
    parent: 'apiOperation',
    places: policy('apis/{0}/operations/{1}/policy.xml'),
    section: 'policies',
    reading: 'get',
    perRevision: true,
  },
  apiSchema: {
    noun: 'API schema',
    arm: 'apis/{0}/schemas/{1}',
    scopes: BOTH,
    parent: 'api',
    places: everywhere({ form: 'information', file: 'apis/{0}/schemas/{1}/schemaInformation.json' }),
    section: 'schemas',
    reading: 'derived',
    perRevision: true,
    importedNames: AUTO_ID,
  },
  apiDiagnostic: {
    noun: 'API diagnostic',
    arm: 'apis/{0}/diagnostics/{1}',
    scopes: BOTH,
    parent: 'api',
    places: everywhere({ form: 'information', file: 'apis/{0}/diagnostics/{1}/diagnosticInformation.json' }),
    section: 'diagnostics',
    reading: 'list',
    onlyIfAny: 'logger',
    references: [{ property: 'loggerId', to: ['logger'] }],
  },
  apiTag: {
    noun: 'tag of an API',
    arm: 'apis/{0}/tags/{1}',
    scopes: BOTH,
    parent: 'api',
    target: 'tag',
    workspaceLink: { arm: 'tags/{1}/apiLinks/{0}', property: 'apiId', targetName: 0 },
    places: {
      'apiops-cli': [{ form: 'marker', file: 'apis/{0}/tags/{1}/tagInformation.json' }],
      toolkit: [
        { form: 'marker', file: 'tags/{1}/apis/{0}/tagApiInformation.json' },
        { form: 'marker', file: 'apis/{0}/tags/{1}/apiTagInformation.json' },
      ],
    },
    reading: 'tag-index',
    additive: true,
  },
  apiTagDescription: {
    noun: 'tag description',
    arm: 'apis/{0}/tagDescriptions/{1}',
    scopes: SERVICE,
    parent: 'api',
    target: 'tag',
    places: everywhere({ form: 'information', file: 'apis/{0}/tagDescriptions/{1}/tagDescriptionInformation.json' }),
    section: 'tagDescriptions',
    reading: 'list',
    onlyIfAny: 'tag',
    readOnly: ['tagId', 'displayName'],
  },
  apiWiki: {
    noun: 'API wiki',
    arm: 'apis/{0}/wikis/default',
    scopes: SERVICE,
    parent: 'api',
    places: everywhere({ form: 'information', file: 'apis/{0}/wiki.md' }),
    section: 'wikis',
    reading: 'list',
    onlyIfAny: 'documentation',
    references: [{ property: 'documents[].documentationId', to: ['documentation'], byName: true }],
  },
  apiRelease: {
    noun: 'API release',
    arm: 'apis/{0}/releases/{1}',
    scopes: BOTH,
    parent: 'api',
    places: {
      'apiops-cli': [{ form: 'information', file: 'apis/{0}/releases/{1}/releaseInformation.json' }],
      toolkit: [{ form: 'information', file: 'apis/{0}/releases/{1}/apiReleaseInformation.json' }],
    },
    section: 'releases',
    reading: 'list-get',
    references: [{ property: 'apiId', to: ['api'] }],
    makesCurrent: 'apiId',
    builtIn: ([, name = ''], { notes }) => (isSwitch(name, notes) ? 'system' : undefined),
    readOnly: ['createdDateTime', 'updatedDateTime'],
  },
  resolver: {
    noun: 'resolver',
    arm: 'apis/{0}/resolvers/{1}',
    scopes: SERVICE,
    parent: 'api',
    places: everywhere({ form: 'information', file: 'apis/{0}/resolvers/{1}/resolverInformation.json' }),
    section: 'resolvers',
    reading: 'list',
    onlyWithin: isGraphql,
    perRevision: true,
  },
  resolverPolicy: {
    noun: 'resolver policy',
    arm: 'apis/{0}/resolvers/{1}/policies/policy',
    policyXml: true,
    scopes: SERVICE,
    parent: 'resolver',
    places: policy('apis/{0}/resolvers/{1}/policy.xml'),
    section: 'policies',
    reading: 'get',
    perRevision: true,
  },
  product: {
    noun: 'product',
    arm: 'products/{0}',
    scopes: BOTH,
    places: information('products', 'productInformation.json'),
    section: 'products',
    reading: 'list',
    unique: 'displayName',
    readOnly: ['groups'],
    defaults: { state: 'notPublished', subscriptionRequired: true, approvalRequired: false },
    deleteQuery: () => ({ deleteSubscriptions: 'true' }),
    builtIn: (names) => (['starter', 'unlimited'].includes(names[0] ?? '') ? 'sample' : undefined),
  },
  productPolicy: {
    noun: 'product policy',
    arm: 'products/{0}/policies/policy',
    policyXml: true,
    scopes: BOTH,
    parent: 'product',
    places: policy('products/{0}/policy.xml'),
    section: 'policies',
    reading: 'get',
  },
  productApi: {
    noun: 'API of a product',
    arm: 'products/{0}/apis/{1}',
    scopes: BOTH,
    parent: 'product',
    target: 'api',
    workspaceLink: { arm: 'products/{0}/apiLinks/{1}', property: 'apiId', targetName: 1 },
    places: {
      'apiops-cli': [{ form: 'names', file: 'products/{0}/apis.json' }],
      toolkit: [
        { form: 'marker', file: 'products/{0}/apis/{1}/productApiInformation.json' },
        { form: 'names', file: 'products/{0}/apis.json' },
      ],
    },
    reading: 'list',
    additive: true,
  },
  productGroup: {
    noun: 'group of a product',
    arm: 'products/{0}/groups/{1}',
    scopes: BOTH,
    parent: 'product',
    target: 'group',
    workspaceLink: { arm: 'products/{0}/groupLinks/{1}', property: 'groupId', targetName: 1 },
    places: {
      'apiops-cli': [{ form: 'names', file: 'products/{0}/groups.json' }],
      toolkit: [
        { form: 'marker', file: 'products/{0}/groups/{1}/productGroupInformation.json' },
        { form: 'names', file: 'products/{0}/groups.json' },
      ],
    },
    reading: 'list',
    additive: true,
    builtIn: (names) => (names[1]?.toLowerCase() === 'administrators' ? 'system' : undefined),
  },
  productTag: {
    noun: 'tag of a product',
    arm: 'products/{0}/tags/{1}',
    scopes: BOTH,
    parent: 'product',
    target: 'tag',
    workspaceLink: { arm: 'tags/{1}/productLinks/{0}', property: 'productId', targetName: 0 },
    places: {
      'apiops-cli': [{ form: 'names', file: 'products/{0}/tags.json' }],
      toolkit: [
        { form: 'marker', file: 'tags/{1}/products/{0}/tagProductInformation.json' },
        { form: 'names', file: 'products/{0}/tags.json' },
      ],
    },
    reading: 'tag-index',
    additive: true,
  },
  productWiki: {
    noun: 'product wiki',
    arm: 'products/{0}/wikis/default',
    scopes: SERVICE,
    parent: 'product',
    places: everywhere({ form: 'information', file: 'products/{0}/wiki.md' }),
    section: 'wikis',
    reading: 'list',
    onlyIfAny: 'documentation',
    references: [{ property: 'documents[].documentationId', to: ['documentation'], byName: true }],
  },
  gateway: {
    noun: 'gateway',
    arm: 'gateways/{0}',
    scopes: SERVICE,
    places: information('gateways', 'gatewayInformation.json'),
    section: 'gateways',
    reading: 'list',
  },
  gatewayApi: {
    noun: 'API of a gateway',
    arm: 'gateways/{0}/apis/{1}',
    scopes: SERVICE,
    parent: 'gateway',
    target: 'api',
    places: {
      'apiops-cli': [{ form: 'names', file: 'gateways/{0}/apis.json' }],
      toolkit: [
        { form: 'marker', file: 'gateways/{0}/apis/{1}/gatewayApiInformation.json' },
        { form: 'names', file: 'gateways/{0}/apis.json' },
      ],
    },
    reading: 'list',
    additive: true,
  },
  subscription: {
    noun: 'subscription',
    arm: 'subscriptions/{0}',
    scopes: BOTH,
    places: information('subscriptions', 'subscriptionInformation.json'),
    section: 'subscriptions',
    reading: 'list',
    references: [{ property: 'scope', to: ['api', 'product'], mayBeScope: true }],
    secrets: [
      { property: 'primaryKey', writeOnly: true },
      { property: 'secondaryKey', writeOnly: true },
    ],
    readOnly: ['createdDate', 'startDate', 'expirationDate', 'endDate', 'notificationDate', 'ownerId'],
    defaults: { state: 'active', allowTracing: false },
    builtIn: (names, properties) =>
      names[0] === 'master' || (AUTO_ID.test(names[0] ?? '') && !properties['displayName']) ? 'system' : undefined,
  },
} as const satisfies Readonly<Record<string, ResourceRowDefinition>>;

/** A row as it is written down: kinds are plain words here, and checked below. */
type ResourceRowDefinition = Omit<ResourceRow, 'parent' | 'target' | 'references' | 'onlyIfAny'> & {
  readonly onlyIfAny?: string;
  readonly parent?: string;
  readonly target?: string;
  readonly references?: readonly {
    readonly property: string;
    readonly to: readonly string[];
    readonly byName?: true;
    readonly sibling?: true;
    readonly mayBeScope?: true;
  }[];
};

/** The kinds of resources, named as in Microsoft's REST reference. */
export type ResourceKind = keyof typeof ROWS;

/** The resource table: one row per kind. A word in it that is not a kind does not compile. */
export const RESOURCES: Readonly<Record<ResourceKind, ResourceRow>> = ROWS;

/** All kinds, in the order of the table. */
export const RESOURCE_KINDS: readonly ResourceKind[] = Object.keys(RESOURCES) as ResourceKind[];

/** True for associations: resources that say nothing but that they exist. */
export function isAssociation(kind: ResourceKind): boolean {
  const { form } = RESOURCES[kind].places['apiops-cli'][0];
  return form === 'names' || form === 'marker';
}

/** True for what the service made itself, which nobody can create or delete. */
export function isMadeByService(
  { kind, names }: { readonly kind: ResourceKind; readonly names: readonly string[] },
  properties: JsonObject,
): boolean {
  return RESOURCES[kind].builtIn?.(names, properties) === 'system';
}

/** Kinds whose resources live below a resource of `kind`. */
export function childKinds(kind: ResourceKind): readonly ResourceKind[] {
  return RESOURCE_KINDS.filter((candidate) => RESOURCES[candidate].parent === kind);
}
