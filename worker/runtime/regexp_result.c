/* SPDX-License-Identifier: Apache-2.0 */
/* regexp_result.c -- what a match gives: arrays, groups, texts. */
#include <string.h>

#include "worker/runtime/inside.h"
#include "worker/runtime/regexp.h"

/* The begin and end of a group, or undefined. */
static void
push_range(duk_context *ctx, const struct rx *x, unsigned i)
{
	if (x->caps[2 * i] < 0 || x->caps[2 * i + 1] < 0) {
		duk_push_undefined(ctx);
		return;
	}
	duk_push_int(ctx, x->caps[2 * i]);
	duk_push_int(ctx, x->caps[2 * i + 1]);
	inside_pack(ctx, 2);
}

static void
push_names(duk_context *ctx, const struct rx *x, bool ranges)
{
	const uint16_t *name;
	unsigned group;
	size_t i, n;

	if (!re_prog_name(x->p, 0, &name, &n, &group)) {
		duk_push_undefined(ctx);
		return;
	}
	duk_push_bare_object(ctx);
	for (i = 0; re_prog_name(x->p, i, &name, &n, &group); i++) {
		text_make(ctx, name, n);
		/* Of groups with one name at most one took part. */
		if (x->caps[2 * group] < 0) {
			duk_dup_top(ctx);
			if (duk_has_prop(ctx, -3)) {
				duk_pop(ctx);
				continue;
			}
		}
		if (ranges)
			push_range(ctx, x, group);
		else
			rx_push_group(ctx, x, group);
		duk_put_prop(ctx, -3);
	}
}

void
rx_push_names(duk_context *ctx, const struct rx *x)
{
	push_names(ctx, x, false);
}

static void
push_indices(duk_context *ctx, const struct rx *x)
{
	unsigned i;

	for (i = 0; i < x->groups; i++)
		push_range(ctx, x, i);
	inside_pack(ctx, (duk_idx_t)x->groups);
	duk_push_literal(ctx, "groups");
	push_names(ctx, x, true);
	inside_define(ctx, -3);
}

void
rx_push_result(duk_context *ctx, const struct rx *x)
{
	unsigned i;

	duk_require_stack(ctx, (duk_idx_t)x->groups + 8);
	for (i = 0; i < x->groups; i++)
		rx_push_group(ctx, x, i);
	inside_pack(ctx, (duk_idx_t)x->groups);
	duk_push_literal(ctx, "index");
	duk_push_int(ctx, x->caps[0]);
	inside_define(ctx, -3);
	duk_push_literal(ctx, "input");
	duk_dup(ctx, x->string);
	inside_define(ctx, -3);
	duk_push_literal(ctx, "groups");
	rx_push_names(ctx, x);
	inside_define(ctx, -3);
	if (x->flags & RE_INDICES) {
		duk_push_literal(ctx, "indices");
		push_indices(ctx, x);
		inside_define(ctx, -3);
	}
}

void
rx_out_init(duk_context *ctx, struct rx_out *o)
{
	memset(o, 0, sizeof(*o));
	o->ctx = ctx;
	o->at = duk_get_top(ctx);
	(void)duk_push_dynamic_buffer(ctx, 0);
}

static char *
room(struct rx_out *o, size_t n)
{
	if (n > o->cap - o->n) {
		size_t cap = o->cap * 2 + n + 64;

		o->p = duk_resize_buffer(o->ctx, o->at, cap);
		o->cap = cap;
	}
	return o->p + o->n;
}

void
rx_out_add(struct rx_out *o, const char *s, size_t n)
{
	if (n == 0)
		return;
	memcpy(room(o, n), s, n);
	o->n += n;
}

void
rx_out_slice(struct rx_out *o, const struct text *t, size_t a, size_t b)
{
	char *p;

	if (a >= b)
		return;
	if (t->s8 != NULL) {
		rx_out_add(o, (const char *)t->s8 + a, b - a);
		return;
	}
	p = room(o, (b - a) * 3);
	for (; a < b; a++) {
		uint32_t c = t->s16[a];

		if (c < 0x80) {
			*p++ = (char)c;
		} else if (c < 0x800) {
			*p++ = (char)(0xc0 | c >> 6);
			*p++ = (char)(0x80 | (c & 63));
		} else {
			*p++ = (char)(0xe0 | c >> 12);
			*p++ = (char)(0x80 | (c >> 6 & 63));
			*p++ = (char)(0x80 | (c & 63));
		}
	}
	o->n = (size_t)(p - o->p);
}

void
rx_out_push(struct rx_out *o)
{
	(void)duk_push_lstring(o->ctx, o->p == NULL ? "" : o->p, o->n);
}

static void
add_group(struct rx_out *o, const struct rx *x, unsigned g)
{
	if (x->caps[2 * g] >= 0 && x->caps[2 * g + 1] >= 0)
		rx_out_slice(o, &x->text, (size_t)x->caps[2 * g],
		    (size_t)x->caps[2 * g + 1]);
}

/* $<name> at s[2]; the bytes taken, 0: it is no reference. */
static size_t
expand_name(struct rx_out *o, const struct rx *x, const char *s, size_t n)
{
	const char *end = memchr(s, '>', n);
	const uint16_t *name;
	unsigned group;
	const char *text;
	size_t i, k, len;
	bool same;

	if (end == NULL || !re_prog_name(x->p, 0, &name, &k, &group))
		return 0;
	for (i = 0; re_prog_name(x->p, i, &name, &k, &group); i++) {
		if (x->caps[2 * group] < 0)
			continue;
		text_make(o->ctx, name, k);
		text = duk_get_lstring(o->ctx, -1, &len);
		same = len == (size_t)(end - s - 2) &&
		    memcmp(text, s + 2, len) == 0;
		duk_pop(o->ctx);
		if (same)
			add_group(o, x, group);
	}
	return (size_t)(end - s) + 1;
}

/* $1 or $12 at s; the bytes taken, 0: there is no such group. */
static size_t
expand_number(struct rx_out *o, const struct rx *x, const char *s, size_t n)
{
	unsigned one = (unsigned)(s[1] - '0'), two;

	if (n > 2 && s[2] >= '0' && s[2] <= '9') {
		two = one * 10 + (unsigned)(s[2] - '0');
		if (two > 0 && two < x->groups) {
			add_group(o, x, two);
			return 3;
		}
	}
	if (one == 0 || one >= x->groups)
		return 0;
	add_group(o, x, one);
	return 2;
}

/* What a dollar at s means; the bytes taken. */
static size_t
expand_one(struct rx_out *o, const struct rx *x, const char *s, size_t n)
{
	size_t k = 0;

	switch (n > 1 ? s[1] : '\0') {
	case '$': rx_out_add(o, "$", 1); return 2;
	case '&': add_group(o, x, 0); return 2;
	case '`': rx_out_slice(o, &x->text, 0, (size_t)x->caps[0]); return 2;
	case '\'':
		rx_out_slice(o, &x->text, (size_t)x->caps[1], x->text.len);
		return 2;
	case '<': k = expand_name(o, x, s, n); break;
	default:
		if (n > 1 && s[1] >= '0' && s[1] <= '9')
			k = expand_number(o, x, s, n);
		break;
	}
	if (k > 0)
		return k;
	rx_out_add(o, "$", 1);
	return 1;
}

void
rx_expand(struct rx_out *o, const struct rx *x, duk_idx_t by)
{
	size_t n, k;
	const char *s = duk_get_lstring(o->ctx, by, &n), *dollar;

	while (n > 0 && (dollar = memchr(s, '$', n)) != NULL) {
		rx_out_add(o, s, (size_t)(dollar - s));
		n -= (size_t)(dollar - s);
		k = expand_one(o, x, dollar, n);
		s = dollar + k;
		n -= k;
	}
	rx_out_add(o, s, n);
}
