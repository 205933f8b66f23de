import {
  ApimError,
  describeResource,
  holdsSecretMarker,
  indexReferences,
  referencesOf,
  RESOURCES,
  textsIn,
  type Reference,
  type Resource,
  type ReferenceIndex,
  type State,
} from '@nx-apiops/apim';
import { PublisherError } from './errors.js';

/** Tells whether the target has what the artifacts refer to but do not hold. */
export type TargetLookup = (reference: Reference, workspace: string | undefined) => Promise<boolean>;

/**
 * Checks a state before anything is sent: references resolve, in the artifacts or on the target; no two APIs share a
 * path outside a version set; no place of a secret is left open; policies are well formed.
 * Throws `PREFLIGHT` with all problems together.
 */
export async function checkState(desired: State, existsOnTarget: TargetLookup): Promise<void> {
  const index = indexReferences(desired);
  const unresolved = new Map<string, { readonly reference: Reference; readonly users: Resource[] }>();
  const problems: string[] = [];
  for (const resource of desired.values()) {
    if (RESOURCES[resource.id.kind].builtIn?.(resource.id.names, resource.properties) === 'system') continue;
    problems.push(...ownProblems(resource));
    for (const reference of safeReferences(resource, problems)) {
      if (!isOpen(reference, resource, index)) continue;
      const name = `${resource.id.workspace ?? ''} ${nameOf(reference)}`;
      const known = unresolved.get(name) ?? { reference, users: [] };
      known.users.push(resource);
      unresolved.set(name, known);
    }
  }
  problems.push(...pathProblems(desired));
  problems.push(...(await missingOnTarget([...unresolved.values()], existsOnTarget)));
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  throw new PublisherError('PREFLIGHT', `The artifacts cannot be published:\n${lines}`, { hint: 'Nothing was sent.' });
}

function place(resource: Resource): string {
  return resource.files?.[0] ?? describeResource(resource.id);
}

function nameOf({ candidates, displayName }: Reference): string {
  const [first] = candidates;
  return displayName === undefined && first ? describeResource(first) : `named value with display name ${displayName}`;
}

function isOpen(reference: Reference, resource: Resource, index: ReferenceIndex): boolean {
  return reference.required && index.resolve(reference, resource.id.workspace) === undefined;
}

function safeReferences(resource: Resource, problems: string[]): readonly Reference[] {
  try {
    return referencesOf(resource);
  } catch (error) {
    if (!(error instanceof ApimError)) throw error;
    problems.push(`${place(resource)}: ${error.message}`);
    return [];
  }
}

function ownProblems(resource: Resource): readonly string[] {
  for (const text of textsIn(resource.properties)) {
    if (holdsSecretMarker(text)) {
      return [
        `${place(resource)}: a secret is not set. Override it for this environment, or use a Key Vault reference.`,
      ];
    }
  }
  return [];
}

/** The service refuses such APIs with "Cannot create API … with the same Path". */
function pathProblems(desired: State): readonly string[] {
  const owners = new Map<string, Resource>();
  const problems: string[] = [];
  for (const resource of desired.values()) {
    const { kind, names, workspace } = resource.id;
    if (!RESOURCES[kind].specification || /;rev=\d+$/.test(names[0] ?? '')) continue;
    const { path, apiVersionSetId, apiVersion } = resource.properties;
    const key = `${workspace ?? ''}/${String(path ?? '').replace(/^\//, '')}`.toLowerCase();
    const other = owners.get(key);
    const inOneSet = apiVersionSetId !== undefined && other?.properties['apiVersionSetId'] === apiVersionSetId;
    if (other && !(inOneSet && other.properties['apiVersion'] !== apiVersion)) {
      problems.push(
        `${place(resource)}: the path ${JSON.stringify(path)} is that of ${place(other)} too. Change one, or put both into one version set.`,
      );
    }
    owners.set(key, resource);
  }
  return problems;
}

async function missingOnTarget(
  unresolved: readonly { readonly reference: Reference; readonly users: readonly Resource[] }[],
  existsOnTarget: TargetLookup,
): Promise<readonly string[]> {
  const missing = await Promise.all(
    unresolved.map(async ({ reference, users }) => {
      const [first] = users;
      if (!first || (await existsOnTarget(reference, first.id.workspace))) return [];
      const more = users.length > 1 ? ` (and ${users.length - 1} more)` : '';
      return [`${place(first)}${more}: ${nameOf(reference)} is neither in the artifacts nor on the target.`];
    }),
  );
  return missing.flat();
}
