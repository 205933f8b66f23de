// Managed identities of the pipelines, and whom they trust.
targetScope = 'resourceGroup'

resource identity_id_acme_apis_prod 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: 'id-acme-apis-prod'
}

resource credential_id_acme_apis_prod_nx_apiops_environment_prod 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: identity_id_acme_apis_prod
  name: 'nx-apiops-environment-prod'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:acme@1/apis@2:environment:prod'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

output clientIds object = {
  'id-acme-apis-prod': identity_id_acme_apis_prod.properties.clientId
}

output principalIds object = {
  'id-acme-apis-prod': identity_id_acme_apis_prod.properties.principalId
}
