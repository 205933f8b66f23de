#!/usr/bin/env bash
# What nx-apiops planned: identities of dev, prod.
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

# bind_environment PATH_NAME QUERY_NAME BRANCH…: only these branches may deploy; who approves stays as it is.
bind_environment() {
  local place rules policies known id name branch wanted
  place="repos/{owner}/{repo}/environments/$1"
  rules="$(gh api --paginate 'repos/{owner}/{repo}/environments?per_page=100' \
    --jq ".environments[] | select(.name == $2) | $kept_rules")"
  gh api --method PUT "$place" --silent --input - <<<"${rules:-$branches_only}"
  policies="$(gh api --paginate "$place/deployment-branch-policies?per_page=100" \
    --jq '.branch_policies[] | "\(.id) \(if .type == "tag" then "tag " else "" end)\(.name)"')"
  known=$'\n'
  while read -r id name; do known+="$name"$'\n'; done <<<"$policies"
  for branch in "${@:3}"; do
    if [[ "$known" == *$'\n'"$branch"$'\n'* ]]; then continue; fi
    gh api --method POST "$place/deployment-branch-policies" --silent -f "name=$branch" -f type=branch
  done
  while read -r id name; do
    wanted="$([ -n "$id" ] || echo yes)"
    for branch in "${@:3}"; do if [ "$branch" = "$name" ]; then wanted=yes; fi; done
    if [ -z "$wanted" ]; then
      gh api --method DELETE "$place/deployment-branch-policies/$id" --silent </dev/null
    fi
  done <<<"$policies"
}
branches_only='{"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}'
# GitHub resets what is left out, and refuses reviewers and timers on some plans even where there are none.
# shellcheck disable=SC2016
kept_rules='[.protection_rules[]?] as $rules
  | {deployment_branch_policy: {protected_branches: false, custom_branch_policies: true}}
  + (if any($rules[]; .type == "required_reviewers" or .type == "wait_timer") then {
      wait_timer: ([$rules[] | .wait_timer // empty] + [0])[0],
      prevent_self_review: ([$rules[] | .prevent_self_review // empty] + [false])[0],
      reviewers: [$rules[] | .reviewers[]? | {type, id: .reviewer.id}]
    } else {} end)'

# create app registration id-acme-apis-reader
az rest --method patch \
  --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-reader')" \
  --headers Prefer=create-if-missing Content-Type=application/json \
  --body '{"displayName":"id-acme-apis-reader","signInAudience":"AzureADMyOrg"}' \
  --output none
app_id="$(again az rest --method get --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-reader')" --query appId --output tsv)"
az ad sp show --id "$app_id" --output none 2>/dev/null || again az ad sp create --id "$app_id" --output none

# create app registration id-acme-apis-dev
az rest --method patch \
  --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-dev')" \
  --headers Prefer=create-if-missing Content-Type=application/json \
  --body '{"displayName":"id-acme-apis-dev","signInAudience":"AzureADMyOrg"}' \
  --output none
app_id="$(again az rest --method get --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-dev')" --query appId --output tsv)"
az ad sp show --id "$app_id" --output none 2>/dev/null || again az ad sp create --id "$app_id" --output none

# create app registration id-acme-apis-prod
az rest --method patch \
  --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-prod')" \
  --headers Prefer=create-if-missing Content-Type=application/json \
  --body '{"displayName":"id-acme-apis-prod","signInAudience":"AzureADMyOrg"}' \
  --output none
app_id="$(again az rest --method get --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-prod')" --query appId --output tsv)"
az ad sp show --id "$app_id" --output none 2>/dev/null || again az ad sp create --id "$app_id" --output none

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

# create environment dev
bind_environment 'dev' '"dev"' 'main'

# create environment prod
bind_environment 'prod' '"prod"' 'main'

# create federated credential id-acme-apis-reader/nx-apiops-pull-request
again az rest --method patch \
  --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-reader')/federatedIdentityCredentials(name='nx-apiops-pull-request')" \
  --headers Prefer=create-if-missing Content-Type=application/json \
  --body '{"issuer":"https://token.actions.githubusercontent.com","subject":"repo:acme@1/apis@2:pull_request","audiences":["api://AzureADTokenExchange"]}' \
  --output none

# create federated credential id-acme-apis-reader/nx-apiops-branch-main
again az rest --method patch \
  --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-reader')/federatedIdentityCredentials(name='nx-apiops-branch-main')" \
  --headers Prefer=create-if-missing Content-Type=application/json \
  --body '{"issuer":"https://token.actions.githubusercontent.com","subject":"repo:acme@1/apis@2:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}' \
  --output none

# create federated credential id-acme-apis-dev/nx-apiops-environment-dev
again az rest --method patch \
  --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-dev')/federatedIdentityCredentials(name='nx-apiops-environment-dev')" \
  --headers Prefer=create-if-missing Content-Type=application/json \
  --body '{"issuer":"https://token.actions.githubusercontent.com","subject":"repo:acme@1/apis@2:environment:dev","audiences":["api://AzureADTokenExchange"]}' \
  --output none

# create federated credential id-acme-apis-prod/nx-apiops-environment-prod
again az rest --method patch \
  --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='id-acme-apis-prod')/federatedIdentityCredentials(name='nx-apiops-environment-prod')" \
  --headers Prefer=create-if-missing Content-Type=application/json \
  --body '{"issuer":"https://token.actions.githubusercontent.com","subject":"repo:acme@1/apis@2:environment:prod","audiences":["api://AzureADTokenExchange"]}' \
  --output none

# create variable AZURE_TENANT_ID
gh variable set 'AZURE_TENANT_ID' --body '11111111-2222-3333-4444-555555555555'

# create client id AZURE_READER_CLIENT_ID
client="$(client_id 'id-acme-apis-reader')"
: "${client:?the identity does not exist}"
gh variable set 'AZURE_READER_CLIENT_ID' --body "$client"

# create client id dev/AZURE_CLIENT_ID
client="$(client_id 'id-acme-apis-dev')"
: "${client:?the identity does not exist}"
gh variable set 'AZURE_CLIENT_ID' --env 'dev' --body "$client"

# create client id prod/AZURE_CLIENT_ID
client="$(client_id 'id-acme-apis-prod')"
: "${client:?the identity does not exist}"
gh variable set 'AZURE_CLIENT_ID' --env 'prod' --body "$client"
