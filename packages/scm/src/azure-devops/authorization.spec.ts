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
    const options: { headers?: Record<string, unknown> } = { headers: { accept: 'x' } };
    handler.prepareRequest(options);
    expect(options.headers).toEqual({ accept: 'x', Authorization: header });
  });
});
