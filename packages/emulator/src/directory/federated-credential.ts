/** The trust of an identity or application in the tokens of another issuer. */
export interface FederatedCredential {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description?: string;
}

/** Why a credential cannot be written. */
export type CredentialProblem =
  | { readonly kind: 'field'; readonly field: keyof FederatedCredential; readonly reason: string }
  | { readonly kind: 'taken'; readonly by: string }
  | { readonly kind: 'too-many' };

/** Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
export const MAX_CREDENTIALS = 20;
const MAX_LENGTH = 600;
const NAME = /^[A-Za-z0-9][A-Za-z0-9-_]{2,119}$/;

/**
 * The first rule that the credential breaks, undefined where it breaks none. `existing` are those of the same owner; the
 * one of the same name is replaced. Names compare without regard to case, issuers and subjects exactly.
 */
export function findCredentialProblem(
  credential: FederatedCredential,
  existing: readonly FederatedCredential[],
): CredentialProblem | undefined {
  const wrong = findWrongField(credential);
  if (wrong) return { kind: 'field', ...wrong };
  const others = existing.filter(({ name }) => name.toLowerCase() !== credential.name.toLowerCase());
  const same = others.find(({ issuer, subject }) => issuer === credential.issuer && subject === credential.subject);
  if (same) return { kind: 'taken', by: same.name };
  return others.length >= MAX_CREDENTIALS ? { kind: 'too-many' } : undefined;
}

function findWrongField(
  credential: FederatedCredential,
): { readonly field: keyof FederatedCredential; readonly reason: string } | undefined {
  const { name, issuer, subject, audiences, description = '' } = credential;
  const [audience = ''] = audiences;
  if (!NAME.test(name))
    return {
      field: 'name',
      reason: 'must have 3 to 120 letters, digits, hyphens and underscores, a letter or digit first',
    };
  if (!isHttps(issuer)) return { field: 'issuer', reason: 'must be a URL that starts with https' };
  if (subject === '') return { field: 'subject', reason: 'must not be empty' };
  if (audiences.length !== 1 || audience === '') return { field: 'audiences', reason: 'must have exactly one element' };
  const long = Object.entries({ issuer, subject, audiences: audience, description }).find(
    ([, text]) => text.length > MAX_LENGTH,
  );
  if (!long) return undefined;
  return { field: long[0] as keyof FederatedCredential, reason: `must have at most ${MAX_LENGTH} characters` };
}

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

/** The credentials of an owner without the removed one, and with the added one at the end. Pure. */
export function changeCredentials<Credential extends FederatedCredential>(
  credentials: readonly Credential[],
  { removed, added }: { readonly removed?: Credential | undefined; readonly added?: Credential },
): readonly Credential[] {
  const kept = credentials.filter((credential) => credential !== removed);
  return added ? [...kept, added] : kept;
}
