#!/usr/bin/env bash
# Promotes what mappings name, in their order, and tells how each one fared; fails with the reason of the first that failed.
#
#   MANAGER=https://manager.test.example.com  TOKEN=...  RELEASE='release 12'  MAPPINGS='stock-to-live prices-to-live'
set -euo pipefail
: "${MANAGER:?}" "${TOKEN:?}" "${RELEASE:?}" "${MAPPINGS:?}"

EXECUTIONS=$MANAGER/apiops/promotion/executions

# call METHOD URL [curl's arguments]: prints the answer, whatever its status. The token stays out of `ps`.
call() {
  curl -sS -X "$1" -H @<(printf 'Authorization: Bearer %s' "$TOKEN") "${@:3}" "$2"
}

answer=$(jq -n --arg release "$RELEASE" --arg mappings "$MAPPINGS" \
  '{mappingNames: ($mappings | split(" ")), executionName: $release}' |
  call POST "$EXECUTIONS" -H 'Content-Type: application/json' -d @- -w '\n%{http_code}')
status=${answer##*$'\n'}
body=${answer%$'\n'*}
if [ "$status" != 200 ]; then
  jq -r .resultMessage <<<"$body" >&2
  exit 1
fi
execution=$(jq -r .executionId <<<"$body")
call GET "$EXECUTIONS/$execution" | jq -r '.resultList[] | "\(.mappingName): \(.executionStatus)"'
