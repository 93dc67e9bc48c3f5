#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: every style, exploded and not, of every type of value, in
# every place that OpenAPI 3.1 and Swagger 2.0 have, is written as the
# specifications say (styles/table.txt).  --bless writes what is seen now.
set -eu
styles=$CORDON_BIN/../tests/styles table=$CORDON_SRC/tests/golden/styles/table.txt
[ -x "$styles" ] || { echo "skip: styles is not built"; exit 77; }
now=$(mktemp)
trap 'rm -f "$now"' EXIT
# The comments stay where they are; each row is asked anew.
asked=$(grep -v -e '^#' -e '^$' "$table" | sed 's/ => .*//')
{
	"$styles" <<-END
	$asked
	END
} | awk -v table="$table" 'BEGIN {
	while ((getline line < table) > 0) {
		if (line == "" || line ~ /^#/) print line
		else { getline row; print row }
	}
}' >"$now"
[ "${1-}" != --bless ] || cp "$now" "$table"
diff -u "$table" "$now"
echo "ok - $(grep -c ' => ' "$table") rows"
