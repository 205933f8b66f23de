import * as texts from '../arm/known-texts.js';
import type { EmulatorKind } from '../model/emulator-kind.js';
import {
  checkPolicyReferences,
  policyReferenceKeys,
  prepareFragment,
  showFragment,
} from '../policies/policy-behaviour.js';
import { API_BEHAVIOURS } from './api-behaviours.js';
import { backendReferences, checkBackend, prepareBackend } from './backends.js';
import {
  ALL,
  ALWAYS_LONG,
  ALWAYS_LONG_WITH_BODY,
  DIAGNOSTIC,
  displayName,
  NO_PATCH,
  POLICY,
  required,
  taken,
  tagLink,
} from './behaviour-parts.js';
import type { Behaviour } from './behaviour.js';
import { prepareCertificate } from './certificates.js';
import { refuseFragmentInUse, refuseInUse } from './in-use.js';
import { cacheSecrets, loggerSecrets, prepareCache, prepareLogger } from './loggers.js';
import { namedValueKeys } from './named-value-references.js';
import { checkNamedValue, listValue, prepareNamedValue, refreshSecret, showNamedValue } from './named-values.js';
import { PRODUCT_BEHAVIOURS } from './product-behaviours.js';
import { listReferences } from './references.js';
import { listMembers } from './subscriptions.js';
import { removeVaulted } from './vaulted-members.js';

/**
 * How each kind behaves. Sources: Microsoft's REST reference, api-version 2024-05-01, and recorded traffic; what neither
 * tells stands in `unverified.ts`.
 */
export const BEHAVIOURS: Readonly<Record<EmulatorKind, Behaviour>> = {
  ...API_BEHAVIOURS,
  ...PRODUCT_BEHAVIOURS,
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
  operationLink: tagLink('operationId'),
};
