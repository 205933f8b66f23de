import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import type { AzureDevOpsClient } from './azure-devops-client.js';
import type { Principal } from './directory.js';

/** Git permissions by a short name. Source: https://learn.microsoft.com/azure/devops/organizations/security/namespace-reference */
export const GIT_PERMISSIONS = {
  contribute: 4,
  forcePush: 8,
  createBranch: 16,
  bypassWhenPushing: 128,
  contributeToPullRequests: 16_384,
  bypassWhenCompleting: 32_768,
} as const;

export type GitPermission = keyof typeof GIT_PERMISSIONS;
export type PermissionState = 'allowed' | 'denied' | 'not set';
/** What somebody may do at one place; as a desired value it has the owned members only. */
export type PermissionRules = Readonly<Partial<Record<GitPermission, PermissionState>>>;

interface Entry {
  readonly descriptor: string;
  readonly allow?: number;
  readonly deny?: number;
}

const GIT_NAMESPACE = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';

/** Permissions at one token, by the name of who has them. Permissions that are not stated stay as they are. */
export function permissionHandler(context: {
  readonly client: AzureDevOpsClient;
  readonly token: string;
  readonly find: (name: string) => Promise<Principal | undefined>;
}): SettingHandler {
  const { client, token, find } = context;
  return {
    read: async (name) => {
      const who = await find(name);
      const entry = who && (await entriesAt(client, token)).find((one) => isOf(one, who));
      return entry && rulesOf(entry);
    },
    write: async (name, value) => {
      const who = await find(name);
      if (!who) throw nobody(name);
      await client.send({
        method: 'POST',
        path: `_apis/accesscontrolentries/${GIT_NAMESPACE}`,
        body: {
          token,
          merge: true,
          accessControlEntries: [{ descriptor: who.descriptor, ...bitsOf(value as PermissionRules) }],
        },
      });
    },
  };
}

/** Who may do one of these at a token by an entry of its own: descriptors. */
export async function allowedAt(
  client: AzureDevOpsClient,
  token: string,
  permissions: readonly GitPermission[],
): Promise<readonly string[]> {
  const entries = await entriesAt(client, token);
  return entries
    .filter((entry) => permissions.some((permission) => stateOf(entry, permission) === 'allowed'))
    .map(({ descriptor }) => descriptor);
}

async function entriesAt(client: AzureDevOpsClient, token: string): Promise<readonly Entry[]> {
  const { value } = await client.send<{
    readonly value: readonly { readonly acesDictionary?: Readonly<Record<string, Entry>> }[];
  }>({
    method: 'GET',
    path: `_apis/accesscontrollists/${GIT_NAMESPACE}`,
    query: { token, includeExtendedInfo: 'false', recurse: 'false' },
  });
  return value.flatMap(({ acesDictionary }) => Object.values(acesDictionary ?? {}));
}

/** Undefined where nothing of what is known here is allowed or denied. */
function rulesOf(entry: Entry): JsonObject | undefined {
  const rules = PERMISSIONS.map((permission) => [permission, stateOf(entry, permission)] as const);
  return rules.every(([, state]) => state === 'not set') ? undefined : Object.fromEntries(rules);
}

const PERMISSIONS = Object.keys(GIT_PERMISSIONS) as GitPermission[];

function stateOf({ allow = 0, deny = 0 }: Entry, permission: GitPermission): PermissionState {
  const bit = GIT_PERMISSIONS[permission];
  if ((deny & bit) !== 0) return 'denied';
  return (allow & bit) !== 0 ? 'allowed' : 'not set';
}

function bitsOf(rules: PermissionRules): { readonly allow: number; readonly deny: number } {
  const sum = (wanted: PermissionState): number =>
    PERMISSIONS.filter((permission) => rules[permission] === wanted).reduce(
      (bits, permission) => bits | GIT_PERMISSIONS[permission],
      0,
    );
  return { allow: sum('allowed'), deny: sum('denied') };
}

function isOf(entry: Entry, { descriptor }: Principal): boolean {
  return entry.descriptor.toLowerCase() === descriptor.toLowerCase();
}

function nobody(name: string): ScmError {
  return new ScmError('SCM_NAME_UNKNOWN', `The organization has no identity "${name}" yet.`, {
    hint: 'It comes into being with the first run of a pipeline: run one, then apply again.',
  });
}
