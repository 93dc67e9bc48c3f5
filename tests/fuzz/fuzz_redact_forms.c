/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "xyz" (an encoding, an escape of it, one around that), "secret\nbefore\nafter":
 * any secret, written as servers write things, is not in what comes through,
 * wherever a chunk ends.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/encode.h"
#include "broker/egress/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET_MAX 40
#define AROUND_MAX 24
#define TEXT_MAX 65536
#define CUTS_MAX 256 /* a shorter text is cut everywhere */

enum { PLAIN, HEX, HEX_CAPITALS, BASE64, BASE64_URL, BASE64_LINES, ENCODINGS };
enum { NONE, PERCENT, PERCENT_ALL, JSON, JSON_SLASH, JSON_ALL, HTML, HTML_ALL,
	ESCAPES };

/* *ret_skip, *ret_end: how much of it is of the secret alone. */
static void
encode(unsigned how, const char *s, const char *before, struct buf *out,
    size_t *ret_skip, size_t *ret_end)
{
	static const size_t skip[3] = { 0, 2, 3 };
	size_t n = strlen(s), k = strlen(before) % 3, i, whole = n + k;
	struct buf raw, b;

	*ret_skip = 0;
	if (how == PLAIN)
		buf_adds(out, s);
	for (i = 0; (how == HEX || how == HEX_CAPITALS) && i < n; i++)
		buf_addf(out, how == HEX ? "%02x" : "%02X",
		    (unsigned)(unsigned char)s[i]);
	*ret_end = out->len;
	if (how < BASE64)
		return;
	buf_init(&raw, TEXT_MAX);
	buf_init(&b, TEXT_MAX);
	buf_add(&raw, "zz", k);
	buf_adds(&raw, s);
	buf_adds(&raw, "::"); /* what follows it there */
	encode_base64(&b, raw.p, raw.len);
	*ret_skip = skip[k];
	*ret_end = whole / 3 * 4 + (whole % 3 > 0 ? whole % 3 : 0);
	for (i = 0; i < b.len; i++) {
		char c = b.p[i];

		if (how == BASE64_URL)
			c = c == '+' ? '-' : c == '/' ? '_' : c;
		buf_addc(out, c);
	}
	buf_fini(&raw);
	buf_fini(&b);
}

static void
escape_one(unsigned how, unsigned char c, struct buf *out)
{
	const char *html = c == '&' ? "&amp;" : c == '<' ? "&lt;" :
	    c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
	bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');

	if (how == PERCENT_ALL || (how == PERCENT && !word))
		buf_addf(out, "%%%02X", c);
	else if (how == JSON_ALL && c < 0x80)
		buf_addf(out, "\\u%04x", c);
	else if ((how == JSON || how == JSON_SLASH) && (c == '"' || c == '\\'))
		buf_addf(out, "\\%c", c);
	else if (how == JSON_SLASH && c == '/')
		buf_adds(out, "\\/");
	else if (how == HTML_ALL && c < 0x80)
		buf_addf(out, c % 2 ? "&#%u;" : "&#x%x;", c);
	else if (how == HTML && html != NULL)
		buf_adds(out, html);
	else
		buf_addc(out, (char)c);
}

/* The marks of where the secret is move along. */
static void
escape(unsigned how, struct buf *b, size_t *from, size_t *to)
{
	size_t i, f = 0, t = 0;
	struct buf out;

	buf_init(&out, TEXT_MAX);
	for (i = 0; i < b->len; i++) {
		f = i == *from ? out.len : f;
		t = i == *to ? out.len : t;
		escape_one(how, (unsigned char)b->p[i], &out);
	}
	*to = *to == b->len ? out.len : t;
	*from = f;
	buf_fini(b);
	*b = out;
}

static void
fold(struct buf *b, size_t *from, size_t *to)
{
	size_t i, f = 0, t = 0;
	struct buf out;

	buf_init(&out, TEXT_MAX);
	for (i = 0; i < b->len; i++) {
		if (i > 0 && i % 8 == 0)
			buf_adds(&out, "\r\n");
		f = i == *from ? out.len : f;
		t = i == *to ? out.len : t;
		buf_addc(&out, b->p[i]);
	}
	*to = *to == b->len ? out.len : t;
	*from = f;
	buf_fini(b);
	*b = out;
}

static void
check(const struct redact *r, const struct buf *text, const char *echo,
    size_t n)
{
	struct buf whole, parts, held;
	size_t cut;

	buf_init(&whole, TEXT_MAX);
	buf_init(&parts, TEXT_MAX);
	buf_init(&held, TEXT_MAX);
	redact_text(r, text->p, text->len, &whole);
	assert(memmem(whole.p, whole.len, REDACT_WITH, strlen(REDACT_WITH)) !=
	    NULL);
	assert(memmem(whole.p, whole.len, echo, n) == NULL);
	for (cut = 1; cut < text->len; cut += 1 + text->len / CUTS_MAX) {
		buf_clear(&parts);
		redact_add(r, &held, text->p, cut, 0, &parts);
		redact_add(r, &held, text->p + cut, text->len - cut, 0, &parts);
		redact_add(r, &held, "", 0, 1, &parts);
		assert(parts.len == whole.len &&
		    memcmp(parts.p, whole.p, whole.len) == 0);
	}
	buf_fini(&whole);
	buf_fini(&parts);
	buf_fini(&held);
}

static void
try(const uint8_t how[3], const char *secret, const char *before,
    const char *after)
{
	const char *secrets[1] = { secret };
	struct redact *r = redact_new(secrets, 1);
	size_t from = 0, to = 0;
	struct buf b, text;

	buf_init(&b, TEXT_MAX);
	buf_init(&text, TEXT_MAX);
	encode(how[0] % ENCODINGS, secret, before, &b, &from, &to);
	if (how[0] % ENCODINGS == BASE64_LINES)
		fold(&b, &from, &to);
	escape(how[1] % ESCAPES, &b, &from, &to);
	escape(how[2] % ESCAPES, &b, &from, &to);
	buf_adds(&text, before);
	buf_add(&text, b.p, b.len);
	buf_adds(&text, after);
	check(r, &text, b.p + from, to - from);
	buf_fini(&b);
	buf_fini(&text);
	redact_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[SECRET_MAX + 2 * AROUND_MAX + 3], *before, *after, *p;

	if (size < 3 || size - 3 >= sizeof text)
		return 0;
	memcpy(text, data + 3, size - 3);
	text[size - 3] = '\0';
	if (strlen(text) != size - 3 || (before = strchr(text, '\n')) == NULL ||
	    (after = strchr(before + 1, '\n')) == NULL)
		return 0;
	*before++ = *after++ = '\0';
	if (strlen(text) < REDACT_SECRET_MIN || strlen(text) > SECRET_MAX ||
	    strlen(before) > AROUND_MAX || strlen(after) > AROUND_MAX)
		return 0;
	/* A secret is text of one line; what is put in its place is not it. */
	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f ||
		    strchr(REDACT_WITH, *p) != NULL)
			return 0;
	try(data, text, before, after);
	return 0;
}
