/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_body.c -- the body in its media type: JSON, forms (OpenAPI 3.1,
 * "Encoding Object"), multipart (RFC 7578), text, bytes.
 *
 * Binary data is {"$bytes": base64} among the arguments; "$name" and "$type"
 * beside it are a file's.
 */
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "broker/egress/encode.h"
#include "broker/egress/request_int.h"
#include "broker/egress/style.h"
#include "common/base/limits.h"
#include "common/base/utf8.h"
#include "common/host/json.h"

#define FILE_NAME_MAX 255
#define DEEP_MAX 8 /* levels of name[a][b]; Stripe has four */
#define DEEP_NAME_MAX 4096
#define MEDIA_MAX 127 /* as RFC 6838, 4.2, has it */

static const char *
bytes_text(const json_t *v, size_t *n)
{
	const json_t *s = json_object_get(v, "$bytes");

	*n = json_string_length(s);
	return json_string_value(s);
}

static bool
is_bytes(const json_t *v)
{
	size_t n = 1;

	if (json_is_string(json_object_get(v, "$name")))
		n++;
	if (json_is_string(json_object_get(v, "$type")))
		n++;
	return json_object_size(v) == n &&
	    json_is_string(json_object_get(v, "$bytes"));
}

/* JSON has no bytes: base64 text is what `format: byte` asks for. */
static json_t *
without_bytes(const json_t *v)
{
	json_t *out, *one;
	const char *key;
	size_t i;

	if (json_is_object(v)) {
		if (is_bytes(v))
			return json_incref(json_object_get(v, "$bytes"));
		out = json_object();
		json_object_foreach((json_t *)(uintptr_t)v, key, one)
			json_object_set_new(out, key, without_bytes(one));
		return out;
	}
	if (json_is_array(v)) {
		out = json_array();
		json_array_foreach((json_t *)(uintptr_t)v, i, one)
			json_array_append_new(out, without_bytes(one));
		return out;
	}
	return json_incref((json_t *)(uintptr_t)v);
}

static void
put_json(struct buf *out, const json_t *v)
{
	json_t *plain = without_bytes(v);

	json_write(out, plain);
	json_decref(plain);
}

static bool
is_media(const char *s)
{
	const char *p;

	for (p = s; *p >= ' ' && *p <= '~'; p++)
		;
	return *p == '\0' && strchr(s, '/') != NULL;
}

/* ---- application/x-www-form-urlencoded ---- */

static const struct {
	const char *name;
	enum param_style style;
} styles[] = {{"form", STYLE_FORM}, {"spaceDelimited", STYLE_SPACE},
	{"pipeDelimited", STYLE_PIPE}, {"deepObject", STYLE_DEEP},
	{"tabDelimited", STYLE_TAB}};

static struct style
form_style(const struct request_plan *p, const char *name, const json_t *v)
{
	const json_t *enc = json_object_get(p->encoding, name);
	const char *given = json_str(enc, "style");
	const char *media = json_str(enc, "contentType");
	struct style s = {name, STYLE_FORM, true,
		json_bool(enc, "allowReserved", false), false};
	size_t i;

	/* Without a word on it, an object travels as JSON; a list by its type. */
	if (given == NULL && json_object_get(enc, "explode") == NULL &&
	    (json_is_object(v) || (json_is_array(v) && media != NULL &&
		strstr(media, "json") != NULL)))
		s.style = STYLE_JSON;
	for (i = 0; given != NULL && i < sizeof styles / sizeof styles[0]; i++)
		if (strcmp(styles[i].name, given) == 0)
			s.style = styles[i].style;
	s.explode = json_bool(enc, "explode", s.style == STYLE_FORM);
	return s;
}

static int
put_form(const struct request_plan *p, const json_t *body, struct buf *out,
    struct err *e)
{
	const char *key;
	json_t *v;

	if (!json_is_object(body))
		return err_set(e, ERR_INPUT,
		    "/body: an object of form fields expected");
	json_object_foreach((json_t *)(uintptr_t)body, key, v) {
		struct style s = form_style(p, key, v);
		json_t *plain = without_bytes(v);

		style_pairs(out, &s, plain, "&");
		json_decref(plain);
	}
	return 0;
}

/* ---- multipart/form-data ---- */

struct part {
	const char *name;
	const char *media; /* NULL: none said */
	char first[MEDIA_MAX + 1]; /* what it points to, perhaps */
	bool choice; /* of several, which a file's own goes before */
	json_t *headers; /* more of them, as texts; or NULL */
	char file[FILE_NAME_MAX + 1]; /* "": not a file */
};

/* A quoted string of a header: no quote, no line end gets out of it. */
static void
put_quoted(struct buf *out, const char *s)
{
	buf_addc(out, '"');
	for (; *s != '\0'; s++)
		if (*s == '"' || *s == '\\' || (unsigned char)*s < ' ')
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)*s);
		else
			buf_addc(out, *s);
	buf_addc(out, '"');
}

static void
put_part(struct buf *out, const char *boundary, const struct part *p,
    const void *data, size_t n)
{
	const char *name;
	json_t *v;

	buf_addf(out, "--%s\r\nContent-Disposition: form-data; name=",
	    boundary);
	put_quoted(out, p->name);
	if (p->file[0] != '\0') {
		buf_adds(out, "; filename=");
		put_quoted(out, p->file);
	}
	if (p->media != NULL)
		buf_addf(out, "\r\nContent-Type: %s", p->media);
	json_object_foreach(p->headers, name, v)
		if (json_is_string(v))
			buf_addf(out, "\r\n%s: %s", name,
			    json_string_value(v));
	buf_adds(out, "\r\n\r\n");
	buf_add(out, data, n);
	buf_adds(out, "\r\n");
}

/* A file has a name and a type, if only those that mean nothing.  The name is
 * cut at a character: no server wants more than a file system has. */
static void
name_file(struct part *p, const json_t *v)
{
	const char *name = json_str(v, "$name"), *type = json_str(v, "$type");
	size_t n = 0, one;

	if (name == NULL || name[0] == '\0')
		name = "file";
	while (name[n] != '\0' && (one = utf8_len(name + n, 4)) > 0 &&
	    n + one < sizeof(p->file))
		n += one;
	memcpy(p->file, name, n);
	p->file[n] = '\0';
	if ((p->media == NULL || p->choice) && type != NULL && is_media(type))
		p->media = type;
	if (p->media == NULL)
		p->media = "application/octet-stream";
}

/* A list of types is a choice, and so is a range: the first that is one type,
 * unless the file knows better. */
static void
choose_type(struct part *p, const char *list)
{
	size_t n;

	p->choice = list != NULL && strpbrk(list, ",*") != NULL;
	for (; list != NULL && p->media == NULL; list += n) {
		list += strspn(list, ", ");
		n = strcspn(list, ",");
		if (n == 0)
			break;
		if (n > MEDIA_MAX || memchr(list, '*', n) != NULL)
			continue;
		memcpy(p->first, list, n);
		p->first[n] = '\0';
		if (is_media(p->first))
			p->media = p->first;
	}
}

static int
put_field(const struct request_plan *p, const char *boundary, const char *name,
    const json_t *v, struct buf *out, struct err *e)
{
	const json_t *encoding = json_object_get(p->encoding, name);
	struct part part = {.name = name,
		.headers = json_object_get(encoding, "headers")};
	const char *text;
	struct buf b;
	size_t n;
	int r = 0;

	choose_type(&part, json_str(encoding, "contentType"));
	buf_init(&b, 2 * ARGS_MAX);
	text = bytes_text(v, &n);
	if (text != NULL) {
		name_file(&part, v);
		if (!encode_unbase64(&b, text, n))
			r = err_set(e, ERR_INPUT,
			    "/body/%.100s: $bytes is not base64", name);
	} else if (json_is_object(v) || json_is_array(v)) {
		if (part.media == NULL)
			part.media = "application/json";
		put_json(&b, v);
	} else
		style_text(&b, v);
	put_part(out, boundary, &part, b.p != NULL ? b.p : "", b.len);
	out->failed |= !buf_ok(&b);
	buf_fini(&b);
	return r;
}

#define BOUNDARY_BYTES 16 /* of the hash */
#define BOUNDARY_MAX (8 + 2 * BOUNDARY_BYTES)

/* The same for the same, and nowhere in what is sent: nobody makes a body that
 * has its own hash in it. */
static void
boundary_for(const json_t *body, char ret[BOUNDARY_MAX])
{
	uint8_t hash[SHA256_DIGEST_SIZE];
	struct sha256_ctx c;
	struct buf b;
	size_t i;
	int n;

	buf_init(&b, 2 * ARGS_MAX);
	json_write(&b, body);
	sha256_init(&c);
	sha256_update(&c, b.len, b.p == NULL ? (const uint8_t *)"" :
		(const uint8_t *)b.p);
	sha256_digest(&c, sizeof hash, hash);
	buf_fini(&b);
	n = snprintf(ret, BOUNDARY_MAX, "cordon-");
	for (i = 0; i < BOUNDARY_BYTES; i++)
		n += snprintf(ret + n, 3, "%02x", hash[i]);
}

/* name[a][0], a part each: `style: deepObject` (OpenAPI 3.1.1, "Encoding
 * Object"), and what Stripe's uploads want. */
static int
put_deep(const struct request_plan *p, const char *boundary, const char *name,
    const json_t *v, unsigned depth, struct buf *out, struct err *e)
{
	const char *key;
	json_t *one;
	struct buf b;
	size_t i;
	int r = 0;

	if (depth == DEEP_MAX || json_object_get(v, "$bytes") != NULL ||
	    (!json_is_object(v) && !json_is_array(v)))
		return put_field(p, boundary, name, v, out, e);
	buf_init(&b, DEEP_NAME_MAX);
	json_object_foreach((json_t *)(uintptr_t)v, key, one) {
		buf_clear(&b);
		buf_addf(&b, "%s[%s]", name, key);
		if (r == 0 && buf_ok(&b) && !json_is_null(one))
			r = put_deep(p, boundary, b.p, one, depth + 1, out, e);
		out->failed |= !buf_ok(&b);
	}
	json_array_foreach(v, i, one) {
		buf_clear(&b);
		buf_addf(&b, "%s[%zu]", name, i);
		if (r == 0 && buf_ok(&b))
			r = put_deep(p, boundary, b.p, one, depth + 1, out, e);
		out->failed |= !buf_ok(&b);
	}
	buf_fini(&b);
	return r;
}

static bool
is_deep(const struct request_plan *p, const char *name)
{
	const char *style = json_str(json_object_get(p->encoding, name),
	    "style");

	return style != NULL && strcmp(style, "deepObject") == 0;
}

static int
put_multipart(const struct request_plan *p, const json_t *body,
    const char *boundary, struct buf *out, struct err *e)
{
	const char *key;
	json_t *v, *one;
	size_t i;

	if (!json_is_object(body))
		return err_set(e, ERR_INPUT,
		    "/body: an object of form fields expected");
	json_object_foreach((json_t *)(uintptr_t)body, key, v) {
		if (json_is_null(v))
			continue;
		if (is_deep(p, key)) {
			if (put_deep(p, boundary, key, v, 0, out, e) == -1)
				return -1;
			continue;
		}
		if (!json_is_array(v)) {
			if (put_field(p, boundary, key, v, out, e) == -1)
				return -1;
			continue;
		}
		/* An array is that many parts of one name. */
		json_array_foreach(v, i, one)
			if (put_field(p, boundary, key, one, out, e) == -1)
				return -1;
	}
	buf_addf(out, "--%s--\r\n", boundary);
	return 0;
}

/* ---- text and bytes ---- */

static int
put_raw(const json_t *body, const char *media, struct buf *out, struct err *e)
{
	size_t n;
	const char *text = bytes_text(body, &n);

	if (text != NULL) {
		if (!encode_unbase64(out, text, n))
			return err_set(e, ERR_INPUT,
			    "/body: $bytes is not base64");
		return 0;
	}
	if (json_is_string(body)) {
		style_text(out, body);
		return 0;
	}
	if (strncmp(media, "text/", 5) == 0 && !json_is_object(body) &&
	    !json_is_array(body)) {
		style_text(out, body);
		return 0;
	}
	return err_set(e, ERR_INPUT,
	    "/body: text or a Uint8Array expected, as %s", media);
}

/* ---- sequences of JSON values ---- */

static bool
is_lines(const char *media)
{
	return strstr(media, "ndjson") != NULL ||
	    strstr(media, "jsonl") != NULL ||
	    strstr(media, "json-lines") != NULL ||
	    strstr(media, "json-seq") != NULL;
}

/* Each on a line, in a json-seq after its mark (RFC 7464) as well; text that
 * is one already goes as it is. */
static int
put_lines(const json_t *body, const char *media, struct buf *out,
    struct err *e)
{
	bool marks = strstr(media, "json-seq") != NULL;
	json_t *one;
	size_t i;

	if (!json_is_array(body))
		return put_raw(body, media, out, e);
	json_array_foreach((json_t *)(uintptr_t)body, i, one) {
		if (marks)
			buf_addc(out, '\x1e');
		put_json(out, one);
		buf_addc(out, '\n');
	}
	return 0;
}

/* Of a range, any image say, what it is: bytes may know, text and values have
 * one that fits them. */
static const char *
one_media(const char *range, const json_t *body)
{
	const char *type = json_str(body, "$type");
	size_t n = strcspn(range, "*");
	bool text = strncmp(range, "text/", 5) == 0;

	if (range[n] == '\0')
		return range;
	if (is_bytes(body) && type != NULL && is_media(type) &&
	    strncasecmp(type, range, n) == 0)
		return type;
	if (strstr(range, "json") != NULL ||
	    (json_is_object(body) && !is_bytes(body)))
		return "application/json";
	return text ? "text/plain" : "application/octet-stream";
}

int
request_body(const struct request_plan *p, const json_t *body,
    struct request *r, struct err *e)
{
	const char *media = one_media(p->op.body_media, body);
	char boundary[BOUNDARY_MAX];
	int ret = 0;

	if (is_lines(media))
		ret = put_lines(body, media, &r->body, e);
	else if (strstr(media, "json") != NULL) {
		put_json(&r->body, body);
	} else if (strncmp(media, "application/x-www-form-urlencoded", 33) ==
	    0) {
		ret = put_form(p, body, &r->body, e);
	} else if (strncmp(media, "multipart/", 10) == 0) {
		boundary_for(body, boundary);
		ret = put_multipart(p, body, boundary, &r->body, e);
	} else
		ret = put_raw(body, media, &r->body, e);
	if (ret == -1)
		return -1;
	if (!buf_ok(&r->body))
		return err_set(e, ERR_LIMIT, "a body too large to send");
	r->has_body = true;
	buf_addf(&r->headers, "Content-Type: %s", media);
	if (strncmp(media, "multipart/", 10) == 0)
		buf_addf(&r->headers, "; boundary=%s", boundary);
	buf_addc(&r->headers, '\n');
	return 0;
}
