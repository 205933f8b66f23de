import { API_DEFAULTS } from '../apis/api-properties.js';
import { apiReferences, checkApi } from '../apis/check-api.js';
import { completeApiDelete, refuseApiDelete } from '../apis/delete-api.js';
import { showApi } from '../apis/show-api.js';
import { isImport, prepareApi } from '../apis/write-api.js';
import type { EmulatorKind } from '../model/emulator-kind.js';
import * as unverified from '../unverified.js';
import {
  ALL,
  ALWAYS_LONG_WITH_BODY,
  DIAGNOSTIC,
  displayName,
  NO_PATCH,
  POLICY,
  required,
  tagLink,
  WIKI,
} from './behaviour-parts.js';
import type { Behaviour } from './behaviour.js';
import { refuseInUse } from './in-use.js';
import { operationReferences, prepareOperation } from './operations.js';
import { prepareRelease, showRelease } from './releases.js';
import { refuseSchemaDelete } from './schemas.js';
import { prepareTagDescription, showTagDescription, tagDescriptionReferences } from './tag-descriptions.js';
import { prepareVersionSet } from './version-sets.js';

/** How APIs behave, what lives below them, and the version sets that hold them together. */
export const API_BEHAVIOURS = {
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
  versionSet: {
    noun: 'ApiVersionSet',
    verbs: ALL,
    fields: [displayName(100), { at: 'versioningScheme', required: true, oneOf: ['Segment', 'Query', 'Header'] }],
    defaults: { description: null, versionQueryName: null, versionHeaderName: null },
    prepare: prepareVersionSet,
    refusesDelete: refuseInUse('ApiVersionSet'),
  },
} as const satisfies Readonly<Partial<Record<EmulatorKind, Behaviour>>>;
