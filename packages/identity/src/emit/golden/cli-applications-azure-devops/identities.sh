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

graph="$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)"
graph="${graph%/}"

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
  again az rest --method get --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='$1')?\$select=appId" \
    --query appId --output tsv
}

principal_id() {
  local app
  app="$(client_id "$1")" || return
  again az ad sp show --id "$app" --query id --output tsv
}

# merge_role URL PROPERTIES: keeps the permissions that the role has besides.
merge_role() {
  local body
  body="$(az rest --method get --url "$1" --output json | jq --argjson ours "$2" '{
    properties: ($ours + {permissions: [{
      actions: (.properties.permissions[0].actions + $ours.permissions[0].actions | unique),
      notActions: (.properties.permissions[0].notActions + $ours.permissions[0].notActions | unique)
    }]})
  }')"
  az rest --method put --url "$1" --body "$body" --output none
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

# update role definition API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001)
merge_role '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/providers/Microsoft.Authorization/roleDefinitions/45083fa0-67cb-5c59-a83e-c028a0ac732d?api-version=2022-04-01' \
  '{"roleName":"API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001)","description":"Publishes APIs: writes what artifacts hold, and reads no secret. Made by nx-apiops.","type":"CustomRole","permissions":[{"actions":["Microsoft.ApiManagement/service/apiVersionSets/*","Microsoft.ApiManagement/service/apis/*","Microsoft.ApiManagement/service/authorizationServers/*","Microsoft.ApiManagement/service/backends/*","Microsoft.ApiManagement/service/caches/*","Microsoft.ApiManagement/service/certificates/*","Microsoft.ApiManagement/service/diagnostics/*","Microsoft.ApiManagement/service/documentations/*","Microsoft.ApiManagement/service/gateways/*","Microsoft.ApiManagement/service/groups/*","Microsoft.ApiManagement/service/loggers/*","Microsoft.ApiManagement/service/namedValues/*","Microsoft.ApiManagement/service/openidConnectProviders/*","Microsoft.ApiManagement/service/operationresults/read","Microsoft.ApiManagement/service/policies/*","Microsoft.ApiManagement/service/policyFragments/*","Microsoft.ApiManagement/service/policyRestrictions/*","Microsoft.ApiManagement/service/products/*","Microsoft.ApiManagement/service/read","Microsoft.ApiManagement/service/schemas/*","Microsoft.ApiManagement/service/subscriptions/*","Microsoft.ApiManagement/service/tags/*","Microsoft.ApiManagement/service/workspaces/*","Microsoft.Resources/subscriptions/resourceGroups/read"],"notActions":["Microsoft.ApiManagement/service/authorizationServers/listSecrets/action","Microsoft.ApiManagement/service/caches/listValue/action","Microsoft.ApiManagement/service/gateways/generateToken/action","Microsoft.ApiManagement/service/gateways/listKeys/action","Microsoft.ApiManagement/service/gateways/regenerateKey/action","Microsoft.ApiManagement/service/namedValues/listValue/action","Microsoft.ApiManagement/service/openidConnectProviders/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/subscriptions/regenerateSecondaryKey/action","Microsoft.ApiManagement/service/workspaces/namedValues/listValue/action","Microsoft.ApiManagement/service/workspaces/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regenerateSecondaryKey/action"]}],"assignableScopes":["/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001"]}'

# update service connection publisher-prod
client="$(client_id 'id-acme-apis-prod')"
: "${client:?the identity does not exist}"
save_connection 'publisher-prod' "'publisher-prod'" "$client" \
  '11111111-2222-3333-4444-555555555555' '00000000-aaaa-4bbb-8ccc-000000000002'

# delete federated credential id-acme-apis-dev/nx-apiops-environment-old
if az rest --method get --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-dev')/federatedIdentityCredentials(name='nx-apiops-environment-old')" --output none 2>/dev/null; then
  az rest --method delete --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-dev')/federatedIdentityCredentials(name='nx-apiops-environment-old')" --output none
fi
