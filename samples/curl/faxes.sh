#!/usr/bin/env bash
# The Fax API's way of sending: create a draft, update it, upload files, assign a patient, send it. curl and jq, nothing else.
# usage: faxes.sh [NUMBER]   E.164; the default is a number that the sandbox delivers to
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

number=${1:-+15551234567}
server=${FHIRFAX_URL:-http://127.0.0.1:8080}
faxes=$server/${FHIRFAX_PROJECT:-default/live}/faxes
documents=../documents

# The client of the environment, else the one that the server made at its first start.
id=${FHIRFAX_CLIENT_ID:-$(jq -r .id ../../data/client.json)}
secret=${FHIRFAX_CLIENT_SECRET:-$(jq -r .secret ../../data/client.json)}

# The secret goes by standard input: arguments can be read by every user of the machine.
token=$(id=$id secret=$secret jq -n '{ apiClient: env.id, secret: env.secret }' |
    curl -sS --fail-with-body -H 'Content-Type: application/json' --data-binary @- "$server/auth/token" | jq -r .token)

# call METHOD URL [CURL ARGUMENT...] : the answer's body. A refusal ends the script and shows why.
call() {
    local method=$1 url=$2
    shift 2
    curl -sS --fail-with-body -X "$method" -H @- "$@" "$url" <<<"Authorization: Bearer $token"
}

json() { # METHOD URL BODY
    call "$1" "$2" -H 'Content-Type: application/json' -d "$3"
}

show() { jq -r '"\(.id) \(.status) to \(.receiver) \"\(.subject)\" files: \([.files[].originalName] | join(", "))"'; }

echo "== 1. Create a draft"
draft=$(json POST "$faxes" '{ "subject": "Referral" }' | jq -r .id)
echo "$draft"

echo "== 2. Update it"
json PATCH "$faxes/$draft" "$(jq -n --arg receiver "$number" '{ receiver: $receiver, subject: "Referral letter" }')" | show

echo "== 3. Upload files"
call POST "$faxes/$draft/files" -F "files=@$documents/referral.pdf" -F "files=@$documents/x-ray.jpg" -F "files=@$documents/lab-result.png" | show

# One too many is taken away again.
file=$(call GET "$faxes/$draft" | jq -r '.files[2].id')
call DELETE "$faxes/$draft/files/$file"

echo "== 4. Assign a patient"
patient=$(json POST "$server/fhir/R4/Patient" '{ "resourceType": "Patient", "name": [{ "family": "Testpatient", "given": ["Terry"] }] }' | jq -r .id)
json POST "$faxes/$draft/assign" "$(jq -n --arg id "$patient" '{ patientId: $id }')" | jq -r '"patient \(.patientId)"'

echo "== 5. Send it"
call POST "$faxes/$draft/send" | show
for ((i = 0; i < 120; i++)); do
    fax=$(call GET "$faxes/$draft")
    [ "$(jq -r .status <<<"$fax")" = PROCESSING ] || break
    sleep 0.5
done
jq -r '"\(.status) \(.errorMessage // "") \(.pages // 0) pages at \(.sentAt)"' <<<"$fax"

echo "== All faxes"
call GET "$faxes?page=0&size=5&sort=createdAt&direction=DESC" | jq -r '"\(.totalElements) in all", (.content[] | "\(.id) \(.direction) \(.status)")'
