// Identities of the pipelines, as nx-apiops planned them. Run before.sh first:
// az deployment sub create --subscription 00000000-aaaa-4bbb-8ccc-000000000001 --name nx-apiops-identities --location westeurope --template-file main.bicep
targetScope = 'subscription'

module identities 'identities.bicep' = {
  name: 'nx-apiops-identities'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000001', 'rg-apiops')
}

module role_API_Management_Publisher_by_nx_apiops_00000000_aaaa_4bbb_8ccc_000000000001 'role-definition.bicep' = {
  name: 'nx-apiops-role-1'
  scope: subscription('00000000-aaaa-4bbb-8ccc-000000000001')
  params: {
    roleId: '45083fa0-67cb-5c59-a83e-c028a0ac732d'
    roleName: 'API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001)'
    actions: [
      'Microsoft.ApiManagement/service/apiVersionSets/*'
      'Microsoft.ApiManagement/service/apis/*'
      'Microsoft.ApiManagement/service/authorizationServers/*'
      'Microsoft.ApiManagement/service/backends/*'
      'Microsoft.ApiManagement/service/caches/*'
      'Microsoft.ApiManagement/service/certificates/*'
      'Microsoft.ApiManagement/service/diagnostics/*'
      'Microsoft.ApiManagement/service/documentations/*'
      'Microsoft.ApiManagement/service/gateways/*'
      'Microsoft.ApiManagement/service/groups/*'
      'Microsoft.ApiManagement/service/loggers/*'
      'Microsoft.ApiManagement/service/namedValues/*'
      'Microsoft.ApiManagement/service/openidConnectProviders/*'
      'Microsoft.ApiManagement/service/operationresults/read'
      'Microsoft.ApiManagement/service/policies/*'
      'Microsoft.ApiManagement/service/policyFragments/*'
      'Microsoft.ApiManagement/service/policyRestrictions/*'
      'Microsoft.ApiManagement/service/products/*'
      'Microsoft.ApiManagement/service/read'
      'Microsoft.ApiManagement/service/schemas/*'
      'Microsoft.ApiManagement/service/subscriptions/*'
      'Microsoft.ApiManagement/service/tags/*'
      'Microsoft.ApiManagement/service/workspaces/*'
      'Microsoft.Resources/subscriptions/resourceGroups/read'
    ]
    notActions: [
      'Microsoft.ApiManagement/service/authorizationServers/listSecrets/action'
      'Microsoft.ApiManagement/service/caches/listValue/action'
      'Microsoft.ApiManagement/service/gateways/generateToken/action'
      'Microsoft.ApiManagement/service/gateways/listKeys/action'
      'Microsoft.ApiManagement/service/gateways/regenerateKey/action'
      'Microsoft.ApiManagement/service/namedValues/listValue/action'
      'Microsoft.ApiManagement/service/openidConnectProviders/listSecrets/action'
      'Microsoft.ApiManagement/service/subscriptions/listSecrets/action'
      'Microsoft.ApiManagement/service/subscriptions/regeneratePrimaryKey/action'
      'Microsoft.ApiManagement/service/subscriptions/regenerateSecondaryKey/action'
      'Microsoft.ApiManagement/service/workspaces/namedValues/listValue/action'
      'Microsoft.ApiManagement/service/workspaces/subscriptions/listSecrets/action'
      'Microsoft.ApiManagement/service/workspaces/subscriptions/regeneratePrimaryKey/action'
      'Microsoft.ApiManagement/service/workspaces/subscriptions/regenerateSecondaryKey/action'
    ]
  }
}

module role_API_Management_Publisher_by_nx_apiops_00000000_aaaa_4bbb_8ccc_000000000002 'role-definition.bicep' = {
  name: 'nx-apiops-role-2'
  scope: subscription('00000000-aaaa-4bbb-8ccc-000000000002')
  params: {
    roleId: '96ef1b61-1949-58f7-8ed1-3edf2acc665d'
    roleName: 'API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000002)'
    actions: [
      'Microsoft.ApiManagement/service/apiVersionSets/*'
      'Microsoft.ApiManagement/service/apis/*'
      'Microsoft.ApiManagement/service/authorizationServers/*'
      'Microsoft.ApiManagement/service/backends/*'
      'Microsoft.ApiManagement/service/caches/*'
      'Microsoft.ApiManagement/service/certificates/*'
      'Microsoft.ApiManagement/service/diagnostics/*'
      'Microsoft.ApiManagement/service/documentations/*'
      'Microsoft.ApiManagement/service/gateways/*'
      'Microsoft.ApiManagement/service/groups/*'
      'Microsoft.ApiManagement/service/loggers/*'
      'Microsoft.ApiManagement/service/namedValues/*'
      'Microsoft.ApiManagement/service/openidConnectProviders/*'
      'Microsoft.ApiManagement/service/operationresults/read'
      'Microsoft.ApiManagement/service/policies/*'
      'Microsoft.ApiManagement/service/policyFragments/*'
      'Microsoft.ApiManagement/service/policyRestrictions/*'
      'Microsoft.ApiManagement/service/products/*'
      'Microsoft.ApiManagement/service/read'
      'Microsoft.ApiManagement/service/schemas/*'
      'Microsoft.ApiManagement/service/subscriptions/*'
      'Microsoft.ApiManagement/service/tags/*'
      'Microsoft.ApiManagement/service/workspaces/*'
      'Microsoft.Resources/subscriptions/resourceGroups/read'
    ]
    notActions: [
      'Microsoft.ApiManagement/service/authorizationServers/listSecrets/action'
      'Microsoft.ApiManagement/service/caches/listValue/action'
      'Microsoft.ApiManagement/service/gateways/generateToken/action'
      'Microsoft.ApiManagement/service/gateways/listKeys/action'
      'Microsoft.ApiManagement/service/gateways/regenerateKey/action'
      'Microsoft.ApiManagement/service/namedValues/listValue/action'
      'Microsoft.ApiManagement/service/openidConnectProviders/listSecrets/action'
      'Microsoft.ApiManagement/service/subscriptions/listSecrets/action'
      'Microsoft.ApiManagement/service/subscriptions/regeneratePrimaryKey/action'
      'Microsoft.ApiManagement/service/subscriptions/regenerateSecondaryKey/action'
      'Microsoft.ApiManagement/service/workspaces/namedValues/listValue/action'
      'Microsoft.ApiManagement/service/workspaces/subscriptions/listSecrets/action'
      'Microsoft.ApiManagement/service/workspaces/subscriptions/regeneratePrimaryKey/action'
      'Microsoft.ApiManagement/service/workspaces/subscriptions/regenerateSecondaryKey/action'
    ]
  }
}

resource instance_prod 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: 'apim-prod'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000002', 'rg-prod')
}

module assignment_1 'role-assignment.bicep' = {
  name: 'nx-apiops-assignment-1'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000001', 'rg-dev')
  params: {
    serviceName: 'apim-dev'
    principalId: identities.outputs.principalIds['id-acme-apis-reader']
    roleDefinitionId: '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/providers/Microsoft.Authorization/roleDefinitions/71522526-b88f-4d52-b57f-d31fc3546d0d'
  }
}

module assignment_2 'role-assignment.bicep' = {
  name: 'nx-apiops-assignment-2'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000001', 'rg-dev')
  params: {
    serviceName: 'apim-dev'
    principalId: identities.outputs.principalIds['id-acme-apis-dev']
    roleDefinitionId: '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/providers/Microsoft.Authorization/roleDefinitions/45083fa0-67cb-5c59-a83e-c028a0ac732d'
  }
  dependsOn: [
    role_API_Management_Publisher_by_nx_apiops_00000000_aaaa_4bbb_8ccc_000000000001
  ]
}

module assignment_3 'role-assignment.bicep' = {
  name: 'nx-apiops-assignment-3'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000002', 'rg-prod')
  params: {
    serviceName: 'apim-prod'
    principalId: identities.outputs.principalIds['id-acme-apis-reader']
    roleDefinitionId: '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/providers/Microsoft.Authorization/roleDefinitions/71522526-b88f-4d52-b57f-d31fc3546d0d'
  }
}

module assignment_4 'role-assignment.bicep' = {
  name: 'nx-apiops-assignment-4'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000002', 'rg-prod')
  params: {
    serviceName: 'apim-prod'
    principalId: identities.outputs.principalIds['id-acme-apis-prod']
    roleDefinitionId: '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/providers/Microsoft.Authorization/roleDefinitions/96ef1b61-1949-58f7-8ed1-3edf2acc665d'
  }
  dependsOn: [
    role_API_Management_Publisher_by_nx_apiops_00000000_aaaa_4bbb_8ccc_000000000002
  ]
}

module assignment_5 'vault-role-assignment.bicep' = {
  name: 'nx-apiops-assignment-5'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000002', 'rg-prod')
  params: {
    vaultName: 'kv-acme-prod'
    principalId: instance_prod.identity.principalId
    roleDefinitionId: '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6'
  }
}

output clientIds object = identities.outputs.clientIds
