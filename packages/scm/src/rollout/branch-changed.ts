import { ScmError } from '../errors.js';

export function branchChanged(fullName: string, branch: string, oid: string): ScmError {
  return new ScmError(
    'SCM_BRANCH_CHANGED',
    `The branch ${branch} of ${fullName} has commits that this rollout does not know, up to ${oid}.`,
    { hint: 'Merge or close its pull request, and delete the branch if nothing in it is needed.' },
  );
}
