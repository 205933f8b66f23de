import { ScmError } from '../errors.js';
import type { GitHubClient } from './github-client.js';
import type { RepositoryName } from './repository.js';

/** Who signs the tokens of workflows, and what their subject begins with. */
export interface OidcSubject {
  readonly issuer: string;
  /** `repo:acme/acme-apis`, or with ids for repositories of July 2026 and later. A colon and the context follow. */
  readonly prefix: string;
  /** Names of the claims where the repository has a template of its own; then subjects are not of the usual form. */
  readonly customClaims?: readonly string[];
}

const ISSUER = 'https://token.actions.githubusercontent.com';

/**
 * What the tokens of a repository's workflows say about themselves, as GitHub itself answers: repositories that were
 * created, renamed or transferred since 2026-07-15 have subjects with ids, which cannot be made up from names.
 *
 * An answer that does not say it is an error, and so is 404: a subject that is guessed would trust somebody else's tokens.
 * Throws `SCM_NOT_FOUND`, `SCM_REQUEST` and what the client throws.
 *
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
export async function readOidcSubject(client: GitHubClient, repository: RepositoryName): Promise<OidcSubject> {
  const found: unknown = await client.send('GET /repos/{owner}/{repo}/actions/oidc/customization/sub', repository);
  const {
    use_default: usesDefault,
    include_claim_keys: claims,
    sub_claim_prefix: prefix,
  } = toCustomization(found, repository);
  return {
    issuer: issuerOf(client.apiUrl),
    prefix: prefix ?? `repo:${repository.owner}/${repository.repo}`,
    ...(usesDefault === false && claims !== undefined && { customClaims: claims }),
  };
}

interface Customization {
  readonly use_default: boolean;
  readonly include_claim_keys?: readonly string[];
  /** Not in octokit's types yet. */
  readonly sub_claim_prefix?: string;
}

function toCustomization(value: unknown, { owner, repo }: RepositoryName): Customization {
  if (typeof value === 'object' && value !== null && 'use_default' in value && isCustomization(value)) return value;
  const path = `/repos/${owner}/${repo}/actions/oidc/customization/sub`;
  throw new ScmError(
    'SCM_REQUEST',
    `GitHub answered GET ${path} with success, but does not say what subjects begin with.`,
    {
      hint: 'Run the command again; if it stays so, check that no proxy answers in place of GitHub.',
    },
  );
}

function isCustomization(value: object & Record<'use_default', unknown>): value is Customization {
  const {
    use_default: usesDefault,
    include_claim_keys: claims,
    sub_claim_prefix: prefix,
  } = { ...value } as Record<string, unknown>;
  const areClaims =
    claims === undefined || (Array.isArray(claims) && claims.every((claim) => typeof claim === 'string'));
  return typeof usesDefault === 'boolean' && areClaims && (prefix === undefined || typeof prefix === 'string');
}

/** github.com, ghe.com and GitHub Enterprise Server each sign with an issuer of their own. */
function issuerOf(apiUrl: string): string {
  const { hostname, origin, protocol } = new URL(apiUrl);
  if (hostname === 'api.github.com' || protocol === 'http:') return ISSUER;
  const tenant = /^api\.([^.]+)\.ghe\.com$/.exec(hostname)?.[1];
  return tenant === undefined ? `${origin}/_services/token` : `https://token.actions.${tenant}.ghe.com`;
}
