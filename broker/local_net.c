/* SPDX-License-Identifier: Apache-2.0 */
/* local_net.c -- see local_net.h. */
#include "broker/local_net.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

struct range {
	const char *net;
	unsigned bits;
};

/* RFC 6890's registries, what is not globally reachable and not multicast. */
static const struct range ranges4[] = { { "0.0.0.0", 8 }, { "10.0.0.0", 8 },
	{ "100.64.0.0", 10 }, { "127.0.0.0", 8 }, { "169.254.0.0", 16 },
	{ "172.16.0.0", 12 }, { "192.0.0.0", 24 }, { "192.0.2.0", 24 },
	{ "192.168.0.0", 16 }, { "198.18.0.0", 15 }, { "198.51.100.0", 24 },
	{ "203.0.113.0", 24 }, { "240.0.0.0", 4 } };
static const struct range ranges6[] = { { "::", 128 }, { "::1", 128 },
	{ "64:ff9b:1::", 48 }, { "100::", 64 }, { "2001:db8::", 32 },
	{ "fc00::", 7 }, { "fe80::", 10 }, { "::ffff:0:0", 96 } };

static bool
inside(const unsigned char *a, const unsigned char *net, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, net, whole) != 0)
		return false;
	return rest == 0 || ((a[whole] ^ net[whole]) >> (8 - rest)) == 0;
}

static bool
listed(int family, const unsigned char *a, const struct range *r, size_t n)
{
	unsigned char net[sizeof(struct in6_addr)];
	size_t i;

	for (i = 0; i < n; i++)
		if (inet_pton(family, r[i].net, net) == 1 &&
		    inside(a, net, r[i].bits))
			return true;
	return false;
}

/* The host between "//" (and "user@") and ":", "/", "?" or "#". */
static bool
host_of(const char *url, char *ret, size_t size)
{
	const char *p = strstr(url, "://"), *end, *at;
	size_t n;

	if (p == NULL)
		return false;
	p += 3;
	end = p + strcspn(p, "/?#");
	at = memchr(p, '@', (size_t)(end - p));
	if (at != NULL)
		p = at + 1;
	if (*p == '[') {
		p++;
		n = strcspn(p, "]");
	} else
		n = strcspn(p, ":/?#");
	if (n == 0 || n >= size || p + n > end)
		return false;
	memcpy(ret, p, n);
	ret[n] = '\0';
	return true;
}

bool
local_net_of_url(const char *url, struct buf *out)
{
	unsigned char a[sizeof(struct in6_addr)];
	char host[256];

	if (!host_of(url, host, sizeof host))
		return false;
	if (strcasecmp(host, "localhost") == 0) {
		buf_adds(out, "127.0.0.1/32, \"::1/128\"");
		return true;
	}
	if (inet_pton(AF_INET, host, a) == 1 &&
	    listed(AF_INET, a, ranges4, sizeof ranges4 / sizeof ranges4[0])) {
		buf_addf(out, "%s/32", host);
		return true;
	}
	if (inet_pton(AF_INET6, host, a) == 1 &&
	    listed(AF_INET6, a, ranges6, sizeof ranges6 / sizeof ranges6[0])) {
		buf_addf(out, "\"%s/128\"", host);
		return true;
	}
	return false;
}
