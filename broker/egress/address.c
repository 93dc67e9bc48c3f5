/* SPDX-License-Identifier: Apache-2.0 */
/* address.c -- see address.h. */
#include "broker/egress/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>


/* Instance metadata: AWS, GCP, Azure, OpenStack and many (169.254.169.254),
 * AWS ECS and EKS, Tencent, Scaleway, Azure's other one (a public address),
 * Alibaba, Oracle; over IPv6 AWS, GCP, Scaleway, Oracle, Linode, OpenStack. */
static const char *const metadata[] = {"169.254.169.254/32",
    "169.254.170.2/32", "169.254.170.23/32", "169.254.0.23/32",
    "169.254.42.42/32", "168.63.129.16/32", "100.100.100.200/32",
    "192.0.0.192/32", "fd00:ec2::254/128", "fd00:ec2::23/128",
    "fd20:ce::254/128", "fd00:42::42/128", "fd00:c1::a9fe:a9fe/128",
    "fd00:a9fe:a9fe::1/128", "fe80::a9fe:a9fe/128", NULL};

/* IANA IPv4 and IPv6 Special-Purpose Address Registries, and multicast. */
static const char *const special[] = {"0.0.0.0/8", "10.0.0.0/8",
    "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    NULL};

/* Only 2000::/3 is global unicast; these parts of it are not. */
static const char *const special6[] = {"2001::/23", "2001:db8::/32",
    "3fff::/20", NULL};

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
    0xff};

/* An address as 16 bytes; IPv4 as ::ffff:a.b.c.d. */
static bool
parse(const char *text, unsigned char out[16], bool *ret_v4)
{
	*ret_v4 = inet_pton(AF_INET, text, out + 12) == 1;
	if (*ret_v4) {
		memcpy(out, mapped, 12);
		return true;
	}
	return inet_pton(AF_INET6, text, out) == 1;
}

static bool
within(const unsigned char a[16], const char *cidr)
{
	unsigned char net[16];
	char text[INET6_ADDRSTRLEN + 4];
	size_t n = strcspn(cidr, "/");
	unsigned bits, i;
	bool v4;

	if (n >= sizeof text)
		return false;
	memcpy(text, cidr, n);
	text[n] = '\0';
	if (cidr[n] != '/' || !parse(text, net, &v4))
		return false;
	bits = (unsigned)strtoul(cidr + n + 1, NULL, 10) + (v4 ? 96 : 0);
	/* "::/0" is every IPv6 address, and no IPv4 one. */
	if (bits < 96 && memcmp(a, mapped, sizeof mapped) == 0)
		return false;
	for (i = 0; i < bits && i < 128; i++)
		if (((a[i / 8] ^ net[i / 8]) >> (7 - i % 8) & 1) != 0)
			return false;
	return true;
}

static bool
in_list(const unsigned char a[16], const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		if (within(a, *list))
			return true;
	return false;
}

/* Where in an IPv6 address an IPv4 one lies.  The first two lead to it from
 * anywhere: NAT64 (RFC 6052), 6to4 (RFC 3056); the others only within a network:
 * NAT64's local use (RFC 8215; with a prefix of 96 bits), translated (RFC
 * 2765), compatible (RFC 4291). */
#define CARRIERS_GLOBAL 2
static const struct {
	const char *net;
	size_t at;
} carriers[] = { { "64:ff9b::/96", 12 }, { "2002::/16", 2 },
	{ "64:ff9b:1::/48", 12 }, { "::ffff:0:0:0/96", 12 }, { "::/96", 12 } };
#define CARRIERS (sizeof carriers / sizeof carriers[0])

/* The IPv4 address in it, in mapped form, by the first `n` ways; else itself. */
static void
unwrap(const unsigned char a[16], size_t n, unsigned char ret[16])
{
	size_t i;

	memcpy(ret, a, 16);
	for (i = 0; i < n; i++)
		if (within(a, carriers[i].net)) {
			memcpy(ret, mapped, 12);
			memcpy(ret + 12, a + carriers[i].at, 4);
			return;
		}
}

static bool
is_public(const unsigned char a[16])
{
	if (within(a, "0.0.0.0/0"))
		return !in_list(a, special);
	return within(a, "2000::/3") && !in_list(a, special6);
}

bool
address_allowed(const struct sockaddr *sa, const char *const *networks)
{
	unsigned char a[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	unsigned char inner[16], hidden[16];

	if (sa->sa_family == AF_INET)
		memcpy(a + 12,
		    &((const struct sockaddr_in *)(const void *)sa)->sin_addr,
		    4);
	else if (sa->sa_family == AF_INET6)
		memcpy(a,
		    &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr,
		    16);
	else
		return false;
	unwrap(a, CARRIERS_GLOBAL, inner);
	unwrap(a, CARRIERS, hidden);
	/* First: whatever the configuration lists. */
	if (in_list(a, metadata) || in_list(hidden, metadata))
		return false;
	return in_list(a, networks) || in_list(inner, networks) ||
	    is_public(inner);
}
