import type { HostFault } from '../../hosts/host-fault.js';
import { azureDevOpsFault } from '../azure-devops-fault.js';
import { GUESSED_GIT_CLASSES } from '../unverified.js';

const SERVER = 'Microsoft.TeamFoundation.Git.Server';

function gitFault(status: number, kind: string, message: string): HostFault {
  return azureDevOpsFault({ status, exception: `${SERVER}.${kind}`, message });
}

export function repositoryMissing(name: string): HostFault {
  const message = `TF401019: The Git repository with name or identifier ${name} does not exist or you do not have permissions for the operation you are attempting.`;
  return gitFault(404, 'GitRepositoryNotFoundException', message);
}

export function repositoryTaken(name: string): HostFault {
  const message = `TF400948: A Git repository with the name ${name} already exists.`;
  return gitFault(409, GUESSED_GIT_CLASSES.repositoryTaken, message);
}

export function itemMissing(path: string, repository: string, version: string): HostFault {
  const message = `TF401174: The item ${path} could not be found in the repository ${repository} at the version specified by '${version}'.`;
  return gitFault(404, GUESSED_GIT_CLASSES.itemMissing, message);
}

export function blobMissing(id: string, repository: string): HostFault {
  const message = `The object ${id} could not be found in the repository ${repository}.`;
  return gitFault(404, GUESSED_GIT_CLASSES.blobMissing, message);
}

export function versionUnresolved(version: string, repository: string): HostFault {
  const message = `TF401175: The version descriptor <${version}> could not be resolved to a version in the repository ${repository}.`;
  return gitFault(404, GUESSED_GIT_CLASSES.versionUnresolved, message);
}

export function refStale(ref: string): HostFault {
  const message = `TF401028: The reference '${ref}' has already been updated by another client, so you cannot update it. Please try again.`;
  return gitFault(409, 'GitReferenceStaleException', message);
}

export function pathTaken(path: string): HostFault {
  const message = `The path '${path}' specified in the add operation already exists. Please specify a new path.`;
  return gitFault(400, GUESSED_GIT_CLASSES.pathTaken, message);
}

export function branchProtected(): HostFault {
  const message =
    'TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.';
  return gitFault(403, GUESSED_GIT_CLASSES.branchProtected, message);
}

/** Rights as Git's security namespace names them. */
export type GitPermission = 'GenericContribute' | 'PullRequestContribute';

/** Source: https://learn.microsoft.com/azure/devops/organizations/security/namespace-reference#git-repositories */
export function permissionNeeded(permission: GitPermission, identity: string): HostFault {
  const message = `TF401027: You need the Git '${permission}' permission to perform this action. Details: identity '${identity}', scope 'repository'.`;
  return gitFault(403, 'GitNeedsPermissionException', message);
}

export function pullRequestTaken(): HostFault {
  const message = 'TF401179: An active pull request for the source and target branch already exists.';
  return gitFault(409, 'GitPullRequestExistsException', message);
}

export function pullRequestBranchMissing(): HostFault {
  const message =
    'TF401398: The pull request cannot be activated because the source and/or the target branch no longer exists, or the requested object id is not found in the branch.';
  return gitFault(400, GUESSED_GIT_CLASSES.pullRequestBranchMissing, message);
}

export function pullRequestMissing(id: string): HostFault {
  const message = `TF401180: The requested pull request was not found: ${id}.`;
  return gitFault(404, GUESSED_GIT_CLASSES.pullRequestMissing, message);
}

export function pullRequestClosed(): HostFault {
  const message = 'TF401181: The pull request cannot be edited due to its state.';
  return gitFault(400, GUESSED_GIT_CLASSES.pullRequestClosed, message);
}

export function pullRequestStale(): HostFault {
  const message = 'TF401192: The source branch has been modified since the last merge attempt.';
  return gitFault(409, GUESSED_GIT_CLASSES.pullRequestStale, message);
}
