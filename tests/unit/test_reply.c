/* SPDX-License-Identifier: Apache-2.0 */
/* The headers of a reply, as a program sees them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/reply.h"

#include "tests/unit/tap.h"

static bool
header(struct reply *r, const char *line)
{
	return reply_header(r, line, strlen(line));
}

static void
check_shown(const struct reply *r, const char *want)
{
	struct buf b;

	buf_init(&b, 4 * REPLY_HEADERS_MAX);
	reply_write_headers(r, &b);
	CHECK_STR(b.p, want);
	buf_fini(&b);
}

static void
names_are_small_and_values_trimmed(void)
{
	struct reply r;

	reply_init(&r, NULL, 0);
	check_shown(&r, "{}");
	CHECK(header(&r, "HTTP/1.1 200 OK\r\n"));
	CHECK(header(&r, "Content-TYPE:  Text/HTML; charset=ISO-8859-1 \r\n"));
	CHECK(header(&r, "X-Quote: a\"b\\c\td\r\n"));
	CHECK(header(&r, "Empty:\r\n"));
	CHECK(header(&r, "\r\n"));
	check_shown(&r, "{\"content-type\":\"Text/HTML; charset=ISO-8859-1\","
	    "\"x-quote\":\"a\\\"b\\\\c\\td\",\"empty\":\"\"}");
	CHECK_STR(r.media, "text/html");
	CHECK(r.latin1);
	CHECK_STR(reply_value(&r, "empty"), "");
	CHECK(reply_value(&r, "x-quot") == NULL);
	reply_fini(&r);
}

static void
one_that_comes_again_joins_the_first(void)
{
	struct reply r;

	reply_init(&r, NULL, 0);
	CHECK(header(&r, "Link: <a>"));
	CHECK(header(&r, "Via: x"));
	CHECK(header(&r, "LINK: <b>"));
	CHECK(header(&r, "Via: y"));
	CHECK(header(&r, "Last: z"));
	check_shown(&r, "{\"link\":\"<a>, <b>\",\"via\":\"x, y\","
	    "\"last\":\"z\"}");
	/* The next response forgets them. */
	CHECK(header(&r, "HTTP/1.1 200"));
	check_shown(&r, "{}");
	reply_fini(&r);
}

static void
what_is_no_text_is_a_question_mark(void)
{
	struct reply r;

	reply_init(&r, NULL, 0);
	CHECK(header(&r, "A: \xc3\xa9\x01\x7f."));
	CHECK(header(&r, "B: \xe9\xc3\xa9."));
	CHECK(header(&r, "C\xe9: x"));
	check_shown(&r, "{\"a\":\"\xc3\xa9\?\?.\",\"b\":\"\?\?\?.\"}");
	reply_fini(&r);
}

static void
ours_and_cookies_are_not_the_upstreams_to_say(void)
{
	struct reply r;

	reply_init(&r, NULL, 0);
	CHECK(header(&r, "Set-Cookie: a=b"));
	CHECK(header(&r, "X-Cordon-Note: forged"));
	CHECK(header(&r, "A: b"));
	check_shown(&r, "{\"a\":\"b\"}");
	reply_say(&r, "x-cordon-note", "one");
	reply_say(&r, "x-cordon-cut", "size");
	reply_say(&r, "x-cordon-note", "two");
	check_shown(&r, "{\"a\":\"b\",\"x-cordon-cut\":\"size\","
	    "\"x-cordon-note\":\"two\"}");
	reply_say(&r, "x-cordon-cut", NULL);
	check_shown(&r, "{\"a\":\"b\",\"x-cordon-note\":\"two\"}");
	reply_fini(&r);
}

/* Whatever comes, an answer with it fits into a packet. */
static void
what_is_too_much_is_left_out(void)
{
	static char line[REPLY_HEADERS_MAX];
	struct reply r;
	struct buf b;
	unsigned i;

	reply_init(&r, NULL, 0);
	for (i = 0; i < 2 * REPLY_HEADERS_COUNT; i++) {
		(void)snprintf(line, sizeof line, "H%u: x", i);
		CHECK(header(&r, line));
	}
	CHECK(r.n_headers == REPLY_HEADERS_COUNT);
	CHECK(reply_value(&r, "h255") != NULL);
	CHECK(reply_value(&r, "h256") == NULL);
	reply_say(&r, "x-cordon-note", "there");
	CHECK_STR(reply_value(&r, "x-cordon-note"), "there");
	reply_reset(&r);
	memset(line, '"', sizeof line);
	memcpy(line, "Big: ", 5);
	line[sizeof line - 1] = '\0';
	for (i = 0; i < 3; i++) {
		CHECK(header(&r, line));
		line[0]++;
	}
	line[0] = 'B';
	CHECK(header(&r, line)); /* there is no room for it twice */
	CHECK(header(&r, "Small: a"));
	CHECK(r.n_headers == 1);
	buf_init(&b, 2 * REPLY_HEADERS_MAX + 16);
	reply_write_headers(&r, &b);
	CHECK(buf_ok(&b));
	buf_fini(&b);
	reply_fini(&r);
}

static void
two_lengths_are_told(void)
{
	struct reply r;

	reply_init(&r, NULL, 0);
	CHECK(header(&r, "Content-Length: 10"));
	CHECK(header(&r, "Content-Length: 10"));
	CHECK(!header(&r, "Content-Length: 1"));
	CHECK(header(&r, "Location: /x"));
	CHECK_STR(r.location, "/x");
	reply_fini(&r);
}

int
main(void)
{
	TEST(names_are_small_and_values_trimmed);
	TEST(one_that_comes_again_joins_the_first);
	TEST(what_is_no_text_is_a_question_mark);
	TEST(ours_and_cookies_are_not_the_upstreams_to_say);
	TEST(what_is_too_much_is_left_out);
	TEST(two_lengths_are_told);
	return tap_end();
}
