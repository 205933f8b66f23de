import { describe, expect, it } from 'vitest';
import { createAuthorization } from './authorization.js';

describe('createAuthorization', () => {
  it.each([
    ['a personal access token', 'a'.repeat(52), `Basic ${Buffer.from(`:${'a'.repeat(52)}`).toString('base64')}`],
    ['a newer one', 'b'.repeat(84), `Basic ${Buffer.from(`:${'b'.repeat(84)}`).toString('base64')}`],
    ['a token of Entra or of a pipeline', 'eyJh.eyJi.c', 'Bearer eyJh.eyJi.c'],
  ])('sends %s as Azure DevOps wants it', async (_, token, header) => {
    const { handler, renew } = createAuthorization(token);
    await renew();
    const options = { headers: { accept: 'x' } };
    handler.prepareRequest(options);
    expect(options.headers).toEqual({ accept: 'x', Authorization: header });
  });

  it('takes the token of who is signed in to Azure where none is given, and a newer one in time', async () => {
    const scopes: unknown[] = [];
    const getToken = async (scope: unknown) => ({ token: `t${scopes.push(scope)}`, expiresOnTimestamp: 0 });
    const { handler, renew } = createAuthorization(undefined, async () => ({ getToken }));
    const options: { headers?: object } = {};
    for (const header of ['Bearer t1', 'Bearer t2']) {
      await renew();
      handler.prepareRequest(options as never);
      expect(options.headers).toEqual({ Authorization: header });
    }
    expect(scopes[0]).toBe('499b84ac-1321-427f-aa17-267ca6975798/.default');
  });

  it('says how to sign in where nobody is', async () => {
    const { renew } = createAuthorization('', async () => ({ getToken: async () => null }));
    await expect(renew()).rejects.toMatchObject({
      code: 'SCM_TOKEN_MISSING',
      hint: expect.stringContaining('az login'),
    });
  });
});
