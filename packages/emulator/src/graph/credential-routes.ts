import type { JsonObject } from '@nx-apiops/plan';
import type { Application } from '../directory/application.js';
import type { Directory } from '../directory/directory.js';
import {
  changeCredentials,
  findCredentialProblem,
  MAX_CREDENTIALS,
  type CredentialProblem,
  type FederatedCredential,
} from '../directory/federated-credential.js';
import type { Handler, HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import { listOf, textAt } from '../json-members.js';
import { requireApplication } from './find-application.js';
import { listAnswer, objectAnswer } from './graph-answers.js';
import { credentialExists, credentialTaken, objectNotFound, type GraphFault } from './graph-fault.js';
import { parseObjectKey } from './object-key.js';
import { createsIfMissing } from './prefer-header.js';
import { showFederatedCredential } from './show-application.js';
import { credentialFieldInvalid, propertyRefused, tooManyCredentials } from './unverified.js';

type Credential = Application['federatedCredentials'][number];

const PATH = '/v1.0/applications/{key}/federatedIdentityCredentials';
const COLLECTION = 'federatedIdentityCredentials';
const TYPE = 'federatedIdentityCredential';

/** The federated credentials of applications. */
export function credentialRoutes(directory: Directory): Readonly<Record<string, Handler>> {
  const ownerOf = (call: HostCall): Application => requireApplication(directory, call.param('key'));
  return {
    [`GET ${PATH}`]: (call) =>
      listAnswer(call, {
        name: COLLECTION,
        type: TYPE,
        items: ownerOf(call).federatedCredentials.map(showFederatedCredential),
        filtered: ['name', 'subject'],
      }),
    [`POST ${PATH}`]: (call) => {
      const owner = ownerOf(call);
      const name = textAt(call.json(), 'name') ?? '';
      if (find(owner, name)) throw credentialExists(name);
      return writeCredential(directory, { owner, name, existing: undefined }, call);
    },
    [`GET ${PATH}/{credential}`]: (call) => {
      const item = showFederatedCredential(requireCredential(ownerOf(call), call));
      return objectAnswer(call, { status: 200, collection: COLLECTION, type: TYPE, item });
    },
    [`PATCH ${PATH}/{credential}`]: (call) => {
      const owner = ownerOf(call);
      const key = parseObjectKey(call.param('credential'));
      const existing = find(owner, key.value);
      if (!existing && !(key.field === 'name' && createsIfMissing(call))) throw objectNotFound(key.value);
      return writeCredential(directory, { owner, name: existing?.name ?? key.value, existing }, call);
    },
    [`DELETE ${PATH}/{credential}`]: (call) => {
      const owner = ownerOf(call);
      const removed = requireCredential(owner, call);
      replaceCredential(directory, owner, { removed });
      return { status: 204 };
    },
  };
}

/** By name or by id, whichever it is. */
function find({ federatedCredentials }: Application, key: string): Credential | undefined {
  return federatedCredentials.find(({ id, name }) => [id, name].some((own) => own.toLowerCase() === key.toLowerCase()));
}

function requireCredential(owner: Application, { param }: HostCall): Credential {
  const { value } = parseObjectKey(param('credential'));
  const found = find(owner, value);
  if (found) return found;
  throw objectNotFound(value);
}

/** 201 with the credential where it is new, 204 where it was changed. */
function writeCredential(
  directory: Directory,
  target: { readonly owner: Application; readonly name: string; readonly existing: Credential | undefined },
  call: HostCall,
): Answer {
  const { owner, name, existing } = target;
  const body = call.json();
  const written = textAt(body, 'name') ?? name;
  if (existing && written !== name) throw propertyRefused('name', 'FederatedIdentityCredential');
  const credential = readCredential(name, body, existing);
  const problem = findCredentialProblem(credential, owner.federatedCredentials);
  if (problem) throw refused(problem, credential);
  const added = { ...credential, id: existing?.id ?? directory.newId() };
  replaceCredential(directory, owner, { removed: existing, added });
  if (existing) return { status: 204 };
  const item = showFederatedCredential(added);
  return objectAnswer(call, { status: 201, collection: COLLECTION, type: TYPE, item });
}

/** What the body leaves out stays as it is. */
function readCredential(
  name: string,
  body: JsonObject,
  existing: FederatedCredential | undefined,
): FederatedCredential {
  const audiences = listOf(body['audiences']).filter((item) => typeof item === 'string');
  const description = textAt(body, 'description') ?? existing?.description;
  return {
    name,
    issuer: textAt(body, 'issuer') ?? existing?.issuer ?? '',
    subject: textAt(body, 'subject') ?? existing?.subject ?? '',
    audiences: body['audiences'] === undefined ? (existing?.audiences ?? []) : audiences,
    ...(description !== undefined && { description }),
  };
}

function refused(problem: CredentialProblem, { issuer, subject }: FederatedCredential): GraphFault {
  switch (problem.kind) {
    case 'field':
      return credentialFieldInvalid(problem.field, problem.reason);
    case 'taken':
      return credentialTaken(issuer, subject);
    case 'too-many':
      return tooManyCredentials(MAX_CREDENTIALS);
  }
}

function replaceCredential(
  directory: Directory,
  owner: Application,
  change: { readonly removed?: Credential | undefined; readonly added?: Credential },
): void {
  const federatedCredentials = changeCredentials(owner.federatedCredentials, change);
  directory.applications.set(owner.id, { ...owner, federatedCredentials });
}
