#!/usr/bin/env bash
# Deploys proxies as one group: shows what would change, then all of it goes live or nothing does.
#
#   MANAGER=https://manager.example.com  TOKEN=...  PROJECT=default  ENVIRONMENT=production
#   GROUP=shop  ROUTE=/shop  MEMBERS='stock prices'
set -euo pipefail
: "${MANAGER:?}" "${TOKEN:?}" "${PROJECT:?}" "${ENVIRONMENT:?}" "${GROUP:?}" "${ROUTE:?}" "${MEMBERS:?}"

GROUPS_URL=$MANAGER/apiops/projects/$PROJECT/apiProxyGroups

# call METHOD URL [curl's arguments]: prints the answer; fails on every status but 2xx. The token stays out of `ps`.
call() {
  curl -sS --fail-with-body -X "$1" -H @<(printf 'Authorization: Bearer %s' "$TOKEN") "${@:3}" "$2"
}

if [[ $(call GET "$GROUPS_URL/") != *"\"name\":\"$GROUP\""* ]]; then
  echo "creating $GROUP"
  jq -n --arg name "$GROUP" --arg route "$ROUTE" '{name: $name, clientRoute: {relativePathList: [$route]}}' |
    call POST "$GROUPS_URL/" -H 'Content-Type: application/json' -d @- | jq -c .
fi
for member in $MEMBERS; do
  call POST "$GROUPS_URL/$GROUP/apiProxies/$member/" >/dev/null
done

target=$GROUPS_URL/$GROUP/environments/$ENVIRONMENT/
call POST "$target?dryRun=true" |
  jq -r '.dryRunResult.routes | "added \(.added | length), changed \(.changed | length), removed \(.removed | length)"'
answer=$(call POST "$target")
jq -r '.deploymentResult.environmentResults[] | "\(.environmentName): \(.message)"' <<<"$answer"
jq -e '.deploymentResult.success' <<<"$answer" >/dev/null
