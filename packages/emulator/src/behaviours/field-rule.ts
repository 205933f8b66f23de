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
  if (value === undefined || value === null || (value === '' && !rule.mayBeEmpty)) {
    const isRequired = rule.required && (rule.unless === undefined || memberAt(properties, rule.unless) === undefined);
    return isRequired ? (rule.missingText ?? unverified.requiredField(rule.at)) : undefined;
  }
  if (typeof value === 'string') {
    if (rule.maxLength !== undefined && value.length > rule.maxLength) {
      return unverified.fieldTooLong(rule.at, rule.maxLength);
    }
    if (rule.pattern && !rule.pattern.test(value)) return unverified.fieldPattern(rule.at);
    if (rule.oneOf && !rule.oneOf.some((word) => word.toLowerCase() === value.toLowerCase())) {
      return unverified.fieldNotOneOf(rule.at, rule.oneOf);
    }
  }
  if (typeof value === 'number' && rule.range && (value < rule.range[0] || value > rule.range[1])) {
    return unverified.fieldOutOfRange(rule.at, rule.range);
  }
  return undefined;
}
