#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The wall on 64-bit ARM: cordon is cross-built, and a machine in software runs
# its doctor, the native attacks and a program.  Slow tier; needs
#   gcc-aarch64-linux-gnu, qemu-system-arm, cpio, and a mirror of Debian: what else
#   there must be (a kernel from Linux 6.12, which can trap the counter) comes from
#   there, see aarch64-root
set -uo pipefail
cd "$CORDON_SRC" || exit 1
skip() { echo "skip: $*"; exit 77; }
[ "${CORDON_SLOW:-0}" = 1 ] || skip "slow: set CORDON_SLOW=1"
for tool in aarch64-linux-gnu-gcc qemu-system-aarch64 cpio apt-get; do
	command -v $tool >/dev/null || skip "$tool is not installed"
done
debian=$PWD/build/aarch64-root
tests/escape/aarch64-root "$debian" >build/aarch64-root.log 2>&1 ||
    skip "no packages for arm64: $(tail -n 1 build/aarch64-root.log)"

dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
build=build/aarch64
cat >$build-toolchain.cmake <<END
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_SYSROOT $debian/root)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH) # Duktape's source is the host's
set(ENV{PKG_CONFIG_SYSROOT_DIR} $debian/root)
set(ENV{PKG_CONFIG_LIBDIR} $debian/root/usr/lib/aarch64-linux-gnu/pkgconfig)
END
if ! { cmake -G Ninja -S . -B $build -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DCMAKE_TOOLCHAIN_FILE="$PWD/$build-toolchain.cmake" && cmake --build $build --target \
    cordon cordon-egress cordon-worker escape_attacks test_image test_replica; } >"$dir/log" 2>&1; then
	tail -n 30 "$dir/log"
	echo "not ok 1 - cordon builds for aarch64"
	exit 1
fi
echo "ok 1 - cordon builds for aarch64"

# What a program needs, and what that needs.
libs_of() {
	local lib p
	for lib in $(aarch64-linux-gnu-readelf -d "$1" | sed -nE 's/.*NEEDED.*\[(.*)\]/\1/p'); do
		[ -e "$root/lib/aarch64-linux-gnu/$lib" ] && continue
		for p in "$debian/root/lib" "$debian/root/usr/lib"; do
			[ -e "$p/aarch64-linux-gnu/$lib" ] || continue
			cp -L "$p/aarch64-linux-gnu/$lib" "$root/lib/aarch64-linux-gnu/"
			libs_of "$p/aarch64-linux-gnu/$lib"
			break
		done
	done
}
root=$dir/root
mkdir -p "$root/bin" "$root/lib/aarch64-linux-gnu" "$root/etc" "$root/mnt"
cp $build/bin/cordon* $build/tests/escape_attacks $build/tests/test_image \
    $build/tests/test_replica "$root/bin/"
for f in "$root"/bin/*; do libs_of "$f"; done
cp -L "$debian/root/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1" "$root/lib/"
cp "$debian/root/bin/busybox" "$root/bin/"
for a in sh mount cat cp mkdir touch switch_root poweroff; do
	ln -s busybox "$root/bin/$a"
done
printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$root/etc/passwd"
# An initial root cannot be left by pivot_root: the first step is onto another.
cat >"$root/init" <<'END'
#!/bin/sh
export PATH=/bin HOME=/tmp
if [ ! -e /switched ]; then
	mount -t tmpfs none /mnt
	cp -a /bin /lib /etc /init /mnt/
	mkdir -p /mnt/proc /mnt/sys /mnt/dev /mnt/tmp /mnt/run
	touch /mnt/switched
	exec switch_root /mnt /init
fi
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mkdir -p /dev/shm /tmp/conf
echo "== doctor"; cordon --config /tmp/conf doctor | cat
echo "== image"; test_image | cat
echo "== replica"; test_replica | cat
echo "== attacks"; ESCAPE_CPU_MS=30000 escape_attacks | cat
echo "== run"
cordon --config /tmp/conf run --timeout 60s -e \
    'const r = await Promise.all([1, 2, 3].map(async (x) => x * 2)); r' | cat
echo "== end"
poweroff -f
END
chmod 755 "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$dir/initrd" || exit 1
timeout 1800 qemu-system-aarch64 -M virt -cpu max -smp 2 -m 2048 -nographic \
    -nic none -no-reboot -kernel "$debian/kernel" -initrd "$dir/initrd" \
    -append "console=ttyAMA0 panic=-1 quiet rdinit=/init" </dev/null >"$dir/boot" 2>&1
rc=$?
part() { tr -d '\r' <"$dir/boot" | sed -n "/^== $1\$/,/^== /p"; }
bad=0
want() { # NUMBER WHAT COMMAND...
	local n=$1 what=$2
	shift 2
	if "$@" >/dev/null; then echo "ok $n - $what"; else
		echo "not ok $n - $what"
		bad=1
	fi
}
# Not `part | grep -q`: a grep that has seen enough is sed's death, and pipefail's.
no_failure() { grep -q '^ok' <<<"$(part "$1")" && ! grep -q '^not ok' <<<"$(part "$1")"; }
doctor_full() { grep -q '^FULL' <<<"$(part doctor)"; }
result() { grep -qF '[2,4,6]' <<<"$(part run | tr -d ' \n')"; }
[ $rc != 124 ] || echo "# the machine was not done after half an hour: what it had not come to fails"
want 2 "every layer holds" doctor_full
want 3 "$(part attacks | grep -c '^ok') native attacks die" no_failure attacks
want 4 "code in huge pages is the same" no_failure image
want 5 "a program runs" result
want 6 "a warm engine can be copied" no_failure replica
[ $bad = 0 ] || grep -av '^ok [0-9]' "$dir/boot" | sed 's/^/# /' | tail -n 100
exit $bad
