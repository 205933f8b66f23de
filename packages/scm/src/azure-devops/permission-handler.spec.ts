import { describe, expect, it } from 'vitest';
import { createAzureDevOpsClient } from './azure-devops-client.js';
import { permissionHandler } from './permission-handler.js';

describe('permissionHandler', () => {
  it('waits for an identity that comes into being later, and says how', async () => {
    const client = createAzureDevOpsClient({ organizationUrl: 'http://127.0.0.1:9/acme' });
    const handler = permissionHandler({ client, token: 'repoV2/p/r', find: async () => undefined });
    expect(await handler.read('apis Build Service (acme)')).toBeUndefined();
    await expect(handler.write('apis Build Service (acme)', { contribute: 'allowed' })).rejects.toMatchObject({
      code: 'SCM_NAME_UNKNOWN',
      hint: expect.stringContaining('first run of a pipeline'),
    });
  });
});
