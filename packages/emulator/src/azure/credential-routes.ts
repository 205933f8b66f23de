import type { ArmFault } from '../arm/arm-fault.js';
import {
  changeCredentials,
  findCredentialProblem,
  MAX_CREDENTIALS,
  type CredentialProblem,
  type FederatedCredential,
} from '../directory/federated-credential.js';
import type { Handler, HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import { listOf, memberAt, textAt } from '../json-members.js';
import { concurrentCredentialWrites, resourceNotFound } from './azure-faults.js';
import type { AzureState } from './azure-state.js';
import { IDENTITIES_PATH, requireIdentity, requireIdentityVersion } from './identity-routes.js';
import * as unverified from './unverified.js';
import { CREDENTIAL_TYPE, showCredential, type UserAssignedIdentity } from './user-assigned-identity.js';

const PATH = `${IDENTITIES_PATH}/{name}/federatedIdentityCredentials`;

export function credentialRoutes(state: AzureState): Readonly<Record<string, Handler>> {
  const identityOf = (call: HostCall): UserAssignedIdentity => {
    requireIdentityVersion(call.query);
    return requireIdentity(state, call);
  };
  return {
    [`GET ${PATH}`]: (call) => {
      const identity = identityOf(call);
      return { status: 200, body: { value: identity.credentials.map((one) => showCredential(identity, one)) } };
    },
    [`GET ${PATH}/{credential}`]: (call) => {
      const identity = identityOf(call);
      const found = findCredential(identity, call.param('credential'));
      if (!found) throw resourceNotFound(CREDENTIAL_TYPE, call.param('credential'), identity.resourceGroup);
      return { status: 200, body: showCredential(identity, found) };
    },
    [`PUT ${PATH}/{credential}`]: (call) => putCredential(state, identityOf(call), call),
    [`DELETE ${PATH}/{credential}`]: (call) => {
      const identity = identityOf(call);
      const found = findCredential(identity, call.param('credential'));
      if (unverified.DELETING_A_CREDENTIAL_EXCLUDES_OTHERS) requireIdle(state, identity);
      if (!found) return { status: 204 };
      replaceCredential(state, identity, { removed: found });
      return { status: 200, ...hold(state, identity) };
    },
  };
}

function putCredential(state: AzureState, identity: UserAssignedIdentity, call: HostCall): Answer {
  requireIdle(state, identity);
  const existing = findCredential(identity, call.param('credential'));
  const credential = readCredential(existing?.name ?? call.param('credential'), call);
  const problem = findCredentialProblem(credential, identity.credentials);
  if (problem) throw refused(problem);
  replaceCredential(state, identity, { removed: existing, added: credential });
  const body = showCredential(identity, credential);
  return { status: existing ? 200 : 201, body, ...hold(state, identity) };
}

function readCredential(name: string, { json }: HostCall): FederatedCredential {
  const body = json();
  const audiences = listOf(memberAt(body, 'properties.audiences')).filter((item) => typeof item === 'string');
  const [issuer = '', subject = ''] = ['issuer', 'subject'].map((field) => textAt(body, `properties.${field}`));
  return { name, issuer, subject, audiences };
}

function refused(problem: CredentialProblem): ArmFault {
  switch (problem.kind) {
    case 'field':
      return unverified.credentialFieldInvalid(problem.field, problem.reason);
    case 'taken':
      return unverified.credentialTaken();
    case 'too-many':
      return unverified.tooManyCredentials(MAX_CREDENTIALS);
  }
}

function findCredential({ credentials }: UserAssignedIdentity, name: string): FederatedCredential | undefined {
  return credentials.find((credential) => credential.name.toLowerCase() === name.toLowerCase());
}

function replaceCredential(
  state: AzureState,
  identity: UserAssignedIdentity,
  change: { readonly removed?: FederatedCredential | undefined; readonly added?: FederatedCredential },
): void {
  const credentials = changeCredentials(identity.credentials, change);
  state.identities.set(identity.id.toLowerCase(), { ...identity, credentials });
}

/** Throws the 409 that a second write to the same identity gets while the first is on its way. */
function requireIdle(state: AzureState, { id }: UserAssignedIdentity): void {
  if (state.busyIdentities.has(id.toLowerCase())) throw concurrentCredentialWrites(id);
}

/** The write is on its way until its answer is sent. */
function hold({ busyIdentities, options }: AzureState, { id }: UserAssignedIdentity): Pick<Answer, 'held'> {
  const { identityWriteMs } = options;
  if (identityWriteMs === 0) return {};
  const key = id.toLowerCase();
  busyIdentities.add(key);
  return { held: { forMs: identityWriteMs, release: () => busyIdentities.delete(key) } };
}
