#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: what runs behind the wall calls nothing of the C library
# that may ask the kernel.  qsort() did, and an honest program with
# \p{RGI_Emoji} was killed and its tenant cordoned.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/lint/lib.sh
need nm
[ "${CORDON_SANITIZED:-0}" = 0 ] || skip "sanitizers call what they like"
build=${CORDON_BIN:-build/release/bin}/..
list=()
for l in engine duktape inside regexp unicode lower link url runtime; do
	f=$build/worker/libcordon_$l.a
	[ -f "$f" ] && list+=("$f")
done
[ ${#list[@]} -ge 5 ] || skip "the worker's libraries are not built"

# Pure, each of them: memory, text, numbers.
pure='abs|acos|acosh|asin|asinh|atan|atan2|atanh|cbrt|ceil|cos|cosh|exp|expm1|fabs|floor|fmax|fmin|fmod|frexp|ldexp|log|log10|log1p|log2|nextafter|pow|sin|sinh|sqrt|tan|tanh|trunc|round|rint|hypot
memchr|memcmp|memcpy|memmem|memmove|memset|memrchr|strchr|strcmp|strcspn|strlen|strncasecmp|strncmp|strncpy|strnlen|strpbrk|strrchr|strspn|strstr|strtod|strtol|strtoul|__isoc23_strtol|__isoc23_strtoul|bsearch|rawmemchr
__memcpy_chk|__memmove_chk|__memset_chk|__strncpy_chk|__ctype_b_loc|__ctype_tolower_loc|__errno_location|_setjmp|setjmp|__sigsetjmp|longjmp|__longjmp_chk|sigsetjmp'
# Of memory of their own (worker/memory.c), or into the caller's.
pure+='
malloc|calloc|realloc|free|sscanf|__isoc99_sscanf|__isoc23_sscanf|snprintf|sprintf|vsnprintf|__snprintf_chk|__sprintf_chk|__vsnprintf_chk'
# The end of the process, of its own accord or not.
pure+='
abort|_exit|__stack_chk_fail|__assert_fail|__fortify_fail|__chk_fail'
# link.c and link_in.c: on the one descriptor; before the wall: the inbox.
pure+='
read|__read_chk|write|mmap|madvise'
# zones_file.c and err_sys(): before the wall, or when there is none.
pure+='
open|open64|close|strerror'
allowed=$(tr '|' '\n' <<<"$pure" | sort -u)
wanted=$(nm "${list[@]}" "$build/common/libcordon_base.a" 2>/dev/null | awk '$1 == "U" { print $2 }' | sort -u)
ours=$(nm "${list[@]}" "$build/common/libcordon_base.a" "$build"/worker/CMakeFiles/cordon-worker.dir/*.o 2>/dev/null |
    awk 'NF == 3 && $2 ~ /[A-TV-Z]/ { print $3 }' | sort -u)
others=$(comm -23 <(comm -23 <(echo "$wanted") <(echo "$ours")) <(echo "$allowed") | grep -v '^_GLOBAL_OFFSET_TABLE_$')
if [ -n "$others" ]; then
	echo "not ok 1 - calls that may ask the kernel, or are not known to be pure:"
	while IFS= read -r f; do echo "# $f: $(nm -A "${list[@]}" 2>/dev/null | awk -v f="$f" '$NF == f { print $1; exit }')"; done <<<"$others"
	exit 1
fi
echo "ok 1 - ${#list[@]} libraries of the worker call only what is pure"
