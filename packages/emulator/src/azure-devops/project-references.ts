import type { JsonObject } from '@nx-apiops/plan';
import { objectsAt, textAt } from '../json-members.js';
import { invalidArgument, projectMissing } from './azure-devops-fault.js';
import type { OrganizationState } from './organization-state.js';

/**
 * The projects that a resource of the organization is shared with, as the answer names them. Throws where the body
 * names none, or one that does not exist.
 */
export function projectReferencesOf(
  organization: OrganizationState,
  body: JsonObject,
  member: 'serviceEndpointProjectReferences' | 'variableGroupProjectReferences',
): readonly JsonObject[] {
  const { project } = organization;
  const references = objectsAt(body, member);
  if (references.length === 0) throw invalidArgument(`At least one project reference (${member}) has to be given.`);
  return references.map((reference) => {
    const wanted = textAt(reference, 'projectReference.id') ?? textAt(reference, 'projectReference.name') ?? '';
    const isKnown = [project.id, project.name].some((text) => text.toLowerCase() === wanted.toLowerCase());
    if (!isKnown) throw projectMissing(wanted);
    return { ...reference, name: textAt(reference, 'name') ?? textAt(body, 'name') ?? '', projectReference: project };
  });
}
