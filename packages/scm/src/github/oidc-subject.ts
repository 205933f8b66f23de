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
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
export async function readOidcSubject(client: GitHubClient, repository: RepositoryName): Promise<OidcSubject> {
  const found: unknown = await client.find('GET /repos/{owner}/{repo}/actions/oidc/customization/sub', repository);
  const { use_default: usesDefault, include_claim_keys: claims, sub_claim_prefix: prefix } = toCustomization(found);
  return {
    issuer: issuerOf(client.apiUrl),
    prefix: prefix ?? `repo:${repository.owner}/${repository.repo}`,
    ...(usesDefault === false && claims !== undefined && { customClaims: claims }),
  };
}

interface Customization {
  readonly use_default?: boolean;
  readonly include_claim_keys?: readonly string[];
  /** Not in octokit's types yet. */
  readonly sub_claim_prefix?: string;
}

function toCustomization(value: unknown): Customization {
  return typeof value === 'object' && value !== null ? value : {};
}

/** github.com, ghe.com and GitHub Enterprise Server each sign with an issuer of their own. */
function issuerOf(apiUrl: string): string {
  const { hostname, origin, protocol } = new URL(apiUrl);
  if (hostname === 'api.github.com' || protocol === 'http:') return ISSUER;
  const tenant = /^api\.([^.]+)\.ghe\.com$/.exec(hostname)?.[1];
  return tenant === undefined ? `${origin}/_services/token` : `https://token.actions.${tenant}.ghe.com`;
}
