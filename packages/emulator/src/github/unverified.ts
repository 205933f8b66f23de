/**
 * What nothing that we read tells about GitHub, in one place. Each choice here is ours: a client that relies on it
 * relies on the emulator.
 */

/**
 * Environments of private repositories on the plan Free. The documentation has none there, one client knows of a 404,
 * and some reports of the refusal of reviewers sound as if environments without them could be made.
 */
export const ENVIRONMENTS_NEED_PLAN = 404;

/** The words for a member of a ruleset that is wrong. They are known for rules, and taken to be the same elsewhere. */
export function invalidProperty(path: string): string {
  return `Invalid property ${path}: data matches no possible input. See \`documentation_url\` for more information.`;
}

/** What follows `Invalid rule 'pull_request': ` for a rule without any parameters. What is known is about some missing. */
export const RULE_PARAMETERS_MISSING = 'Missing parameters';

/** What follows `Invalid rule 'workflows': ` for rules that the place or the plan does not have. */
export function ruleNotAvailable(where: string): string {
  return `This rule is not available for ${where}`;
}

/** The words for `evaluate` and push rulesets without the plan Enterprise. */
export function rulesetNeedsEnterprise(what: string): string {
  return `${what} is not supported on this plan`;
}

/** Two rulesets of one name in one place. */
export const RULESET_NAME_TAKEN = 'Name must be unique';

/** The words for one ruleset too many. The number is known. */
export function tooManyRulesets(most: number): string {
  return `Rulesets are limited to ${most}`;
}

/** The words for a bypass actor that the organisation does not have. They are known for apps. */
export function unknownBypassActor(actor: string): string {
  return `Actor ${actor} must be part of the ruleset source or owner organization`;
}

/** Whether rulesets of the organisation take the app of GitHub Actions. That those of repositories do not is known. */
export const ORGANIZATIONS_TAKE_ACTIONS_APP = true;

/** The words for a bypass actor that the kind of ruleset cannot have. */
export function bypassModeWrong(mode: string, actorType: string): string {
  return `Bypass mode ${mode} is not allowed for ${actorType} in this ruleset`;
}

/** Users and teams in classic protection that the organisation does not have are left out of what is stored. */
export const KEEPS_UNKNOWN_RESTRICTIONS = false;

/**
 * Which rule of protection the refusal names for each member that the plan gates. The sentence is known, and that the
 * members are refused even where they say what holds anyway; which word goes with `prevent_self_review` is not.
 */
export const GATED_ENVIRONMENT_MEMBERS = {
  reviewers: 'required reviewers',
  wait_timer: 'wait timer',
  prevent_self_review: 'required reviewers',
} as const;

/** The words for reviewers of an environment that nobody knows. */
export const UNKNOWN_REVIEWER =
  'Failed to create the environment protection rule. Please ensure the reviewers exist and have access to the repository.';

/** The words for more reviewers than an environment may have. The number is known. */
export function tooManyReviewers(most: number): string {
  return `Failed to create the environment protection rule. At most ${most} reviewers are allowed.`;
}

/** The words where not exactly one of the two policies for branches is chosen. */
export const BRANCH_POLICY_AMBIGUOUS =
  'Validation Failed: protected_branches and custom_branch_policies cannot have the same value';

/** Whether switching to another policy for branches forgets the patterns. */
export const FORGETS_BRANCH_PATTERNS = true;

/** The words for names of variables and secrets that are not allowed. The rule is known. */
export function badSettingName(noun: 'Secret' | 'Variable'): string {
  return `${noun} names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_). Must not start with GITHUB_.`;
}

/** The words for a key id that is not the one of the repository or environment. */
export const WRONG_KEY_ID = 'Bad request - The key_id is not the id of the public key.';

/** The words for text that is no base64. */
export const NOT_BASE64 = 'Invalid request.\n\nencrypted_value is not base64.';

/** A sealed value that the key does not open. GitHub may well take it and find out only in a workflow. */
export const SEALED_VALUE_UNREADABLE = 'Bad request - The value was not encrypted with the public key.';

/** The words for allowed actions of a repository that does not select any. The status is known. */
export const ACTIONS_NOT_SELECTED = 'Conflict';

/** The status for variables and secrets of a public repository, asked for by those who have no access to it: 403. */
export const STRANGERS_SEE_SETTINGS = false;

/** Whether a token that only reads sees classic protection and the teams of a repository, which take administration. */
export const READERS_SEE_PROTECTION = false;

/**
 * Whether subjects have ids in a repository that is new, or has asked for it. That new ones have them while
 * `use_immutable_subject` is still false is known; whether they can be rid of them is not.
 */
export function subjectHasIds({ isNew, isAsked }: { readonly isNew: boolean; readonly isAsked: boolean }): boolean {
  return isNew || isAsked;
}

/** What git's API says of a repository without commits. The status 409 is known. */
export const EMPTY_REPOSITORY = 'Git Repository is empty.';

/** Writing to a repository that is disabled. */
export const DISABLED_REPOSITORY = 'Repository access blocked';

/** Moving a branch that takes changes from pull requests only. */
export const CHANGES_NEED_PULL_REQUEST =
  'Repository rule violations found\n\nChanges must be made through a pull request.\n\n';

/** Merging without an approval that the branch asks for. */
export const APPROVAL_MISSING = 'At least 1 approving review is required by reviewers with write access.';

/** Why a pull request cannot be told to merge itself. The words for those that are clean are known. */
export const AUTO_MERGE_REFUSALS = {
  notAllowed: 'Pull request Auto merge is not allowed for this repository',
  closed: 'Pull request Pull request is closed',
  draft: 'Pull request Pull request is in draft state',
  clean: 'Pull request Pull request is in clean status',
  unprotected: 'Pull request Protected branch rules not configured for this branch',
  stale: 'Head sha did not match the expected head sha',
} as const;

/** Why a pull request cannot become a draft, or ready. The words about repositories without drafts are known. */
export const DRAFT_REFUSALS = {
  notSupported: 'Draft pull requests are not supported in this repository.',
  closed: 'Pull request is closed',
} as const;

/** The words for a deletion of what a commit does not have. */
export function deletedPathMissing(path: string, sha: string): string {
  return `A path was requested for deletion which does not exist as of commit oid \`${sha}\`: ${path}`;
}

/** Committing to a branch that does not exist. */
export function branchMissing(branch: string): string {
  return `No such branch: ${branch}`;
}

/** An id that nothing has. */
export function nodeMissing(id: string): string {
  return `Could not resolve to a node with the global id of '${id}'`;
}

/** The words for entries of a tree that are wrong. */
export const TREE_FAULTS = {
  path: 'tree.path contains a malformed path component',
  mode: 'Must supply a valid tree.mode',
  content: 'Must supply either tree.sha or tree.content',
} as const;

/** The words of the secondary rate limits. */
export const SECONDARY_LIMIT =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
export const CONTENT_BLOCKED =
  'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';

/** Which routes count as creating content: what people are notified of. GitHub names no list. */
export const CREATES_CONTENT =
  /^POST \/repos\/\{owner\}\/\{repo\}\/(?:pulls|issues\/\{number\}\/comments|pulls\/\{number\}\/reviews)$/;

/** The same of the mutations of GraphQL. */
export const CONTENT_MUTATIONS: readonly string[] = ['createPullRequest', 'addComment', 'reopenPullRequest'];

/** Whom the limits of a token count for, as refusals name it. */
export function rateAccount(installationId: number | undefined, userId: number): string {
  return installationId === undefined ? `user ID ${userId}` : `installation ID ${installationId}`;
}

/** The words for what apps may not. */
export const APP_REFUSALS = {
  needsInstallation:
    'You must authenticate with an installation access token in order to list repositories for an installation.',
  repositoryMissing:
    'There is at least one repository that does not exist or is not accessible to the parent installation.',
  permissionMissing: 'The permissions requested are not granted to this installation.',
  tooManyRepositories: (most: number) => `A token can be scoped to at most ${most} repositories.`,
} as const;

/** The words for custom properties of too many repositories. The number is known. */
export const PROPERTY_REFUSALS = {
  tooMany: (most: number) => `Only ${most} repositories can be updated at once`,
} as const;
