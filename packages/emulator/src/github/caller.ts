import { gitHubFault } from './github-fault.js';

/** Who a token speaks for: an owner of the organisation, an app that may only read, or nobody the organisation knows. */
export type Caller = 'owner' | 'reader' | 'stranger';

export type PermissionLevel = 'read' | 'write' | 'admin';

/** What an app was given for an hour: some repositories and some permissions. */
export interface InstallationToken {
  readonly token: string;
  readonly installationId: number;
  readonly appId: number;
  readonly expiresAtMs: number;
  /** Undefined for all repositories of the installation. */
  readonly repositoryIds: ReadonlySet<number> | undefined;
  readonly permissions: Readonly<Record<string, PermissionLevel>>;
}

export interface Access {
  readonly caller: Caller;
  readonly installation: InstallationToken | undefined;
  /** Whether files of workflows may be written. */
  readonly canWriteWorkflows: boolean;
}

/** The text of a token. Throws a 401 where there is none. */
export function tokenOf(authorization: string | undefined): string {
  if (authorization === undefined || authorization.trim() === '') throw gitHubFault(401, 'Requires authentication');
  const token = /^(?:bearer|token)\s+(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) throw gitHubFault(401, 'Bad credentials');
  return token;
}

/** What the text of a token stands for, unless it is one that an app was given. */
export function accessOf(token: string, installation?: InstallationToken): Access {
  if (installation) {
    const canWriteWorkflows = installation.permissions['workflows'] === 'write';
    return { caller: 'owner', installation, canWriteWorkflows };
  }
  const reads = token.includes('read-only') ? 'reader' : 'owner';
  return {
    caller: token.includes('no-access') ? 'stranger' : reads,
    installation: undefined,
    canWriteWorkflows: !token.includes('no-workflows'),
  };
}

/** Whether the permission covers the level. Everybody has what no app was given. */
export function hasPermission({ installation }: Access, name: string, level: 'read' | 'write'): boolean {
  if (!installation || (name === 'metadata' && level === 'read')) return true;
  const given = installation.permissions[name];
  return given !== undefined && (level === 'read' || given !== 'read');
}
