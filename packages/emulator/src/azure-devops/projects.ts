import type { TeamProject } from 'azure-devops-node-api/interfaces/CoreInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { listAnswer, okAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { projectMissing } from './azure-devops-fault.js';
import { showProjectRef, type OrganizationState } from './organization-state.js';
import type { Wire } from './wire.js';

/** Throws unless the text is the project's name or id. */
export function checkProject({ project }: OrganizationState, wanted: string): void {
  const isNamed = [project.id, project.name].some((text) => text.toLowerCase() === wanted.toLowerCase());
  if (!isNamed) throw projectMissing(wanted);
}

function showProject(call: ApiCall): JsonObject {
  const { organization, url } = call;
  const capabilities =
    call.query('includeCapabilities') === 'true'
      ? { capabilities: { versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' } } }
      : {};
  return { ...showProjectRef(organization, url), ...capabilities } satisfies Wire<Pick<TeamProject, 'capabilities'>>;
}

export const PROJECT_RESOURCES: readonly ApiResource[] = [
  {
    id: '603fe2ac-9723-48b9-88ad-09305aa6c6e1',
    area: 'core',
    name: 'projects',
    template: '_apis/{resource}/{projectId}',
    resourceVersion: 4,
    handlers: {
      list: ({ organization, url }) => listAnswer([showProjectRef(organization, url)]),
      get: (call) => {
        checkProject(call.organization, call.required('projectId'));
        return okAnswer(showProject(call));
      },
    },
  },
];
