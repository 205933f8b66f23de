import { findPolicySecrets, findSecrets, mapLeaves, RESOURCES, type Resource } from '@nx-apiops/apim';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/** The secrets that a plan leaves out, by the name of the place where each belongs. Never printed or saved. */
export type SecretVault = ReadonlyMap<string, Json>;

const PLACEHOLDER = '$secret';

/** The properties with each secret replaced by a placeholder; the values go into `vault`. */
export function lockSecrets(resource: Resource, actionId: string, vault: Map<string, Json>): JsonObject {
  const paths = new Set([
    ...findSecrets(resource.id.kind, resource.properties).map(({ path }) => path),
    ...(resource.secretPaths ?? []),
    ...(holdsPolicySecret(resource) ? ['properties.value'] : []),
  ]);
  if (paths.size === 0) return resource.properties;
  const locked = mapLeaves(
    resource.properties,
    (leaf, path) => {
      if (!paths.has(path)) return leaf;
      const name = `${actionId}#${path}`;
      vault.set(name, leaf);
      return { [PLACEHOLDER]: name };
    },
    'properties',
  );
  return isJsonObject(locked) ? locked : resource.properties;
}

/** A literal secret inside a policy makes the whole text one. */
function holdsPolicySecret({ id, properties }: Resource): boolean {
  const { value } = properties;
  return RESOURCES[id.kind].policyXml === true && typeof value === 'string' && findPolicySecrets(value).length > 0;
}

/** The properties as people may see them. */
export function maskSecrets(resource: Resource): JsonObject {
  const vault = new Map<string, Json>();
  const locked = lockSecrets(resource, '', vault);
  const masked = unlockSecrets(locked, new Map([...vault.keys()].map((name) => [name, '(secret)'])));
  return isJsonObject(masked) ? masked : locked;
}

/** Puts the secrets back in. Throws where the vault lacks one, so that a placeholder is never sent. */
export function unlockSecrets(body: Json, vault: SecretVault): Json {
  if (Array.isArray(body)) return (body as readonly Json[]).map((item) => unlockSecrets(item, vault));
  if (!isJsonObject(body)) return body;
  const name = body[PLACEHOLDER];
  if (typeof name === 'string') {
    const value = vault.get(name);
    if (value === undefined) throw new Error(`No value is known for the secret ${name}.`);
    return value;
  }
  return Object.fromEntries(
    Object.entries(body).map(([member, value]) => [member, value === undefined ? value : unlockSecrets(value, vault)]),
  );
}

/** The texts in a body that must not show up in an error. */
export function secretTexts(vault: SecretVault): readonly string[] {
  return [...vault.values()].filter((value) => typeof value === 'string');
}
