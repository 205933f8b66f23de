import type { components } from '@octokit/openapi-types';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from '../json-members.js';

export type RuleType = components['schemas']['repository-rule']['type'];

type Check = (value: Json) => boolean;

/** What GitHub demands of one type of rule, and adds to it. */
export interface RuleRow {
  /** Members of `parameters` that must be there, and so must `parameters`. */
  readonly required: Readonly<Record<string, Check>>;
  /** Members of `parameters` that may be there. */
  readonly optional?: Readonly<Record<string, Check>>;
  /** Parameters that GitHub adds where they are absent. */
  readonly defaults?: JsonObject;
  /** The rule may come without `parameters`, though some are required where it has them. */
  readonly isBareAllowed?: true;
  /** The rule exists in rulesets of repositories only. */
  readonly isRepositoryOnly?: true;
  /** Which repositories have the rule without the plan Enterprise; default all. */
  readonly withoutEnterprise?: 'public' | 'none';
  /** Targets that have the rule. */
  readonly targets: readonly ('branch' | 'tag' | 'push')[];
}

const isBoolean: Check = (value) => typeof value === 'boolean';
const isText: Check = (value) => typeof value === 'string';
const isTextList: Check = (value) => isJsonList(value) && value.every(isText);
const isObjectList =
  (...names: readonly string[]): Check =>
  (value) =>
    isJsonList(value) && value.every((item) => isJsonObject(item) && names.every((name) => item[name] !== undefined));
const isBetween =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const isOneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);

const REFS = ['branch', 'tag'] as const;
const BRANCH = ['branch'] as const;
const PUSH = ['push'] as const;

const PATTERN: RuleRow = {
  required: { operator: isOneOf('starts_with', 'ends_with', 'contains', 'regex'), pattern: isText },
  optional: { name: isText, negate: isBoolean },
  withoutEnterprise: 'none',
  targets: REFS,
};

/** Every type of rule. Source: GitHub's OpenAPI description, and its documentation for plans and targets. */
export const RULES: Readonly<Record<RuleType, RuleRow>> = {
  creation: { required: {}, targets: REFS },
  update: { required: { update_allows_fetch_and_merge: isBoolean }, isBareAllowed: true, targets: REFS },
  deletion: { required: {}, targets: REFS },
  non_fast_forward: { required: {}, targets: REFS },
  required_linear_history: { required: {}, targets: REFS },
  required_signatures: { required: {}, targets: REFS },
  required_deployments: {
    required: { required_deployment_environments: isTextList },
    isRepositoryOnly: true,
    targets: REFS,
  },
  pull_request: {
    required: {
      dismiss_stale_reviews_on_push: isBoolean,
      require_code_owner_review: isBoolean,
      require_last_push_approval: isBoolean,
      required_approving_review_count: isBetween(0, 10),
      required_review_thread_resolution: isBoolean,
    },
    optional: {
      allowed_merge_methods: (value) =>
        isJsonList(value) && value.length > 0 && value.every(isOneOf('merge', 'squash', 'rebase')),
      required_reviewers: isObjectList('file_patterns', 'minimum_approvals', 'reviewer'),
    },
    defaults: { required_reviewers: [], allowed_merge_methods: ['merge', 'squash', 'rebase'] },
    targets: BRANCH,
  },
  required_status_checks: {
    required: {
      required_status_checks: isObjectList('context'),
      strict_required_status_checks_policy: isBoolean,
    },
    optional: { do_not_enforce_on_create: isBoolean },
    defaults: { do_not_enforce_on_create: false },
    targets: REFS,
  },
  merge_queue: {
    required: {
      check_response_timeout_minutes: isBetween(1, 360),
      grouping_strategy: isOneOf('ALLGREEN', 'HEADGREEN'),
      max_entries_to_build: isBetween(0, 100),
      max_entries_to_merge: isBetween(0, 100),
      merge_method: isOneOf('MERGE', 'SQUASH', 'REBASE'),
      min_entries_to_merge: isBetween(0, 100),
      min_entries_to_merge_wait_minutes: isBetween(0, 360),
    },
    isRepositoryOnly: true,
    withoutEnterprise: 'public',
    targets: BRANCH,
  },
  workflows: {
    required: { workflows: isObjectList('path', 'repository_id') },
    optional: { do_not_enforce_on_create: isBoolean },
    defaults: { do_not_enforce_on_create: false },
    withoutEnterprise: 'none',
    targets: BRANCH,
  },
  code_scanning: {
    required: { code_scanning_tools: isObjectList('tool', 'alerts_threshold', 'security_alerts_threshold') },
    targets: BRANCH,
  },
  copilot_code_review: {
    required: {},
    optional: { review_on_push: isBoolean, review_draft_pull_requests: isBoolean },
    targets: BRANCH,
  },
  license_compliance_scanning: { required: {}, targets: BRANCH },
  commit_message_pattern: PATTERN,
  commit_author_email_pattern: PATTERN,
  committer_email_pattern: PATTERN,
  branch_name_pattern: { ...PATTERN, targets: BRANCH },
  tag_name_pattern: { ...PATTERN, targets: ['tag'] },
  file_path_restriction: { required: { restricted_file_paths: isTextList }, targets: PUSH },
  max_file_path_length: { required: { max_file_path_length: isBetween(1, 32_767) }, targets: PUSH },
  file_extension_restriction: { required: { restricted_file_extensions: isTextList }, targets: PUSH },
  max_file_size: { required: { max_file_size: isBetween(1, 100) }, targets: PUSH },
};

export function isRuleType(text: Json | undefined): text is RuleType {
  return typeof text === 'string' && Object.hasOwn(RULES, text);
}
