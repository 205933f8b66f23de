import type { JsonObject } from '@nx-apiops/plan';
import { objectAt, objectsAt } from '../json-members.js';
import { okAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { showIdentityRef } from './identities.js';
import { checkProtectedResource, type ProtectedResource } from './protected-resource.js';
import { checkInvalid, GUESSED_LOCATIONS } from './unverified.js';

interface PermissionPlace {
  readonly key: string;
  readonly resource: ProtectedResource;
}

function placeOf(call: ApiCall): PermissionPlace {
  const resource = checkProtectedResource(
    call.organization,
    call.required('resourceType'),
    call.required('resourceId'),
  );
  return { key: `${resource.type}/${resource.id}`.toLowerCase(), resource };
}

/** Where nothing was permitted, there is a list too: an empty one. */
function showPermissions(call: ApiCall, { key, resource }: PermissionPlace): JsonObject {
  const { type, id } = resource;
  return call.organization.pipelinePermissions.get(key) ?? { pipelines: [], resource: { type, id } };
}

/** Pipelines that the body does not name keep what they have. */
function updatePermissions(call: ApiCall): JsonObject {
  const { organization } = call;
  const place = placeOf(call);
  const body = call.json();
  const before = showPermissions(call, place);
  const changes = objectsAt(body, 'pipelines');
  const unknown = changes.find(({ id }) => typeof id !== 'number' || !organization.definitions.has(id));
  if (unknown) throw checkInvalid(`The pipeline ${JSON.stringify(unknown['id'] ?? null)} does not exist.`);
  const stamp = { authorizedBy: showIdentityRef(organization.caller), authorizedOn: organization.now() };
  const named = new Set(changes.map(({ id }) => id));
  const pipelines = [
    ...objectsAt(before, 'pipelines').filter(({ id }) => !named.has(id)),
    ...changes.filter(({ authorized }) => authorized === true).map(({ id }) => ({ id, authorized: true, ...stamp })),
  ];
  const all = body['allPipelines'] === undefined ? before['allPipelines'] : body['allPipelines'];
  const isOpen = objectAt({ all }, 'all')['authorized'] === true;
  const after: JsonObject = {
    pipelines,
    ...(isOpen && { allPipelines: { authorized: true, ...stamp } }),
    resource: before['resource'],
  };
  organization.pipelinePermissions.set(place.key, after);
  return after;
}

export const PIPELINE_PERMISSION_RESOURCES: readonly ApiResource[] = [
  {
    id: GUESSED_LOCATIONS.pipelinePermissions,
    area: 'pipelinePermissions',
    name: 'pipelinePermissions',
    template: '{project}/_apis/pipelines/{resource}/{resourceType}/{resourceId}',
    resourceVersion: 1,
    isPreview: true,
    handlers: {
      get: (call) => okAnswer(showPermissions(call, placeOf(call))),
      update: (call) => okAnswer(updatePermissions(call)),
    },
  },
];
