#!/usr/bin/env bash
# Carries a proxy from one installation to another as an encrypted package, and deploys it there on a backend of its own.
#
#   FROM=https://manager.test.example.com  FROM_TOKEN=...  TO=https://manager.example.com  TO_TOKEN=...
#   PROJECT=default  PROXY=stock  ENVIRONMENT=production  BACKEND=https://stock.live.example.com  PASSPHRASE=...
set -euo pipefail
: "${FROM:?}" "${FROM_TOKEN:?}" "${TO:?}" "${TO_TOKEN:?}" "${PROJECT:?}" "${PROXY:?}" "${ENVIRONMENT:?}" "${BACKEND:?}"
: "${PASSPHRASE:?}"

# call TOKEN METHOD URL [curl's arguments]: prints the answer; fails on every status but 2xx. Secrets stay out of `ps`.
call() {
  local key
  key=$(jq -nr 'env.PASSPHRASE | @base64')
  curl -sS --fail-with-body -X "$2" \
    -H @<(printf 'Authorization: Bearer %s\nX-Apinizer-Package-Passphrase: %s' "$1" "$key") "${@:4}" "$3"
}

package=$(mktemp --suffix=.zip)
trap 'rm -f "$package"' EXIT

call "$FROM_TOKEN" GET "$FROM/apiops/projects/$PROJECT/apiProxies/$PROXY/export/?encrypt=true" -o "$package"
metadata=$(jq -nc --arg environment "$ENVIRONMENT" --arg backend "$BACKEND" '{
  deploy: true, deployTargetEnvironmentNameList: [$environment], routing: {addressList: [{address: $backend}]}
}')
answer=$(call "$TO_TOKEN" PUT "$TO/apiops/projects/$PROJECT/apiProxies/$PROXY/import/" \
  -F "apiProxyExportFile=@$package" -F "metadata=$metadata")
jq -r '.deploymentResult.environmentResults[] | "\(.environmentName): \(.message)"' <<<"$answer"
jq -e '.deploymentResult.success' <<<"$answer" >/dev/null
