#!/bin/sh
# Machines come in with a certificate that two administrators bound to their account, and with no other. Needs ONESTOP_PROGRAM, openssl, curl, python3.
set -eu
program=${ONESTOP_PROGRAM:-build/release/onestop}
d=$(mktemp -d)
ca() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$d/$1.key" -out "$d/$1.pem" -days 2 -subj "/CN=$2" 2>/dev/null; }
signed() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$d/$1.key" -out "$d/$1.csr" -subj "/CN=$2" 2>/dev/null
  openssl x509 -req -in "$d/$1.csr" -CA "$d/$3.pem" -CAkey "$d/$3.key" -CAcreateserial -out "$d/$1.pem" -days 2 2>/dev/null
}
ca authority authority; ca server localhost
signed good scanner-1 authority; signed other scanner-2 authority; signed stranger scanner-1 server
"$program" serve --demo --data "$d/post.db" --web '' --port 0 --log '' --certificate "$d/server.pem" --key "$d/server.key" --client-ca "$d/authority.pem" > "$d/out" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$d"' EXIT
for _ in $(seq 120); do grep -q listens "$d/out" && break; sleep 0.5; done
url=$(grep -o 'https://[0-9.:]*' "$d/out")
printf 'a long password\n123456\n' | "$program" officer add --data "$d/post.db" --name second --title Second --state KZ --agency frontier --role supervisor > /dev/null
ask() { curl -sk -H 'Content-Type: application/json' "$@"; }
field() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }
token() { ask "$url/api/v1/sessions" -d "{\"name\":\"$1\",\"password\":\"$2\",\"desk\":\"kz_shift_head\"}" | field '["token"]'; }
first=$(token kz_shift_head demo)
today=$(ask -H "Authorization: Bearer $first" "$url/api/v1/accounts" | field '["today"]')
request=$(ask -H "Authorization: Bearer $first" "$url/api/v1/account-requests" -d "{\"change\":\"enrol\",\"name\":\"scanner\",\"title\":\"Scanner\",\"agency\":\"customs\",\"role\":\"officer\",\"from\":\"$today\",\"certificate\":\"cn:scanner-1\"}" | field '["id"]')
failed=0
expect() { if [ "$2" = "$3" ]; then echo "passed  $1"; else echo "FAILED  $1: $2 and not $3"; failed=1; fi; }
see() { curl -sk -o /dev/null -w '%{http_code}' "$@" "$url/api/v1/crossings" || true; }
with() { see --cert "$d/$1.pem" --key "$d/$1.key"; }
expect 'does one administrator alone let no machine in' "$(with good)" 401
sleep 3
second=$(token second 'a long password')
ask -o /dev/null -H "Authorization: Bearer $second" "$url/api/v1/account-requests/$request/decision" -d '{"approve":true}'
expect 'does a machine come in with its certificate' "$(with good)" 200
expect 'does another certificate of the same authority name nobody' "$(with other)" 401
expect 'is a certificate of a foreign authority turned away' "$(with stranger)" 000
expect 'does nobody come in without one' "$(see)" 401
"$program" officer close --data "$d/post.db" --name scanner > /dev/null
sleep 3
expect 'is a machine out when its account is closed' "$(with good)" 401
exit $failed
