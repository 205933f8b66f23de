import { escapePolicyExpressions, parsePolicy, renderServicePolicy, unescapePolicyExpressions } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { ArmFault, invalidFields, invalidRequest, type FaultDetail } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import type { Place, Shown, Stored, View, Write } from '../behaviours/behaviour.js';
import { textAt, withoutMembers } from '../json-members.js';
import * as unverified from '../unverified.js';
import { findByName, findNamedValue, lookedUpNames, usedNamedValues } from './policy-references.js';

/**
 * Policies are kept in the form `rawxml`, in the service's layout.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/policy/create-or-update
 */

/** Bytes; 16 KiB on the Consumption tier, which the emulator is not. */
const MAX_POLICY_BYTES = 256 * 1024;
const SECTIONS = new Set(['inbound', 'backend', 'outbound', 'on-error']);
/** Roots of the policies of GraphQL resolvers. Source: https://learn.microsoft.com/azure/api-management/http-data-source-policy */
const DATA_SOURCES = new Set(['http-data-source', 'sql-data-source', 'cosmosdb-data-source']);
const MISSING_TEXTS: Readonly<Record<string, (name: string) => string>> = {
  policyFragments: texts.fragmentMissing,
  backends: texts.backendMissing,
};

/** A policy document as it is stored. Throws `ArmFault` for text that is no policy. */
export function preparePolicy(write: Write, desired: JsonObject): Stored {
  const value = textAt(desired, 'value') ?? '';
  const format = textAt(write.body, 'format') ?? 'xml';
  if (format.endsWith('-link')) throw invalidFields([['value', unverified.POLICY_LINK_UNREACHABLE]]);
  return {
    properties: { ...withoutMembers(desired, ['format']), value: canonicalPolicy(value, format, write.segments) },
  };
}

function canonicalPolicy(value: string, format: string, segments: readonly string[]): string {
  if (Buffer.byteLength(value) > MAX_POLICY_BYTES) {
    throw invalidFields([['value', unverified.fieldTooLong('value', MAX_POLICY_BYTES)]]);
  }
  const isResolver = segments.includes('resolvers');
  const checkRoot = (root: ReturnType<typeof parsePolicy>): void => {
    if (!(isResolver && DATA_SOURCES.has(root.name))) checkSections(root);
  };
  return readAs(value, format, { complain: (reason) => invalidFields([['representation', reason]]), check: checkRoot });
}

/** A fragment as it is stored. Throws `ArmFault` for text that is no fragment. */
export function prepareFragment(write: Write, desired: JsonObject): Stored {
  const value = textAt(desired, 'value') ?? '';
  const format = textAt(write.body, 'format') ?? 'xml';
  const text = readAs(value, format, {
    complain: (reason) => invalidRequest(texts.fragmentNotXml(reason)),
    check: checkFragment,
  });
  return { properties: { ...withoutMembers(desired, ['format']), value: text } };
}

/** What to do about text that is no XML, and about XML that is no policy. */
interface Reading {
  readonly complain: (reason: string) => ArmFault;
  /** Throws `ArmFault`. */
  readonly check: (root: ReturnType<typeof parsePolicy>) => void;
}

function readAs(value: string, format: string, { complain, check }: Reading): string {
  try {
    const raw = format.toLowerCase().startsWith('raw') ? value : unescapePolicyExpressions(value);
    const trimmed = raw.replace(/^\uFEFF/, '').trim();
    check(parsePolicy(trimmed));
    return renderServicePolicy(trimmed);
  } catch (error) {
    if (error instanceof ArmFault) throw error;
    throw complain(reasonOf(error));
  }
}

/** `… Line 5, position 92.`, as the service's XML reader puts it. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, line, column, reason] = /at (\d+):(\d+): (.*?)\.?$/s.exec(message) ?? [];
  return line === undefined ? message : `${reason ?? ''}. Line ${line}, position ${column ?? ''}.`;
}

function checkSections(root: ReturnType<typeof parsePolicy>): void {
  const elements = root.children.flatMap((child) => (child.kind === 'element' ? [child] : []));
  const wrong = root.name === 'policies' ? elements.find(({ name }) => !SECTIONS.has(name)) : root;
  if (!wrong) return;
  const reason = unverified.unexpectedPolicyElement(wrong.name, root.name);
  throw invalidFields([
    [wrong.name, texts.policyElementError(wrong.name, { line: wrong.line, column: wrong.column + 1 }, reason)],
  ]);
}

function checkFragment(root: ReturnType<typeof parsePolicy>): void {
  const elements = root.children.flatMap((child) => (child.kind === 'element' ? [child] : []));
  const wrong =
    root.name === 'fragment'
      ? elements.find(({ name }) => name === 'base' || name === 'fragment' || SECTIONS.has(name))
      : root;
  if (wrong) throw invalidRequest(texts.fragmentNotXml(unverified.unexpectedPolicyElement(wrong.name, root.name)));
}

/** Complaints about names in the policy that nothing has. */
export function checkPolicyReferences(write: Write, properties: JsonObject): readonly FaultDetail[] {
  const written = textAt(write.body, 'value') ?? '';
  const stored = textAt(properties, 'value') ?? '';
  // Lines and columns are those of the text that was sent.
  const missing = lookedUpNames(written).filter(
    ({ collection, name }) => findByName(write, collection, name) === undefined,
  );
  const unnamed = usedNamedValues(stored).filter(
    (displayName) => findNamedValue(write.service, write.segments, displayName) === undefined,
  );
  return [
    ...missing.map(({ collection, name, element, line, column }) => ({
      code: 'ValidationError',
      target: element,
      message: texts.policyElementError(element, { line, column }, MISSING_TEXTS[collection]?.(name) ?? ''),
    })),
    ...unnamed.map((displayName) => ({
      code: 'ValidationError',
      target: 'value',
      message: unverified.namedValueMissingInPolicy(displayName),
    })),
  ];
}

/** Keys of the fragments, backends and named values that a policy uses. */
export function policyReferenceKeys(place: Place, properties: JsonObject): readonly string[] {
  const value = textAt(properties, 'value') ?? '';
  const { service, segments } = place;
  return [
    ...lookedUpNames(value).flatMap(({ collection, name }) => findByName(place, collection, name) ?? []),
    ...usedNamedValues(value).flatMap((displayName) => findNamedValue(service, segments, displayName) ?? []),
  ];
}

/** The policy in the form that was asked for; in lists it is indented with two spaces, and the members change places. */
export function showPolicy(_place: Place, shown: Shown, view: View): Shown {
  const { value: _value, ...rest } = shown.properties;
  const raw = textAt(shown.properties, 'value') ?? '';
  const format = requestedFormat(view);
  const text = format === 'rawxml' ? raw : withCrlf(escapePolicyExpressions(raw));
  const properties = view.for === 'list' ? { ...rest, value: spaced(text), format } : { ...rest, format, value: text };
  return { ...shown, properties };
}

/** A fragment tells its format only where it was asked for one. */
export function showFragment(_place: Place, shown: Shown, view: View): Shown {
  const raw = textAt(shown.properties, 'value') ?? '';
  const format = requestedFormat(view);
  const text = format === 'rawxml' ? raw : withCrlf(escapePolicyExpressions(raw));
  const isAsked = view.query.get('format') !== null;
  return { ...shown, properties: { ...shown.properties, value: text, ...(isAsked && { format }) } };
}

function requestedFormat(view: View): 'xml' | 'rawxml' {
  return view.query.get('format')?.toLowerCase() === 'rawxml' ? 'rawxml' : 'xml';
}

function spaced(text: string): string {
  return text.replace(/^\t+(?=<)/gm, (tabs) => '  '.repeat(tabs.length));
}

/** Expressions come back from the parser with plain line feeds. */
function withCrlf(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}
