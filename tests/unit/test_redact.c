/* SPDX-License-Identifier: Apache-2.0 */
/* A secret echoed in any of the ways that servers write things, cut anywhere,
 * does not come through; what is around it does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "broker/egress/encode.h"
#include "broker/egress/redact.h"
#include "broker/egress/redact_match.h"
#include "broker/egress/redact_unit.h"

#include "tests/unit/tap.h"

#define SECRET "sk/T+o k\"e\\n&<9\xc3\xa9'=%~"
#define BEFORE "{\"before\": \""
#define AFTER "\", \"after\": 1}"

static struct redact *r;

/* The text redacted in chunks of `size`, the first of `first`. */
static void
in_chunks(const char *s, size_t n, size_t first, size_t size, struct buf *out)
{
	struct buf held;
	size_t at = 0, len = first;

	buf_init(&held, 1 << 20);
	buf_clear(out);
	while (at < n) {
		if (len > n - at)
			len = n - at;
		redact_add(r, &held, s + at, len, 0, out);
		at += len;
		len = size;
	}
	redact_add(r, &held, "", 0, 1, out);
	buf_fini(&held);
}

static size_t bad;

static void
check_all_cuts(const char *what, const struct buf *echo)
{
	struct buf out;
	size_t cut, size;

	buf_init(&out, 1 << 20);
	for (size = 1; size <= 4096; size *= 8)
		for (cut = 1; cut <= echo->len; cut++) {
			in_chunks(echo->p, echo->len, cut, size, &out);
			if (strstr(out.p, REDACT_WITH) != NULL &&
			    strncmp(out.p, BEFORE, strlen(BEFORE)) == 0 &&
			    strcmp(out.p + out.len - strlen(AFTER), AFTER) ==
				0 &&
			    out.len < strlen(BEFORE AFTER REDACT_WITH) + 12)
				continue;
			if (bad++ < 5)
				printf("# %s cut at %zu, then every %zu: %s\n",
				    what, cut, size, out.p);
		}
	buf_fini(&out);
}

enum way {
	PLAIN,
	PERCENT,
	PERCENT_SMALL,
	PERCENT_ALL,
	PLUS,
	JSON,
	JSON_SLASH,
	JSON_U,
	HTML,
	HTML_DEC,
	HTML_HEX,
	BACKSLASH_X,
	WAYS
};

/* One byte as that way has it. */
static void
put(struct buf *b, enum way w, unsigned char c)
{
	const char *html = c == '&' ? "&amp;"
	    : c == '<'              ? "&lt;"
	    : c == '"'              ? "&quot;"
	    : c == '\''             ? "&apos;"
				    : NULL;
	bool odd = strchr("/+ \"\\&<'=%", c) != NULL || c >= 0x80;

	if (w == PERCENT_ALL)
		buf_addf(b, "%%%02X", c);
	else if (w == PLUS && c == ' ')
		buf_addc(b, '+');
	else if (w == HTML && html != NULL)
		buf_adds(b, html);
	else if ((w == JSON || w == JSON_SLASH) && (c == '"' || c == '\\'))
		buf_addf(b, "\\%c", c);
	else if (w == JSON_SLASH && c == '/')
		buf_adds(b, "\\/");
	else if (w == PERCENT && odd)
		buf_addf(b, "%%%02X", c);
	else if (w == PERCENT_SMALL && odd)
		buf_addf(b, "%%%02x", c);
	else if (w == BACKSLASH_X && odd)
		buf_addf(b, "\\x%02x", c);
	else if (w == JSON_U && odd && c < 0x80)
		buf_addf(b, "\\u%04x", c);
	else if (w == HTML_DEC && odd && c < 0x80)
		buf_addf(b, "&#%u;", c);
	else if (w == HTML_HEX && odd && c < 0x80)
		buf_addf(b, "&#x%x;", c);
	else if (w == PLUS && odd)
		buf_addf(b, "%%%02X", c);
	else
		buf_addc(b, (char)c);
}

static void
no_escaping_hides_the_secret(void)
{
	struct buf b;

	for (int w = 0; w < WAYS; w++) {
		char what[16];

		buf_init(&b, 1 << 16);
		buf_adds(&b, BEFORE);
		for (const char *p = SECRET; *p != '\0'; p++)
			/* U+00E9 in one escape where those are of characters */
			if ((w == JSON_U || w == HTML_DEC || w == HTML_HEX) &&
			    memcmp(p, "\xc3\xa9", 2) == 0) {
				buf_adds(&b,
				    w == JSON_U         ? "\\u00e9"
					: w == HTML_DEC ? "&#233;"
							: "&#xE9;");
				p++;
			} else
				put(&b, (enum way)w, (unsigned char)*p);
		buf_adds(&b, AFTER);
		(void)snprintf(what, sizeof what, "way %d", w);
		check_all_cuts(what, &b);
		buf_fini(&b);
	}
	CHECK(bad == 0);
}

static void
no_encoding_hides_the_secret(void)
{
	static const char *const before[] = { "", "x", "xy" };
	struct buf raw, b64, b;

	for (int k = 0; k < 3; k++)
		for (int w = 0; w < 4; w++) {
			buf_init(&raw, 4096);
			buf_init(&b64, 4096);
			buf_init(&b, 4096);
			buf_addf(&raw, "%s%s", before[k], SECRET);
			encode_base64(&b64, raw.p, raw.len);
			buf_adds(&b, BEFORE);
			for (size_t i = 0; i < b64.len; i++) {
				char c = b64.p[i];

				if (w == 1) /* RFC 4648, section 5 */
					c = c == '+' ? '-' : c == '/' ? '_' : c;
				if (w == 2 && i > 0 && i % 8 == 0)
					buf_adds(&b, "\r\n");
				if (w == 3 && strchr("+/=", c) != NULL)
					buf_addf(&b, "%%%02X", (unsigned)c);
				else
					buf_addc(&b, c);
			}
			buf_adds(&b, AFTER);
			check_all_cuts("base64", &b);
			buf_fini(&raw);
			buf_fini(&b64);
			buf_fini(&b);
		}
	for (int w = 0; w < 2; w++) {
		buf_init(&b, 4096);
		buf_adds(&b, BEFORE);
		for (const char *p = SECRET; *p != '\0'; p++)
			buf_addf(&b, w ? "%02X" : "%02x", (unsigned char)*p);
		buf_adds(&b, AFTER);
		check_all_cuts("hex", &b);
		buf_fini(&b);
	}
	CHECK(bad == 0);
}

/* Where nothing is alive two characters are looked at, not one. */
static void
the_second_character_may_be_written_in_any_way(void)
{
	static const char *const texts[] = { "J token-7", "J+token-7",
		"J%20token-7", "J\\u0020token-7", "J&#32;token-7",
		"4A20746f6B656E2D37", "4a20746f6b656e2d37", "SiB0b2tlbi03",
		"S\niB0b2tlbi03", "S\\r\\niB0b2tlbi03", "S%0AiB0b2tlbi03",
		"S&#10;iB0b2tlbi03" };
	static const char *const secrets[] = { "J token-7" };
	struct redact *own = redact_new(secrets, 1), *other = r;
	struct buf out, b;
	size_t i, size;

	r = own;
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (size = 1; size < 9; size++) {
			buf_init(&out, 4096);
			buf_init(&b, 4096);
			buf_addf(&b, "<JJ%s>4", texts[i]);
			in_chunks(b.p, b.len, size, size, &out);
			CHECK_STR(out.p, "<JJ" REDACT_WITH ">4");
			buf_fini(&b);
			buf_fini(&out);
		}
	r = other;
	redact_free(own);
}

static void
other_text_stays_as_it_is(void)
{
	static const char *const texts[] = { "", "sk/T+o k",
		"sk/T+o k\"e\\n&<8", "100%", "%7", "\\", "\\u00", "&", "&#",
		"&#x4", "&amp", "%25%25\\\\u005c&amp;&amp;", "c2svVCtvIGsiZ",
		"736b2f54", "\xff\xfe\xfd" };
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (size_t size = 1; size < 9; size++) {
			in_chunks(texts[i], strlen(texts[i]), size, size, &out);
			CHECK_STR(out.p == NULL ? "" : out.p, texts[i]);
		}
	buf_fini(&out);
}

static void
two_secrets_in_a_row_are_two(void)
{
	struct buf out;

	buf_init(&out, 4096);
	in_chunks(SECRET SECRET, 2 * strlen(SECRET), 7, 3, &out);
	CHECK_STR(out.p, REDACT_WITH REDACT_WITH);
	buf_fini(&out);
}

/* Four ways to read each backslash of the text: 4 to the 24th to try, were they
 * tried one by one. */
static void
a_secret_of_escapes_is_found_in_a_moment(void)
{
	static const char *const secrets[] = { "\\\\\\\\\\\\\\\\\\\\\\\\"
		"\\\\\\\\\\\\\\\\\\\\\\\\z", "%25%%25%&&amp;%%%5c%%%%%%%%%%%z" };
	struct redact *own;
	char text[256];
	struct buf out;
	size_t i;

	for (i = 0; i < 2; i++) {
		own = redact_new(&secrets[i], 1);
		memset(text, secrets[i][0], sizeof text - 1);
		text[sizeof text - 1] = '\0';
		buf_init(&out, 1 << 16);
		redact_text(own, text, strlen(text), &out);
		CHECK(strcmp(out.p, text) == 0); /* there is no z */
		buf_clear(&out);
		(void)snprintf(text, sizeof text, "a %s b", secrets[i]);
		redact_text(own, text, strlen(text), &out);
		CHECK_STR(out.p, "a [redacted] b");
		buf_fini(&out);
		redact_free(own);
	}
}

/* The steps for each byte of a text made of one piece over and over. */
static double
steps(const struct form *form, const char *piece, size_t size)
{
	struct match *m = match_new(form, 1);
	const struct range *found;
	size_t n = strlen(piece), i, count;
	char *text = malloc(size + n);
	double each;

	for (i = 0; i < size; i += n)
		memcpy(text + i, piece, n);
	CHECK(match_text(m, text, size, true, &found, &count) == size);
	CHECK(count == 0);
	each = (double)match_steps(m) / (double)size;
	free(text);
	match_free(m);
	return each;
}

/* By what is counted, not by the clock: a text of any length, of whatever
 * escapes, costs as much a byte, and no secret makes that many. */
static void
hostile_replies_cost_their_length(void)
{
	static const char secret[] = "\\\\\\\\%%%%%%&&&&&&&amp;%25%5c\\z";
	static const char *const pieces[] = { "\\", "%", "&", "%25", "\\u005c",
		"&amp;", "&#x26;", "%2525", "\\\\u005c", "%26amp;", "\\n",
		"&#38;#38;#38", "\\\\\\%%%&&&" };
	const struct form form = { secret, sizeof secret - 1, false, false };
	size_t i;

	for (i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		double some = steps(&form, pieces[i], 1 << 14);
		double more = steps(&form, pieces[i], 1 << 20);

		if (more > 2 * UNIT_WAYS * (double)sizeof secret ||
		    more > 1.1 * some)
			printf("# %s: %.1f, %.1f\n", pieces[i], some, more);
		CHECK(more <= 2 * UNIT_WAYS * (double)sizeof secret);
		CHECK(more <= 1.1 * some);
	}
}

/* The middle is the end of one and the start of another. */
static void
overlapping_ones_are_one(void)
{
	static const char *const secrets[] = { "abcabc", "bcabcd" };
	struct redact *own = redact_new(secrets, 2), *other = r;
	struct buf out;
	size_t size;

	r = own;
	for (size = 1; size < 12; size++) {
		buf_init(&out, 4096);
		in_chunks("<abcabcabc> abcabcd!", 20, size, size, &out);
		CHECK_STR(out.p, "<[redacted]> [redacted]!");
		buf_fini(&out);
	}
	r = other;
	redact_free(own);
}

#ifndef CORDON_SANITIZED /* whose allocator has no such limit */
struct block {
	struct block *next;
};

/* All the memory that is left, to the last block. */
static struct block *
take_all(void)
{
	struct block *all = NULL, *b;
	size_t n;

	for (n = 1 << 20; n >= sizeof *b; n /= 2)
		while ((b = malloc(n)) != NULL) {
			b->next = all;
			all = b;
		}
	return all;
}

/* Not the secret, and no text from which something is missing, either. */
static void
without_memory_nothing_comes_through(void)
{
	static const char text[] = BEFORE "s3cr3t-t0ken" AFTER;
	const char *secret = "s3cr3t-t0ken";
	struct redact *own = redact_new(&secret, 1);
	struct rlimit was, least;
	struct block *all, *b;
	struct buf out;

	buf_init(&out, 1 << 16);
	CHECK(buf_room(&out, 4096) != NULL);
	CHECK(getrlimit(RLIMIT_AS, &was) == 0);
	least = was;
	least.rlim_cur = 4096;
	CHECK(setrlimit(RLIMIT_AS, &least) == 0);
	all = take_all();
	redact_text(own, text, sizeof text - 1, &out);
	while ((b = all) != NULL) {
		all = b->next;
		free(b);
	}
	CHECK(setrlimit(RLIMIT_AS, &was) == 0);
	CHECK(!buf_ok(&out));
	CHECK(out.p != NULL && strstr(out.p, secret) == NULL);
	buf_clear(&out);
	redact_text(own, text, sizeof text - 1, &out);
	CHECK(buf_ok(&out));
	CHECK_STR(out.p, BEFORE REDACT_WITH AFTER);
	buf_fini(&out);
	redact_free(own);
}
#endif

int
main(void)
{
	const char *secrets[] = { SECRET, "short" };

	r = redact_new(secrets, 2);
	CHECK(r != NULL);
	TEST(no_escaping_hides_the_secret);
	TEST(no_encoding_hides_the_secret);
	TEST(the_second_character_may_be_written_in_any_way);
	TEST(other_text_stays_as_it_is);
	TEST(two_secrets_in_a_row_are_two);
	TEST(a_secret_of_escapes_is_found_in_a_moment);
	TEST(hostile_replies_cost_their_length);
	TEST(overlapping_ones_are_one);
#ifndef CORDON_SANITIZED
	TEST(without_memory_nothing_comes_through);
#endif
	redact_free(r);
	return tap_end();
}
