/* SPDX-License-Identifier: Apache-2.0 */
/* test_http_session.c -- whose session goes when there are too many. */
#include <stdio.h>
#include <string.h>

#include "mcp/http_session.h"
#include "mcp/server.h"
#include "tests/unit/tap.h"

static struct server *server;
static size_t n_over;
static char last_over[32];

static void
on_over(void *arg, const struct http_session *s)
{
	(void)arg;
	n_over++;
	(void)snprintf(last_over, sizeof last_over, "%s", s->principal);
}

static struct http_sessions *
some(const char *principal, unsigned n, struct http_sessions *t)
{
	unsigned i;

	for (i = 0; i < n; i++)
		CHECK(http_sessions_add(t, server, principal, i) != NULL);
	return t;
}

static void
who_begins_many_ends_only_its_own(void)
{
	struct http_sessions *t = http_sessions_new(on_over, NULL);
	struct http_session *quiet, *guest;
	char id[HTTP_SESSION_ID], last[HTTP_SESSION_ID];

	n_over = 0;
	quiet = http_sessions_add(t, server, "quiet", 0);
	CHECK(quiet != NULL);
	memcpy(id, quiet->id, sizeof id);
	some("loud", 2 * HTTP_SESSIONS_MAX, t);
	CHECK(n_over == HTTP_SESSIONS_MAX + 1);
	CHECK_STR(last_over, "loud");
	CHECK(http_sessions_find(t, id, "quiet", 1) == quiet);
	CHECK(http_sessions_find(t, id, "loud", 1) == NULL);

	/* one that has none yet finds a place as well, again and again */
	guest = http_sessions_add(t, server, "guest", 5);
	CHECK(guest != NULL);
	memcpy(last, guest->id, sizeof last);
	CHECK_STR(last_over, "loud");
	CHECK(http_sessions_add(t, server, "guest", 6) != NULL);
	CHECK_STR(last_over, "guest");
	CHECK(http_sessions_find(t, last, "guest", 7) == NULL);
	CHECK(http_sessions_find(t, id, "quiet", 7) == quiet);
	http_sessions_free(t);
}

static void
the_oldest_of_its_own_goes(void)
{
	struct http_sessions *t = http_sessions_new(on_over, NULL);
	struct http_session *first, *second;
	char a[HTTP_SESSION_ID], b[HTTP_SESSION_ID];

	first = http_sessions_add(t, server, "x", 1);
	second = http_sessions_add(t, server, "x", 2);
	memcpy(a, first->id, sizeof a);
	memcpy(b, second->id, sizeof b);
	some("x", HTTP_SESSIONS_MAX - 2, t);
	/* used since: the other one is the oldest but for those at 0 */
	CHECK(http_sessions_find(t, a, "x", HTTP_SESSIONS_MAX) == first);
	for (unsigned i = 0; i < 3; i++)
		CHECK(http_sessions_add(t, server, "x", 5000) != NULL);
	CHECK(http_sessions_find(t, a, "x", 5000) == first);
	for (unsigned i = 0; i < 3; i++)
		CHECK(http_sessions_add(t, server, "x", 5000) != NULL);
	CHECK(http_sessions_find(t, b, "x", 5000) == NULL);
	http_sessions_free(t);
}

int
main(void)
{
	struct server_info info = { .name = "t", .version = "1" };

	server = server_new(&info, NULL);
	TEST(who_begins_many_ends_only_its_own);
	TEST(the_oldest_of_its_own_goes);
	server_free(server);
	return tap_end();
}
