import { visibleText } from '@nx-apiops/plan';
import { IdentityError, type IdentityErrorCode } from './errors.js';

/** An answer of Azure or Microsoft Graph that says no. */
export class AzureRequestError extends IdentityError {
  readonly status: number;
  /** The service's own code, such as `PrincipalNotFound`. */
  readonly serviceCode: string | undefined;

  constructor(code: IdentityErrorCode, message: string, about: AzureRequestFailure) {
    super(code, message, about.hint === undefined ? {} : { hint: about.hint });
    this.status = about.status;
    this.serviceCode = about.serviceCode;
  }
}

interface AzureRequestFailure {
  readonly status: number;
  readonly serviceCode: string | undefined;
  readonly hint?: string | undefined;
}

/** What a failed request means, with the next step. `what` names method and path, without query and body. */
export function azureFailure(what: string, status: number, body: string): AzureRequestError {
  const { code: serviceCode, message } = serviceError(body);
  const words = visibleText([serviceCode, message].filter((text) => text !== undefined && text !== '').join(': '));
  const [code, hint] = classify(status, what);
  return new AzureRequestError(code, `${what} was answered with ${status}${words === '' ? '' : `, ${words}`}`, {
    status,
    serviceCode,
    hint,
  });
}

function classify(status: number, what: string): readonly [IdentityErrorCode, string | undefined] {
  switch (status) {
    case 401:
      return ['AZURE_UNAUTHORIZED', "Sign in with 'az login', to the tenant that apiops.yaml names."];
    case 403:
      return ['AZURE_FORBIDDEN', neededRole(what)];
    case 404:
      return ['AZURE_NOT_FOUND', 'Check the names and ids in apiops.yaml.'];
    case 400:
    case 409:
    case 422:
      return ['AZURE_REJECTED', undefined];
    default:
      return ['AZURE_REQUEST', undefined];
  }
}

/** Which role whoever runs the command needs, and what to do where another team has it. */
function neededRole(what: string): string {
  if (what.startsWith('GET ')) return neededToRead(what);
  const elsewhere = 'or let who has it run what --emit cli writes';
  if (/\/v1\.0\//.test(what)) {
    return `The account needs the Graph permission Application.ReadWrite.OwnedBy, or the directory role Application Developer; ${elsewhere}.`;
  }
  if (/Microsoft\.Authorization\/role/i.test(what)) {
    return `The account needs the role User Access Administrator (for custom roles: Owner) there; ${elsewhere}.`;
  }
  return `The account needs the role Managed Identity Contributor on the resource group; ${elsewhere}.`;
}

function serviceError(body: string): { readonly code?: string; readonly message?: string } {
  try {
    const parsed = JSON.parse(body) as { readonly error?: { readonly code?: string; readonly message?: string } };
    return parsed.error ?? {};
  } catch {
    return {};
  }
}

/** Of commands that change nothing, too. */
function neededToRead(what: string): string {
  return what.includes('/v1.0/')
    ? 'The account needs the Graph permission Application.Read.All, or the directory role Directory Readers.'
    : 'The account needs the role Reader there.';
}
