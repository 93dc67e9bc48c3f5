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
	CHECK(r.charset == CHARSET_1252);
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

/* What a reply with these headers and bytes, `piece` at a time, says. */
static void
check_body(const char *type, const char *bytes, size_t n, size_t piece,
    const char *kind, const char *want)
{
	static const char *const secrets[] = { "hunter22" };
	struct redact *redact = redact_new(secrets, 1);
	struct reply r;
	size_t i;

	reply_init(&r, redact, 0);
	CHECK(header(&r, type));
	for (i = 0; i < n; i += piece)
		CHECK(reply_data(&r, bytes + i,
			  n - i < piece ? n - i : piece) == CODING_FINE);
	CHECK_STR(reply_finish(&r), kind);
	CHECK(r.body.len == strlen(want) &&
	    memcmp(r.body.p, want, r.body.len) == 0);
	reply_fini(&r);
	redact_free(redact);
}

static void
text_of_other_charsets_is_utf8(void)
{
	static const struct {
		const char *type, *bytes;
		size_t n;
		const char *kind, *want;
	} rows[] = {
		{ "Content-Type: text/plain; charset=windows-1252",
		    "\x80 \x93\x94 \xe9\x81", 7, "text",
		    "\u20ac \u201c\u201d \u00e9\xc2\x81" },
		{ "Content-Type: text/plain; charset=\"Latin1\"", "caf\xe9", 4,
		    "text", "caf\u00e9" },
		/* Whoever says so and sends UTF-8 all the same. */
		{ "Content-Type: text/plain; charset=iso-8859-1",
		    "caf\xc3\xa9", 5, "text", "caf\u00e9" },
		{ "Content-Type: text/plain; charset=iso-8859-15", "\xe9", 1,
		    "bytes", "\xe9" },
		{ "Content-Type: text/plain; charset=utf-16",
		    "\xff\xfe\xe9\0=\xd8\0\xde", 8, "text",
		    "\u00e9\U0001f600" },
		{ "Content-Type: text/plain; charset=utf-16", "a\0b\0", 4,
		    "text", "ab" },
		{ "Content-Type: text/plain; charset=UTF-16BE", "\0a\0b\0", 5,
		    "text", "ab\ufffd" },
		{ "Content-Type: application/json", "\xfe\xff\0[\0]", 6, "json",
		    "[]" },
		{ "Content-Type: text/plain", "\xff\xfe=\xd8=\xd8\0\xde" "a\0", 10,
		    "text", "\ufffd\U0001f600a" },
		{ "Content-Type: text/plain; charset=utf-16", "\0\xde=\xd8", 4,
		    "text", "\ufffd\ufffd" },
		/* A mark is one of text only. */
		{ "Content-Type: image/png", "\xff\xfe" "a", 3, "bytes",
		    "\xff\xfe" "a" },
		{ "Content-Type: text/plain", "a", 1, "text", "a" },
		{ "Content-Type: text/plain", "\xff", 1, "bytes", "\xff" },
		{ "Content-Type: text/plain", "", 0, "empty", "" },
		/* In it a secret is still one. */
		{ "Content-Type: text/plain; charset=utf-16",
		    "<\0h\0u\0n\0t\0e\0r\0002\0002\0>\0", 20, "text",
		    "<[redacted]>" },
	};
	size_t i, piece;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (piece = 1; piece <= 5; piece++)
			check_body(rows[i].type, rows[i].bytes, rows[i].n,
			    piece, rows[i].kind, rows[i].want);
}

static void
trailers_say_nothing_of_the_body(void)
{
	struct reply r;

	reply_init(&r, NULL, 0);
	CHECK(header(&r, "HTTP/1.1 103 Early Hints\r\n"));
	CHECK(header(&r, "Content-Type: text/html\r\n"));
	CHECK(header(&r, "\r\n"));
	CHECK(header(&r, "HTTP/1.1 200 OK\r\n"));
	CHECK(header(&r, "Content-Type: application/json\r\n"));
	CHECK(header(&r, "\r\n"));
	CHECK(reply_data(&r, "{}", 2) == CODING_FINE);
	CHECK(header(&r, "HTTP/1.1 200 OK\r\n"));
	CHECK(header(&r, "Content-Type: text/plain\r\n"));
	CHECK(header(&r, "Content-Length: 7\r\n"));
	CHECK(header(&r, "Location: /x\r\n"));
	CHECK(header(&r, "Late: 1\r\n"));
	CHECK_STR(r.media, "application/json");
	CHECK(r.location == NULL && r.body.len == 2);
	CHECK_STR(reply_value(&r, "late"), "1");
	CHECK_STR(reply_finish(&r), "json");
	reply_fini(&r);
}

static void
a_folded_line_is_no_header(void)
{
	struct reply r;

	reply_init(&r, NULL, 0);
	CHECK(header(&r, "A: b\r\n"));
	CHECK(header(&r, " Set-Cookie: x\r\n"));
	CHECK(header(&r, "\tcontent-length: 1\r\n"));
	check_shown(&r, "{\"a\":\"b\"}");
	reply_fini(&r);
}

static void
nor_is_one_that_has_a_secret_for_its_name(void)
{
	static const char *const secrets[] = { "hunter22" };
	struct redact *redact = redact_new(secrets, 1);
	struct reply r;

	reply_init(&r, redact, 0);
	CHECK(header(&r, "X-hunter22: 1"));
	CHECK(header(&r, "X-68756E7465723232: 1")); /* in hex */
	CHECK(header(&r, "X-hunter23: 1"));
	CHECK(header(&r, ": 1"));
	check_shown(&r, "{\"x-hunter23\":\"1\",\"\":\"1\"}");
	reply_fini(&r);
	redact_free(redact);
}

int
main(void)
{
	TEST(text_of_other_charsets_is_utf8);
	TEST(trailers_say_nothing_of_the_body);
	TEST(a_folded_line_is_no_header);
	TEST(nor_is_one_that_has_a_secret_for_its_name);
	TEST(names_are_small_and_values_trimmed);
	TEST(one_that_comes_again_joins_the_first);
	TEST(what_is_no_text_is_a_question_mark);
	TEST(ours_and_cookies_are_not_the_upstreams_to_say);
	TEST(what_is_too_much_is_left_out);
	TEST(two_lengths_are_told);
	return tap_end();
}
