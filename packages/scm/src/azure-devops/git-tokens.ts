/*
 * By these, permissions of the namespace "Git Repositories" say what they are of. The older documents write them with a
 * slash at the end; terraform-provider-azuredevops leaves it out, and so do we.
 *
 * Source: https://learn.microsoft.com/previous-versions/azure/devops/integrate/previous-apis/security/tokens and
 * https://devblogs.microsoft.com/devops/git-repo-tokens-for-the-security-service/
 */

export function repositoryToken(projectId: string, repositoryId: string): string {
  return `repoV2/${projectId}/${repositoryId}`;
}

/** Each part of the branch's name is in hexadecimal digits of UTF-16, lower byte first. */
export function branchToken(repository: string, branch: string): string {
  const parts = branch.split('/').map((part) => Buffer.from(part, 'utf16le').toString('hex'));
  return [repository, 'refs', 'heads', ...parts].join('/');
}
