import type { EmulatorKind } from '../model/emulator-kind.js';
import * as unverified from '../unverified.js';
import {
  ALL,
  displayName,
  memberLink,
  NO_GET,
  NO_PATCH,
  POLICY,
  required,
  taken,
  tagLink,
  WIKI,
} from './behaviour-parts.js';
import type { Behaviour } from './behaviour.js';
import { refuseInUse } from './in-use.js';
import {
  completeProduct,
  deleteProductSubscriptions,
  prepareProduct,
  refuseProductDelete,
  showProduct,
} from './products.js';
import {
  checkSubscription,
  generateGatewayToken,
  listGatewayKeys,
  listSubscriptionSecrets,
  prepareSubscription,
  refuseMasterDelete,
  regenerateKey,
  subscriptionReferences,
} from './subscriptions.js';
import { prepareGroup, prepareUser, refuseSystemGroupDelete } from './users-and-groups.js';

/** How products and gateways behave, who may use them, and what links them to APIs. */
export const PRODUCT_BEHAVIOURS = {
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
  productApi: memberLink({
    targets: 'apis',
    targetNoun: unverified.API_NOUN,
    property: 'apiId',
    shows: 'target-in-place',
  }),
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
  gatewayApi: memberLink({
    targets: 'apis',
    targetNoun: unverified.API_NOUN,
    property: 'apiId',
    shows: 'target-in-place',
  }),
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
  group: {
    noun: 'Group',
    verbs: ALL,
    fields: [displayName(300), { at: 'type', oneOf: ['custom', 'system', 'external'] }],
    defaults: { description: null, type: 'custom', externalId: null },
    prepare: prepareGroup,
    refusesDelete: (deletion) => refuseSystemGroupDelete(deletion) ?? refuseInUse('Group')(deletion),
  },
  groupUser: {
    ...memberLink({ targets: 'users', targetNoun: 'User', property: 'userId', shows: 'target-in-place' }),
    workspaceVerbs: NO_GET,
  },
} as const satisfies Readonly<Partial<Record<EmulatorKind, Behaviour>>>;
