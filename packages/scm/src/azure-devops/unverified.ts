/*
 * What nothing that we could read settles, or what is known from other clients only: put right here, after a look at
 * the live service.
 */

/**
 * The token of a branch in the namespace of Git permissions: each part of the branch's name in hexadecimal digits of
 * UTF-16, lower byte first. Known from what `az devops security permission` shows; the documents do not have it.
 */
export function branchToken(repositoryToken: string, branch: string): string {
  const parts = branch.split('/').map((part) => Buffer.from(part, 'utf16le').toString('hex'));
  return [repositoryToken, 'refs', 'heads', ...parts].join('/');
}

/** The token of a repository in the same namespace. Source: terraform-provider-azuredevops, `git_permissions`. */
export function repositoryToken(projectId: string, repositoryId: string): string {
  return `repoV2/${projectId}/${repositoryId}`;
}

/** What pipelines of a project run as. That a project has it before its first run is likely, not certain. */
export function buildServiceName(project: string, organization: string): string {
  return `${project} Build Service (${organization})`;
}

/**
 * What makes the triggers of a YAML pipeline those of its file. The library's type of a trigger has no such member;
 * terraform-provider-azuredevops sends it for `use_yaml`.
 */
export const TRIGGERS_OF_THE_FILE = { triggerType: 2, settingsSourceType: 2 } as const;

/** The pool of machines that Microsoft hosts, by name only: terraform-provider-azuredevops sends it so. */
export const HOSTED_QUEUE = { name: 'Azure Pipelines', pool: { name: 'Azure Pipelines' } } as const;

/** The task of the check "Branch control". Source: terraform-provider-azuredevops, `check_branch_control`. */
export const BRANCH_CONTROL_TASK = {
  id: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b',
  name: 'evaluatebranchProtection',
  version: '0.0.1',
} as const;

/** Minutes that an approval or a lock waits at most, when a check is made: 30 days, as the portal has it. */
export const CHECK_TIMEOUT_MINUTES = 43_200;

/**
 * A secret of a variable group that is sent without a value keeps the one that it has. The portal does so; the
 * documents are silent. A Key Vault's entry names the secret alone.
 */
export const KEPT_SECRET = { isSecret: true } as const;
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
