#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what cordon signs for AWS is signed as botocore, AWS's own
# library, signs it: odd paths and values, lists, headers of AWS's, S3.
set -eu
python3 -c "import botocore" 2>/dev/null || { echo "skip: botocore is not installed"; exit 77; }
exec python3 "$CORDON_SRC/tests/conformance/sigv4/check.py"
