#!/usr/bin/env bash
# What nx-apiops planned: identities of dev, prod.
# Needs az with the extension azure-devops, signed in, and jq.
# Running it twice has the effect of once.

set -euo pipefail

export MSYS_NO_PATHCONV=1
organization='https://dev.azure.com/acme'
project='APIs'

if [ "$(az account show --query tenantId --output tsv)" != '11111111-2222-3333-4444-555555555555' ]; then
  echo 'Sign in to the tenant of apiops.yaml first: az login --tenant' '11111111-2222-3333-4444-555555555555' >&2
  exit 1
fi

# What was just made is not known everywhere at once.
again() {
  local attempt
  for attempt in 1 2 3 4 5 6 7; do
    if "$@"; then return 0; fi
    echo "Attempt $attempt of 8 failed; the next one follows in 15 seconds." >&2
    sleep 15
  done
  "$@"
}

client_id() {
  az identity show --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' --name "$1" \
    --query clientId --output tsv
}

principal_id() {
  az identity show --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' --name "$1" \
    --query principalId --output tsv
}

# The id of an assignment follows from where, who and what: a UUID of version 5.
assignment_id() {
  local hash
  hash="$({ printf '\x0f\x6d\x2a\x4e\x6c\x0c\x5f\x0e\x9d\x53\x0a\x4c\x7b\xe1\xa5\xd1'; printf '%s' "$1"; } | if command -v sha1sum >/dev/null; then sha1sum; else shasum; fi)"
  printf '%s-%s-5%s-%02x%s-%s\n' "${hash:0:8}" "${hash:8:4}" "${hash:13:3}" \
    "$((0x${hash:16:2} & 0x3f | 0x80))" "${hash:18:2}" "${hash:20:12}"
}

# assign PRINCIPAL_ID ROLE SCOPE
assign() {
  local id
  id="$(assignment_id "$(printf '%s' "$3|$1|$2" | tr '[:upper:]' '[:lower:]')")"
  again az role assignment create --name "$id" --assignee-object-id "$1" --assignee-principal-type ServicePrincipal \
    --role "$2" --scope "$3" --output none
}

connection_id() {
  az devops service-endpoint list --organization "$organization" --project "$project" \
    --query "[?name==$1].id" --output tsv
}

# connection_says QUERY_NAME MEMBER: what the connection presents to Azure.
connection_says() {
  local id
  id="$(connection_id "$1")" || return
  az devops service-endpoint show --organization "$organization" --project "$project" --id "$id" \
    --query "authorization.parameters.$2" --output tsv
}

# save_connection NAME QUERY_NAME CLIENT_ID TENANT_ID SUBSCRIPTION_ID
save_connection() {
  local id file url cloud subscription_name project_id
  id="$(connection_id "$2")"
  file="$(mktemp)"
  if [ -z "$id" ]; then
    url="$(az cloud show --query endpoints.resourceManager --output tsv)"
    cloud="$(az cloud show --query name --output tsv)"
    subscription_name="$(az account show --subscription "$5" --query name --output tsv)"
    project_id="$(az devops project show --organization "$organization" --project "$project" --query id --output tsv)"
    jq --null-input --arg name "$1" --arg client "$3" --arg tenant "$4" --arg subscription "$5" \
      --arg subscriptionName "$subscription_name" --arg url "$url" --arg cloud "$cloud" \
      --arg project "$project" --arg projectId "$project_id" \
      '{
        name: $name, type: "azurerm", url: $url,
        data: {
          subscriptionId: $subscription, subscriptionName: $subscriptionName,
          environment: $cloud, scopeLevel: "Subscription", creationMode: "Manual"
        },
        authorization: {
          scheme: "WorkloadIdentityFederation", parameters: {tenantid: $tenant, serviceprincipalid: $client}
        },
        serviceEndpointProjectReferences: [{name: $name, projectReference: {id: $projectId, name: $project}}]
      }' >"$file"
    az devops service-endpoint create --organization "$organization" --project "$project" \
      --service-endpoint-configuration "$file" --output none
  else
    az devops service-endpoint show --organization "$organization" --project "$project" --id "$id" --output json |
      jq --arg client "$3" --arg tenant "$4" --arg subscription "$5" \
        '.authorization.parameters += {tenantid: $tenant, serviceprincipalid: $client}
          | .data.subscriptionId = $subscription' >"$file"
    az devops invoke --organization "$organization" --area serviceendpoint --resource endpoints \
      --route-parameters "endpointId=$id" --http-method PUT --api-version 7.1 --in-file "$file" --output none
  fi
  rm -f "$file"
}

# create managed identity id-acme-apis-reader
az identity create \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --name 'id-acme-apis-reader' \
  --location 'westeurope' \
  --output none

# create managed identity id-acme-apis-dev
az identity create \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --name 'id-acme-apis-dev' \
  --location 'westeurope' \
  --output none

# create managed identity id-acme-apis-prod
az identity create \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --name 'id-acme-apis-prod' \
  --location 'westeurope' \
  --output none

# create role definition API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001)
az rest --method put \
  --url '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/providers/Microsoft.Authorization/roleDefinitions/45083fa0-67cb-5c59-a83e-c028a0ac732d?api-version=2022-04-01' \
  --body '{"properties":{"roleName":"API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001)","description":"Publishes APIs: writes what artifacts hold, and reads no secret. Made by nx-apiops.","type":"CustomRole","permissions":[{"actions":["Microsoft.ApiManagement/service/apiVersionSets/*","Microsoft.ApiManagement/service/apis/*","Microsoft.ApiManagement/service/authorizationServers/*","Microsoft.ApiManagement/service/backends/*","Microsoft.ApiManagement/service/caches/*","Microsoft.ApiManagement/service/certificates/*","Microsoft.ApiManagement/service/diagnostics/*","Microsoft.ApiManagement/service/documentations/*","Microsoft.ApiManagement/service/gateways/*","Microsoft.ApiManagement/service/groups/*","Microsoft.ApiManagement/service/loggers/*","Microsoft.ApiManagement/service/namedValues/*","Microsoft.ApiManagement/service/openidConnectProviders/*","Microsoft.ApiManagement/service/operationresults/read","Microsoft.ApiManagement/service/policies/*","Microsoft.ApiManagement/service/policyFragments/*","Microsoft.ApiManagement/service/policyRestrictions/*","Microsoft.ApiManagement/service/products/*","Microsoft.ApiManagement/service/read","Microsoft.ApiManagement/service/schemas/*","Microsoft.ApiManagement/service/subscriptions/*","Microsoft.ApiManagement/service/tags/*","Microsoft.ApiManagement/service/workspaces/*","Microsoft.Resources/subscriptions/resourceGroups/read"],"notActions":["Microsoft.ApiManagement/service/authorizationServers/listSecrets/action","Microsoft.ApiManagement/service/caches/listValue/action","Microsoft.ApiManagement/service/gateways/generateToken/action","Microsoft.ApiManagement/service/gateways/listKeys/action","Microsoft.ApiManagement/service/gateways/regenerateKey/action","Microsoft.ApiManagement/service/namedValues/listValue/action","Microsoft.ApiManagement/service/openidConnectProviders/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/subscriptions/regenerateSecondaryKey/action","Microsoft.ApiManagement/service/workspaces/namedValues/listValue/action","Microsoft.ApiManagement/service/workspaces/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regenerateSecondaryKey/action"]}],"assignableScopes":["/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001"]}}' \
  --output none

# create role definition API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000002)
az rest --method put \
  --url '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/providers/Microsoft.Authorization/roleDefinitions/96ef1b61-1949-58f7-8ed1-3edf2acc665d?api-version=2022-04-01' \
  --body '{"properties":{"roleName":"API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000002)","description":"Publishes APIs: writes what artifacts hold, and reads no secret. Made by nx-apiops.","type":"CustomRole","permissions":[{"actions":["Microsoft.ApiManagement/service/apiVersionSets/*","Microsoft.ApiManagement/service/apis/*","Microsoft.ApiManagement/service/authorizationServers/*","Microsoft.ApiManagement/service/backends/*","Microsoft.ApiManagement/service/caches/*","Microsoft.ApiManagement/service/certificates/*","Microsoft.ApiManagement/service/diagnostics/*","Microsoft.ApiManagement/service/documentations/*","Microsoft.ApiManagement/service/gateways/*","Microsoft.ApiManagement/service/groups/*","Microsoft.ApiManagement/service/loggers/*","Microsoft.ApiManagement/service/namedValues/*","Microsoft.ApiManagement/service/openidConnectProviders/*","Microsoft.ApiManagement/service/operationresults/read","Microsoft.ApiManagement/service/policies/*","Microsoft.ApiManagement/service/policyFragments/*","Microsoft.ApiManagement/service/policyRestrictions/*","Microsoft.ApiManagement/service/products/*","Microsoft.ApiManagement/service/read","Microsoft.ApiManagement/service/schemas/*","Microsoft.ApiManagement/service/subscriptions/*","Microsoft.ApiManagement/service/tags/*","Microsoft.ApiManagement/service/workspaces/*","Microsoft.Resources/subscriptions/resourceGroups/read"],"notActions":["Microsoft.ApiManagement/service/authorizationServers/listSecrets/action","Microsoft.ApiManagement/service/caches/listValue/action","Microsoft.ApiManagement/service/gateways/generateToken/action","Microsoft.ApiManagement/service/gateways/listKeys/action","Microsoft.ApiManagement/service/gateways/regenerateKey/action","Microsoft.ApiManagement/service/namedValues/listValue/action","Microsoft.ApiManagement/service/openidConnectProviders/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/subscriptions/regenerateSecondaryKey/action","Microsoft.ApiManagement/service/workspaces/namedValues/listValue/action","Microsoft.ApiManagement/service/workspaces/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regenerateSecondaryKey/action"]}],"assignableScopes":["/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002"]}}' \
  --output none

# create role assignment id-acme-apis-reader: API Management Service Reader Role at /subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/resourceGroups/rg-dev/providers/Microsoft.ApiManagement/service/apim-dev
principal="$(principal_id 'id-acme-apis-reader')"
assign "$principal" \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/providers/Microsoft.Authorization/roleDefinitions/71522526-b88f-4d52-b57f-d31fc3546d0d' \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/resourceGroups/rg-dev/providers/Microsoft.ApiManagement/service/apim-dev'

# create role assignment id-acme-apis-dev: API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001) at /subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/resourceGroups/rg-dev/providers/Microsoft.ApiManagement/service/apim-dev
principal="$(principal_id 'id-acme-apis-dev')"
assign "$principal" \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/providers/Microsoft.Authorization/roleDefinitions/45083fa0-67cb-5c59-a83e-c028a0ac732d' \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/resourceGroups/rg-dev/providers/Microsoft.ApiManagement/service/apim-dev'

# create role assignment id-acme-apis-reader: API Management Service Reader Role at /subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/resourceGroups/rg-prod/providers/Microsoft.ApiManagement/service/apim-prod
principal="$(principal_id 'id-acme-apis-reader')"
assign "$principal" \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/providers/Microsoft.Authorization/roleDefinitions/71522526-b88f-4d52-b57f-d31fc3546d0d' \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/resourceGroups/rg-prod/providers/Microsoft.ApiManagement/service/apim-prod'

# create role assignment id-acme-apis-prod: API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000002) at /subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/resourceGroups/rg-prod/providers/Microsoft.ApiManagement/service/apim-prod
principal="$(principal_id 'id-acme-apis-prod')"
assign "$principal" \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/providers/Microsoft.Authorization/roleDefinitions/96ef1b61-1949-58f7-8ed1-3edf2acc665d' \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/resourceGroups/rg-prod/providers/Microsoft.ApiManagement/service/apim-prod'

# create role assignment instance prod: Key Vault Secrets User at /subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults/kv-acme-prod
principal="$(az resource show --ids '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/resourceGroups/rg-prod/providers/Microsoft.ApiManagement/service/apim-prod' --api-version 2024-05-01 --query identity.principalId --output tsv)"
: "${principal:?the instance has no identity: az apim update --set identity.type=SystemAssigned}"
assign "$principal" \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6' \
  '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000002/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults/kv-acme-prod'

# create service connection reader-dev
client="$(client_id 'id-acme-apis-reader')"
: "${client:?the identity does not exist}"
save_connection 'reader-dev' "'reader-dev'" "$client" \
  '11111111-2222-3333-4444-555555555555' '00000000-aaaa-4bbb-8ccc-000000000001'

# create service connection publisher-dev
client="$(client_id 'id-acme-apis-dev')"
: "${client:?the identity does not exist}"
save_connection 'publisher-dev' "'publisher-dev'" "$client" \
  '11111111-2222-3333-4444-555555555555' '00000000-aaaa-4bbb-8ccc-000000000001'

# create service connection reader-prod
client="$(client_id 'id-acme-apis-reader')"
: "${client:?the identity does not exist}"
save_connection 'reader-prod' "'reader-prod'" "$client" \
  '11111111-2222-3333-4444-555555555555' '00000000-aaaa-4bbb-8ccc-000000000002'

# create service connection publisher-prod
client="$(client_id 'id-acme-apis-prod')"
: "${client:?the identity does not exist}"
save_connection 'publisher-prod' "'publisher-prod'" "$client" \
  '11111111-2222-3333-4444-555555555555' '00000000-aaaa-4bbb-8ccc-000000000002'

# create federated credential id-acme-apis-reader/nx-apiops-connection-reader-dev
issuer="$(connection_says "'reader-dev'" workloadIdentityFederationIssuer)"
subject="$(connection_says "'reader-dev'" workloadIdentityFederationSubject)"
: "${issuer:?the connection does not say what it presents}" "${subject:?the connection does not say what it presents}"
az identity federated-credential create \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --identity-name 'id-acme-apis-reader' --name 'nx-apiops-connection-reader-dev' \
  --issuer "$issuer" \
  --subject "$subject" \
  --audiences 'api://AzureADTokenExchange' \
  --output none

# create federated credential id-acme-apis-dev/nx-apiops-connection-publisher-dev
issuer="$(connection_says "'publisher-dev'" workloadIdentityFederationIssuer)"
subject="$(connection_says "'publisher-dev'" workloadIdentityFederationSubject)"
: "${issuer:?the connection does not say what it presents}" "${subject:?the connection does not say what it presents}"
az identity federated-credential create \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --identity-name 'id-acme-apis-dev' --name 'nx-apiops-connection-publisher-dev' \
  --issuer "$issuer" \
  --subject "$subject" \
  --audiences 'api://AzureADTokenExchange' \
  --output none

# create federated credential id-acme-apis-reader/nx-apiops-connection-reader-prod
issuer="$(connection_says "'reader-prod'" workloadIdentityFederationIssuer)"
subject="$(connection_says "'reader-prod'" workloadIdentityFederationSubject)"
: "${issuer:?the connection does not say what it presents}" "${subject:?the connection does not say what it presents}"
az identity federated-credential create \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --identity-name 'id-acme-apis-reader' --name 'nx-apiops-connection-reader-prod' \
  --issuer "$issuer" \
  --subject "$subject" \
  --audiences 'api://AzureADTokenExchange' \
  --output none

# create federated credential id-acme-apis-prod/nx-apiops-connection-publisher-prod
issuer="$(connection_says "'publisher-prod'" workloadIdentityFederationIssuer)"
subject="$(connection_says "'publisher-prod'" workloadIdentityFederationSubject)"
: "${issuer:?the connection does not say what it presents}" "${subject:?the connection does not say what it presents}"
az identity federated-credential create \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --identity-name 'id-acme-apis-prod' --name 'nx-apiops-connection-publisher-prod' \
  --issuer "$issuer" \
  --subject "$subject" \
  --audiences 'api://AzureADTokenExchange' \
  --output none
