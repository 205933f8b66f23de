#!/usr/bin/env bash
# Run it before the deployment of main.bicep, after which environments are trusted.
# Needs gh, signed in.
# Running it twice has the effect of once.

set -euo pipefail

export MSYS_NO_PATHCONV=1
export GH_HOST='github.com'
export GH_REPO='github.com/acme/apis'

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

# create environment dev
bind_environment 'dev' '"dev"' 'main'

# create environment prod
bind_environment 'prod' '"prod"' 'main'
