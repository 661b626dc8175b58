#!/usr/bin/env bash
# Sends a fax, follows it to its end, receives what has come, and shows what a refusal looks like: curl and jq, nothing else.
# usage: fax.sh [NUMBER]   E.164; the default is a number that the sandbox delivers to
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

number=${1:-+15551234567}
server=${FHIRFAX_URL:-http://127.0.0.1:8080}
fhir=$server/fhir/R4
pdf=../documents/referral.pdf

# The client of the environment, else the one that the server made at its first start.
id=${FHIRFAX_CLIENT_ID:-$(jq -r .id ../../data/client.json)}
secret=${FHIRFAX_CLIENT_SECRET:-$(jq -r .secret ../../data/client.json)}

# The secret goes by standard input: arguments can be read by every user of the machine.
token=$(printf 'grant_type=client_credentials&client_id=%s&client_secret=%s' "$id" "$secret" |
    curl -sS --fail-with-body --data-binary @- "$server/oauth2/token" | jq -r .access_token)

# call METHOD PATH [BODY] : the answer's body; its status in $status. A refusal is no failure of the script.
call() {
    local answer
    answer=$(curl -sS -X "$1" -H @- -H 'Content-Type: application/fhir+json' ${3:+-d "$3"} -w '\n%{http_code}' "$fhir/$2" \
        <<<"Authorization: Bearer $token")
    status=${answer##*$'\n'}
    body=${answer%$'\n'*}
}

communication() { # RECIPIENT BINARY
    jq -n --arg recipient "$1" --arg url "$2" '{
        resourceType: "Communication", status: "in-progress",
        category: [{ coding: [{ system: "http://medplum.com/fhir/CodeSystem/fax-direction", code: "outbound" }] }],
        medium: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", code: "FAXWRIT" }] }],
        recipient: [{ reference: $recipient }],
        payload: [{ contentAttachment: { contentType: "application/pdf", url: $url } }] }'
}

organization() { # NUMBER
    jq -n --arg number "$1" '{ resourceType: "Organization", name: "Acme Medical Center",
        contact: [{ telecom: [{ system: "fax", value: $number }] }] }'
}

echo "== Send"
binary=$(curl -sS --fail-with-body -H @- -H 'Content-Type: application/pdf' --data-binary "@$pdf" \
    "$fhir/Binary?_filename=referral.pdf" <<<"Authorization: Bearer $token" | jq -r .id)
call POST Organization "$(organization "$number")"
recipient=Organization/$(jq -r .id <<<"$body")
call POST Communication "$(communication "$recipient" "Binary/$binary")"
fax=Communication/$(jq -r .id <<<"$body")
call POST "$fax/\$send-efax"
echo "$fax $status $(jq -r '.identifier[0].value // "not accepted yet"' <<<"$body")"

echo "== Status"
for ((i = 0; i < 120; i++)); do
    call GET "$fax"
    [ "$(jq -r .status <<<"$body")" = in-progress ] || break
    sleep 0.5
done
jq -r '"\(.status) \(.statusReason.text // "")"' <<<"$body"

echo "== Receive"
if [ -n "${FHIRFAX_SANDBOX_URL:-}" ]; then
    # Somebody faxes to us: only a sandbox can be told to.
    curl -sS --fail-with-body -o /dev/null -H 'Content-Type: application/pdf' --data-binary "@$pdf" "$FHIRFAX_SANDBOX_URL/_sandbox/inbound?from=%2B12025550177"
fi
call POST 'Communication/$receive-efax'
call GET 'Communication?medium=FAXWRIT&category=inbound&_sort=-sent&_count=10'
jq -r '.entry[]?.resource | "Communication/\(.id) \(.sent) \(.payload[0].contentAttachment.url)"' <<<"$body"

echo "== A refusal"
call POST Organization "$(organization 15551234567)"
call POST 'Communication/$send-efax' "$(communication "Organization/$(jq -r .id <<<"$body")" "Binary/none")"
echo "$status"
jq -r '.issue[] | "\(.expression[0]): \(.details.text)"' <<<"$body"
