import type { ServiceEndpoint } from 'azure-devops-node-api/interfaces/ServiceEndpointInterfaces.js';
import type { Json, JsonObject } from '@nx-apiops/plan';
import { objectAt, textAt } from '../json-members.js';
import { listAnswer, NO_CONTENT, okAnswer, type ApiCall, type ApiResource, type Handlers } from './api-resource.js';
import { azureDevOpsFault, missingArgument } from './azure-devops-fault.js';
import { showIdentityRef } from './identities.js';
import type { OrganizationState } from './organization-state.js';
import { projectReferencesOf } from './project-references.js';
import { guidOf } from './stable-id.js';
import { ENDPOINT_EXISTS_STATUS, federationSubjectPrefix, MISSING_ENDPOINT } from './unverified.js';
import type { Wire } from './wire.js';

const WEB_API = 'Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi';

/** Parameters of an authorization that are taken and never given. */
const SECRET_PARAMETERS = ['serviceprincipalkey', 'servicePrincipalCertificate', 'apitoken', 'accesstoken', 'password'];

/** The stored connection that a path names. */
function endpointOf(call: ApiCall): JsonObject & { readonly id: string } {
  const wanted = call.required('endpointId');
  const found = call.organization.endpoints.get(wanted.toLowerCase());
  if (found) return { ...found, id: wanted.toLowerCase() };
  throw azureDevOpsFault({
    status: 404,
    exception: `${WEB_API}.ServiceEndpointNotFoundException`,
    message: `Service connection with ID ${wanted} does not exist.`,
  });
}

function writeEndpoint(call: ApiCall, before: (JsonObject & { readonly id: string }) | undefined): JsonObject {
  const { organization } = call;
  const body = call.json();
  const name = requiredText(body, 'name');
  const type = requiredText(body, 'type');
  const scheme = requiredText(body, 'authorization.scheme');
  const references = projectReferencesOf(organization, body, 'serviceEndpointProjectReferences');
  checkName(organization, name, before?.id);
  const id = before?.id ?? guidOf('endpoint', organization.id, String(organization.nextId('endpoint')));
  const endpoint = {
    data: objectAt(body, 'data'),
    id,
    name,
    type,
    url: textAt(body, 'url') ?? '',
    description: textAt(body, 'description') ?? '',
    createdBy: before?.['createdBy'] ?? showIdentityRef(organization.caller),
    authorization: { parameters: parametersOf(organization, body, { id, scheme }), scheme },
    isShared: false,
    isOutdated: false,
    isReady: true,
    owner: 'Library',
    serviceEndpointProjectReferences: references,
  } satisfies Wire<Pick<ServiceEndpoint, 'id' | 'name' | 'type' | 'url' | 'isReady'>> & Record<string, unknown>;
  organization.endpoints.set(id, endpoint);
  return showEndpoint(endpoint);
}

/** Issuer and subject of federated tokens name the connection, so that nobody knows them before it exists. */
function parametersOf(
  { id: organizationId, tenantId }: OrganizationState,
  body: JsonObject,
  { id, scheme }: { readonly id: string; readonly scheme: string },
): JsonObject {
  const parameters = objectAt(body, 'authorization.parameters');
  if (scheme.toLowerCase() !== 'workloadidentityfederation') return parameters;
  const tenant = textAt(parameters, 'tenantid') ?? tenantId;
  return {
    ...parameters,
    workloadIdentityFederationIssuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    workloadIdentityFederationSubject: `${federationSubjectPrefix(tenant)}/sc/${organizationId}/${id}`,
  };
}

/** The connection as answers have it: without its secrets. */
function showEndpoint(endpoint: JsonObject): JsonObject {
  const authorization = objectAt(endpoint, 'authorization');
  const parameters = Object.entries(objectAt(authorization, 'parameters')).map(
    ([name, value]): readonly [string, Json | undefined] => [name, isSecret(name) ? null : value],
  );
  return { ...endpoint, authorization: { ...authorization, parameters: Object.fromEntries(parameters) } };
}

function isSecret(parameter: string): boolean {
  return SECRET_PARAMETERS.some((name) => name.toLowerCase() === parameter.toLowerCase());
}

function requiredText(body: JsonObject, path: string): string {
  const text = textAt(body, path);
  if (text === undefined || text === '') throw missingArgument(`endpoint.${path}`);
  return text;
}

function checkName({ endpoints }: OrganizationState, name: string, ownId: string | undefined): void {
  const isTaken = [...endpoints].some(
    ([id, other]) => id !== ownId && textAt(other, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  if (!isTaken) return;
  throw azureDevOpsFault({
    status: ENDPOINT_EXISTS_STATUS,
    exception: `${WEB_API}.DuplicateServiceConnectionException`,
    message: `Service connection with name ${name} already exists.`,
  });
}

function listEndpoints(call: ApiCall): readonly JsonObject[] {
  const names = call.query('endpointNames')?.toLowerCase().split(',');
  const ids = call.query('endpointIds')?.toLowerCase().split(',');
  const type = call.query('type')?.toLowerCase();
  return [...call.organization.endpoints]
    .filter(
      ([id, endpoint]) =>
        (names?.includes(textAt(endpoint, 'name')?.toLowerCase() ?? '') ?? true) &&
        (ids?.includes(id) ?? true) &&
        (type === undefined || textAt(endpoint, 'type')?.toLowerCase() === type),
    )
    .map(([, endpoint]) => showEndpoint(endpoint));
}

const WRITES: Handlers = {
  create: (call) => okAnswer(writeEndpoint(call, undefined)),
  replace: (call) => okAnswer(writeEndpoint(call, endpointOf(call))),
  remove: (call) => {
    call.organization.endpoints.delete(endpointOf(call).id);
    return NO_CONTENT;
  },
};

/** Connections are read in a project and written in the organization. */
export const SERVICE_ENDPOINT_RESOURCES: readonly ApiResource[] = [
  {
    id: '14e48fdc-2c8b-41ce-a0c3-e26f6cc55bd0',
    area: 'serviceendpoint',
    name: 'endpoints',
    template: '_apis/{area}/{resource}/{endpointId}',
    resourceVersion: 4,
    handlers: WRITES,
  },
  {
    id: 'e85f1c62-adfc-4b74-b618-11a150fb195e',
    area: 'serviceendpoint',
    name: 'endpoints',
    template: '{project}/_apis/{area}/{resource}/{endpointId}',
    resourceVersion: 4,
    handlers: {
      list: (call) => listAnswer(listEndpoints(call)),
      get: (call) => {
        const found = call.organization.endpoints.get(call.required('endpointId').toLowerCase());
        return found ? okAnswer(showEndpoint(found)) : MISSING_ENDPOINT;
      },
    },
  },
];
