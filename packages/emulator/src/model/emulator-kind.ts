import { RESOURCE_KINDS, RESOURCES, type ResourceKind, type Scope } from '@nx-apiops/apim';

/** Kinds that the service has and artifact folders do not. */
export type ExtraKind =
  'user' | 'groupUser' | 'apiOperationTag' | 'operationLink' | 'gatewayHostname' | 'gatewayCertificateAuthority';

export type EmulatorKind = ResourceKind | ExtraKind;

/** Where the resources of a kind stand. */
export interface KindPaths {
  /** Path below the service, or below a workspace; absent where the scope does not have the kind. */
  readonly paths: Readonly<Partial<Record<Scope, string>>>;
  /** Each revision of an API has its own. */
  readonly perRevision: boolean;
}

/** Source of the paths: Microsoft's REST reference, api-version 2024-05-01. */
const EXTRA: Readonly<Record<ExtraKind, KindPaths>> = {
  user: { paths: { service: 'users/{0}' }, perRevision: false },
  groupUser: { paths: { service: 'groups/{0}/users/{1}', workspace: 'groups/{0}/users/{1}' }, perRevision: false },
  apiOperationTag: { paths: { service: 'apis/{0}/operations/{1}/tags/{2}' }, perRevision: true },
  operationLink: { paths: { workspace: 'tags/{0}/operationLinks/{1}' }, perRevision: false },
  gatewayHostname: { paths: { service: 'gateways/{0}/hostnameConfigurations/{1}' }, perRevision: false },
  gatewayCertificateAuthority: { paths: { service: 'gateways/{0}/certificateAuthorities/{1}' }, perRevision: false },
};

function fromTable(kind: ResourceKind): KindPaths {
  const { arm, scopes, workspaceLink, perRevision } = RESOURCES[kind];
  return {
    paths: {
      ...(scopes.includes('service') && { service: arm }),
      ...(scopes.includes('workspace') && { workspace: workspaceLink?.arm ?? arm }),
    },
    perRevision: perRevision === true || kind === API_KIND,
  };
}

/** The kind that has revisions; all that is per revision lives below it. */
export const API_KIND = 'api' satisfies ResourceKind;

/** Every kind that the emulator serves, with its paths. */
export const KIND_PATHS: ReadonlyMap<EmulatorKind, KindPaths> = new Map<EmulatorKind, KindPaths>([
  ...RESOURCE_KINDS.map((kind): [EmulatorKind, KindPaths] => [kind, fromTable(kind)]),
  ...(Object.entries(EXTRA) as [ExtraKind, KindPaths][]),
]);

/** True for a word that names a kind. */
export function isEmulatorKind(word: string): word is EmulatorKind {
  return (KIND_PATHS as ReadonlyMap<string, KindPaths>).has(word);
}
