import type { Answer } from '../http/exchange.js';
import type { HostFault } from '../hosts/host-fault.js';
import { azureDevOpsFault } from './azure-devops-fault.js';
import { base64urlOf } from './stable-id.js';

/*
 * What nothing that we could read settles. Wrong guesses are put right here, after a look at the live service. The
 * words of refusals elsewhere in this folder that begin with no TF or VS number are ours too; codes and statuses are
 * the service's unless they are here.
 */

/** A push to a protected branch, and every other refusal of git whose code begins with `GitRefUpdate` or `GitPath`:
 * the words are known, the class of the exception is not. */

/** `edit`, `delete` or `rename` of a path that is not there: that it fails is known, neither how nor in which words. */
export function editedPathMissing(path: string, operation: string): HostFault {
  return azureDevOpsFault({
    status: 400,
    exception: 'Microsoft.TeamFoundation.Git.Server.GitItemNotFoundException',
    message: `The path '${path}' specified in the ${operation} operation does not exist.`,
  });
}

/** A repository by its name in a path without a project. */
export const NAME_NEEDS_PROJECT = 'A project name is required in order to reference a Git repository by name.';

/** A write with a token that may read only: the status is known, the words depend on what is written. */
export function writeForbidden(identity: string): HostFault {
  return azureDevOpsFault({
    status: 403,
    exception: 'Microsoft.TeamFoundation.Framework.Server.AccessCheckException',
    message: `TF50309: The following account does not have sufficient permissions to complete the operation: ${identity}. The token does not allow writing.`,
  });
}

/** An organization that does not exist, or a path that is none: the service answers a page. */
export function nothingThere(path: string): HostFault {
  return azureDevOpsFault({
    status: 404,
    exception: 'Microsoft.TeamFoundation.Framework.Server.VssResourceNotFoundException',
    message: `VS800075: There is nothing at ${path}.`,
  });
}

/** A method that a path does not have. */
export function methodUnsupported(method: string): HostFault {
  return azureDevOpsFault({
    status: 405,
    exception: 'Microsoft.VisualStudio.Services.WebApi.VssRequestContentTypeNotSupportedException',
    message: `The requested resource does not support http method '${method}'.`,
  });
}

/**
 * A definition with the name and folder of another. Azure DevOps Server 2022 maps the exception to 400; what the cloud
 * service answers is not known. Clients should go by `typeKey`.
 */
export const DEFINITION_EXISTS_STATUS = 409;

/** An update with another revision than the current one: reported are 404 for one ahead, and a conflict. */
export function definitionRevisionStale(id: number, current: number): HostFault {
  return azureDevOpsFault({
    status: 409,
    exception: 'Microsoft.TeamFoundation.Build.WebApi.DefinitionNotMatchedException',
    message: `Build pipeline ${id} is at revision ${current}: the revision in the request is another one.`,
  });
}

/**
 * What federated tokens of a service connection have before `/sc/`. The form is known from examples; whether the second
 * part is always the application of Azure DevOps is not. Clients have to read the subject from the service.
 */
export function federationSubjectPrefix(tenantId: string): string {
  return `/eid1/c/pub/t/${base64urlOf(tenantId)}/a/${base64urlOf('499b84ac-1321-427f-aa17-267ca6975798')}`;
}

/** A service connection with the name of another: reported are 409 and 500; the class is known. */
export const ENDPOINT_EXISTS_STATUS = 409;

/** A service connection that is asked for by an id of none, in a project: an answer without content, as clients expect. */
export const MISSING_ENDPOINT: Answer = { status: 200, body: null };

/** Faults of checks and of pipeline permissions: only that the service refuses them is known. */
export function checkInvalid(message: string): HostFault {
  return azureDevOpsFault({
    status: 400,
    exception: 'Microsoft.Azure.Pipelines.Checks.WebApi.InvalidCheckConfigurationException',
    message,
  });
}

/**
 * Completing a pull request against its policies, or with conflicts: that it is refused is known. Builds are not run
 * here, so that a build policy counts as met; so do comments, statuses and work items.
 */
export function pullRequestBlocked(reason: string): HostFault {
  return azureDevOpsFault({
    status: 409,
    exception: 'Microsoft.TeamFoundation.Git.Server.GitPullRequestUpdateRejectedByPolicyException',
    message: `The pull request cannot be completed: ${reason}.`,
  });
}

/** How long a client is asked to wait by an answer that succeeded. Real delays grow with the load. */
export const RETRY_AFTER_SECONDS = 1;
