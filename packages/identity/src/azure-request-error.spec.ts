import { expect, it } from 'vitest';
import { azureFailure } from './azure-request-error.js';

const FORBIDDEN = JSON.stringify({ error: { code: 'AuthorizationFailed', message: 'No.' } });
const GROUP = '/subscriptions/s/resourceGroups/g';

it.each([
  [`GET ${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x`, 'needs the role Reader there.'],
  ['GET /v1.0/applications', 'Directory Readers'],
  ['POST /v1.0/applications', 'Application Developer; or let who has it run what --emit cli writes'],
  [`PUT ${GROUP}/providers/Microsoft.Authorization/roleAssignments/x`, 'User Access Administrator'],
  [`PUT ${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x`, 'Managed Identity Contributor'],
])('names the role that %s takes', (what, role) => {
  expect(azureFailure(what, 403, FORBIDDEN)).toMatchObject({
    code: 'AZURE_FORBIDDEN',
    message: `${what} was answered with 403, AuthorizationFailed: No.`,
    hint: expect.stringContaining(role),
  });
});
