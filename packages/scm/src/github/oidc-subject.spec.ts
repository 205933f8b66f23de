import { describe, expect, it } from 'vitest';
import { ScmError } from '../errors.js';
import type { GitHubClient } from './github-client.js';
import { readOidcSubject } from './oidc-subject.js';

const REPOSITORY = { owner: 'acme', repo: 'acme-apis' };

/** A client whose every answer is the given one. */
function clientOf(answer: unknown): GitHubClient {
  const send = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
  return { apiUrl: 'https://api.github.com', send } as unknown as GitHubClient;
}

describe('readOidcSubject', () => {
  it('gives what GitHub says', async () => {
    const answer = { use_default: true, sub_claim_prefix: 'repo:acme@1/acme-apis@2' };
    expect((await readOidcSubject(clientOf(answer), REPOSITORY)).prefix).toBe('repo:acme@1/acme-apis@2');
    expect((await readOidcSubject(clientOf({ use_default: true }), REPOSITORY)).prefix).toBe('repo:acme/acme-apis');
  });

  it.each([
    [{}],
    [''],
    [undefined],
    ['<html>'],
    [{ use_default: 'true' }],
    [{ use_default: false, include_claim_keys: 'x' }],
  ])('makes no subject up for %j', async (answer) => {
    await expect(readOidcSubject(clientOf(answer), REPOSITORY)).rejects.toMatchObject({ code: 'SCM_REQUEST' });
  });

  it('makes no subject up where the repository is not found', async () => {
    const missing = new ScmError('SCM_NOT_FOUND', 'no');
    await expect(readOidcSubject(clientOf(missing), REPOSITORY)).rejects.toMatchObject({ code: 'SCM_NOT_FOUND' });
  });
});
