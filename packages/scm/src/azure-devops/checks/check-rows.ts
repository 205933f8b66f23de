import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/** Names for the ids that settings of checks refer to. */
export interface CheckNames {
  readonly personName: (id: string) => Promise<string>;
  readonly personId: (name: string) => Promise<string>;
}

/** One kind of check: its settings in the words of `apiops.yaml`, and back. */
export interface CheckRow {
  readonly typeId: string;
  readonly typeName: string;
  /** Where a resource can have several of the kind, which of them is ours. */
  readonly isOurs?: (settings: JsonObject) => boolean;
  readonly read: (settings: JsonObject, names: CheckNames) => Promise<JsonObject>;
  /** All settings. Members that `value` lacks stay as they are in `before`. */
  readonly write: (
    change: { readonly before: JsonObject; readonly value: JsonObject },
    names: CheckNames,
  ) => Promise<JsonObject>;
}

/** What approvers read; its beginning tells our approvals from others'. */
const APPROVAL_MARK = 'nx-apiops:';
const INSTRUCTIONS = `${APPROVAL_MARK} read the plan in the summary of the run; exactly that is applied.`;
/** The task of the check "Branch control". Source: terraform-provider-azuredevops, `check_branch_control`. */
const BRANCH_CONTROL_TASK = {
  id: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b',
  name: 'evaluatebranchProtection',
  version: '0.0.1',
} as const;
const BRANCH_CONTROL_MARK = 'Branch control (nx-apiops)';

/** Source: https://learn.microsoft.com/rest/api/azure/devops/approvalsandchecks/check-configurations (7.1-preview.1) */
export const CHECK_ROWS = {
  approval: {
    typeId: '8c6f20a7-a545-4486-9777-f762fafe0d4d',
    typeName: 'Approval',
    isOurs: ({ instructions }) => textOf(instructions).startsWith(APPROVAL_MARK),
    read: async (settings, { personName }) => {
      const ids = objectsOf(settings['approvers']).map(({ id }) => textOf(id));
      return {
        reviewers: (await Promise.all(ids.map(personName))).sort(),
        approvals: typeof settings['minRequiredApprovers'] === 'number' ? settings['minRequiredApprovers'] : 0,
        selfReview: settings['requesterCannotBeApprover'] !== true,
      };
    },
    write: async ({ before, value }, { personId }) => ({
      executionOrder: 1,
      ...before,
      instructions: INSTRUCTIONS,
      ...(value['reviewers'] !== undefined && {
        approvers: (await Promise.all(textsOf(value['reviewers']).map(personId))).map((id) => ({ id })),
      }),
      ...(value['approvals'] !== undefined && { minRequiredApprovers: value['approvals'] }),
      ...(value['selfReview'] !== undefined && { requesterCannotBeApprover: value['selfReview'] !== true }),
    }),
  },
  exclusiveLock: {
    typeId: '2ef31ad6-baa0-403a-8b45-2cbc9b4e5563',
    typeName: 'ExclusiveLock',
    read: async () => ({}),
    write: async ({ before }) => before,
  },
  branchControl: {
    typeId: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7',
    typeName: 'Task Check',
    isOurs: ({ displayName, definitionRef }) =>
      displayName === BRANCH_CONTROL_MARK && objectOf(definitionRef)['id'] === BRANCH_CONTROL_TASK.id,
    read: async (settings) => {
      const inputs = objectOf(settings['inputs']);
      return {
        branches: textOf(inputs['allowedBranches'])
          .split(',')
          .map((ref) => shortRef(ref.trim()))
          .sort(),
        onlyProtected: isTrue(inputs['ensureProtectionOfBranch']),
        unknownProtection: isTrue(inputs['allowUnknownStatusBranch']),
      };
    },
    write: async ({ before, value }) => ({
      ...before,
      displayName: BRANCH_CONTROL_MARK,
      definitionRef: BRANCH_CONTROL_TASK,
      inputs: {
        ...objectOf(before['inputs']),
        allowedBranches: textsOf(value['branches'])
          .map((branch) => (branch.startsWith('refs/') ? branch : `refs/heads/${branch}`))
          .join(','),
        // The portal writes these as texts.
        ensureProtectionOfBranch: String(value['onlyProtected'] === true),
        allowUnknownStatusBranch: String(value['unknownProtection'] === true),
      },
    }),
  },
  requiredTemplate: {
    typeId: '4020e66e-b0f3-47e1-bc88-48f3cc59b5f3',
    typeName: 'ExtendsCheck',
    read: async (settings) => ({ templates: objectsOf(settings['extendsChecks']).map(templateText).sort() }),
    write: async ({ before, value }) => ({
      ...before,
      extendsChecks: textsOf(value['templates']).map(toTemplate),
    }),
  },
} as const satisfies Readonly<Record<string, CheckRow>>;

/** A branch by its name; a tag or anything else in full. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

/** `pipelines/publish.yml of apis/apim-platform at refs/tags/v1.0.0` */
export function requiredTemplate(path: string, repository: string, ref: string): string {
  return `${path} of ${repository} at ${ref}`;
}

function templateText(template: JsonObject): string {
  const text = requiredTemplate(
    textOf(template['templatePath']),
    textOf(template['repositoryName']),
    textOf(template['repositoryRef']),
  );
  return template['repositoryType'] === AZURE_REPOS ? text : `${text} (${textOf(template['repositoryType'])})`;
}

function toTemplate(text: string): JsonObject {
  const [, templatePath = '', repositoryName = '', repositoryRef = ''] = /^(.+) of (.+) at (\S+)$/.exec(text) ?? [];
  return { repositoryType: AZURE_REPOS, repositoryName, repositoryRef, templatePath };
}

const AZURE_REPOS = 'git';

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item: Json) => typeof item === 'string') : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function objectsOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function isTrue(value: Json | undefined): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}
