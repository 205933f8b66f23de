import type { Directory } from '../directory/directory.js';
import type { Principal } from '../directory/principal.js';
import type { Handler, HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import { textAt } from '../json-members.js';
import { findApplication } from './find-application.js';
import { listAnswer, objectAnswer } from './graph-answers.js';
import { noBackingApplication, objectNotFound, servicePrincipalExists } from './graph-fault.js';
import { parseObjectKey } from './object-key.js';
import { showServicePrincipal } from './show-application.js';

const COLLECTION = 'servicePrincipals';
const TYPE = 'servicePrincipal';

/** Service principals of applications and of managed identities. */
export function servicePrincipalRoutes(directory: Directory): Readonly<Record<string, Handler>> {
  const { tenantId } = directory;
  return {
    'GET /v1.0/servicePrincipals': (call) =>
      listAnswer(call, {
        name: COLLECTION,
        type: TYPE,
        items: directory.principals().map((principal) => showServicePrincipal(principal, tenantId)),
        filtered: ['id', 'appId', 'displayName', 'servicePrincipalType'],
      }),
    'GET /v1.0/servicePrincipals/{key}': (call) => {
      const item = showServicePrincipal(requirePrincipal(directory, call.param('key')), tenantId);
      return objectAnswer(call, { status: 200, collection: COLLECTION, type: TYPE, item });
    },
    'POST /v1.0/servicePrincipals': (call) => createServicePrincipal(directory, call),
  };
}

function requirePrincipal(directory: Directory, segment: string): Principal {
  const { field, value } = parseObjectKey(segment);
  const found = field.toLowerCase() === 'appid' ? directory.principalOf(value) : directory.principal(value);
  if (found) return found;
  throw objectNotFound(value);
}

function createServicePrincipal(directory: Directory, call: HostCall): Answer {
  const appId = textAt(call.json(), 'appId') ?? '';
  if (directory.principalOf(appId)) throw servicePrincipalExists(appId);
  const application = findApplication(directory, { field: 'appId', value: appId });
  if (!application || !directory.isReplicated(application)) throw noBackingApplication(appId);
  const principal = directory.addPrincipal({
    id: directory.newId(),
    kind: 'Application',
    appId: application.appId,
    displayName: textAt(application.properties, 'displayName') ?? '',
    createdMs: directory.clock.now(),
  });
  const item = showServicePrincipal(principal, directory.tenantId);
  return objectAnswer(call, { status: 201, collection: COLLECTION, type: TYPE, item });
}
