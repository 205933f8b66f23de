import type { Json } from '@nx-apiops/plan';
import { notSupplied, unprocessable } from './github-fault.js';
import { badSettingName } from './unverified.js';

const NAME = /^(?!GITHUB_)[A-Z_][A-Z\d_]*$/;

/** The name of a variable or secret in capitals, as GitHub stores it. Throws a 422 for names it does not take. */
export function parseSettingName(noun: 'Secret' | 'Variable', value: Json | undefined): string {
  if (typeof value !== 'string' || value === '') throw notSupplied(['name']);
  const name = value.toUpperCase();
  if (!NAME.test(name)) throw unprocessable(badSettingName(noun));
  return name;
}
