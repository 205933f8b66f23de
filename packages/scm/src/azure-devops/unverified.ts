/*
 * What nothing that we could read settles, or what is known from other clients only: put right here, after a look at
 * the live service.
 */

/** What pipelines of a project run as. That a project has it before its first run is likely, not certain. */
export function buildServiceName(project: string, organization: string): string {
  return `${project} Build Service (${organization})`;
}

/** The pool of machines that Microsoft hosts, by name only: terraform-provider-azuredevops sends it so. */
export const HOSTED_QUEUE = { name: 'Azure Pipelines', pool: { name: 'Azure Pipelines' } } as const;

/** Minutes that an approval or a lock waits at most, when a check is made: 30 days, as the portal has it. */
export const CHECK_TIMEOUT_MINUTES = 43_200;

/**
 * A variable of a group that is linked to a Key Vault. Answers have the type of its content and the date of its expiry
 * as well; both are taken to be the service's to fill in.
 */
export const VAULT_SECRET = { enabled: true, isSecret: true } as const;

/**
 * A policy of several required reviewers wants this many of them. The documents say so of a group's members; that it
 * counts over a list as well, as any one owner of CODEOWNERS is enough, is to be seen.
 */
export const APPROVALS_OF_OWNERS = 1;

/**
 * How a filter of files names everything below a folder, and every file. A star stands for any text, slashes included;
 * later filters win over earlier ones, and one with an exclamation mark excludes.
 *
 * Source of the last two: https://learn.microsoft.com/azure/devops/repos/git/branch-policies#automatically-include-code-reviewers
 */
export const EVERY_FILE = '/*';
