import type { JsonObject } from '@nx-apiops/plan';
import { objectAt, objectsAt, textAt } from '../json-members.js';
import { CHECK_TYPE_IDS } from './check-types.js';
import { matchesGlob } from './matches-glob.js';
import type { OrganizationState } from './organization-state.js';
import { policiesOf } from './policy/branch-protection.js';
import type { ProtectedResource } from './protected-resource.js';
import { AUTHORIZATION_CHECK, TAG_IS_PROTECTED } from './unverified.js';

/** What a run is made of, as far as checks look at it. */
export interface RunContext {
  readonly definitionId: number;
  /** The repository of the pipeline first, then those that it names as resources. */
  readonly repositories: readonly { readonly name: string; readonly ref: string }[];
  /** The templates that it extends. */
  readonly templates: readonly RequiredTemplate[];
}

export interface RequiredTemplate {
  readonly repositoryName: string;
  readonly repositoryRef: string;
  readonly templatePath: string;
}

/** What came of one check. */
export interface CheckRun {
  readonly id: string;
  readonly status: 'approved' | 'rejected' | 'running';
  readonly resultMessage: string;
  readonly checkConfigurationRef: JsonObject;
}

type Decision = Pick<CheckRun, 'status' | 'resultMessage'>;

/** The checks of resources that a stage uses, and whether its pipeline may use them at all. */
export function evaluateChecks(
  organization: OrganizationState,
  resources: readonly ProtectedResource[],
  run: RunContext,
): readonly Omit<CheckRun, 'id'>[] {
  return resources.flatMap((resource) => [
    {
      ...decideAuthorization(organization, resource, run),
      checkConfigurationRef: { type: AUTHORIZATION_CHECK, resource: { ...resource } },
    },
    ...[...organization.checks.values()]
      .filter((check) => isOf(check, resource) && check['isDisabled'] !== true)
      .map((check) => ({
        ...decide(organization, check, run),
        checkConfigurationRef: { id: check['id'] ?? 0, type: objectAt(check, 'type'), resource: { ...resource } },
      })),
  ]);
}

function isOf(check: JsonObject, { type, id }: ProtectedResource): boolean {
  return textAt(check, 'resource.type') === type && textAt(check, 'resource.id') === id;
}

function decideAuthorization(
  { pipelinePermissions }: OrganizationState,
  { type, id, name }: ProtectedResource,
  { definitionId }: RunContext,
): Decision {
  const permission = pipelinePermissions.get(`${type}/${id}`.toLowerCase()) ?? {};
  const isPermitted =
    objectAt(permission, 'allPipelines')['authorized'] === true ||
    objectsAt(permission, 'pipelines').some((one) => one['id'] === definitionId && one['authorized'] === true);
  return isPermitted ? APPROVED : { status: 'running', resultMessage: `The pipeline may not use ${type} ${name}.` };
}

const APPROVED: Decision = { status: 'approved', resultMessage: '' };

function rejected(resultMessage: string): Decision {
  return { status: 'rejected', resultMessage };
}

type Decide = (check: JsonObject, run: RunContext, organization: OrganizationState) => Decision;

const DECISIONS: Readonly<Record<string, Decide>> = {
  [CHECK_TYPE_IDS.approval]: (check) => ({
    status: 'running',
    resultMessage: `${placeOf(check)} waits for an approval.`,
  }),
  [CHECK_TYPE_IDS.extends]: (check, { templates }) =>
    objectsAt(check, 'settings.extendsChecks').some((wanted) => templates.some((one) => isTemplate(one, wanted)))
      ? APPROVED
      : rejected(`${placeOf(check)} requires a template that the pipeline does not extend.`),
  [CHECK_TYPE_IDS.task]: decideBranches,
};

function decide(organization: OrganizationState, check: JsonObject, run: RunContext): Decision {
  return DECISIONS[textAt(check, 'type.id') ?? '']?.(check, run, organization) ?? APPROVED;
}

function placeOf(check: JsonObject): string {
  return `The check of ${textAt(check, 'resource.type')} ${textAt(check, 'resource.name')}`;
}

function isTemplate(template: RequiredTemplate, wanted: JsonObject): boolean {
  return (
    template.repositoryName.toLowerCase() === textAt(wanted, 'repositoryName')?.toLowerCase() &&
    template.repositoryRef === textAt(wanted, 'repositoryRef') &&
    template.templatePath === textAt(wanted, 'templatePath')
  );
}

/**
 * Branch control looks at the refs of all repositories of a run.
 *
 * Source: https://learn.microsoft.com/azure/devops/pipelines/process/approvals#branch-control
 */
function decideBranches(check: JsonObject, { repositories }: RunContext, organization: OrganizationState): Decision {
  const inputs = objectAt(check, 'settings.inputs');
  const allowed = (textAt(inputs, 'allowedBranches') ?? '').split(',').map((ref) => ref.trim());
  const isTrue = (name: string): boolean => textAt(inputs, name)?.toLowerCase() === 'true';
  for (const repository of repositories) {
    const { name, ref } = repository;
    if (!allowed.some((glob) => matchesGlob(ref, glob))) {
      return rejected(`${placeOf(check)} does not allow ${ref} of ${name}.`);
    }
    const protection = protectionOf(organization, repository);
    if (!isTrue('ensureProtectionOfBranch') || protection === 'protected') continue;
    if (protection === 'unknown' && isTrue('allowUnknownStatusBranch')) continue;
    return rejected(`${placeOf(check)} wants a protected branch: ${ref} of ${name} is ${protection}.`);
  }
  return APPROVED;
}

function protectionOf(
  organization: OrganizationState,
  { name, ref }: RunContext['repositories'][number],
): 'protected' | 'not protected' | 'unknown' {
  if (ref.startsWith('refs/tags/')) return TAG_IS_PROTECTED ? 'protected' : 'unknown';
  const repository = organization.repositories.find((one) => one.name.toLowerCase() === lastPart(name).toLowerCase());
  if (!repository || !ref.startsWith('refs/heads/')) return 'unknown';
  return policiesOf(organization, repository, ref).length > 0 ? 'protected' : 'not protected';
}

/** `acme-apis` of `apis/acme-apis`. */
function lastPart(name: string): string {
  return name.split('/').at(-1) ?? name;
}
