/* SPDX-License-Identifier: Apache-2.0 */
/* Which peers a connection may have. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "broker/egress/address.h"

#include "tests/unit/tap.h"

static bool
allowed(const char *text, const char *const *networks)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct sockaddr_in6 b = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &a.sin_addr) == 1)
		return address_allowed((struct sockaddr *)(void *)&a, networks);
	CHECK(inet_pton(AF_INET6, text, &b.sin6_addr) == 1);
	return address_allowed((struct sockaddr *)(void *)&b, networks);
}

static const char *const public[] = { "1.1.1.1", "8.8.8.8", "93.184.216.34",
	"172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
	"169.253.255.255", "192.169.0.0", "198.17.255.255", "223.255.255.255",
	"2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", NULL };

static const char *const private[] = { "0.0.0.0", "0.1.2.3", "10.0.0.1",
	"10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
	"127.255.255.254", "169.254.1.1", "172.16.0.1", "172.31.255.255",
	"192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
	"198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
	"239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1",
	"::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
	"::ffff:0:127.0.0.1", "::8.8.8.8", "::ffff:0:8.8.8.8",
	"64:ff9b:1::808:808", "64:ff9b::7f00:1", "64:ff9b::a00:1",
	"64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2001:10::1",
	"2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1", "3fff::1",
	"4000::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
	"5f00::1", NULL };

static const char *const metadata[] = { "169.254.169.254", "169.254.170.2",
	"169.254.170.23", "100.100.100.200", "192.0.0.192", "fd00:ec2::254",
	"fd00:ec2::23", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
	"2002:a9fe:a9fe::1", "::ffff:100.100.100.200", "168.63.129.16",
	"::ffff:168.63.129.16", "2002:a83f:8110::1", "169.254.0.23",
	"169.254.42.42", "fd20:ce::254", "fd00:42::42", "fd00:c1::a9fe:a9fe",
	"fd00:a9fe:a9fe::1", "fe80::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe",
	"64:ff9b:1:abcd::a83f:8110", "::ffff:0:169.254.169.254",
	"::169.254.169.254", NULL };

static void
the_public_is_open_and_nothing_else(void)
{
	size_t i;

	for (i = 0; public[i] != NULL; i++)
		if (!allowed(public[i], NULL)) {
			printf("# %s\n", public[i]);
			CHECK(false);
		}
	for (i = 0; private[i] != NULL; i++)
		if (allowed(private[i], NULL)) {
			printf("# %s\n", private[i]);
			CHECK(false);
		}
}

static void
metadata_is_closed_whatever_is_listed(void)
{
	static const char *const all[] = { "0.0.0.0/0", "::/0",
		"169.254.169.254/32", "fd00:ec2::254/128", NULL };
	size_t i;

	for (i = 0; metadata[i] != NULL; i++)
		if (allowed(metadata[i], NULL) || allowed(metadata[i], all)) {
			printf("# %s\n", metadata[i]);
			CHECK(false);
		}
}

static void
a_list_opens_what_it_names(void)
{
	static const char *const six[] = { "::/0", NULL };
	static const char *const nets[] = { "10.1.0.0/16", "127.0.0.1/32",
		"fd12::/16", NULL };

	CHECK(allowed("10.1.2.3", nets) && !allowed("10.2.0.1", nets));
	CHECK(allowed("127.0.0.1", nets) && !allowed("127.0.0.2", nets));
	CHECK(allowed("::ffff:127.0.0.1", nets));
	CHECK(allowed("fd12::1", nets) && !allowed("fd13::1", nets));
	CHECK(allowed("1.1.1.1", nets));
	/* Every IPv6 address is no IPv4 one. */
	CHECK(allowed("fc00::1", six) && !allowed("127.0.0.1", six) &&
	    !allowed("::ffff:10.0.0.1", six));
}

static void
a_list_opens_what_is_carried_to_it_from_anywhere(void)
{
	static const char *const nets[] = { "10.1.0.0/16", NULL };
	static const char *const way[] = { "64:ff9b::/96", NULL };

	CHECK(allowed("64:ff9b::a01:203", nets) &&
	    !allowed("64:ff9b::a02:1", nets));
	CHECK(allowed("2002:a01:203::1", nets) &&
	    !allowed("2002:a02:1::1", nets));
	CHECK(allowed("64:ff9b::a02:1", way)); /* it is in it itself */
	/* Where these lead, another network than the listed one says. */
	CHECK(!allowed("64:ff9b:1::a01:203", nets));
	CHECK(!allowed("::ffff:0:10.1.2.3", nets));
	CHECK(!allowed("::10.1.2.3", nets));
}

/* The configuration's reader refuses it before. */
static void
what_is_no_network_opens_nothing(void)
{
	static const char bare[] = "10.0.0.1\0" "0";
	static const char *const nets[] = { bare, "", "x/0", "10.0.0/0", NULL };

	CHECK(!allowed("10.0.0.1", nets) && !allowed("192.168.1.1", nets));
	CHECK(!allowed("fc00::1", nets));
}

static void
what_is_no_address_is_no_peer(void)
{
	struct sockaddr_un u = { .sun_family = AF_UNIX };

	CHECK(!address_allowed((struct sockaddr *)(void *)&u, NULL));
}

int
main(void)
{
	TEST(the_public_is_open_and_nothing_else);
	TEST(metadata_is_closed_whatever_is_listed);
	TEST(a_list_opens_what_it_names);
	TEST(a_list_opens_what_is_carried_to_it_from_anywhere);
	TEST(what_is_no_network_opens_nothing);
	TEST(what_is_no_address_is_no_peer);
	return tap_end();
}
