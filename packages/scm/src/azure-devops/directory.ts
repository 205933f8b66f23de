import { ScmError } from '../errors.js';
import type { AzureDevOpsClient } from './azure-devops-client.js';

/** A user, a group, or what pipelines run as. */
export interface Principal {
  readonly id: string;
  /** By this, permissions name who has them. */
  readonly descriptor: string;
  /** In the one way in which settings are compared. */
  readonly name: string;
}

/**
 * Names of `apiops.yaml` and the ids of Azure DevOps for them: `api-platform` and `[apis]\api-platform` are a group of
 * the project, `[acme]\…` one of the organization, `alice@acme.com` a person; `@` before a name means nothing here.
 * Each is asked for once.
 */
export interface Directory {
  /** Throws `SCM_NAME_UNKNOWN`. */
  readonly principal: (name: string) => Promise<Principal>;
  /** Somebody of exactly this display name, which need not exist. */
  readonly byDisplayName: (name: string) => Promise<Principal | undefined>;
  /** The name of an id, as `canonical` has it. */
  readonly nameOf: (id: string) => Promise<string>;
  /** The same of a descriptor. */
  readonly nameOfDescriptor: (descriptor: string) => Promise<string>;
  readonly canonical: (name: string) => string;
}

interface Identity {
  readonly id: string;
  readonly descriptor: string;
  readonly providerDisplayName: string;
  readonly isActive?: boolean;
  readonly properties?: Readonly<Record<string, { readonly $value?: unknown } | undefined>>;
}

export function createDirectory(context: {
  readonly client: AzureDevOpsClient;
  readonly project: string;
  /** Those of configuration: what they stand for keeps the name that it has there. */
  readonly names: readonly string[];
}): Directory {
  const { client, project, names } = context;
  const places = { project, organization: client.organization };
  const principals = new Map<string, Promise<Principal>>();
  const displayed = new Map<string, Promise<Identity | undefined>>();
  const ids = new Map<string, Promise<string>>();

  const search = (filterValue: string): Promise<readonly Identity[]> =>
    findIdentities(client, { searchFilter: 'General', filterValue });
  const exactly = (name: string): Promise<Identity | undefined> =>
    remember(displayed, name.toLowerCase(), async () =>
      (await search(name)).find((identity) => isSame(identity.providerDisplayName, name)),
    );
  const principal = (name: string): Promise<Principal> => {
    const key = canonicalName(name, places);
    return remember(principals, key, async () => {
      const found = await findPrincipal(key, { places, exactly, search });
      return { id: found.id.toLowerCase(), descriptor: found.descriptor, name: key };
    });
  };
  return {
    principal,
    byDisplayName: async (name) => {
      const found = await exactly(name);
      return found && { id: found.id.toLowerCase(), descriptor: found.descriptor, name };
    },
    nameOf: (id) =>
      remember(ids, id.toLowerCase(), async () => {
        // Who is not there is named when settings are asked for, and here nobody's name.
        const known = await Promise.allSettled(names.map(principal));
        const own = known.find((one) => one.status === 'fulfilled' && one.value.id === id.toLowerCase());
        if (own?.status === 'fulfilled') return own.value.name;
        const [found] = await findIdentities(client, { identityIds: id });
        return found ? shownName(found, places) : `identity ${id}`;
      }),
    nameOfDescriptor: async (descriptor) => {
      const [found] = await findIdentities(client, { descriptors: descriptor });
      return found ? shownName(found, places) : descriptor;
    },
    canonical: (name) => canonicalName(name, places),
  };
}

interface Places {
  readonly project: string;
  readonly organization: string;
}

function remember<Value>(known: Map<string, Promise<Value>>, key: string, find: () => Promise<Value>): Promise<Value> {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

/** Nobody is a null in the list. */
async function findIdentities(
  client: AzureDevOpsClient,
  query: Readonly<Record<string, string>>,
): Promise<readonly Identity[]> {
  const answer = await client.send<{ readonly value: readonly (Identity | null)[] }>({
    method: 'GET',
    path: '_apis/identities',
    part: 'identities',
    query: { ...query, queryMembership: 'None' },
  });
  return answer.value.filter((identity) => identity !== null).filter(({ isActive }) => isActive !== false);
}

/** A name with its place: of the project, then of the organization, then of a person. */
async function findPrincipal(
  name: string,
  context: {
    readonly places: Places;
    readonly exactly: (name: string) => Promise<Identity | undefined>;
    readonly search: (name: string) => Promise<readonly Identity[]>;
  },
): Promise<Identity> {
  const { places, exactly, search } = context;
  const scoped = name.startsWith('[') ? [name] : [`[${places.project}]\\${name}`, `[${places.organization}]\\${name}`];
  if (!name.includes('@')) {
    for (const candidate of scoped) {
      const found = await exactly(candidate);
      if (found) return found;
    }
  }
  const found = name.startsWith('[') ? [] : (await search(name)).filter((identity) => isNamed(identity, name));
  if (found.length === 1 && found[0]) return found[0];
  throw found.length > 1 ? ambiguous(name) : unknown(name, places);
}

function isNamed(identity: Identity, name: string): boolean {
  return [identity.providerDisplayName, accountOf(identity), textOf(identity, 'Mail')].some((text) =>
    isSame(text ?? '', name),
  );
}

/** The mail address of a person; groups are named by their display name, which has the place. */
function accountOf(identity: Identity): string | undefined {
  return identity.providerDisplayName.startsWith('[') ? undefined : textOf(identity, 'Account');
}

function textOf({ properties }: Identity, property: string): string | undefined {
  const value = properties?.[property]?.$value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function shownName(identity: Identity, places: Places): string {
  return canonicalName(accountOf(identity) ?? identity.providerDisplayName, places);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function canonicalName(name: string, { project, organization }: Places): string {
  const bare = name.toLowerCase().replace(/^@/, '');
  for (const prefix of [`${organization}/`, `[${project}]\\`]) {
    if (bare.startsWith(prefix.toLowerCase())) return bare.slice(prefix.length);
  }
  return bare;
}

function unknown(name: string, { project, organization }: Places): ScmError {
  return new ScmError(
    'SCM_NAME_UNKNOWN',
    `Neither the project ${project} nor the organization ${organization} has a group "${name}", and nobody has that mail address.`,
    {
      hint: 'A group is named api-platform, or with its place [acme]\\api-platform, a person by mail address. Correct the name in apiops.yaml, or create the group.',
    },
  );
}

function ambiguous(name: string): ScmError {
  return new ScmError('SCM_NAME_UNKNOWN', `"${name}" is the name of several people.`, {
    hint: 'Name a person by mail address in apiops.yaml.',
  });
}
