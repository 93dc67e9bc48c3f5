#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: shellcheck finds nothing in our scripts.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
need shellcheck
mapfile -t scripts < <(shell_scripts)
# Sourced files are named at run time: 1090, 1091.
shellcheck -S warning -e SC1090,SC1091 "${scripts[@]}" || exit 1
echo "ok 1 - ${#scripts[@]} scripts are clean"
