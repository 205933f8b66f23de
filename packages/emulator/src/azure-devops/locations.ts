import type { ConnectionData, ResourceAreaInfo } from 'azure-devops-node-api/interfaces/LocationsInterfaces.js';
import type { ApiResourceLocation } from 'azure-devops-node-api/interfaces/common/VsoBaseInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { listAnswer, okAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { LATEST_VERSION, NEVER_RELEASED, RELEASED_VERSION } from './api-version.js';
import { showIdentity } from './identities.js';
import { nothingThere } from './unverified.js';
import type { Wire } from './wire.js';

/** Areas that a client asks the base URL of, by name. Source: `RESOURCE_AREA_ID` and WebApi of azure-devops-node-api. */
const AREAS: Readonly<Record<string, string>> = {
  core: '79134c72-4a58-4b42-976c-04e7115f32bf',
  git: '4e080c62-fa21-4fbc-8fef-2a10a2b38049',
  policy: 'fb13a388-40dd-4a04-b530-013a739c72ef',
  build: '965220d5-5bb9-42cf-8d67-9b146df2a5a4',
  distributedtask: 'a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd',
  serviceendpoint: '1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7',
  processes: '5264459e-e5e0-4bd8-b118-0985e68a4ec5',
  ims: '6f7f8c07-ff36-473c-bcf3-bd6cc9b6c066',
};

/** Everything is under one base here, so every area has the organization's URL. */
function showArea(call: ApiCall, name: string, id: string): JsonObject {
  return { id, name, locationUrl: `${call.url}/` } satisfies Wire<ResourceAreaInfo>;
}

function showConnection({ organization, url }: ApiCall): JsonObject {
  const user = showIdentity(organization.caller);
  return {
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: organization.id,
    deploymentType: 'hosted',
    locationServiceData: {
      serviceOwner: organization.id,
      defaultAccessMappingMoniker: 'Public',
      accessMappings: [{ accessPoint: `${url}/` }],
    },
  } satisfies Wire<Pick<ConnectionData, 'instanceId'>> & Record<string, unknown>;
}

export const LOCATION_RESOURCES: readonly ApiResource[] = [
  {
    id: '00d9565f-ed9c-4a06-9a50-00e7896ccab4',
    area: 'Location',
    name: 'connectionData',
    template: '_apis/{resource}',
    resourceVersion: 1,
    isPreview: true,
    handlers: { list: (call) => okAnswer(showConnection(call)) },
  },
  {
    id: 'e81700f7-3be2-46de-8624-2eb35882fcaa',
    area: 'Location',
    name: 'resourceAreas',
    template: '_apis/{resource}/{areaId}',
    resourceVersion: 1,
    isPreview: true,
    handlers: {
      list: (call) => listAnswer(Object.entries(AREAS).map(([name, id]) => showArea(call, name, id))),
      get: (call) => {
        const wanted = call.required('areaId').toLowerCase();
        const found = Object.entries(AREAS).find(([, id]) => id === wanted);
        if (!found) throw nothingThere(`resourceAreas/${wanted}`);
        return okAnswer(showArea(call, ...found));
      },
    },
  },
];

/** One line of the answer to `OPTIONS _apis/{area}`. */
export function showLocation(resource: ApiResource): JsonObject {
  const { id, area, name, template, resourceVersion, isPreview } = resource;
  return {
    id,
    area,
    resourceName: name,
    routeTemplate: template,
    resourceVersion,
    minVersion: '1.0',
    maxVersion: LATEST_VERSION,
    releasedVersion: isPreview ? NEVER_RELEASED : RELEASED_VERSION,
  } satisfies Wire<ApiResourceLocation>;
}
