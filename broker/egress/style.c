/* SPDX-License-Identifier: Apache-2.0 */
/* style.c -- see style.h. */
#include "broker/egress/style.h"

#include <string.h>

#include "broker/egress/encode.h"
#include "common/host/json.h"

#define DEEP_MAX 8 /* levels of name[a][b]; Stripe has four */
#define TEXT_MAX (8 * 1024 * 1024)

void
style_text(struct buf *out, const json_t *v)
{
	if (json_is_string(v))
		buf_add(out, json_string_value(v), json_string_length(v));
	else
		json_write(out, v);
}

static void
put(struct buf *out, const struct style *s, const char *text, size_t n)
{
	if (s->plain)
		buf_add(out, text, n);
	else
		encode_percent(out, text, n, s->reserved);
}

static void
put_value(struct buf *out, const struct style *s, const json_t *v)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	style_text(&b, v);
	put(out, s, b.p != NULL ? b.p : "", b.len);
	out->failed |= !buf_ok(&b);
	buf_fini(&b);
}

static void
put_name(struct buf *out, const struct style *s)
{
	encode_percent(out, s->name, strlen(s->name), false);
}

/* What stands between the members of one text. */
static const char *
between(const struct style *s)
{
	if (s->style == STYLE_SPACE)
		return s->plain ? " " : "%20";
	if (s->style == STYLE_PIPE)
		return s->plain ? "|" : "%7C";
	if (s->style == STYLE_TAB)
		return s->plain ? "\t" : "%09";
	return ",";
}

/* The members of an array or object with `sep` between them; keys joined to
 * values by `eq`.  Returns how many were written. */
static size_t
put_members(struct buf *out, const struct style *s, const json_t *v,
    const char *sep, const char *eq)
{
	const char *key;
	json_t *one;
	size_t i, n = 0;

	json_array_foreach((json_t *)(uintptr_t)v, i, one) {
		if (json_is_null(one))
			continue;
		buf_adds(out, n++ > 0 ? sep : "");
		put_value(out, s, one);
	}
	json_object_foreach((json_t *)(uintptr_t)v, key, one) {
		if (json_is_null(one))
			continue;
		buf_adds(out, n++ > 0 ? sep : "");
		put(out, s, key, strlen(key));
		buf_adds(out, eq);
		put_value(out, s, one);
	}
	return n;
}

static bool
scalar(const json_t *v)
{
	return !json_is_array(v) && !json_is_object(v);
}

/* ";name=value"; of an empty text ";name" (RFC 6570, 3.2.7). */
static void
matrix_pair(struct buf *out, const struct style *s, const char *name,
    const json_t *v)
{
	if (json_is_null(v))
		return;
	buf_addc(out, ';');
	encode_percent(out, name, strlen(name), false);
	if (json_is_string(v) && json_string_length(v) == 0)
		return;
	buf_addc(out, '=');
	put_value(out, s, v);
}

static void
matrix(struct buf *out, const struct style *s, const json_t *v)
{
	const char *key;
	json_t *one;
	size_t i;

	if (scalar(v))
		matrix_pair(out, s, s->name, v);
	else if (!s->explode) {
		buf_addc(out, ';');
		put_name(out, s);
		buf_addc(out, '=');
		put_members(out, s, v, ",", ",");
	}
	if (!s->explode)
		return;
	json_array_foreach((json_t *)(uintptr_t)v, i, one)
		matrix_pair(out, s, s->name, one);
	json_object_foreach((json_t *)(uintptr_t)v, key, one)
		matrix_pair(out, s, key, one);
}

void
style_simple(struct buf *out, const struct style *s, const json_t *v)
{
	const char *eq = s->explode ? "=" : between(s);

	if (s->style == STYLE_JSON) {
		struct buf b;

		buf_init(&b, TEXT_MAX);
		json_write(&b, v);
		put(out, s, b.p != NULL ? b.p : "", b.len);
		buf_fini(&b);
		return;
	}
	if (s->style == STYLE_MATRIX) {
		matrix(out, s, v);
		return;
	}
	if (s->style == STYLE_LABEL)
		buf_addc(out, '.');
	if (scalar(v))
		put_value(out, s, v);
	else
		put_members(out, s, v,
		    s->style == STYLE_LABEL && s->explode ? "." : between(s),
		    eq);
}

static void
begin_pair(struct buf *out, const char *sep)
{
	if (out->len > 0)
		buf_adds(out, sep);
}

/* name[a][0]=x; brackets encoded, as a URL has them. */
static void
deep(struct buf *out, const struct style *s, const char *path, const json_t *v,
    const char *sep, unsigned depth)
{
	const char *key;
	json_t *one;
	struct buf b;
	size_t i;

	if (json_is_null(v))
		return;
	if (scalar(v) || depth == DEEP_MAX) {
		begin_pair(out, sep);
		buf_adds(out, path);
		buf_addc(out, '=');
		put_value(out, s, v);
		return;
	}
	buf_init(&b, TEXT_MAX);
	json_array_foreach((json_t *)(uintptr_t)v, i, one) {
		buf_clear(&b);
		buf_addf(&b, "%s%%5B%zu%%5D", path, i);
		deep(out, s, b.p, one, sep, depth + 1);
	}
	json_object_foreach((json_t *)(uintptr_t)v, key, one) {
		buf_clear(&b);
		buf_addf(&b, "%s%%5B", path);
		encode_percent(&b, key, strlen(key), false);
		buf_adds(&b, "%5D");
		deep(out, s, b.p, one, sep, depth + 1);
	}
	buf_fini(&b);
}

static void
exploded(struct buf *out, const struct style *s, const json_t *v,
    const char *sep)
{
	const char *key;
	json_t *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)v, i, one) {
		if (json_is_null(one))
			continue;
		begin_pair(out, sep);
		put_name(out, s);
		buf_addc(out, '=');
		put_value(out, s, one);
	}
	json_object_foreach((json_t *)(uintptr_t)v, key, one) {
		if (json_is_null(one))
			continue;
		begin_pair(out, sep);
		encode_percent(out, key, strlen(key), false);
		buf_addc(out, '=');
		put_value(out, s, one);
	}
}

void
style_pairs(struct buf *out, const struct style *s, const json_t *v,
    const char *sep)
{
	if (json_is_null(v))
		return;
	if (s->style == STYLE_DEEP && !scalar(v)) {
		struct buf b;

		buf_init(&b, TEXT_MAX);
		put_name(&b, s);
		deep(out, s, b.p, v, sep, 0);
		buf_fini(&b);
		return;
	}
	if (s->style != STYLE_JSON && s->explode && !scalar(v)) {
		exploded(out, s, v, sep);
		return;
	}
	begin_pair(out, sep);
	put_name(out, s);
	buf_addc(out, '=');
	if (s->style == STYLE_JSON) {
		struct buf b;

		buf_init(&b, TEXT_MAX);
		json_write(&b, v);
		encode_percent(out, b.p != NULL ? b.p : "", b.len, false);
		buf_fini(&b);
	} else if (scalar(v))
		put_value(out, s, v);
	else
		put_members(out, s, v, between(s), between(s));
}
