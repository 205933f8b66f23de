import type { JsonObject } from '@nx-apiops/plan';
import { memberAt } from '../json-members.js';
import * as unverified from '../unverified.js';

/** What a member must be like. All but `required` only matter where the member is there. */
export interface FieldRule {
  /** Member names parted by dots. */
  readonly at: string;
  readonly required?: true;
  /** Not required where this member is there. */
  readonly unless?: string;
  /** An empty text is a value. */
  readonly mayBeEmpty?: true;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
  readonly range?: readonly [minimum: number, maximum: number];
  /** The service's own words, where they are known. */
  readonly missingText?: string;
}

/** Complaints as pairs of target and message. */
export function checkFields(
  rules: readonly FieldRule[],
  properties: JsonObject,
): readonly (readonly [target: string, message: string])[] {
  return rules.flatMap((rule) => {
    const complaint = complaintAbout(rule, properties);
    return complaint === undefined ? [] : [[rule.at, complaint] as const];
  });
}

function complaintAbout(rule: FieldRule, properties: JsonObject): string | undefined {
  const value = memberAt(properties, rule.at);
  const isEmpty = value === undefined || value === null || (value === '' && !rule.mayBeEmpty);
  if (isEmpty) return complaintAboutNothing(rule, properties);
  if (typeof value === 'string') return complaintAboutText(rule, value);
  return typeof value === 'number' ? complaintAboutNumber(rule, value) : undefined;
}

function complaintAboutNothing(rule: FieldRule, properties: JsonObject): string | undefined {
  const isExcused = rule.unless !== undefined && memberAt(properties, rule.unless) !== undefined;
  return rule.required && !isExcused ? (rule.missingText ?? unverified.requiredField(rule.at)) : undefined;
}

function complaintAboutText({ at, maxLength, pattern, oneOf }: FieldRule, value: string): string | undefined {
  if (maxLength !== undefined && value.length > maxLength) return unverified.fieldTooLong(at, maxLength);
  if (pattern && !pattern.test(value)) return unverified.fieldPattern(at);
  const isListed = !oneOf || oneOf.some((word) => word.toLowerCase() === value.toLowerCase());
  return isListed ? undefined : unverified.fieldNotOneOf(at, oneOf);
}

function complaintAboutNumber({ at, range }: FieldRule, value: number): string | undefined {
  return range && (value < range[0] || value > range[1]) ? unverified.fieldOutOfRange(at, range) : undefined;
}
