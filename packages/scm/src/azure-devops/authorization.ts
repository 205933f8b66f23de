import type { TokenCredential } from '@azure/identity';
import type { IRequestHandler } from 'azure-devops-node-api/interfaces/common/VsoBaseInterfaces.js';
import { ScmError } from '../errors.js';

/** How requests say who sends them. */
export interface Authorization {
  readonly handler: IRequestHandler;
  /** To be called before each request: tokens of Entra expire. Throws `SCM_TOKEN_MISSING`. */
  readonly renew: () => Promise<void>;
  /** After 401: true where the next `renew` gets a fresh token, false where the token was given and stays. */
  readonly forgetToken: () => boolean;
}

/** Azure DevOps as an application of Microsoft Entra. Source: https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/service-principal-managed-identity */
const SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/.default';

/** With the token; without one, with the token of who is signed in to Azure. */
export function createAuthorization(
  token: string | undefined,
  loadCredential: () => Promise<TokenCredential> = azureCredential,
): Authorization {
  let header = token === undefined || token === '' ? undefined : headerOf(token);
  const isGiven = header !== undefined;
  let credential: Promise<TokenCredential> | undefined;
  return {
    handler: {
      prepareRequest: (options) => {
        options.headers = { ...options.headers, Authorization: header };
      },
      canHandleAuthentication: () => false,
      handleAuthentication: async () => {
        throw new TypeError('Challenges are not answered.');
      },
    },
    forgetToken: () => {
      credential = undefined;
      return !isGiven;
    },
    renew: async () => {
      if (isGiven) return;
      credential ??= loadCredential();
      header = await azureHeader(await credential);
    },
  };
}

/** `@azure/identity` is loaded when it is needed. */
async function azureCredential(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential();
}

async function azureHeader(credential: TokenCredential): Promise<string> {
  try {
    const found = await credential.getToken(SCOPE);
    if (found) return `Bearer ${found.token}`;
  } catch (cause) {
    throw tokenMissing(cause);
  }
  throw tokenMissing();
}

function tokenMissing(cause?: unknown): ScmError {
  return new ScmError('SCM_TOKEN_MISSING', 'There is no token for Azure DevOps, and nobody is signed in to Azure.', {
    hint: 'Sign in with: az login. Or set AZURE_DEVOPS_EXT_PAT to a personal access token; in a pipeline, SYSTEM_ACCESSTOKEN to $(System.AccessToken).',
    ...(cause !== undefined && { cause }),
  });
}

/**
 * Tokens of Entra and of pipelines are JSON web tokens, three texts with dots between them, and go as they are. A
 * personal access token has letters and digits only, and is a password without a user.
 */
function headerOf(token: string): string {
  const isPersonal = /^[A-Za-z0-9]{52}$|^[A-Za-z0-9]{84}$/.test(token);
  return isPersonal ? `Basic ${Buffer.from(`:${token}`).toString('base64')}` : `Bearer ${token}`;
}
