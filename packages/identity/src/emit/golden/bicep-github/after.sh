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

# create variable AZURE_TENANT_ID
gh variable set 'AZURE_TENANT_ID' --body '11111111-2222-3333-4444-555555555555'

# create client id AZURE_READER_CLIENT_ID
client="$(client_id '"id-acme-apis-reader"')"
: "${client:?the identity does not exist}"
gh variable set 'AZURE_READER_CLIENT_ID' --body "$client"

# create client id dev/AZURE_CLIENT_ID
client="$(client_id '"id-acme-apis-dev"')"
: "${client:?the identity does not exist}"
gh variable set 'AZURE_CLIENT_ID' --env 'dev' --body "$client"

# create client id prod/AZURE_CLIENT_ID
client="$(client_id '"id-acme-apis-prod"')"
: "${client:?the identity does not exist}"
gh variable set 'AZURE_CLIENT_ID' --env 'prod' --body "$client"
