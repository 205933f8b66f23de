import { ROLE_DESCRIPTION } from '../handlers/role-handler.js';
import type { EmittedFile } from './emit-script.js';
import { bicepString } from './bicep-text.js';

/** Modules that are the same in every deployment. */
export const SERVICE_ASSIGNMENT: EmittedFile = assignmentModule({
  file: 'role-assignment.bicep',
  about: 'A role of an identity at an API Management service.',
  symbol: 'service',
  type: 'Microsoft.ApiManagement/service@2024-05-01',
});

export const VAULT_ASSIGNMENT: EmittedFile = assignmentModule({
  file: 'vault-role-assignment.bicep',
  about: 'A role of an API Management service at a Key Vault.',
  symbol: 'vault',
  type: 'Microsoft.KeyVault/vaults@2023-07-01',
});

function assignmentModule(module: {
  readonly file: string;
  readonly about: string;
  readonly symbol: string;
  readonly type: string;
}): EmittedFile {
  const { file, about, symbol, type } = module;
  return {
    file,
    text: `// ${about}
targetScope = 'resourceGroup'

param ${symbol}Name string
param principalId string
param roleDefinitionId string

resource ${symbol} '${type}' existing = {
  name: ${symbol}Name
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(${symbol}.id, principalId, roleDefinitionId)
  scope: ${symbol}
  properties: {
    roleDefinitionId: roleDefinitionId
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
`,
  };
}

export const ROLE_DEFINITION: EmittedFile = {
  file: 'role-definition.bicep',
  text: `// A custom role, assignable in its subscription.
targetScope = 'subscription'

param roleId string
param roleName string
param actions array
param notActions array

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: roleId
  properties: {
    roleName: roleName
    description: ${bicepString(ROLE_DESCRIPTION)}
    type: 'CustomRole'
    permissions: [
      {
        actions: actions
        notActions: notActions
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}
`,
};
