import { ScmError } from '../errors.js';

/** A repository on GitHub. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** `acme/acme-apis`. Throws `SCM_REPOSITORY`. */
export function parseRepositoryName(text: string): RepositoryName {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (owner !== undefined && repo !== undefined) return { owner, repo };
  throw new ScmError('SCM_REPOSITORY', `${JSON.stringify(text)} names no repository on GitHub.`, {
    hint: 'Write it as owner/name, such as --repository acme/acme-apis.',
  });
}
