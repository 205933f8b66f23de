import {
  ApimError,
  describeResource,
  holdsSecretMarker,
  indexReferences,
  isMadeByService,
  operationIds,
  parentId,
  parseApiName,
  referencesOf,
  RESOURCES,
  resourceId,
  resourceKey,
  textsIn,
  type Reference,
  type ReferenceIndex,
  type Resource,
  type ResourceId,
  type State,
} from '@nx-apiops/apim';
import { PublisherError } from './errors.js';

/** Tells whether the target has, and keeps, what the artifacts refer to but do not hold. */
export type TargetLookup = (reference: Reference, workspace: string | undefined) => Promise<boolean>;

/** What one resource needs that the artifacts do not hold. */
interface OpenReference {
  readonly reference: Reference;
  readonly users: readonly Resource[];
}

/**
 * Checks a state before anything is sent: references and parents exist, in the artifacts or on the target; no two APIs
 * share a path outside a version set; no place of a secret and no token is left open; policies are well formed.
 * Throws `PREFLIGHT` with all problems together.
 */
export async function checkState(desired: State, existsOnTarget: TargetLookup): Promise<void> {
  const resources = [...desired.values()].filter(({ id, properties }) => !isMadeByService(id, properties));
  const read = resources.map((resource) => ({ resource, ...readReferences(resource) }));
  const index = indexReferences(desired);
  const open = openReferences(read, { desired, index });
  const problems = [
    ...resources.flatMap(ownProblems),
    ...read.flatMap(({ problem }) => problem ?? []),
    ...read.flatMap(({ resource, references }) => unreadableIds(resource, references)),
    ...pathProblems(desired),
    ...revisionProblems(desired),
    ...(await missingOnTarget(open, existsOnTarget)),
  ];
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  throw new PublisherError('PREFLIGHT', `The artifacts cannot be published:\n${lines}`, { hint: 'Nothing was sent.' });
}

function openReferences(
  read: readonly { readonly resource: Resource; readonly references: readonly Reference[] }[],
  known: { readonly desired: State; readonly index: ReferenceIndex },
): readonly OpenReference[] {
  const open = new Map<string, { reference: Reference; users: Resource[] }>();
  for (const { resource, references } of read) {
    for (const reference of [...references, ...parentReferences(resource, known.desired)]) {
      if (!isOpen(reference, resource, known.index)) continue;
      const name = `${resource.id.workspace ?? ''} ${nameOf(reference)}`;
      const one = open.get(name) ?? { reference, users: [] };
      one.users.push(resource);
      open.set(name, one);
    }
  }
  return [...open.values()];
}

/** What a resource lives below; an operation may also be one of its API's specification. */
function parentReferences({ id }: Resource, desired: State): readonly Reference[] {
  const parent = parentId(id);
  if (!parent || parent.kind === 'workspace' || isInSpecification(parent, desired)) return [];
  return [{ candidates: [parent], via: 'parent', required: true }];
}

function isInSpecification(id: ResourceId, desired: State): boolean {
  const api = parentId(id);
  const specification = api && desired.get(resourceKey(api))?.specification;
  if (!specification || RESOURCES[id.kind].reading !== 'derived') return false;
  const [name = ''] = id.names.slice(-1);
  if (specification.text.includes(name)) return true; // Spares the parsing; a coincidence is told by the service.
  const operations = operationIds(specification);
  // What a WSDL or WADL calls its operations, the service decides.
  const isOpenApi = /^(openapi|swagger)-/.test(specification.format);
  return !isOpenApi || [...operations.keys()].some((operation) => operation.toLowerCase() === name.toLowerCase());
}

function place(resource: Resource): string {
  return resource.files?.[0] ?? describeResource(resource.id);
}

function nameOf({ candidates, displayName }: Reference): string {
  const [first] = candidates;
  return displayName === undefined && first ? describeResource(first) : `named value with display name ${displayName}`;
}

function isOpen(reference: Reference, resource: Resource, index: ReferenceIndex): boolean {
  const hasTarget = reference.candidates.length > 0 || reference.displayName !== undefined;
  return reference.required && hasTarget && index.resolve(reference, resource.id.workspace) === undefined;
}

function readReferences(resource: Resource): { readonly references: readonly Reference[]; readonly problem?: string } {
  try {
    return { references: referencesOf(resource) };
  } catch (error) {
    if (!(error instanceof ApimError)) throw error;
    return { references: [], problem: `${place(resource)}: ${error.message}` };
  }
}

/** Ids that name nothing, such as `azuremonitor` where `/loggers/azuremonitor` is meant. */
function unreadableIds(resource: Resource, references: readonly Reference[]): readonly string[] {
  return references.flatMap(({ candidates, text, via }) =>
    text === undefined || candidates.length > 0
      ? []
      : [`${place(resource)}: ${via} is ${JSON.stringify(text)}, which names no resource.`],
  );
}

/** Tokens as both existing tools write them; they are replaced in override files alone. */
const TOKEN = /\{#\[?[\w.-]+\]?#\}/;

function ownProblems(resource: Resource): readonly string[] {
  const authored = (resource.secretPaths ?? []).length > 0 ? [] : [...textsIn(resource.properties)];
  const token = authored.map((text) => TOKEN.exec(text)?.[0]).find((found) => found !== undefined);
  const isMarked = [...textsIn(resource.properties)].some(holdsSecretMarker);
  return [
    ...(isMarked
      ? [`${place(resource)}: a secret is not set. Override it for this environment, or use a Key Vault reference.`]
      : []),
    ...(token === undefined
      ? []
      : [`${place(resource)}: the token ${token} is not replaced here. Move it to configuration.<env>.yaml.`]),
  ];
}

/** A revision has one place: under the API's name where it is current, else under its own. */
function revisionProblems(desired: State): readonly string[] {
  return [...desired.values()].flatMap((resource) => {
    const { id, properties } = resource;
    const { api, revision } = parseApiName(id.names[0] ?? '');
    if (!RESOURCES[id.kind].sharedByRevisions || revision === undefined) return [];
    const current = desired.get(resourceKey(resourceId(id.kind, [api], id.workspace)));
    const currentRevision = String(current?.properties['apiRevision'] ?? '1');
    const own = String(properties['apiRevision'] ?? revision);
    return [
      ...(current && currentRevision === revision
        ? [`${place(resource)}: revision ${revision} is that of ${place(current)} too. Keep it in one of them.`]
        : []),
      ...(own === revision ? [] : [`${place(resource)}: apiRevision is ${own}, but the folder says ${revision}.`]),
    ];
  });
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
  unresolved: readonly OpenReference[],
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
