import { HostFault } from '../hosts/host-fault.js';

/** A refusal as Azure DevOps words it. */
export interface Refusal {
  readonly status: number;
  /** Namespace and class of the exception, such as `Microsoft.TeamFoundation.Git.Server.GitItemNotFoundException`. */
  readonly exception: string;
  readonly message: string;
}

/** The fault with the body of Azure DevOps: `typeKey` is the class, `typeName` names the assembly too. */
export function azureDevOpsFault({ status, exception, message }: Refusal): HostFault {
  const dot = exception.lastIndexOf('.');
  const body = {
    $id: '1',
    innerException: null,
    message,
    typeName: `${exception}, ${exception.slice(0, dot)}`,
    typeKey: exception.slice(dot + 1),
    errorCode: 0,
    eventId: 3000,
  };
  return new HostFault(status, body);
}

const WEB_API = 'Microsoft.VisualStudio.Services.WebApi';

/** A member of the body or of the query that is missing or wrong. */
export function invalidArgument(message: string): HostFault {
  return azureDevOpsFault({ status: 400, exception: 'System.ArgumentException', message });
}

/** A member that has to be there and is not. */
export function missingArgument(name: string): HostFault {
  const message = `Value cannot be null.\r\nParameter name: ${name}`;
  return azureDevOpsFault({ status: 400, exception: 'System.ArgumentNullException', message });
}

export function projectMissing(name: string): HostFault {
  return azureDevOpsFault({
    status: 404,
    exception: 'Microsoft.TeamFoundation.Core.WebApi.ProjectDoesNotExistWithNameException',
    message: `TF200016: The following project does not exist: ${name}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
  });
}

export function unauthorized(): HostFault {
  return azureDevOpsFault({
    status: 401,
    exception: 'Microsoft.TeamFoundation.Framework.Server.UnauthorizedRequestException',
    message: "TF400813: The user '' is not authorized to access this resource.",
  });
}

export function previewRequired(version: string): HostFault {
  return azureDevOpsFault({
    status: 400,
    exception: `${WEB_API}.VssInvalidPreviewVersionException`,
    message: `The requested version "${version}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${version}-preview"`,
  });
}

export function versionMissing(method: string): HostFault {
  return azureDevOpsFault({
    status: 400,
    exception: `${WEB_API}.VssVersionNotSpecifiedException`,
    message: `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
  });
}

export function versionOutOfRange(version: string, latest: string): HostFault {
  return azureDevOpsFault({
    status: 400,
    exception: `${WEB_API}.VssVersionOutOfRangeException`,
    message: `The requested REST API version of ${version} is out of range for this server. The latest REST API version this server supports is ${latest}.`,
  });
}
