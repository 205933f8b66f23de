import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import type { SecretEntry } from './credential-report.js';
import { ageOf, type AgeLimit, type Validity } from './secret-age.js';

/**
 * The passwords and certificates of an application or a service principal, as Microsoft Graph has them. Only known
 * members are taken over: nothing that holds a secret.
 *
 * Source: https://learn.microsoft.com/graph/api/resources/passwordcredential and keycredential. Pure.
 */
export function secretEntries(
  owner: JsonObject,
  about: { readonly holder: string; readonly use: readonly string[] },
  limit: AgeLimit,
): SecretEntry[] {
  const entry = (kind: SecretEntry['kind'], credential: JsonObject): SecretEntry => ({
    kind,
    holder: about.holder,
    name: textOf(credential['displayName']) ?? '(without a name)',
    ...member('keyId', credential['keyId']),
    ...(kind === 'client secret' && member('hint', credential['hint'])),
    ...ageOf(validityOf(credential), limit),
    use: about.use,
  });
  return [
    ...listOf(owner['passwordCredentials']).map((password) => entry('client secret', password)),
    ...listOf(owner['keyCredentials']).map((key) => entry('certificate', key)),
  ];
}

/** From when until when a credential of Graph holds. */
export function validityOf({ startDateTime, endDateTime }: JsonObject): Validity {
  return { ...member('start', startDateTime), ...member('end', endDateTime) };
}

/** The members of a list that are objects. */
export function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((item: Json) => isJsonObject(item)) : [];
}

function member<Name extends string>(name: Name, value: Json | undefined): { readonly [Key in Name]?: string } {
  const text = textOf(value);
  return text === undefined ? {} : ({ [name]: text } as { readonly [Key in Name]: string });
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
