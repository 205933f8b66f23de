import type { IdentityBase } from 'azure-devops-node-api/interfaces/IdentitiesInterfaces.js';
import type { IdentityRef } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import type { ResolvedAzureDevOps } from './azure-devops-seed.js';
import { guidOf } from './stable-id.js';
import type { Wire } from './wire.js';

/** Somebody or something that can be given rights: a user, a group, or what pipelines run as. */
export interface Identity {
  readonly id: string;
  /** `<kind>;<identifier>`; access control lists name identities by it. */
  readonly descriptor: string;
  /** As people see it, such as `[apis]\api-platform`. */
  readonly providerDisplayName: string;
  /** Name without the scope: the mail address of a user, the name of a group. */
  readonly account: string;
  readonly isContainer: boolean;
}

/** Groups that every project has. */
const PROJECT_GROUPS = ['Contributors', 'Project Administrators', 'Readers'];

/** Everybody in the organization. The last one is what a token stands for. */
export function createIdentities(
  seed: ResolvedAzureDevOps,
  ids: { readonly organizationId: string; readonly projectId: string },
): readonly Identity[] {
  const { organization, project, tenantId } = seed;
  const service = (kind: string, scopeId: string, providerDisplayName: string): Identity => ({
    id: guidOf('identity', organization, providerDisplayName),
    descriptor: `Microsoft.TeamFoundation.ServiceIdentity;${guidOf('host', organization)}:${kind}:${scopeId}`,
    providerDisplayName,
    account: scopeId,
    isContainer: false,
  });
  return [
    ...seed.users.map((account): Identity => ({
      id: guidOf('user', organization, account),
      descriptor: `Microsoft.IdentityModel.Claims.ClaimsIdentity;${tenantId}\\${account}`,
      providerDisplayName: account.split('@', 1)[0] ?? '',
      account,
      isContainer: false,
    })),
    ...[...PROJECT_GROUPS, ...seed.groups].map((account): Identity => ({
      id: guidOf('group', organization, project, account),
      descriptor: `Microsoft.TeamFoundation.Identity;${securityIdOf(guidOf('group', organization, project, account))}`,
      providerDisplayName: `[${project}]\\${account}`,
      account,
      isContainer: true,
    })),
    service('Build', ids.projectId, `${project} Build Service (${organization})`),
    service('Build', ids.organizationId, `Project Collection Build Service (${organization})`),
    {
      id: guidOf('caller', organization),
      descriptor: `Microsoft.VisualStudio.Services.Claims.AadServicePrincipal;${tenantId}\\${guidOf('caller', tenantId)}`,
      providerDisplayName: 'apiops-automation',
      account: guidOf('caller', tenantId),
      isContainer: false,
    },
  ];
}

/** Whether a search by name finds the identity: by its display name, with or without scope, or by its account. */
export function isNamed(identity: Identity, text: string): boolean {
  const wanted = text.toLowerCase();
  return [identity.providerDisplayName, identity.account].some((name) => name.toLowerCase() === wanted);
}

export function showIdentity(identity: Identity): JsonObject {
  const { id, descriptor, providerDisplayName, account, isContainer } = identity;
  return {
    id,
    descriptor,
    subjectDescriptor: subjectOf(identity),
    providerDisplayName,
    isActive: true,
    isContainer,
    members: [],
    memberOf: [],
    memberIds: [],
    properties: { Account: { $type: 'System.String', $value: account } },
    resourceVersion: 2,
    metaTypeId: isContainer ? 255 : 0,
    // The client declares a descriptor as an object of two members; the service writes one text.
  } satisfies Wire<Omit<IdentityBase, 'descriptor'>> & { descriptor: string };
}

/** The short form in which resources name who made them. */
export function showIdentityRef({ id, providerDisplayName, account, ...rest }: Identity): JsonObject {
  return {
    displayName: providerDisplayName,
    id,
    uniqueName: rest.isContainer ? providerDisplayName : account,
    descriptor: subjectOf({ id, providerDisplayName, account, ...rest }),
    ...(rest.isContainer && { isContainer: true }),
  } satisfies Wire<IdentityRef>;
}

/** What the Graph API names an identity by. */
function subjectOf({ descriptor, isContainer }: Identity): string {
  const kind = isContainer ? 'vssgp' : descriptor.includes('ServiceIdentity') ? 'svc' : 'aad';
  return `${kind}.${Buffer.from(descriptor.split(';')[1] ?? '').toString('base64url')}`;
}

/** A Windows security identifier made of the digits of a GUID. */
function securityIdOf(guid: string): string {
  const parts = guid.replaceAll('-', '').match(/.{8}/g) ?? [];
  return `S-1-9-1551374245-${parts.map((part) => Number.parseInt(part, 16)).join('-')}`;
}
