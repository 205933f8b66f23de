import type { JsonObject } from '@nx-apiops/plan';
import { objectAt, objectsAt, textAt, withoutMember } from '../json-members.js';
import { listAnswer, NO_CONTENT, okAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { CHECK_TYPE_IDS } from './check-types.js';
import { checkProtectedResource } from './protected-resource.js';
import { showIdentityRef } from './identities.js';
import { identityOf, type OrganizationState } from './organization-state.js';
import { checkInvalid, checkMissing, GUESSED_LOCATIONS } from './unverified.js';

const { approval: APPROVAL, extends: EXTENDS, task: TASK, exclusiveLock: LOCK } = CHECK_TYPE_IDS;

const CHECK_TYPES: Readonly<Record<string, string>> = {
  [APPROVAL]: 'Approval',
  [EXTENDS]: 'ExtendsCheck',
  [TASK]: 'Task Check',
  [LOCK]: 'ExclusiveLock',
};

type Rule = (settings: JsonObject, organization: OrganizationState) => string | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  [APPROVAL]: (settings, organization) => {
    const approvers = objectsAt(settings, 'approvers');
    if (approvers.length === 0) return 'An approval has at least one approver.';
    const unknown = approvers.find((approver) => !identityOf(organization, textAt(approver, 'id') ?? ''));
    return unknown && `The approver ${JSON.stringify(unknown['id'] ?? null)} could not be found.`;
  },
  [EXTENDS]: (settings) =>
    objectsAt(settings, 'extendsChecks').length > 0 ? undefined : 'A required template names at least one template.',
  [TASK]: (settings) =>
    textAt(settings, 'definitionRef.id') !== undefined ? undefined : 'A task check names its task (definitionRef).',
};

function checkOf(call: ApiCall): JsonObject & { readonly id: number } {
  const wanted = call.required('id');
  const found = call.organization.checks.get(Number(wanted));
  if (found) return { ...found, id: Number(wanted) };
  throw checkMissing(`The check configuration with ID ${wanted} could not be found.`);
}

/** The kind of the check and what it is of. Throws where the body is no check that the project can have. */
function validateCheck(organization: OrganizationState, body: JsonObject) {
  const id = textAt(body, 'type.id')?.toLowerCase() ?? '';
  const name = CHECK_TYPES[id];
  if (name === undefined) throw checkInvalid(`The check type ${JSON.stringify(id)} does not exist.`);
  const resource = objectAt(body, 'resource');
  const place = checkProtectedResource(organization, textAt(resource, 'type'), idText(resource));
  const complaint = RULES[id]?.(objectAt(body, 'settings'), organization);
  if (complaint !== undefined) throw checkInvalid(complaint);
  return { type: { id, name }, place };
}

function writeCheck(call: ApiCall, before: (JsonObject & { readonly id: number }) | undefined): JsonObject {
  const { organization, url } = call;
  const body = { ...before, ...call.json() };
  const { type, place } = validateCheck(organization, body);
  const id = before?.id ?? organization.nextId('check');
  const author = showIdentityRef(organization.caller);
  const now = organization.now();
  const check: JsonObject = {
    settings: body['settings'] ?? null,
    createdBy: before?.['createdBy'] ?? author,
    createdOn: before?.['createdOn'] ?? now,
    modifiedBy: author,
    modifiedOn: now,
    timeout: body['timeout'] ?? 43_200,
    version: Number(before?.['version'] ?? 0) + 1,
    id,
    type,
    url: `${url}/${organization.project.id}/_apis/pipelines/checks/configurations/${id}`,
    resource: { type: place.type, id: place.id, name: place.name },
    isDisabled: body['isDisabled'] === true,
  };
  organization.checks.set(id, check);
  return check;
}

function idText(resource: JsonObject): string | undefined {
  const id = resource['id'];
  return typeof id === 'number' ? String(id) : typeof id === 'string' ? id : undefined;
}

function listChecks(call: ApiCall): readonly JsonObject[] {
  const { organization } = call;
  const type = call.query('resourceType');
  const id = call.query('resourceId');
  const place = checkProtectedResource(organization, type, id);
  return [...organization.checks.values()]
    .filter((check) => textAt(check, 'resource.type') === place.type && textAt(check, 'resource.id') === place.id)
    .map((check) => showCheck(call, check));
}

/** Settings are left out unless they are asked for. */
function showCheck(call: ApiCall, check: JsonObject): JsonObject {
  const isExpanded = call.query('$expand')?.toLowerCase() === 'settings' || call.query('$expand') === '1';
  return isExpanded ? check : withoutMember(check, 'settings');
}

export const CHECK_RESOURCES: readonly ApiResource[] = [
  {
    id: GUESSED_LOCATIONS.checks,
    area: 'PipelinesChecks',
    name: 'configurations',
    template: '{project}/_apis/pipelines/checks/{resource}/{id}',
    resourceVersion: 1,
    isPreview: true,
    handlers: {
      list: (call) => listAnswer(listChecks(call)),
      get: (call) => okAnswer(showCheck(call, checkOf(call))),
      create: (call) => okAnswer(writeCheck(call, undefined)),
      update: (call) => okAnswer(writeCheck(call, checkOf(call))),
      remove: (call) => {
        call.organization.checks.delete(checkOf(call).id);
        return NO_CONTENT;
      },
    },
  },
];
