import { NAMESPACE } from '../roles.js';

/** The name of the deployment of main.bicep. */
export const DEPLOYMENT = 'nx-apiops-identities';

/** What scripts define in front of their statements, each only where it is used. In an order in which they may stand. */
export type ShellFunction = keyof typeof NEEDS;

/** Which others a function calls. */
const NEEDS = {
  graph: [],
  again: [],
  identity: [],
  application: ['graph', 'again'],
  deployment: [],
  assign: ['again'],
  mergeRole: [],
  connections: [],
  bindEnvironment: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What the functions need besides what they are called with. Words of the shell already. */
export interface FunctionPlaces {
  readonly subscription: string;
  readonly resourceGroup: string;
}

/** The functions that are used, and those that these use. */
export function shellFunctions(used: ReadonlySet<ShellFunction>, places: FunctionPlaces): string[] {
  const all = new Set<string>([...used].flatMap((name) => [name, ...NEEDS[name]]));
  return (Object.keys(NEEDS) as ShellFunction[]).filter((name) => all.has(name)).map((name) => TEXTS[name](places));
}

const TEXTS: Readonly<Record<ShellFunction, (places: FunctionPlaces) => string>> = {
  graph: () => `graph="$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)"
graph="\${graph%/}"`,

  again: () => `# What was just made is not known everywhere at once.
again() {
  local attempt
  for attempt in 1 2 3 4 5 6 7; do
    if "$@"; then return 0; fi
    echo "Attempt $attempt of 8 failed; the next one follows in 15 seconds." >&2
    sleep 15
  done
  "$@"
}`,

  identity: ({ subscription, resourceGroup }) => `client_id() {
  az identity show --subscription ${subscription} --resource-group ${resourceGroup} --name "$1" \\
    --query clientId --output tsv
}

principal_id() {
  az identity show --subscription ${subscription} --resource-group ${resourceGroup} --name "$1" \\
    --query principalId --output tsv
}`,

  application: () => `client_id() {
  again az rest --method get --resource "$graph/" --url "$graph/v1.0/applications(uniqueName='$1')?\\$select=appId" \\
    --query appId --output tsv
}

principal_id() {
  local app
  app="$(client_id "$1")" || return
  again az ad sp show --id "$app" --query id --output tsv
}`,

  deployment: ({ subscription }) => `client_id() {
  az deployment sub show --subscription ${subscription} --name ${DEPLOYMENT} \\
    --query "properties.outputs.clientIds.value.$1" --output tsv
}`,

  assign: () => `# The id of an assignment follows from where, who and what: a UUID of version 5.
assignment_id() {
  local hash
  hash="$({ printf '${namespaceBytes()}'; printf '%s' "$1"; } | if command -v sha1sum >/dev/null; then sha1sum; else shasum; fi)"
  printf '%s-%s-5%s-%02x%s-%s\\n' "\${hash:0:8}" "\${hash:8:4}" "\${hash:13:3}" \\
    "$((0x\${hash:16:2} & 0x3f | 0x80))" "\${hash:18:2}" "\${hash:20:12}"
}

# assign PRINCIPAL_ID ROLE SCOPE
assign() {
  local id
  id="$(assignment_id "$(printf '%s' "$3|$1|$2" | tr '[:upper:]' '[:lower:]')")"
  again az role assignment create --name "$id" --assignee-object-id "$1" --assignee-principal-type ServicePrincipal \\
    --role "$2" --scope "$3" --output none
}`,

  mergeRole: () => `# merge_role URL PROPERTIES: keeps the permissions that the role has besides.
merge_role() {
  local body
  body="$(az rest --method get --url "$1" --output json | jq --argjson ours "$2" '{
    properties: ($ours + {permissions: [{
      actions: (.properties.permissions[0].actions + $ours.permissions[0].actions | unique),
      notActions: (.properties.permissions[0].notActions + $ours.permissions[0].notActions | unique)
    }]})
  }')"
  az rest --method put --url "$1" --body "$body" --output none
}`,

  connections: () => `connection_id() {
  az devops service-endpoint list --organization "$organization" --project "$project" \\
    --query "[?name==$1].id" --output tsv
}

# connection_says QUERY_NAME MEMBER: what the connection presents to Azure.
connection_says() {
  local id
  id="$(connection_id "$1")" || return
  az devops service-endpoint show --organization "$organization" --project "$project" --id "$id" \\
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
    jq --null-input --arg name "$1" --arg client "$3" --arg tenant "$4" --arg subscription "$5" \\
      --arg subscriptionName "$subscription_name" --arg url "$url" --arg cloud "$cloud" \\
      --arg project "$project" --arg projectId "$project_id" \\
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
    az devops service-endpoint create --organization "$organization" --project "$project" \\
      --service-endpoint-configuration "$file" --output none
  else
    az devops service-endpoint show --organization "$organization" --project "$project" --id "$id" --output json |
      jq --arg client "$3" --arg tenant "$4" --arg subscription "$5" \\
        '.authorization.parameters += {tenantid: $tenant, serviceprincipalid: $client}
          | .data.subscriptionId = $subscription' >"$file"
    az devops invoke --organization "$organization" --area serviceendpoint --resource endpoints \\
      --route-parameters "endpointId=$id" --http-method PUT --api-version 7.1 --in-file "$file" --output none
  fi
  rm -f "$file"
}`,

  bindEnvironment:
    () => `# bind_environment PATH_NAME QUERY_NAME BRANCH…: only these branches may deploy; who approves stays as it is.
bind_environment() {
  local place rules policies known id name branch wanted
  place="repos/{owner}/{repo}/environments/$1"
  rules="$(gh api --paginate 'repos/{owner}/{repo}/environments?per_page=100' \\
    --jq ".environments[] | select(.name == $2) | $kept_rules")"
  gh api --method PUT "$place" --silent --input - <<<"\${rules:-$branches_only}"
  policies="$(gh api --paginate "$place/deployment-branch-policies?per_page=100" \\
    --jq '.branch_policies[] | "\\(.id) \\(if .type == "tag" then "tag " else "" end)\\(.name)"')"
  known=$'\\n'
  while read -r id name; do known+="$name"$'\\n'; done <<<"$policies"
  for branch in "\${@:3}"; do
    if [[ "$known" == *$'\\n'"$branch"$'\\n'* ]]; then continue; fi
    gh api --method POST "$place/deployment-branch-policies" --silent -f "name=$branch" -f type=branch
  done
  while read -r id name; do
    wanted="$([ -n "$id" ] || echo yes)"
    for branch in "\${@:3}"; do if [ "$branch" = "$name" ]; then wanted=yes; fi; done
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
    } else {} end)'`,
};

function namespaceBytes(): string {
  return NAMESPACE.replaceAll('-', '').replaceAll(/../g, (byte) => String.raw`\x${byte}`);
}
