/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "network\nnetwork\n\naddress": whatever a configuration lists, metadata stays
 * closed; an address is open if one of the networks has it, by other arithmetic
 * than address.c's, or if it is public, which more networks do not change.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NETWORKS_MAX 8
#define INPUT_MAX 1024

/* As a configuration takes them (conf_connector.c). */
static bool
well_formed(const char *s)
{
	unsigned char a[16];
	char text[64], *end;
	size_t n = strcspn(s, "/");
	long bits;

	if (s[n] == '\0' || n >= sizeof text || s[n + 1] < '0' ||
	    s[n + 1] > '9')
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	bits = strtol(s + n + 1, &end, 10);
	return *end == '\0' && ((inet_pton(AF_INET, text, a) == 1 &&
	    bits <= 32) || (inet_pton(AF_INET6, text, a) == 1 && bits <= 128));
}

static bool
v4_in(uint32_t a, const char *cidr)
{
	char text[64];
	struct in_addr net;
	int bits = atoi(strchr(cidr, '/') + 1);

	(void)snprintf(text, sizeof text, "%.*s", (int)strcspn(cidr, "/"),
	    cidr);
	return inet_pton(AF_INET, text, &net) == 1 &&
	    (bits == 0 || (a ^ ntohl(net.s_addr)) >> (32 - bits) == 0);
}

static bool
open_to(const char *text, const char *const *nets)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct sockaddr_in6 b = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &a.sin_addr) == 1)
		return address_allowed((struct sockaddr *)(void *)&a, nets);
	return inet_pton(AF_INET6, text, &b.sin6_addr) == 1 &&
	    address_allowed((struct sockaddr *)(void *)&b, nets);
}

/* In every spelling that an IPv6 address has for an IPv4 one. */
static void
check_v4(const char *text, const char *const *nets, const char *const *no)
{
	static const char *const forms[] = { "::ffff:", "64:ff9b::",
		"64:ff9b:1::", "::ffff:0:", "::" };
	static const char *const metadata[] = { "169.254.169.254/32",
		"168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32",
		"169.254.170.2/32" };
	struct in_addr a;
	char six[96];
	bool listed = false;
	uint32_t v;
	size_t i;

	if (inet_pton(AF_INET, text, &a) != 1)
		return;
	v = ntohl(a.s_addr);
	for (i = 0; nets[i] != NULL; i++)
		listed = listed || (strchr(nets[i], ':') == NULL &&
		    v4_in(v, nets[i]));
	for (i = 0; i < sizeof metadata / sizeof metadata[0]; i++)
		if (v4_in(v, metadata[i])) {
			size_t k;

			assert(!open_to(text, nets));
			for (k = 0; k < sizeof forms / sizeof forms[0]; k++) {
				(void)snprintf(six, sizeof six, "%s%s",
				    forms[k], text);
				assert(!open_to(six, nets));
			}
			return;
		}
	if (listed)
		assert(open_to(text, nets));
	(void)snprintf(six, sizeof six, "::ffff:%s", text);
	assert(open_to(text, no) == open_to(six, no));
	assert(open_to(text, nets) == open_to(six, nets));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const no[] = { NULL };
	const char *nets[NETWORKS_MAX + 1] = { NULL };
	char text[INPUT_MAX + 1], *line, *next;
	size_t n = 0;

	if (size > INPUT_MAX)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	for (line = text; (next = strchr(line, '\n')) != NULL && next != line;
	     line = next + 1) {
		*next = '\0';
		if (n < NETWORKS_MAX && well_formed(line))
			nets[n++] = line;
	}
	if (next == NULL)
		return 0;
	/* What is open without a list is so with any, but for no less. */
	if (open_to(next + 1, no))
		assert(open_to(next + 1, nets));
	check_v4(next + 1, nets, no);
	return 0;
}
