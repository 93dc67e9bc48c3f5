/* SPDX-License-Identifier: Apache-2.0 */
/* reply.c -- see reply.h. */
#include "broker/egress/reply.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/json_plain.h"
#include "common/base/limits.h"
#include "common/base/utf8.h"

#define NAME_MAX_LEN 128 /* of a header; longer ones are nobody's */
#define OURS_MAX 4096 /* what egress says itself: a note, a cut */
#define HEADERS_TYPICAL 512

void
reply_init(struct reply *r, const struct redact *redact, size_t most)
{
	memset(r, 0, sizeof *r);
	r->redact = redact;
	r->most = most = most != 0 ? most : BODY_MAX;
	buf_init(&r->held, most);
	/* Redaction may lengthen what it replaces: REDACT_SECRET_MIN bytes to
	 * those of REDACT_WITH, which are less than twice as many. */
	buf_init(&r->body, 2 * most);
	buf_init(&r->headers, REPLY_HEADERS_MAX + OURS_MAX);
	(void)buf_room(&r->headers, HEADERS_TYPICAL);
}

void
reply_fini(struct reply *r)
{
	buf_fini(&r->headers);
	free(r->location);
	coding_fini(&r->coding);
	buf_fini(&r->held);
	buf_fini(&r->body);
	memset(r, 0, sizeof *r);
}

void
reply_reset(struct reply *r)
{
	buf_clear(&r->headers);
	r->n_headers = 0;
	free(r->location);
	r->location = NULL;
	r->media[0] = '\0';
	r->charset = CHARSET_UTF8;
	r->utf16 = (struct utf16){ 0 };
	r->final = r->ended = false;
	r->length[0] = '\0';
	coding_fini(&r->coding);
	r->received = 0;
	r->cut = false;
	buf_clear(&r->held);
	buf_clear(&r->body);
}

/* Of ASCII's letters; what a locale has beside them is nobody's name. */
static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void
set_media(struct reply *r, const char *v)
{
	size_t n = 0;

	for (; v[n] != '\0' && v[n] != ';' && v[n] != ' ' && v[n] != '\t'; n++)
		if (n < sizeof r->media)
			r->media[n] = lower(v[n]);
	r->media[n < sizeof r->media ? n : 0] = '\0';
	r->charset = charset_of(v);
}

static bool
one_length(struct reply *r, const char *value)
{
	size_t n = strnlen(value, sizeof r->length - 1);

	if (r->length[0] == '\0') {
		memcpy(r->length, value, n);
		r->length[n] = '\0';
	}
	return strncmp(r->length, value, sizeof r->length - 1) == 0;
}

/* Where it is in `headers`, or their end. */
static size_t
find(const struct reply *r, const char *name)
{
	size_t at = 0;

	while (at < r->headers.len && strcmp(r->headers.p + at, name) != 0) {
		at += strlen(r->headers.p + at) + 1;
		at += strlen(r->headers.p + at) + 1;
	}
	return at;
}

const char *
reply_value(const struct reply *r, const char *name)
{
	size_t at = find(r, name);

	return at == r->headers.len ? NULL :
				      r->headers.p + at + strlen(name) + 1;
}

/* Header values are bytes; those of no UTF-8 are shown as "?", and so are
 * control characters, six bytes of JSON each. */
static void
make_text(char *s, size_t n)
{
	size_t plain = json_plain_run(s, n);
	bool text;

	if (plain == n) /* most are ASCII without controls */
		return;
	s += plain;
	n -= plain;
	text = utf8_valid(s, n);
	for (; n > 0; n--, s++)
		if (((unsigned char)*s >= 0x80 && !text) || *s == 0x7f ||
		    ((unsigned char)*s < ' ' && *s != '\t'))
			*s = '?';
}

static void
cut_to(struct buf *b, size_t len)
{
	b->len = len;
	b->failed = false;
	if (b->p != NULL)
		b->p[len] = '\0';
}

/* As one more value of the header at `at`. */
static void
extend(struct reply *r, size_t at, const char *value, size_t n)
{
	struct buf *b = &r->headers, more;
	size_t len = b->len;

	at += strlen(b->p + at) + 1;
	at += strlen(b->p + at);
	buf_init(&more, len < REPLY_HEADERS_MAX ? REPLY_HEADERS_MAX - len : 0);
	buf_adds(&more, ", ");
	redact_text(r->redact, value, n, &more);
	if (buf_ok(&more)) {
		make_text(more.p, more.len);
		buf_add(b, more.p, more.len);
	}
	if (buf_ok(&more) && buf_ok(b)) {
		memmove(b->p + at + more.len, b->p + at, len - at);
		memcpy(b->p + at, more.p, more.len);
	} else
		cut_to(b, len);
	buf_fini(&more);
}

/* Up to `most` bytes of all together. */
static void
append(struct reply *r, const char *name, const char *value, size_t n,
    size_t most)
{
	struct buf *b = &r->headers;
	size_t len = b->len, text;

	buf_add(b, name, strlen(name) + 1);
	text = b->len;
	redact_text(r->redact, value, n, b);
	if (buf_ok(b))
		make_text(b->p + text, b->len - text);
	buf_add(b, "", 1);
	if (buf_ok(b) && b->len <= most)
		r->n_headers++;
	else
		cut_to(b, len);
}

/* `sent`: the name as it was. */
static void
keep(struct reply *r, const char *name, const char *sent, const char *value,
    size_t n)
{
	size_t at = find(r, name);

	if (at < r->headers.len)
		extend(r, at, value, n);
	else if (r->n_headers < REPLY_HEADERS_COUNT &&
	    !redact_finds(r->redact, sent, strlen(name)))
		append(r, name, value, n, REPLY_HEADERS_MAX);
}

void
reply_say(struct reply *r, const char *name, const char *value)
{
	struct buf *b = &r->headers;
	size_t at = find(r, name), n;

	if (at < b->len) {
		n = strlen(name) + 1;
		n += strlen(b->p + at + n) + 1;
		memmove(b->p + at, b->p + at + n, b->len - at - n);
		cut_to(b, b->len - n);
		r->n_headers--;
	}
	if (value != NULL)
		append(r, name, value, strlen(value), b->max);
}

void
reply_write_headers(const struct reply *r, struct buf *out)
{
	const char *s = r->headers.p, *end = s + r->headers.len;
	unsigned i;

	buf_addc(out, '{');
	for (i = 0; s < end; i++, s += strlen(s) + 1) {
		/* A name, a value, a name, ... */
		if (i > 0)
			buf_addc(out, i % 2 == 0 ? ',' : ':');
		buf_add_json(out, s, strlen(s));
	}
	buf_addc(out, '}');
}

/* What of a header's value counts here; `value` ends with a NUL. */
static bool
look_at(struct reply *r, const char *name, const char *value)
{
	if (strcmp(name, "content-type") == 0)
		set_media(r, value);
	else if (strcmp(name, "content-length") == 0)
		return one_length(r, value);
	else if (strcmp(name, "content-encoding") == 0)
		coding_named(&r->coding, value);
	else {
		free(r->location);
		r->location = strdup(value);
	}
	return true;
}

static bool
counts(const char *name)
{
	return strncmp(name, "content-", 8) == 0 ?
	    strcmp(name + 8, "type") == 0 || strcmp(name + 8, "length") == 0 ||
		strcmp(name + 8, "encoding") == 0 :
	    strcmp(name, "location") == 0;
}

/* x-cordon-* is ours to say. */
static bool
is_shown(const char *name)
{
	return strncmp(name, "set-cookie", 10) != 0 &&
	    strncmp(name, "x-cordon-", 9) != 0;
}

static void
trim(const char **s, size_t *n)
{
	for (; *n > 0 && isspace((unsigned char)**s); ++*s)
		--*n;
	while (*n > 0 && isspace((unsigned char)(*s)[*n - 1]))
		--*n;
	*n = strnlen(*s, *n);
}

/* "HTTP/1.1 103 ..." and what belongs to it are not the reply itself. */
static void
begin(struct reply *r, const char *s, size_t n)
{
	const char *space = memchr(s, ' ', n);

	reply_reset(r);
	r->final = space == NULL || space + 1 == s + n || space[1] != '1';
}

/* Its n bytes in small letters; false: no name that anybody has. */
static bool
read_name(const char *s, size_t n, char name[NAME_MAX_LEN])
{
	size_t i;

	if (n >= NAME_MAX_LEN)
		return false;
	for (i = 0; i < n; i++)
		name[i] = lower(s[i]);
	name[n] = '\0';
	return utf8_valid(name, n) && strlen(name) == n;
}

bool
reply_header(struct reply *r, const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n), *sent = s;
	char name[NAME_MAX_LEN], *value;
	bool ok = true;
	size_t len;

	if (n >= 5 && memcmp(s, "HTTP/", 5) == 0 && !r->ended) {
		begin(r, s, n);
		return true;
	}
	if (n > 0 && (*s == '\r' || *s == '\n'))
		r->ended = r->final;
	/* A folded line (RFC 9112, 5.2) is nobody's name and value. */
	if (n > 0 && (*s == ' ' || *s == '\t'))
		return true;
	if (colon == NULL || !read_name(s, (size_t)(colon - s), name))
		return true;
	len = (size_t)(colon - s) + 1;
	s += len;
	n -= len;
	trim(&s, &n);
	if (n > REPLY_HEADERS_MAX)
		return true;
	if (counts(name) && !r->ended) {
		if ((value = strndup(s, n)) == NULL)
			return true;
		ok = look_at(r, name, value);
		free(value);
	}
	if (is_shown(name))
		keep(r, name, sent, s, n);
	return ok;
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

static size_t
most_of(const struct reply *r)
{
	return reply_is_stream(r) && r->most > REPLY_STREAM_MAX ?
	    REPLY_STREAM_MAX : r->most;
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
is_json(const char *media)
{
	return strcmp(media, "application/json") == 0 ||
	    strcmp(media, "text/json") == 0 ||
	    (ends(media, "+json") && !is_lines(media));
}

/* No coding is left on it. */
static bool
take(void *arg, const char *s, size_t n)
{
	struct reply *r = arg;
	struct buf b;

	r->received += n;
	if (r->received > most_of(r))
		return false;
	if (r->utf16.order == UTF16_NOT) {
		redact_add(r->redact, &r->held, s, n, 0, &r->body);
		return buf_ok(&r->body);
	}
	/* A secret is looked for in what the program will read. */
	buf_init(&b, 2 * n + 8);
	utf16_add(&r->utf16, r->charset, is_json(r->media) || is_text(r->media),
	    s, n, &b);
	if (b.len > 0)
		redact_add(r->redact, &r->held, b.p, b.len, 0, &r->body);
	r->body.failed |= !buf_ok(&b);
	buf_fini(&b);
	return buf_ok(&r->body);
}

enum coding_fault
reply_data(struct reply *r, const char *s, size_t n)
{
	return coding_add(&r->coding, s, n, most_of(r), take, r);
}

bool
reply_whole(const struct reply *r)
{
	return coding_end(&r->coding) == CODING_FINE;
}

void
reply_cut(struct reply *r)
{
	r->cut = true;
}

static void
keep_lines(struct buf *b)
{
	size_t n = b->len;

	while (n > 0 && b->p[n - 1] != '\n' && b->p[n - 1] != '\r')
		n--;
	if (n < b->len)
		cut_to(b, n);
}

const char *
reply_finish(struct reply *r)
{
	bool json = is_json(r->media);
	struct buf b;

	buf_init(&b, 8);
	utf16_end(&r->utf16, &b);
	redact_add(r->redact, &r->held, b.p != NULL ? b.p : "", b.len, 1,
	    &r->body);
	buf_fini(&b);
	if (!buf_ok(&r->body))
		return NULL;
	if (r->cut)
		keep_lines(&r->body);
	if (r->body.len == 0 && !is_lines(r->media) && !is_events(r->media))
		return "empty";
	/* RFC 8259: no mark; but servers send one. */
	if (r->body.len >= 3 && memcmp(r->body.p, "\xef\xbb\xbf", 3) == 0 &&
	    (json || is_text(r->media)))
		buf_drop(&r->body, 3);
	if (!json && !is_text(r->media))
		return "bytes";
	if (!utf8_valid(r->body.p, r->body.len) &&
	    (r->charset != CHARSET_1252 || !charset_from_1252(&r->body)))
		return "bytes";
	return json ? "json" : is_lines(r->media) ? "lines" :
	    is_events(r->media) ? "events" : "text";
}
