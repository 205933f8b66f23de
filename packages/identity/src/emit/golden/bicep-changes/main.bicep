// Identities of the pipelines, as nx-apiops planned them. Run before.sh first:
// az deployment sub create --subscription 00000000-aaaa-4bbb-8ccc-000000000001 --name nx-apiops-identities --location westeurope --template-file main.bicep
targetScope = 'subscription'

module identities 'identities.bicep' = {
  name: 'nx-apiops-identities'
  scope: resourceGroup('00000000-aaaa-4bbb-8ccc-000000000001', 'rg-apiops')
}

output clientIds object = identities.outputs.clientIds
