import type { JsonObject } from '@nx-apiops/plan';
import { APPROVALS_OF_OWNERS } from '../unverified.js';

/** Names for the ids that settings of policies refer to. */
export interface PolicyNames {
  readonly pipelineName: (id: number) => Promise<string>;
  readonly pipelineId: (name: string) => Promise<number>;
  readonly personName: (id: string) => Promise<string>;
  readonly personId: (name: string) => Promise<string>;
}

/** One kind of branch policy: its settings in the words of `apiops.yaml`, and back. */
export interface PolicyRow {
  readonly typeId: string;
  /** Where a branch can have several of the kind, which of them is that of a setting's name. */
  readonly isNamed?: (settings: JsonObject, name: string) => boolean;
  readonly read: (settings: JsonObject, names: PolicyNames) => Promise<JsonObject>;
  /** All settings but the scope. Members that `value` lacks stay as they are in `before`. */
  readonly write: (
    change: { readonly before: JsonObject; readonly value: JsonObject; readonly name: string },
    names: PolicyNames,
  ) => Promise<JsonObject>;
}

/** By this, people see in the portal which policy is whose. */
export const BUILD_NAME = 'gate';
const OWNERS_MARK = 'nx-apiops: owners of ';

/** The message that a required reviewer is added with; it tells our policies from others'. */
export function ownersMessage(pattern: string): string {
  return `${OWNERS_MARK}${pattern}`;
}

/** The pattern of CODEOWNERS that a policy of ours is for. */
export function ownedPattern({ message }: JsonObject): string | undefined {
  return typeof message === 'string' && message.startsWith(OWNERS_MARK) ? message.slice(OWNERS_MARK.length) : undefined;
}

const MERGES = {
  allowNoFastForward: 'merge',
  allowRebase: 'rebase',
  allowRebaseMerge: 'semi-linear',
  allowSquash: 'squash',
} as const;

/** Minutes after which a build counts no longer once the branch has moved on. */
const BUILD_VALID_MINUTES = 12 * 60;

/** Source of the ids: https://learn.microsoft.com/rest/api/azure/devops/policy/types/list (7.1) */
export const POLICY_ROWS = {
  minimumReviewers: {
    typeId: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
    read: async (settings) => ({
      approvals: numberOf(settings['minimumApproverCount']),
      selfApproval: settings['creatorVoteCounts'] === true,
      dismissStale: settings['resetOnSourcePush'] === true,
      lastPushApproval: settings['blockLastPusherVote'] === true,
    }),
    write: async ({ before, value }) => ({
      minimumApproverCount: 1,
      allowDownvotes: false,
      ...before,
      ...renamed(value, {
        approvals: 'minimumApproverCount',
        selfApproval: 'creatorVoteCounts',
        dismissStale: 'resetOnSourcePush',
        lastPushApproval: 'blockLastPusherVote',
      }),
    }),
  },
  buildValidation: {
    typeId: '0609b952-1397-4640-95ec-e00a01b2c241',
    isNamed: ({ displayName }) => displayName === BUILD_NAME,
    read: async (settings, { pipelineName }) => ({
      pipeline: await pipelineName(numberOf(settings['buildDefinitionId'])),
      automatic: settings['manualQueueOnly'] !== true,
      paths: textsOf(settings['filenamePatterns']),
    }),
    write: async ({ before, value }, { pipelineId }) => ({
      queueOnSourceUpdateOnly: true,
      validDuration: BUILD_VALID_MINUTES,
      ...before,
      displayName: BUILD_NAME,
      ...(value['pipeline'] !== undefined && { buildDefinitionId: await pipelineId(String(value['pipeline'])) }),
      ...(value['automatic'] !== undefined && { manualQueueOnly: value['automatic'] !== true }),
      ...renamed(value, { paths: 'filenamePatterns' }),
    }),
  },
  commentResolution: {
    typeId: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
    read: async () => ({}),
    write: async ({ before }) => before,
  },
  mergeTypes: {
    typeId: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab',
    read: async (settings) => ({
      allowed: Object.entries(MERGES).flatMap(([member, word]) => (settings[member] === true ? [word] : [])),
    }),
    write: async ({ before, value }) => {
      const allowed = value['allowed'];
      if (allowed === undefined) return before;
      const words = textsOf(allowed);
      return {
        ...before,
        ...Object.fromEntries(Object.entries(MERGES).map(([member, word]) => [member, words.includes(word)])),
      };
    },
  },
  requiredReviewers: {
    typeId: 'fd2167ab-b0be-447a-8ec8-39368250530e',
    isNamed: (settings, name) => ownedPattern(settings) === name,
    read: async (settings, { personName }) => ({
      reviewers: (await Promise.all(textsOf(settings['requiredReviewerIds']).map(personName))).sort(),
      paths: textsOf(settings['filenamePatterns']),
      selfApproval: settings['creatorVoteCounts'] === true,
    }),
    write: async ({ before, value, name }, { personId }) => ({
      addedFilesOnly: false,
      minimumApproverCount: APPROVALS_OF_OWNERS,
      ...before,
      message: ownersMessage(name),
      ...(value['reviewers'] !== undefined && {
        requiredReviewerIds: await Promise.all(textsOf(value['reviewers']).map(personId)),
      }),
      ...renamed(value, { paths: 'filenamePatterns', selfApproval: 'creatorVoteCounts' }),
    }),
  },
} as const satisfies Readonly<Record<string, PolicyRow>>;

/** The members that `value` has, under the names of Azure DevOps. */
function renamed(value: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(names).flatMap(([ours, theirs]) => {
      const member = value[ours];
      return member === undefined ? [] : [[theirs, member] as const];
    }),
  );
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
