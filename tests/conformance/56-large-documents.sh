#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: documents that mean harm by their size end with a clear
# error or are compiled, in 10 s of processor time and 1 GiB of memory: strings
# of 1 GiB, millions of values.  Slow: only with CORDON_SLOW=1.
set -eu
[ "${CORDON_SLOW:-0}" = 1 ] || { echo "slow: CORDON_SLOW=1 runs it"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/measure.py" <<'EOF'
import os, re, resource, subprocess, sys
cordon, work, name, wanted = sys.argv[1:]
p = subprocess.run([cordon, "--config", f"{work}/conf", "add", "openapi", "x", f"{work}/doc", "--force",
    "--url", "https://api.example.com"], capture_output=True, text=True)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu, mib = u.ru_utime + u.ru_stime, u.ru_maxrss / 1024
said = (p.stdout + p.stderr).strip()
sanitized = os.environ.get("CORDON_SANITIZED") == "1"
good = bool(re.search(wanted, said)) and p.returncode in (0, 3) and (sanitized or (cpu < 10 and mib < 1024))
print(f"{'ok' if good else 'not ok'} - {name}: {cpu:.2f} s, {mib:.0f} MiB, status {p.returncode}: {said[:160]!r}")
sys.exit(not good)
EOF
failed=0
measure() { python3 "$work/measure.py" "$CORDON_BIN/cordon" "$work" "$1" "$2" || failed=1; }
fill() { head -c "$2" /dev/zero | tr '\0' "$1"; }
times() { python3 -c 'import sys; sys.stdout.write(sys.argv[1] * int(sys.argv[2]))' "$1" "$2"; }
open='{"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"responses":{}}}},"x":'
open_yaml='openapi: 3.0.0\npaths: {/a: {get: {responses: {}}}}\nx: '
yaml() { printf '%b' "$open_yaml"; }

{ printf '%s"' "$open"; fill a 1G; printf '"}'; } >"$work/doc"
measure "a string of 1 GiB, JSON" 'x: .*larger than [0-9]+ bytes'
{ yaml; printf '"'; fill a 1G; printf '"\n'; } >"$work/doc"
measure "a string of 1 GiB, YAML" 'x: .*larger than [0-9]+ bytes'
{ printf '%s"' "$open"; fill a 250M; printf '"}'; } >"$work/doc"
measure "a string of 250 MiB, JSON" '^x: 1 operations'
{ yaml; printf '"'; fill a 250M; printf '"\n'; } >"$work/doc"
measure "a string of 250 MiB, YAML" '^x: 1 operations'
{ printf '%s[' "$open"; times '{},' 3900000; printf '{}]}'; } >"$work/doc"
measure "3.9 million objects" '^x: 1 operations'
{ printf '%s[' "$open"; times '[],' 60000000; printf '[]]}'; } >"$work/doc"
measure "60 million lists" 'more than [0-9]+ values'
{ printf '%s' "$open"; times '[' 200000000; } >"$work/doc"
measure "200 million levels" 'nested deeper'
{ yaml; times '[' 200000000; } >"$work/doc"
measure "200 million levels, YAML" 'nested deeper'
{ yaml; printf '['; times 'a, ' 80000000; printf 'a]\n'; } >"$work/doc"
measure "80 million values, YAML" 'more than [0-9]+ values'
{
	printf '{"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{'
	python3 -c 'print(",".join(f"\"/{i}\":{{\"get\":{{\"operationId\":\"same\",\"responses\":{{}}}}}}" for i in range(200000)))'
	printf '}}'
} >"$work/doc"
measure "200,000 operations of one name" '^x: 200000 operations'
exit $failed
