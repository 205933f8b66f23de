import { describe, expect, it } from 'vitest';
import { textContaining } from '../../test/support/text-containing.js';
import { resolveCredential } from './credential.js';
import { resolveEndpoint } from './endpoint.js';

const SCOPE = 'https://management.azure.com/.default';

describe('resolveCredential', () => {
  it('asks the given credential', async () => {
    const token = { token: 't', expiresOnTimestamp: 1 };
    const credential = resolveCredential(resolveEndpoint({}), { getToken: () => Promise.resolve(token) });
    await expect(credential.getToken(SCOPE)).resolves.toBe(token);
  });

  it('explains a failure on one line', async () => {
    const cause = new Error('Chain failed.\n  Tried A.\n  Tried B.');
    const credential = resolveCredential(resolveEndpoint({}), { getToken: () => Promise.reject(cause) });
    await expect(credential.getToken(SCOPE)).rejects.toMatchObject({
      code: 'ARM_UNAUTHORIZED',
      message: 'No token for Azure was obtained: Chain failed. Tried A. Tried B.',
      hint: textContaining('az login'),
      cause,
    });
  });

  it('tells of each credential of a chain by its first sentence', async () => {
    const tried = [
      'EnvironmentCredential is unavailable. To troubleshoot, visit https://aka.ms/azsdk/js.',
      'Azure CLI could not be found. Please visit\nhttps://aka.ms/azure-cli for installation.',
      'Error: Unable to execute PowerShell. Ensure that it is installed.',
    ];
    const cause = new AggregateError(
      tried.map((message) => new Error(message)),
      `ChainedTokenCredential authentication failed.\n${tried.join('\n')}`,
    );
    const credential = resolveCredential(resolveEndpoint({}), { getToken: () => Promise.reject(cause) });
    await expect(credential.getToken(SCOPE)).rejects.toMatchObject({
      message:
        'No token for Azure was obtained in any of these ways:\n  EnvironmentCredential is unavailable.\n  Azure CLI could not be found.\n  Unable to execute PowerShell.',
      hint: textContaining('az login'),
    });
  });

  it('never asks one for a token that would go over plain http', async () => {
    let asked = false;
    const credential = resolveCredential(resolveEndpoint({ endpoint: 'http://127.0.0.1:1' }), {
      getToken: () => {
        asked = true;
        return Promise.resolve(null);
      },
    });
    await expect(credential.getToken(SCOPE)).rejects.toMatchObject({ code: 'ENDPOINT' });
    expect(asked).toBe(false);
  });
});
