import type { JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import { HostFault } from '../hosts/host-fault.js';
import { objectsAt, textAt } from '../json-members.js';
import { azureDevOpsFault } from './azure-devops-fault.js';
import type { RunContext } from './evaluate-checks.js';
import { base64urlOf } from './stable-id.js';

/*
 * What nothing that we could read settles: put right here, after a look at the live service. The sentences of refusals
 * elsewhere in this folder are ours too where they begin with no number such as TF401019.
 */

/** Classes of exceptions, which are the `typeKey` of an answer: the numbers and words with them are known, these not. */
export const GUESSED_GIT_CLASSES = {
  repositoryTaken: 'GitRepositoryNameAlreadyExistsException',
  itemMissing: 'GitItemNotFoundException',
  blobMissing: 'GitObjectDoesNotExistException',
  versionUnresolved: 'GitUnresolvableToCommitException',
  pathTaken: 'GitPathAlreadyExistsException',
  branchProtected: 'GitRefUpdateRejectedByPolicyException',
  pullRequestBranchMissing: 'GitPullRequestCannotBeActivatedException',
  pullRequestMissing: 'GitPullRequestNotFoundException',
  pullRequestClosed: 'GitPullRequestNotEditableException',
  pullRequestStale: 'GitPullRequestStaleException',
} as const;

/** Ids of resource locations that azure-devops-node-api never asks for; other clients may. */
export const GUESSED_LOCATIONS = {
  identities: '28010c54-d0c0-4c89-a5b0-1c9e188b9fb7',
  checks: '86c8381e-5aee-4cde-8ae4-25c0c7f5eaea',
  checkSuites: '91282c1d-c183-444f-9554-1485bfb3879d',
  approvals: '37794717-f36f-4d78-b2bf-4dc30d0cfbcd',
  environments: '5c7f3a36-0f0c-4e0a-9a3c-6a6a6d1d5f11',
  pipelinePermissions: 'b5b9a4a4-e6cd-4096-853c-ab7d8b0c4eb2',
  securityNamespaces: 'ce7b9f95-fde9-4be8-a86d-83b366f0b87a',
  accessControlLists: '18a2ad18-7571-46ae-bec7-0c7da1495885',
  accessControlEntries: 'ac08c8ff-4323-4b08-af90-bcd018d380ce',
} as const;

/** An identity that is asked for by an id or a descriptor of nobody: a null in its place. */
export const UNKNOWN_IDENTITY = null;

/** A policy with settings that do not fit: the status is known, neither class nor words. */
export function policyInvalid(message: string): HostFault {
  return azureDevOpsFault({
    status: 400,
    exception: 'Microsoft.TeamFoundation.Policy.WebApi.PolicyConfigurationInvalidException',
    message,
  });
}

/** A policy, or a kind of policy, of an id that nothing has. */
export function policyMissing(id: string): HostFault {
  return azureDevOpsFault({
    status: 404,
    exception: 'Microsoft.TeamFoundation.Policy.WebApi.PolicyConfigurationNotFoundException',
    message: `The policy configuration with ID ${id} does not exist.`,
  });
}

/** A security namespace that does not exist. */
export function securityNamespaceMissing(id: string): HostFault {
  return azureDevOpsFault({
    status: 404,
    exception: 'Microsoft.VisualStudio.Services.Security.InvalidSecurityNamespaceException',
    message: `The security namespace ${id} does not exist.`,
  });
}

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

/** A check, or what a check is of, that does not exist. */
export function checkMissing(message: string): HostFault {
  return azureDevOpsFault({
    status: 404,
    exception: 'Microsoft.Azure.Pipelines.Checks.WebApi.CheckConfigurationNotFoundException',
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

/** Everything in a repository that is disabled is answered as if it did not exist. */
export const DISABLED_IS_MISSING = true;

/** What a request uses of the 200 units that five minutes have. Nobody can tell how much one really does. */
export const UNITS = { read: 0.05, write: 0.25 } as const;

/** From which multiple of the limit on requests are refused rather than slowed down. */
export const REFUSED_FROM = 1.5;

/** Too many requests. The number TF400733 and the status are known. */
export function tooManyRequests(seconds: number): HostFault {
  const message =
    "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource 'Concurrency' in namespace 'User'.";
  const { status, body } = azureDevOpsFault({
    status: 429,
    exception: 'Microsoft.TeamFoundation.Framework.Server.RequestBlockedException',
    message,
  });
  return new HostFault(status, body, { 'Retry-After': String(seconds) });
}

/**
 * Whether branch control takes a tag for protected. A public project that extends templates at a tag has such a check,
 * with protection ensured, pass: governance/environments/environments.json of coolhome/meridian-platform.
 */
export const TAG_IS_PROTECTED = true;

/** The check that a pipeline has permission for a resource: that a run waits for it is known, not its id. */
export const AUTHORIZATION_CHECK = { id: '5a4d1f6e-0000-4000-8000-000000000001', name: 'Authorization' } as const;

/** What an evaluation of checks is told of a run. The service makes this itself, in a form that no document has. */
export function readRunContext(context: JsonObject): RunContext {
  return {
    definitionId: Number(context['definitionId']),
    repositories: objectsAt(context, 'repositories').map((one) => ({
      name: textAt(one, 'name') ?? '',
      ref: textAt(one, 'ref') ?? '',
    })),
    templates: objectsAt(context, 'templates').map((one) => ({
      repositoryName: textAt(one, 'repositoryName') ?? '',
      repositoryRef: textAt(one, 'repositoryRef') ?? '',
      templatePath: textAt(one, 'templatePath') ?? '',
    })),
  };
}
