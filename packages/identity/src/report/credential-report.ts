/** Somebody's tokens that an identity accepts. It holds no secret, and does not age. */
export interface TrustEntry {
  readonly kind: 'federated credential';
  /** The identity, as `id-acme-apis-prod`, or an application that somebody else made, with its client id. */
  readonly holder: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly isOurs: boolean;
  /** Whether a pipeline that `apiops.yaml` describes signs in with it. */
  readonly isNeeded: boolean;
  /** Which pipelines do; empty where none does. */
  readonly use: readonly string[];
}

/** Something that ages: who has a copy is let in until it ends. Never the secret itself. */
export interface SecretEntry {
  readonly kind: 'client secret' | 'certificate' | 'stored secret' | 'connection secret';
  readonly holder: string;
  readonly name: string;
  readonly keyId?: string;
  /** The first letters of a client secret, as the portal shows them. */
  readonly hint?: string;
  /** ISO 8601, as the end. Absent where the service does not say. */
  readonly start?: string;
  readonly end?: string;
  readonly ageDays?: number;
  /** Negative once it has ended. */
  readonly daysLeft?: number;
  readonly isExpired: boolean;
  /** Expired, or older than `maxSecretAgeDays`. */
  readonly pastLimit: boolean;
  /** Which pipelines sign in as the holder; empty where none does. */
  readonly use: readonly string[];
}

export type CredentialEntry = TrustEntry | SecretEntry;

/** Every credential of the pipelines' identities, as plain data. */
export interface CredentialReport {
  readonly version: 1;
  /** For people: which identities, in which tenant. */
  readonly target: string;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly maxSecretAgeDays: number;
  /** Those that need somebody first. */
  readonly entries: readonly CredentialEntry[];
  /** What a reader must know, such as what could not be looked at. */
  readonly notes: readonly string[];
}

export interface ReportSummary {
  readonly federated: number;
  /** Federated credentials that no pipeline needs. */
  readonly unneeded: number;
  readonly secrets: number;
  /** Expired ones included. */
  readonly pastLimit: number;
  readonly expired: number;
}

/** Pure. */
export function summarizeReport({ entries }: Pick<CredentialReport, 'entries'>): ReportSummary {
  const trusts = entries.filter((entry) => entry.kind === 'federated credential');
  const secrets = entries.filter((entry) => entry.kind !== 'federated credential');
  return {
    federated: trusts.length,
    unneeded: trusts.filter(({ isNeeded }) => !isNeeded).length,
    secrets: secrets.length,
    pastLimit: secrets.filter(({ pastLimit }) => pastLimit).length,
    expired: secrets.filter(({ isExpired }) => isExpired).length,
  };
}

/** What is to be said of a credential in a word or two. */
export function stateOf(entry: CredentialEntry): 'expired' | 'too old' | 'not needed' | 'fine' {
  if (entry.kind === 'federated credential') return entry.isNeeded ? 'fine' : 'not needed';
  if (entry.isExpired) return 'expired';
  return entry.pastLimit ? 'too old' : 'fine';
}

const URGENCY = ['expired', 'too old', 'not needed', 'fine'] as const;

/** Those that need somebody first, and otherwise in the order in which they were. Pure. */
export function byUrgency(entries: readonly CredentialEntry[]): CredentialEntry[] {
  return URGENCY.flatMap((state) => entries.filter((entry) => stateOf(entry) === state));
}
