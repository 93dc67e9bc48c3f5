#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Goal of this test: both services are hardened alike, and neither makes several
# users one (PrivateUsers=); a drop-in that changes a setting changes one they
# have, and a page says when it is wanted; the packages leave nothing running
# of what they replace or remove.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
# From whose it is to the end, but for how it is stopped and installed.
hardening() { sed -n '/^User=/,/^\[Install\]/p' "packaging/systemd/$1" | grep -E '^[A-Z]' | grep -v '^KillMode='; }
each=$(hardening cordon@.service) serve=$(hardening cordon-serve.service)
if [ -n "$each" ] && [ "$each" = "$serve" ]; then
	echo "ok 1 - $(wc -l <<<"$each") settings are the same"
else
	echo "not ok 1 - the services differ"
	diff <(echo "$each") <(echo "$serve")
	bad=1
fi
if grep -q '^PrivateUsers=yes' packaging/systemd/* packaging/examples/systemd/*; then
	echo "not ok 2 - users are told apart"
	bad=1
else
	echo "ok 2 - users are told apart"
fi
n=2
for f in packaging/examples/systemd/*.conf; do
	n=$((n + 1)) unknown=
	for key in $(sed -nE 's/^([A-Z][A-Za-z]*)=.*/\1/p' "$f"); do
		grep -q "^$key=" <<<"$each" || [ "$key" = IPAddressAllow ] || unknown+=" $key"
	done
	if [ -z "$unknown" ] && grep -qF "examples/systemd/${f##*/}" packaging/man/*; then
		echo "ok $n - ${f##*/}"
	else
		echo "not ok $n - ${f##*/}: not in the units:${unknown:- none}; or in no page"
		bad=1
	fi
done
# dh_installsystemd --no-start: an upgrade only stops, a removal not even that.
n=$((n + 1)) stops="stop 'cordon@\*.service'"
if ! grep -qE '^[^#]*--no-(start|stop)' packaging/debian/rules &&
    grep -q "$stops" packaging/debian/cordon.postinst && grep -q "$stops" packaging/debian/cordon.prerm &&
    sed -n '/^%postun/,/^%files/p' packaging/rpm/cordon.spec | grep -q "$stops"; then
	echo "ok $n - upgraded, services start again; removed, they stop; so do connections"
else
	echo "not ok $n - an upgrade or a removal leaves services or connections as they were"
	bad=1
fi
echo "1..$n"
exit $bad
