import type { JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import { objectsAt, textAt } from '../json-members.js';
import type { AccessControlEntry, AccessControlList } from './access-control-lists.js';
import { listAnswer, okAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { invalidArgument, missingArgument } from './azure-devops-fault.js';
import { GIT_NAMESPACE } from './policy/branch-protection.js';
import { GUESSED_LOCATIONS, securityNamespaceMissing } from './unverified.js';

interface SecurityNamespace {
  readonly namespaceId: string;
  readonly name: string;
  /** Bits by name of the action. */
  readonly actions: Readonly<Record<string, number>>;
}

/** Source: https://learn.microsoft.com/azure/devops/organizations/security/namespace-reference */
const NAMESPACES: readonly SecurityNamespace[] = [
  {
    namespaceId: GIT_NAMESPACE,
    name: 'Git Repositories',
    actions: {
      Administer: 1,
      GenericRead: 2,
      GenericContribute: 4,
      ForcePush: 8,
      CreateBranch: 16,
      CreateTag: 32,
      ManageNote: 64,
      PolicyExempt: 128,
      CreateRepository: 256,
      DeleteRepository: 512,
      RenameRepository: 1024,
      EditPolicies: 2048,
      RemoveOthersLocks: 4096,
      ManagePermissions: 8192,
      PullRequestContribute: 16_384,
      PullRequestBypassPolicy: 32_768,
    },
  },
];

function showNamespace({ namespaceId, name, actions }: SecurityNamespace): JsonObject {
  return {
    namespaceId,
    name,
    displayName: name,
    actions: Object.entries(actions).map(([action, bit]) => ({ bit, name: action, displayName: action, namespaceId })),
  };
}

/** The namespace's lists by token; a namespace that nothing was written to has none. */
function listsOf(call: ApiCall): Map<string, AccessControlList> {
  const wanted = call.required('securityNamespaceId').toLowerCase();
  if (!NAMESPACES.some(({ namespaceId }) => namespaceId === wanted)) {
    throw securityNamespaceMissing(wanted);
  }
  const { accessControl } = call.organization;
  const found = accessControl.get(wanted) ?? new Map<string, AccessControlList>();
  accessControl.set(wanted, found);
  return found;
}

function listLists(call: ApiCall): Answer {
  const token = call.query('token')?.toLowerCase();
  const descriptors = call.query('descriptors')?.split(',');
  const recurses = call.query('recurse') === 'true';
  const lists = [...listsOf(call)].filter(
    ([key]) => token === undefined || key === token || (recurses && key.startsWith(`${token}/`)),
  );
  return listAnswer(lists.map(([, list]) => showList(list, descriptors)));
}

function showList({ token, entries }: AccessControlList, descriptors: readonly string[] | undefined): JsonObject {
  const shown = [...entries].filter(([descriptor]) => descriptors?.includes(descriptor) ?? true);
  return {
    inheritPermissions: true,
    token,
    acesDictionary: Object.fromEntries(shown.map(([descriptor, entry]) => [descriptor, { ...entry }])),
  };
}

function writeEntries(call: ApiCall): Answer {
  const lists = listsOf(call);
  const body = call.json();
  const token = textAt(body, 'token');
  if (token === undefined || token === '') throw missingArgument('token');
  const written = objectsAt(body, 'accessControlEntries').map((entry) => parseEntry(call, entry));
  if (written.length === 0) throw invalidArgument('At least one access control entry has to be given.');
  const list = lists.get(token.toLowerCase()) ?? { token, entries: new Map<string, AccessControlEntry>() };
  lists.set(token.toLowerCase(), list);
  const kept = written.map((entry) => {
    const before = body['merge'] === true ? list.entries.get(entry.descriptor) : undefined;
    return mergeEntry(before, entry);
  });
  for (const entry of kept) list.entries.set(entry.descriptor, entry);
  return listAnswer(kept.map((entry) => ({ ...entry })));
}

function parseEntry(call: ApiCall, entry: JsonObject): AccessControlEntry {
  const descriptor = textAt(entry, 'descriptor') ?? '';
  const found = call.organization.identities.find((one) => one.descriptor.toLowerCase() === descriptor.toLowerCase());
  if (!found) throw invalidArgument(`The identity with descriptor ${JSON.stringify(descriptor)} could not be found.`);
  return { descriptor: found.descriptor, allow: bitsOf(entry, 'allow'), deny: bitsOf(entry, 'deny') };
}

function bitsOf(entry: JsonObject, member: 'allow' | 'deny'): number {
  const bits = entry[member] ?? 0;
  if (typeof bits === 'number' && Number.isInteger(bits) && bits >= 0) return bits;
  throw invalidArgument(`${member} of an access control entry is a number of bits.`);
}

/** What is allowed anew is denied no longer, and the other way round. */
function mergeEntry(before: AccessControlEntry | undefined, { descriptor, allow, deny }: AccessControlEntry) {
  return {
    descriptor,
    allow: ((before?.allow ?? 0) & ~deny) | allow,
    deny: ((before?.deny ?? 0) & ~allow) | deny,
  };
}

function removeEntries(call: ApiCall): Answer {
  const list = listsOf(call).get(call.query('token')?.toLowerCase() ?? '');
  const removed = (call.query('descriptors') ?? '').split(',').map((one) => list?.entries.delete(one) ?? false);
  return okAnswer(removed.includes(true));
}

export const ACCESS_CONTROL_RESOURCES: readonly ApiResource[] = [
  {
    id: GUESSED_LOCATIONS.securityNamespaces,
    area: 'Security',
    name: 'securitynamespaces',
    template: '_apis/{resource}/{securityNamespaceId}',
    resourceVersion: 1,
    handlers: {
      list: () => listAnswer(NAMESPACES.map(showNamespace)),
      get: (call) => {
        const wanted = call.required('securityNamespaceId').toLowerCase();
        return listAnswer(NAMESPACES.filter(({ namespaceId }) => namespaceId === wanted).map(showNamespace));
      },
    },
  },
  {
    id: GUESSED_LOCATIONS.accessControlLists,
    area: 'Security',
    name: 'accesscontrollists',
    template: '_apis/{resource}/{securityNamespaceId}',
    resourceVersion: 1,
    handlers: { get: listLists },
  },
  {
    id: GUESSED_LOCATIONS.accessControlEntries,
    area: 'Security',
    name: 'accesscontrolentries',
    template: '_apis/{resource}/{securityNamespaceId}',
    resourceVersion: 1,
    handlers: { create: writeEntries, remove: removeEntries },
  },
];
