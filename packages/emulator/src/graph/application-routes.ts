import type { JsonObject } from '@nx-apiops/plan';
import type { Application } from '../directory/application.js';
import type { Directory } from '../directory/directory.js';
import type { Handler, HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import { textAt } from '../json-members.js';
import { findApplication, requireApplication } from './find-application.js';
import { listAnswer, objectAnswer } from './graph-answers.js';
import { objectNotFound } from './graph-fault.js';
import { parseObjectKey } from './object-key.js';
import { createsIfMissing } from './prefer-header.js';
import { showApplication } from './show-application.js';
import { propertyMissing, propertyRefused, uniqueNameTaken } from './unverified.js';

const TYPE = 'application';
const COLLECTION = 'applications';
const WRITABLE = new Set([
  'displayName',
  'description',
  'signInAudience',
  'notes',
  'tags',
  'identifierUris',
  'appRoles',
  'requiredResourceAccess',
  'api',
  'web',
  'spa',
  'publicClient',
  'serviceManagementReference',
]);

export function applicationRoutes(directory: Directory): Readonly<Record<string, Handler>> {
  const found = (call: HostCall): Application => requireApplication(directory, call.param('key'));
  return {
    'GET /v1.0/applications': (call) =>
      listAnswer(call, {
        name: COLLECTION,
        type: TYPE,
        items: [...directory.applications.values()].map(showApplication),
        filtered: ['id', 'appId', 'displayName', 'uniqueName'],
      }),
    'POST /v1.0/applications': (call) => createdAnswer(directory, call, textAt(call.json(), 'uniqueName') ?? null),
    'GET /v1.0/applications/{key}': (call) =>
      objectAnswer(call, { status: 200, collection: COLLECTION, type: TYPE, item: showApplication(found(call)) }),
    'PATCH /v1.0/applications/{key}': (call) => patchApplication(directory, call),
    'DELETE /v1.0/applications/{key}': (call) => {
      const { id, appId } = found(call);
      directory.applications.delete(id);
      const principal = directory.principalOf(appId);
      if (principal) directory.removePrincipal(principal.id);
      return { status: 204 };
    },
  };
}

function patchApplication(directory: Directory, call: HostCall): Answer {
  const key = parseObjectKey(call.param('key'));
  const application = findApplication(directory, key);
  if (application) {
    const properties = { ...application.properties, ...readProperties(call.json()) };
    directory.applications.set(application.id, { ...application, properties });
    return { status: 204 };
  }
  if (key.field.toLowerCase() !== 'uniquename' || !createsIfMissing(call)) throw objectNotFound(key.value);
  return createdAnswer(directory, call, key.value);
}

function createdAnswer(directory: Directory, call: HostCall, uniqueName: string | null): Answer {
  const properties = readProperties(call.json());
  if (textAt(properties, 'displayName') === undefined) throw propertyMissing('displayName', 'Application');
  if (uniqueName !== null && findApplication(directory, { field: 'uniqueName', value: uniqueName })) {
    throw uniqueNameTaken(uniqueName);
  }
  const application: Application = {
    id: directory.newId(),
    appId: directory.newId(),
    uniqueName,
    properties,
    passwordCredentials: [],
    federatedCredentials: [],
    createdMs: directory.clock.now(),
  };
  directory.applications.set(application.id, application);
  const item = showApplication(application);
  return objectAnswer(call, { status: 201, collection: COLLECTION, type: TYPE, item });
}

/** The unique name is told by the path, and never changes. */
function readProperties(body: JsonObject): JsonObject {
  const { uniqueName: _key, ...properties } = body;
  const refused = Object.keys(properties).find((name) => !WRITABLE.has(name) && !name.startsWith('@odata.'));
  if (refused !== undefined) throw propertyRefused(refused, 'Application');
  return properties;
}
