#!/usr/bin/env bash
# Publishes a proxy from its description, checks that it answers, and takes the release back when it does not.
#
#   MANAGER=https://manager.example.com  TOKEN=...  PROJECT=default  ENVIRONMENT=production
#   PROXY=stock  ROUTE=/stock  BACKEND=https://stock.internal.example.com  VERSION=1.4.0
#   SPEC_URL=https://stock.internal.example.com/openapi.json
#   CHECK_URL=https://api.example.com/stock/health
set -euo pipefail
: "${MANAGER:?}" "${TOKEN:?}" "${PROJECT:?}" "${ENVIRONMENT:?}" "${PROXY:?}" "${ROUTE:?}" "${BACKEND:?}" "${VERSION:?}"
: "${SPEC_URL:?}" "${CHECK_URL:?}"

PROXIES=$MANAGER/apiops/projects/$PROJECT/apiProxies

# call METHOD URL [curl's arguments]: prints the answer; fails on every status but 2xx. The token stays out of `ps`.
call() {
  curl -sS --fail-with-body -X "$1" -H @<(printf 'Authorization: Bearer %s' "$TOKEN") "${@:3}" "$2"
}

status=$(call GET "$PROXIES/$PROXY/" -o /dev/null -w '%{http_code}' || true)
method=POST
if [ "$status" = 200 ]; then
  method=PUT
  echo "$PROXY is at $(call GET "$PROXIES/$PROXY/" | jq -r '.resultList[0].clientRoute.relativePathList | join(", ")')"
fi

echo "$method $PROXY $VERSION"
jq -n --arg name "$PROXY" --arg url "$SPEC_URL" --arg route "$ROUTE" --arg backend "$BACKEND" --arg version "$VERSION" \
  --argjson again "$([ $method = PUT ] && echo true || echo false)" '{
    apiProxyName: $name, apiProxyCreationType: "OPEN_API", specUrl: $url, reParse: $again, backendApiVersion: $version,
    clientRoute: {relativePathList: [$route], hostList: []},
    routingInfo: {
      routingAddressList: [{address: $backend, weight: 100, healthCheckEnabled: false}],
      routingEnabled: true, mirrorEnabled: false
    },
    deploy: false, deployTargetEnvironmentNameList: []
  }' | call $method "$PROXIES/url/" -H 'Content-Type: application/json' -d @- | jq -c .

live=$(call GET "$PROXIES/$PROXY/environments/$ENVIRONMENT/deploy-status/" |
  jq -r '.resultList[0] | select(.deployed) | .revision')
call POST "$PROXIES/$PROXY/environments/$ENVIRONMENT/" -H 'Content-Type: application/json' |
  jq -r '.deploymentResult.message'

if curl -fsS -o /dev/null "$CHECK_URL"; then
  echo "$PROXY $VERSION answers"
  exit 0
fi
if [ -n "$live" ]; then
  call POST "$PROXIES/$PROXY/deploy-histories/$live/rollback/?environmentName=$ENVIRONMENT" | jq -r .resultMessage
else
  call DELETE "$PROXIES/$PROXY/environments/$ENVIRONMENT/" | jq -r '.deploymentResult.message'
fi
echo "$PROXY $VERSION did not answer and was taken back" >&2
exit 1
