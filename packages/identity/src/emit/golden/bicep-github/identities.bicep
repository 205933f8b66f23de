// Managed identities of the pipelines, and whom they trust.
targetScope = 'resourceGroup'

resource identity_id_acme_apis_reader 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-acme-apis-reader'
  location: 'westeurope'
}

resource identity_id_acme_apis_dev 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-acme-apis-dev'
  location: 'westeurope'
}

resource identity_id_acme_apis_prod 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-acme-apis-prod'
  location: 'westeurope'
}

resource credential_id_acme_apis_reader_nx_apiops_pull_request 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: identity_id_acme_apis_reader
  name: 'nx-apiops-pull-request'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:acme@1/apis@2:pull_request'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

resource credential_id_acme_apis_reader_nx_apiops_branch_main 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: identity_id_acme_apis_reader
  name: 'nx-apiops-branch-main'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:acme@1/apis@2:ref:refs/heads/main'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
  dependsOn: [
    credential_id_acme_apis_reader_nx_apiops_pull_request
  ]
}

resource credential_id_acme_apis_dev_nx_apiops_environment_dev 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: identity_id_acme_apis_dev
  name: 'nx-apiops-environment-dev'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:acme@1/apis@2:environment:dev'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
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
  'id-acme-apis-reader': identity_id_acme_apis_reader.properties.clientId
  'id-acme-apis-dev': identity_id_acme_apis_dev.properties.clientId
  'id-acme-apis-prod': identity_id_acme_apis_prod.properties.clientId
}

output principalIds object = {
  'id-acme-apis-reader': identity_id_acme_apis_reader.properties.principalId
  'id-acme-apis-dev': identity_id_acme_apis_dev.properties.principalId
  'id-acme-apis-prod': identity_id_acme_apis_prod.properties.principalId
}
