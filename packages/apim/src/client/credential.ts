import type { TokenCredential } from '@azure/identity';
import { ApimError } from '../errors.js';
import type { ArmEndpoint } from './endpoint.js';

const MAX_MESSAGE = 1_000;

/** A credential that can be made to ask for a new token although the last one has not expired. */
export interface RenewableCredential extends TokenCredential {
  /** The next token is a fresh one, as far as the credential is ours; a given one is only asked again. */
  readonly forgetToken: () => void;
}

/**
 * The credential for an endpoint: the given one, else Azure's default chain (environment, workload identity, managed
 * identity, developer tools) against the cloud's authority. `@azure/identity` is loaded when the first token is asked
 * for; on a loopback address none ever is.
 *
 * Its `getToken` throws `ARM_UNAUTHORIZED`.
 */
export function resolveCredential(endpoint: ArmEndpoint, given: TokenCredential | undefined): RenewableCredential {
  let resolved: Promise<TokenCredential> | undefined;
  return {
    // The credentials of the SDK keep their tokens; new ones have none.
    forgetToken: () => {
      resolved = undefined;
    },
    getToken: async (scopes, options) => {
      if (endpoint.isDevelopment) {
        throw new ApimError('ENDPOINT', `A credential was asked for, but ${endpoint.origin} must never receive one.`);
      }
      try {
        resolved ??= given ? Promise.resolve(given) : defaultCredential(endpoint.cloud.authorityHost);
        return await (await resolved).getToken(scopes, options);
      } catch (error) {
        throw new ApimError('ARM_UNAUTHORIZED', `No token for Azure was obtained${reasonOf(error)}`, {
          hint: "Sign in with 'az login'; in a pipeline, check that its federated credential and 'id-token' permission are set up.",
          cause: error,
        });
      }
    },
  };
}

async function defaultCredential(authorityHost: string): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential({ authorityHost });
}

/** A chain tells of each credential that it tried; the first sentence says why, and the rest leads elsewhere. */
function reasonOf(error: unknown): string {
  const tried: readonly unknown[] =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  if (tried.length === 0) return `: ${oneLine(error)}`;
  return ` in any of these ways:\n${tried.map((one) => `  ${firstSentence(oneLine(one))}`).join('\n')}`;
}

function firstSentence(text: string): string {
  const [sentence] = /^.*?[.!?](?=\s|$)/.exec(text) ?? [text];
  return sentence.replace(/^Error: /, '');
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}
