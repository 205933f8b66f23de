import type { Clock } from '@nx-apiops/plan';
import { AzureRequestError } from './azure-request-error.js';

export interface Waiting {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** What Azure and Graph answer about something that exists and is not known everywhere yet. */
const REPLICATING: ReadonlySet<string> = new Set([
  'PrincipalNotFound',
  'Request_ResourceNotFound',
  'NoBackingApplicationObject',
  'RoleDefinitionDoesNotExist',
  'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
]);

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15_000;
const MOST_ATTEMPTS = 12;

/**
 * Does it again while the service does not know yet what was just made: replication takes up to a few minutes. Other
 * failures are thrown at once, and so is the last one.
 */
export async function waitForReplication<Result>(
  work: () => Promise<Result>,
  { clock, signal }: Waiting,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isReplicating(error)) throw error;
      await clock.sleep(Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS), signal);
    }
  }
}

function isReplicating(error: unknown): boolean {
  if (!(error instanceof AzureRequestError)) return false;
  // Graph has no code of its own for a new application that is not known everywhere yet.
  return REPLICATING.has(error.serviceCode ?? '') || /does not reference a valid application/.test(error.message);
}
