#!/usr/bin/env bash
# What Bicep does not do: run it after the deployment of main.bicep.
# Needs az and gh, both signed in; jq where a role is changed.
# Running it twice has the effect of once.

set -euo pipefail

export MSYS_NO_PATHCONV=1
export GH_HOST='github.com'
export GH_REPO='github.com/acme/apis'

if [ "$(az account show --query tenantId --output tsv)" != '11111111-2222-3333-4444-555555555555' ]; then
  echo 'Sign in to the tenant of apiops.yaml first: az login --tenant' '11111111-2222-3333-4444-555555555555' >&2
  exit 1
fi

client_id() {
  az deployment sub show --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --name nx-apiops-identities \
    --query "properties.outputs.clientIds.value.$1" --output tsv
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

# update role definition API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001)
merge_role '/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001/providers/Microsoft.Authorization/roleDefinitions/45083fa0-67cb-5c59-a83e-c028a0ac732d?api-version=2022-04-01' \
  '{"roleName":"API Management Publisher by nx-apiops (00000000-aaaa-4bbb-8ccc-000000000001)","description":"Publishes APIs: writes what artifacts hold, and reads no secret. Made by nx-apiops.","type":"CustomRole","permissions":[{"actions":["Microsoft.ApiManagement/service/apiVersionSets/*","Microsoft.ApiManagement/service/apis/*","Microsoft.ApiManagement/service/authorizationServers/*","Microsoft.ApiManagement/service/backends/*","Microsoft.ApiManagement/service/caches/*","Microsoft.ApiManagement/service/certificates/*","Microsoft.ApiManagement/service/diagnostics/*","Microsoft.ApiManagement/service/documentations/*","Microsoft.ApiManagement/service/gateways/*","Microsoft.ApiManagement/service/groups/*","Microsoft.ApiManagement/service/loggers/*","Microsoft.ApiManagement/service/namedValues/*","Microsoft.ApiManagement/service/openidConnectProviders/*","Microsoft.ApiManagement/service/operationresults/read","Microsoft.ApiManagement/service/policies/*","Microsoft.ApiManagement/service/policyFragments/*","Microsoft.ApiManagement/service/policyRestrictions/*","Microsoft.ApiManagement/service/products/*","Microsoft.ApiManagement/service/read","Microsoft.ApiManagement/service/schemas/*","Microsoft.ApiManagement/service/subscriptions/*","Microsoft.ApiManagement/service/tags/*","Microsoft.ApiManagement/service/workspaces/*","Microsoft.Resources/subscriptions/resourceGroups/read"],"notActions":["Microsoft.ApiManagement/service/authorizationServers/listSecrets/action","Microsoft.ApiManagement/service/caches/listValue/action","Microsoft.ApiManagement/service/gateways/generateToken/action","Microsoft.ApiManagement/service/gateways/listKeys/action","Microsoft.ApiManagement/service/gateways/regenerateKey/action","Microsoft.ApiManagement/service/namedValues/listValue/action","Microsoft.ApiManagement/service/openidConnectProviders/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/subscriptions/regenerateSecondaryKey/action","Microsoft.ApiManagement/service/workspaces/namedValues/listValue/action","Microsoft.ApiManagement/service/workspaces/subscriptions/listSecrets/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regeneratePrimaryKey/action","Microsoft.ApiManagement/service/workspaces/subscriptions/regenerateSecondaryKey/action"]}],"assignableScopes":["/subscriptions/00000000-aaaa-4bbb-8ccc-000000000001"]}'

# update client id prod/AZURE_CLIENT_ID
client="$(client_id '"id-acme-apis-prod"')"
: "${client:?the identity does not exist}"
gh variable set 'AZURE_CLIENT_ID' --env 'prod' --body "$client"

# delete federated credential id-acme-apis-dev/nx-apiops-environment-old
az identity federated-credential delete --yes \
  --subscription '00000000-aaaa-4bbb-8ccc-000000000001' --resource-group 'rg-apiops' \
  --identity-name 'id-acme-apis-dev' --name 'nx-apiops-environment-old'
