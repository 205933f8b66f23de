import { ArmFault, invalidFields } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { checkPolicyReferences, policyReferenceKeys, preparePolicy, showPolicy } from '../policies/policy-behaviour.js';
import type { Behaviour, LongRunningRule, Verb } from './behaviour.js';
import { checkDiagnostic, diagnosticReferences } from './diagnostics.js';
import type { FieldRule } from './field-rule.js';
import { linkReferences, prepareLink, showLink, type LinkRule } from './links.js';

/** Verbs of resources that support everything. */
export const ALL: readonly Verb[] = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'];
/** Verbs of resources that are only ever replaced. */
export const NO_PATCH: readonly Verb[] = ['GET', 'HEAD', 'PUT', 'DELETE'];
/** Verbs of members of products, gateways and groups. */
export const NO_GET: readonly Verb[] = ['HEAD', 'PUT', 'DELETE'];
/** Verbs of link resources. */
export const NO_HEAD: readonly Verb[] = ['GET', 'PUT', 'DELETE'];

/** Every write is a long-running operation that answers its state only. */
export const ALWAYS_LONG: LongRunningRule = { applies: () => true, body: 'state' };
/** Every write is a long-running operation that answers the resource with its state. */
export const ALWAYS_LONG_WITH_BODY: LongRunningRule = { applies: () => true, body: 'resource' };

/** The rule of display names that must be there. */
export const displayName = (maxLength: number): FieldRule => ({ at: 'displayName', required: true, maxLength });
/** The rule of members that must be there. */
export const required = (at: string): FieldRule => ({ at, required: true });

/** The answer where a display name is taken. */
export const taken = (target: string, message: string) => (): ArmFault => invalidFields([[target, message]]);

/** Below a product or gateway: HEAD answers 204, GET is refused. */
export function memberLink(rule: LinkRule): Behaviour {
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
export function tagLink(property: string): Behaviour {
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

/** Policies at every scope. */
export const POLICY: Behaviour = {
  noun: 'Policy',
  verbs: NO_PATCH,
  fields: [required('value'), { at: 'format', oneOf: ['xml', 'rawxml', 'xml-link', 'rawxml-link'] }],
  prepare: preparePolicy,
  check: checkPolicyReferences,
  references: policyReferenceKeys,
  show: showPolicy,
};

/** Diagnostics of the service and of APIs. */
export const DIAGNOSTIC: Behaviour = {
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

/** Wikis of APIs and products. */
export const WIKI: Behaviour = {
  noun: 'Wiki',
  verbs: ALL,
  missing: () => new ArmFault(500, 'InternalServerError', texts.INTERNAL_ERROR),
};
