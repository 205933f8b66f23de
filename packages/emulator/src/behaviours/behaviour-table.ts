import { API_DEFAULTS } from '../apis/api-properties.js';
import { completeApiDelete, refuseApiDelete } from '../apis/delete-api.js';
import { showApi } from '../apis/show-api.js';
import { apiReferences, checkApi, isImport, prepareApi } from '../apis/write-api.js';
import { ArmFault, invalidFields } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import type { EmulatorKind } from '../model/emulator-kind.js';
import {
  checkPolicyReferences,
  policyReferenceKeys,
  prepareFragment,
  preparePolicy,
  showFragment,
  showPolicy,
} from '../policies/policy-behaviour.js';
import * as unverified from '../unverified.js';
import { backendReferences, checkBackend, prepareBackend } from './backends.js';
import type { Behaviour, LongRunningRule, Verb } from './behaviour.js';
import { prepareCertificate } from './certificates.js';
import { checkDiagnostic, diagnosticReferences } from './diagnostics.js';
import type { FieldRule } from './field-rule.js';
import { refuseFragmentInUse, refuseInUse } from './in-use.js';
import { linkReferences, prepareLink, showLink, type LinkRule } from './links.js';
import { cacheSecrets, loggerSecrets, prepareCache, prepareLogger } from './loggers.js';
import { namedValueKeys } from './named-value-references.js';
import { checkNamedValue, listValue, prepareNamedValue, refreshSecret, showNamedValue } from './named-values.js';
import { operationReferences, prepareOperation } from './operations.js';
import { completeProduct, deleteProductSubscriptions, prepareProduct, refuseProductDelete, showProduct } from './products.js';
import { listReferences } from './references.js';
import { prepareRelease, showRelease } from './releases.js';
import { refuseSchemaDelete } from './schemas.js';
import {
  checkSubscription,
  generateGatewayToken,
  listGatewayKeys,
  listMembers,
  listSubscriptionSecrets,
  prepareSubscription,
  refuseMasterDelete,
  regenerateKey,
  subscriptionReferences,
} from './subscriptions.js';
import { prepareTagDescription, showTagDescription, tagDescriptionReferences } from './tag-descriptions.js';
import { prepareGroup, prepareUser, refuseSystemGroupDelete } from './users-and-groups.js';
import { removeVaulted } from './vaulted-members.js';
import { prepareVersionSet } from './version-sets.js';

const ALL: readonly Verb[] = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'];
const NO_PATCH: readonly Verb[] = ['GET', 'HEAD', 'PUT', 'DELETE'];
const NO_GET: readonly Verb[] = ['HEAD', 'PUT', 'DELETE'];
const NO_HEAD: readonly Verb[] = ['GET', 'PUT', 'DELETE'];

const ALWAYS_LONG: LongRunningRule = { applies: () => true, body: 'state' };
const ALWAYS_LONG_WITH_BODY: LongRunningRule = { applies: () => true, body: 'resource' };

const displayName = (maxLength: number): FieldRule => ({ at: 'displayName', required: true, maxLength });
const required = (at: string): FieldRule => ({ at, required: true });

const taken = (target: string, message: string) => (): ArmFault => invalidFields([[target, message]]);

/** Below a product or gateway: HEAD answers 204, GET is refused. */
function memberLink(rule: LinkRule): Behaviour {
  return {
    noun: rule.targetNoun,
    verbs: NO_GET,
    workspaceVerbs: NO_HEAD,
    headStatus: 204,
    prepare: prepareLink(rule),
    references: linkReferences(rule),
    show: showLink(rule),
    armIds: [rule.property],
    hasEtag: false,
  };
}

/** The tag of something: shown as the tag itself. */
function tagLink(property: string): Behaviour {
  const rule: LinkRule = { targets: 'tags', targetNoun: 'Tag', property, shows: 'target' };
  return {
    noun: 'Tag',
    verbs: NO_PATCH,
    workspaceVerbs: NO_HEAD,
    prepare: prepareLink(rule),
    references: linkReferences(rule),
    show: showLink(rule),
    armIds: [property],
  };
}

const POLICY: Behaviour = {
  noun: 'Policy',
  verbs: NO_PATCH,
  fields: [required('value'), { at: 'format', oneOf: ['xml', 'rawxml', 'xml-link', 'rawxml-link'] }],
  prepare: preparePolicy,
  check: checkPolicyReferences,
  references: policyReferenceKeys,
  show: showPolicy,
};

const DIAGNOSTIC: Behaviour = {
  noun: 'Diagnostic',
  verbs: ALL,
  fields: [
    { at: 'loggerId', required: true, missingText: texts.LOGGER_ID_REQUIRED },
    { at: 'sampling.percentage', range: [0, 100] },
    ...['frontend', 'backend'].flatMap((side) =>
      ['request', 'response'].map((message): FieldRule => ({ at: `${side}.${message}.body.bytes`, range: [0, 8192] })),
    ),
  ],
  check: checkDiagnostic,
  references: diagnosticReferences,
  armIds: ['loggerId'],
};

const WIKI: Behaviour = {
  noun: 'Wiki',
  verbs: ALL,
  missing: () => new ArmFault(500, 'InternalServerError', texts.INTERNAL_ERROR),
};

/**
 * How each kind behaves. Sources: Microsoft's REST reference, api-version 2024-05-01, and recorded traffic; what neither
 * tells stands in `unverified.ts`.
 */
export const BEHAVIOURS: Readonly<Record<EmulatorKind, Behaviour>> = {
  workspace: { noun: 'Workspace', verbs: ALL, fields: [displayName(256)], defaults: { description: null } },
  namedValue: {
    noun: 'NamedValue',
    verbs: ALL,
    fields: [
      { ...displayName(256), pattern: /^[A-Za-z0-9-._]+$/ },
      { at: 'value', maxLength: 4096 },
    ],
    defaults: { tags: null, secret: false },
    keeps: ['value'],
    prepare: prepareNamedValue,
    check: checkNamedValue,
    show: showNamedValue,
    refusesDelete: refuseInUse('Property'),
    longRunningWrite: ALWAYS_LONG,
    hasProvisioningState: 'everywhere',
    actions: { listValue, refreshSecret },
  },
  certificate: {
    noun: 'Certificate',
    verbs: NO_PATCH,
    keeps: ['data', 'password'],
    writeOnly: ['data', 'password'],
    prepare: prepareCertificate,
    actions: { refreshSecret },
  },
  tag: {
    noun: 'Tag',
    verbs: ALL,
    fields: [displayName(160)],
    uniqueDisplayName: taken('displayName', texts.TAG_NAME_TAKEN),
    refusesDelete: refuseInUse('Tag'),
  },
  group: {
    noun: 'Group',
    verbs: ALL,
    fields: [displayName(300), { at: 'type', oneOf: ['custom', 'system', 'external'] }],
    defaults: { description: null, type: 'custom', externalId: null },
    prepare: prepareGroup,
    refusesDelete: (deletion) => refuseSystemGroupDelete(deletion) ?? refuseInUse('Group')(deletion),
  },
  versionSet: {
    noun: 'ApiVersionSet',
    verbs: ALL,
    fields: [displayName(100), { at: 'versioningScheme', required: true, oneOf: ['Segment', 'Query', 'Header'] }],
    defaults: { description: null, versionQueryName: null, versionHeaderName: null },
    prepare: prepareVersionSet,
    refusesDelete: refuseInUse('ApiVersionSet'),
  },
  logger: {
    noun: 'Logger',
    verbs: ALL,
    fields: [{ at: 'loggerType', required: true, oneOf: ['azureEventHub', 'applicationInsights', 'azureMonitor'] }],
    defaults: { description: null, isBuffered: true, resourceId: null },
    prepare: prepareLogger,
    references: namedValueKeys,
    refusesDelete: refuseInUse('Logger'),
    afterDelete: (deletion) => removeVaulted(deletion, loggerSecrets(deletion.resource.properties)),
  },
  diagnostic: DIAGNOSTIC,
  backend: {
    noun: 'Backend',
    verbs: ALL,
    fields: [
      { at: 'url', maxLength: 2000 },
      { at: 'protocol', oneOf: ['http', 'soap'] },
      { at: 'type', oneOf: ['Single', 'Pool'] },
    ],
    prepare: prepareBackend,
    check: checkBackend,
    references: backendReferences,
    refusesDelete: refuseInUse('Backend'),
    actions: { reconnect: () => ({ status: 202 }) },
  },
  policyFragment: {
    noun: 'PolicyFragment',
    verbs: NO_PATCH,
    fields: [required('value'), { at: 'format', oneOf: ['xml', 'rawxml'] }],
    defaults: { description: null },
    prepare: prepareFragment,
    check: checkPolicyReferences,
    references: policyReferenceKeys,
    show: showFragment,
    refusesDelete: refuseFragmentInUse,
    longRunningWrite: ALWAYS_LONG,
    hasProvisioningState: 'everywhere',
    idOnRead: { from: 'policyFragments', to: 'policyfragments' },
    actions: { listReferences },
  },
  policy: POLICY,
  policyRestriction: {
    noun: 'PolicyRestriction',
    verbs: ALL,
    fields: [{ at: 'requireBase', oneOf: ['true', 'false'] }],
    defaults: { scope: '', requireBase: 'false' },
  },
  schema: {
    noun: 'Schema',
    verbs: NO_PATCH,
    fields: [{ at: 'schemaType', required: true, oneOf: ['xml', 'json'] }],
    defaults: { description: null },
    longRunningWrite: ALWAYS_LONG_WITH_BODY,
    hasProvisioningState: 'everywhere',
  },
  documentation: { noun: 'Documentation', verbs: ALL, defaults: { title: null, content: null } },
  authorizationServer: {
    noun: 'AuthorizationServer',
    verbs: ALL,
    fields: [
      displayName(50),
      required('clientId'),
      required('authorizationEndpoint'),
      required('clientRegistrationEndpoint'),
      required('grantTypes'),
    ],
    keeps: ['clientSecret', 'resourceOwnerPassword'],
    writeOnly: ['clientSecret', 'resourceOwnerPassword'],
    actions: { listSecrets: listMembers('clientSecret', 'resourceOwnerUsername', 'resourceOwnerPassword') },
  },
  openidConnectProvider: {
    noun: 'OpenIdConnectProvider',
    verbs: ALL,
    fields: [displayName(50), required('clientId'), required('metadataEndpoint')],
    keeps: ['clientSecret'],
    writeOnly: ['clientSecret'],
    actions: { listSecrets: listMembers('clientSecret') },
  },
  cache: {
    noun: 'Cache',
    verbs: ALL,
    fields: [{ at: 'connectionString', required: true, maxLength: 300 }, required('useFromLocation')],
    defaults: { description: null, resourceId: null },
    prepare: prepareCache,
    references: namedValueKeys,
    afterDelete: (deletion) => removeVaulted(deletion, cacheSecrets()),
  },
  api: {
    noun: unverified.API_NOUN,
    verbs: ALL,
    fields: [
      { at: 'path', required: true, unless: 'sourceApiId', mayBeEmpty: true, maxLength: 400 },
      { at: 'displayName', maxLength: 300 },
      { at: 'serviceUrl', maxLength: 2000 },
    ],
    defaults: API_DEFAULTS,
    armIds: ['apiVersionSetId'],
    prepare: prepareApi,
    check: checkApi,
    references: apiReferences,
    show: showApi,
    refusesDelete: refuseApiDelete,
    afterDelete: completeApiDelete,
    longRunningWrite: { applies: isImport, body: 'resource' },
    longRunningDelete: true,
    hasProvisioningState: 'not-in-lists',
  },
  apiPolicy: POLICY,
  apiOperation: {
    noun: 'Operation',
    verbs: ALL,
    fields: [
      displayName(300),
      required('method'),
      { at: 'urlTemplate', required: true, maxLength: 1000 },
      { at: 'description', maxLength: 1000 },
    ],
    defaults: { description: null },
    prepare: prepareOperation,
    references: operationReferences,
    notInLists: ['request'],
  },
  apiOperationPolicy: POLICY,
  apiSchema: {
    noun: 'ApiSchema',
    verbs: NO_PATCH,
    fields: [required('contentType'), required('document')],
    refusesDelete: refuseSchemaDelete,
    longRunningWrite: ALWAYS_LONG_WITH_BODY,
    hasProvisioningState: 'not-in-lists',
  },
  apiDiagnostic: DIAGNOSTIC,
  apiTag: tagLink('apiId'),
  apiOperationTag: tagLink('operationId'),
  apiTagDescription: {
    noun: 'TagDescription',
    verbs: NO_PATCH,
    defaults: { description: null, externalDocsUrl: null, externalDocsDescription: null },
    prepare: prepareTagDescription,
    references: tagDescriptionReferences,
    show: showTagDescription,
  },
  apiWiki: WIKI,
  apiRelease: {
    noun: 'ApiRelease',
    verbs: ALL,
    defaults: { notes: null },
    armIds: ['apiId'],
    prepare: prepareRelease,
    show: showRelease,
    notInLists: ['apiId'],
  },
  resolver: {
    noun: 'Resolver',
    verbs: ALL,
    fields: [displayName(300), required('path')],
    defaults: { description: null },
  },
  resolverPolicy: POLICY,
  product: {
    noun: 'Product',
    verbs: ALL,
    fields: [displayName(300), { at: 'state', oneOf: ['published', 'notPublished'] }],
    defaults: {
      description: null,
      terms: null,
      subscriptionRequired: true,
      approvalRequired: false,
      subscriptionsLimit: null,
      state: 'notPublished',
    },
    uniqueDisplayName: taken('displayName', unverified.PRODUCT_NAME_TAKEN),
    prepare: prepareProduct,
    afterWrite: completeProduct,
    show: showProduct,
    refusesDelete: refuseProductDelete,
    beforeDelete: deleteProductSubscriptions,
  },
  productPolicy: POLICY,
  productApi: memberLink({ targets: 'apis', targetNoun: unverified.API_NOUN, property: 'apiId', shows: 'target-in-place' }),
  productGroup: memberLink({ targets: 'groups', targetNoun: 'Group', property: 'groupId', shows: 'target-in-place' }),
  productTag: tagLink('productId'),
  productWiki: WIKI,
  gateway: {
    noun: 'Gateway',
    verbs: ALL,
    fields: [required('locationData.name')],
    defaults: { description: null },
    actions: {
      listKeys: listGatewayKeys,
      generateToken: generateGatewayToken,
      regenerateKey: () => ({ status: 204 }),
      invalidateDebugCredentials: () => ({ status: 204 }),
    },
  },
  gatewayApi: memberLink({ targets: 'apis', targetNoun: unverified.API_NOUN, property: 'apiId', shows: 'target-in-place' }),
  gatewayHostname: { noun: 'GatewayHostnameConfiguration', verbs: NO_PATCH },
  gatewayCertificateAuthority: { noun: 'GatewayCertificateAuthority', verbs: NO_PATCH, defaults: { isTrusted: false } },
  subscription: {
    noun: 'Subscription',
    verbs: ALL,
    fields: [required('scope'), displayName(100)],
    defaults: {
      state: 'active',
      startDate: null,
      expirationDate: null,
      endDate: null,
      notificationDate: null,
      stateComment: null,
      allowTracing: false,
    },
    keeps: ['primaryKey', 'secondaryKey', 'createdDate', 'ownerId'],
    onlyInWrites: ['primaryKey', 'secondaryKey'],
    armIds: ['scope', 'ownerId'],
    prepare: prepareSubscription,
    check: checkSubscription,
    references: subscriptionReferences,
    refusesDelete: refuseMasterDelete,
    actions: {
      listSecrets: listSubscriptionSecrets,
      regeneratePrimaryKey: regenerateKey('primaryKey'),
      regenerateSecondaryKey: regenerateKey('secondaryKey'),
    },
  },
  user: {
    noun: 'User',
    verbs: ALL,
    fields: [required('email'), required('firstName'), required('lastName')],
    defaults: { state: 'active', note: null },
    keeps: ['password', 'registrationDate'],
    writeOnly: ['password'],
    prepare: prepareUser,
  },
  groupUser: {
    ...memberLink({ targets: 'users', targetNoun: 'User', property: 'userId', shows: 'target-in-place' }),
    workspaceVerbs: NO_GET,
  },
  operationLink: tagLink('operationId'),
};
