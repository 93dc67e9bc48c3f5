/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bindings_url.c -- worker/url for the prelude.
 *
 * A record is an array: what enum field names.  Texts of a record are ASCII;
 * what is absent is null.
 */
#include <string.h>

#include "worker/engine_int.h"
#include "worker/url/url.h"

enum field {
	SCHEME,
	USERNAME,
	PASSWORD,
	HOST,
	PORT,
	PATH,
	OPAQUE,
	QUERY,
	FRAGMENT,
	HREF,
	ORIGIN,
	HOST_TEXT
};

/* A text of the program's as UTF-8, in a buffer on the value stack. */
static const char *
push_utf8(duk_context *duk, duk_idx_t idx, size_t *ret_n)
{
	struct out o = { .a = engine_of(duk)->arena };
	duk_size_t n;
	const char *s = duk_to_lstring(duk, idx, &n);
	char *p;

	if (n > URL_BYTES_MAX / 8)
		(void)duk_range_error(duk, "a URL of %lu bytes: at most %d",
		    (unsigned long)n, URL_BYTES_MAX / 8);
	engine_out_utf8(&o, s, n);
	if (o.failed) {
		engine_out_free(&o);
		(void)duk_generic_error(duk, "alloc failed");
	}
	p = duk_push_fixed_buffer(duk, o.len + 1);
	if (o.len > 0)
		memcpy(p, o.p, o.len);
	*ret_n = o.len;
	engine_out_free(&o);
	return p;
}

static void
push_buf(duk_context *duk, const struct buf *b)
{
	duk_push_lstring(duk, b->p == NULL ? "" : b->p, b->len);
}

static void
put_text(duk_context *duk, enum field f, const struct buf *b, bool has)
{
	if (has)
		push_buf(duk, b);
	else
		duk_push_null(duk);
	duk_put_prop_index(duk, -2, f);
}

static void
put_made(duk_context *duk, enum field f, const struct url *u,
    void (*make)(const struct url *, struct buf *))
{
	struct buf b;

	buf_init(&b, 4 * (size_t)URL_BYTES_MAX);
	make(u, &b);
	/* A throw in here leaks; only memory running out throws, and the run
	 * ends with its arena. */
	put_text(duk, f, &b, true);
	buf_fini(&b);
}

static void
push_record(duk_context *duk, const struct url *u)
{
	duk_push_array(duk);
	put_text(duk, SCHEME, &u->scheme, true);
	put_text(duk, USERNAME, &u->username, true);
	put_text(duk, PASSWORD, &u->password, true);
	put_text(duk, HOST, &u->host, u->has_host);
	duk_push_int(duk, u->port);
	duk_put_prop_index(duk, -2, PORT);
	put_text(duk, PATH, &u->path, true);
	duk_push_boolean(duk, u->opaque);
	duk_put_prop_index(duk, -2, OPAQUE);
	put_text(duk, QUERY, &u->query, u->has_query);
	put_text(duk, FRAGMENT, &u->fragment, u->has_fragment);
	put_made(duk, HREF, u, url_href);
	put_made(duk, ORIGIN, u, url_origin);
	put_made(duk, HOST_TEXT, u, url_host_text);
}

static void
get_text(duk_context *duk, duk_idx_t idx, enum field f, struct buf *b,
    bool *ret_has)
{
	const char *s;
	duk_size_t n;

	duk_get_prop_index(duk, idx, f);
	s = duk_get_lstring(duk, -1, &n);
	if (s != NULL && n > 0)
		buf_add(b, s, n);
	if (ret_has != NULL)
		*ret_has = s != NULL;
	duk_pop(duk);
}

static void
get_record(duk_context *duk, duk_idx_t idx, struct url *u)
{
	url_init(u);
	get_text(duk, idx, SCHEME, &u->scheme, NULL);
	get_text(duk, idx, USERNAME, &u->username, NULL);
	get_text(duk, idx, PASSWORD, &u->password, NULL);
	get_text(duk, idx, HOST, &u->host, &u->has_host);
	get_text(duk, idx, PATH, &u->path, NULL);
	get_text(duk, idx, QUERY, &u->query, &u->has_query);
	get_text(duk, idx, FRAGMENT, &u->fragment, &u->has_fragment);
	duk_get_prop_index(duk, idx, PORT);
	u->port = duk_get_int(duk, -1);
	duk_get_prop_index(duk, idx, OPAQUE);
	u->opaque = duk_get_boolean(duk, -1) != 0;
	duk_pop_2(duk);
}

/* urlParse(text, base record or null): a record, or null. */
static duk_ret_t
native_url_parse(duk_context *duk)
{
	bool has_base = duk_is_object(duk, 1) != 0;
	struct url u, base;
	const char *s;
	size_t n;
	int rc;

	s = push_utf8(duk, 0, &n);
	if (has_base)
		get_record(duk, 1, &base);
	url_init(&u);
	rc = url_parse(&u, s, n, has_base ? &base : NULL);
	if (rc == 0)
		push_record(duk, &u);
	else
		duk_push_null(duk);
	url_fini(&u);
	if (has_base)
		url_fini(&base);
	return 1;
}

/* urlSet(record, part, text): the changed record. */
static duk_ret_t
native_url_set(duk_context *duk)
{
	enum url_part part = (enum url_part)duk_require_int(duk, 1);
	const char *s;
	struct url u;
	size_t n;

	s = push_utf8(duk, 2, &n);
	get_record(duk, 0, &u);
	url_set(&u, part, s, n);
	push_record(duk, &u);
	url_fini(&u);
	return 1;
}

static int
hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return -1;
}

/* Pushes the text that a name or value of a form stands for. */
static void
push_decoded(duk_context *duk, const char *s, size_t n)
{
	char *p = duk_push_fixed_buffer(duk, n + 1);
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		if (s[i] == '+') {
			p[k++] = ' ';
		} else if (s[i] == '%' && n - i > 2 && hex_of(s[i + 1]) >= 0 &&
		    hex_of(s[i + 2]) >= 0) {
			p[k++] =
			    (char)(hex_of(s[i + 1]) << 4 | hex_of(s[i + 2]));
			i += 2;
		} else {
			p[k++] = s[i];
		}
	}
	engine_push_utf8(duk, p, k);
	duk_remove(duk, -2);
}

/* formParse(text): name, value, name, value ... */
static duk_ret_t
native_form_parse(duk_context *duk)
{
	const char *s, *end, *stop, *eq;
	duk_uarridx_t k = 0;
	size_t n;

	s = push_utf8(duk, 0, &n);
	end = s + n;
	duk_push_array(duk);
	for (; s < end; s = stop + 1) {
		if ((stop = memchr(s, '&', (size_t)(end - s))) == NULL)
			stop = end;
		if (stop == s)
			continue;
		if ((eq = memchr(s, '=', (size_t)(stop - s))) == NULL)
			eq = stop;
		push_decoded(duk, s, (size_t)(eq - s));
		duk_put_prop_index(duk, 2, k++);
		push_decoded(duk, eq + (eq < stop),
		    eq < stop ? (size_t)(stop - eq - 1) : 0);
		duk_put_prop_index(duk, 2, k++);
	}
	return 1;
}

static bool
form_safe(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '*' || c == '-' || c == '.' ||
	    c == '_';
}

/* formEncode(text): as a name or value of a form. */
static duk_ret_t
native_form_encode(duk_context *duk)
{
	static const char hex[] = "0123456789ABCDEF";
	const char *s;
	char *p;
	size_t n, i, k = 0;
	uint8_t c;

	s = push_utf8(duk, 0, &n);
	p = duk_push_fixed_buffer(duk, 3 * n + 1);
	for (i = 0; i < n; i++) {
		c = (uint8_t)s[i];
		if (form_safe(c)) {
			p[k++] = (char)c;
		} else if (c == ' ') {
			p[k++] = '+';
		} else {
			p[k++] = '%';
			p[k++] = hex[c >> 4];
			p[k++] = hex[c & 15];
		}
	}
	duk_push_lstring(duk, p, k);
	return 1;
}

/* wellFormed(text): lone surrogates become U+FFFD. */
static duk_ret_t
native_well_formed(duk_context *duk)
{
	const char *s;
	size_t n;

	s = push_utf8(duk, 0, &n);
	engine_push_utf8(duk, s, n);
	return 1;
}

void
bindings_url(duk_context *duk)
{
	static const duk_function_list_entry functions[] = {
		{ "urlParse", native_url_parse, 2 },
		{ "urlSet", native_url_set, 3 },
		{ "formParse", native_form_parse, 1 },
		{ "formEncode", native_form_encode, 1 },
		{ "wellFormed", native_well_formed, 1 },
		{ NULL, NULL, 0 },
	};

	duk_put_function_list(duk, -1, functions);
}
