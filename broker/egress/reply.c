/* SPDX-License-Identifier: Apache-2.0 */
/* reply.c -- see reply.h. */
#include "broker/egress/reply.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/limits.h"
#include "common/base/utf8.h"

#define NAME_MAX_LEN 128 /* of a header; longer ones are nobody's */

bool
reply_init(struct reply *r, const struct redact *redact, size_t most)
{
	memset(r, 0, sizeof *r);
	r->redact = redact;
	r->most = most = most != 0 ? most : BODY_MAX;
	buf_init(&r->held, most);
	/* Redaction may lengthen what it replaces. */
	buf_init(&r->body, most + most / 2);
	return (r->headers = json_object()) != NULL;
}

void
reply_fini(struct reply *r)
{
	json_decref(r->headers);
	free(r->location);
	buf_fini(&r->held);
	buf_fini(&r->body);
	memset(r, 0, sizeof *r);
}

void
reply_reset(struct reply *r)
{
	json_object_clear(r->headers);
	r->headers_len = 0;
	free(r->location);
	r->location = NULL;
	r->media[0] = '\0';
	r->latin1 = false;
	r->length[0] = '\0';
	r->received = 0;
	buf_clear(&r->held);
	buf_clear(&r->body);
}

static void
set_media(struct reply *r, const char *v)
{
	size_t i, n = strcspn(v, "; \t");
	const char *charset = strcasestr(v, "charset=");

	if (n >= sizeof r->media)
		n = 0;
	for (i = 0; i < n; i++)
		r->media[i] = (char)tolower((unsigned char)v[i]);
	r->media[n] = '\0';
	if (charset == NULL)
		return;
	charset += 8 + (charset[8] == '"');
	r->latin1 = strncasecmp(charset, "iso-8859-1", 10) == 0 ||
	    strncasecmp(charset, "windows-1252", 12) == 0;
}

/* Header values are bytes; those of no UTF-8 are shown as "?". */
static json_t *
text_value(const char *s, size_t n)
{
	struct buf b;
	json_t *v;
	size_t i;

	if (utf8_valid(s, n))
		return json_stringn_nocheck(s, n);
	buf_init(&b, n + 1);
	for (i = 0; i < n; i++)
		buf_addc(&b, (unsigned char)s[i] < 0x80 ? s[i] : '?');
	v = json_stringn(b.p, b.len);
	buf_fini(&b);
	return v;
}

static void
keep(struct reply *r, const char *name, const char *value)
{
	const char *before = json_string_value(
	    json_object_get(r->headers, name));
	struct buf b;

	buf_init(&b, 2 * REPLY_HEADERS_MAX);
	if (before != NULL)
		buf_addf(&b, "%s, ", before);
	redact_text(r->redact, value, strlen(value), &b);
	r->headers_len += strlen(name) + b.len;
	if (buf_ok(&b) && b.p != NULL && r->headers_len <= REPLY_HEADERS_MAX)
		json_object_set_new_nocheck(r->headers, name,
		    text_value(b.p, b.len));
	buf_fini(&b);
}

static bool
one_length(struct reply *r, const char *value)
{
	if (r->length[0] == '\0')
		(void)snprintf(r->length, sizeof r->length, "%s", value);
	return strncmp(r->length, value, sizeof r->length - 1) == 0;
}

bool
reply_header(struct reply *r, const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n);
	char name[NAME_MAX_LEN], *value;
	bool ok = true;
	size_t i, len;

	if (n >= 5 && memcmp(s, "HTTP/", 5) == 0) {
		reply_reset(r);
		return true;
	}
	if (colon == NULL || (len = (size_t)(colon - s)) >= sizeof name)
		return true;
	for (i = 0; i < len; i++)
		name[i] = (char)tolower((unsigned char)s[i]);
	name[len] = '\0';
	s += len + 1;
	n -= len + 1;
	for (; n > 0 && isspace((unsigned char)*s); s++)
		n--;
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	if (n > REPLY_HEADERS_MAX || !utf8_valid(name, len) ||
	    (value = strndup(s, n)) == NULL)
		return true;
	if (strcmp(name, "content-type") == 0)
		set_media(r, value);
	if (strcmp(name, "content-length") == 0)
		ok = one_length(r, value);
	if (strcmp(name, "location") == 0) {
		free(r->location);
		r->location = strdup(value);
	}
	/* x-cordon-* is ours to say. */
	if (strncmp(name, "set-cookie", 10) != 0 &&
	    strncmp(name, "x-cordon-", 9) != 0)
		keep(r, name, value);
	free(value);
	return ok;
}

bool
reply_data(struct reply *r, const char *s, size_t n)
{
	r->received += n;
	if (r->received > r->most)
		return false;
	redact_add(r->redact, &r->held, s, n, 0, &r->body);
	return buf_ok(&r->body);
}

static bool
ends(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

/* JSON texts one after the other, by whatever name. */
static bool
is_lines(const char *media)
{
	static const char *const kinds[] = { "ndjson", "ldjson", "jsonl",
		"jsonlines", "json-lines", "json-seq", "stream+json", NULL };
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (ends(media, kinds[i]))
			return true;
	return false;
}

static bool
is_events(const char *media)
{
	return strcmp(media, "text/event-stream") == 0;
}

bool
reply_is_stream(const struct reply *r)
{
	return r->length[0] == '\0' &&
	    (is_events(r->media) || is_lines(r->media));
}

static bool
is_text(const char *media)
{
	return strncmp(media, "text/", 5) == 0 || ends(media, "+xml") ||
	    ends(media, "/xml") || ends(media, "yaml") ||
	    ends(media, "javascript") || ends(media, "graphql") ||
	    ends(media, "x-www-form-urlencoded") || is_lines(media) ||
	    media[0] == '\0';
}

static bool
from_latin1(struct buf *b)
{
	struct buf out;
	size_t i;

	buf_init(&out, 2 * b->len + 1);
	for (i = 0; i < b->len; i++) {
		unsigned char c = (unsigned char)b->p[i];

		if (c < 0x80)
			buf_addc(&out, (char)c);
		else {
			buf_addc(&out, (char)(0xc0 | c >> 6));
			buf_addc(&out, (char)(0x80 | (c & 0x3f)));
		}
	}
	if (!buf_ok(&out)) {
		buf_fini(&out);
		return false;
	}
	buf_fini(b);
	*b = out;
	return true;
}

static bool
is_json(const char *media)
{
	return !is_lines(media) && (strcmp(media, "application/json") == 0 ||
	    strcmp(media, "text/json") == 0 || ends(media, "+json"));
}

const char *
reply_finish(struct reply *r)
{
	bool json = is_json(r->media);

	redact_add(r->redact, &r->held, "", 0, 1, &r->body);
	if (r->body.len == 0 && !is_lines(r->media) && !is_events(r->media))
		return "empty";
	/* RFC 8259: no mark; but servers send one. */
	if (r->body.len >= 3 && memcmp(r->body.p, "\xef\xbb\xbf", 3) == 0 &&
	    (json || is_text(r->media)))
		buf_drop(&r->body, 3);
	if (!json && !is_text(r->media))
		return "bytes";
	if (!utf8_valid(r->body.p, r->body.len) &&
	    (!r->latin1 || !from_latin1(&r->body)))
		return "bytes";
	return json ? "json" : is_lines(r->media) ? "lines" :
	    is_events(r->media) ? "events" : "text";
}
