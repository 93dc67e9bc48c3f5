/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/regexp.h"

#include <math.h>
#include <string.h>

#include "worker/engine_int.h"
#include "worker/runtime/inside.h"

#define STATE "\xff" "regexp"
#define CACHE_MAX 256 /* patterns: programs have fewer, unless they build them */
#define CACHE_BYTES (1u << 20) /* of them: large ones must not fill the heap */
#define TEXT_KEPT 128 /* units: decoding less is nothing */
#define MEMO 16 /* patterns found without looking at their text */
#define SAFE_MAX 9007199254740991.0

/* What all RegExps of a heap share: a buffer in the stash.  Pointers are to
 * what the stash keeps. */
struct shared {
	void *proto, *ctor;
	uint64_t stamp;
	const void *string; /* whose units are kept in the stash */
	uint32_t cached; /* patterns */
	size_t cached_bytes;
	struct {
		const void *source, *flags;
		void *compiled;
	} memo[MEMO];
};

static struct shared *
shared(duk_context *ctx)
{
	return engine_of(ctx)->regexp;
}

static void *
rx_realloc(void *ctx, void *p, size_t n)
{
	if (n == 0) {
		duk_free_raw(ctx, p);
		return NULL;
	}
	return duk_realloc_raw(ctx, p, n);
}

static void
syntax_error(duk_context *ctx, duk_idx_t source, duk_idx_t flags,
    const struct re_error *e)
{
	if (e->msg[0] == '\0')
		(void)duk_generic_error(ctx, "alloc failed");
	/* The pattern may have characters that are no UTF-8 for printf. */
	duk_push_error_object(ctx, DUK_ERR_SYNTAX_ERROR, "%s", "");
	duk_push_literal(ctx, "Invalid regular expression: /");
	duk_dup(ctx, source);
	duk_push_literal(ctx, "/");
	duk_dup(ctx, flags);
	duk_push_sprintf(ctx, ": %s", e->msg);
	duk_concat(ctx, 5);
	rt_def(ctx, -2, "message");
	(void)duk_throw(ctx);
}

/* [ ] -> [ buffer ] */
static void
compile(duk_context *ctx, duk_idx_t source, duk_idx_t flags)
{
	struct re_memory m = { rx_realloc, ctx };
	struct re_error e;
	const char *f;
	size_t n, bytes;
	const uint16_t *u;
	struct re_prog *p;
	unsigned bits;
	void *to;

	f = duk_require_lstring(ctx, flags, &n);
	if (re_flags(f, n, &bits) == -1) {
		duk_push_error_object(ctx, DUK_ERR_SYNTAX_ERROR, "%s", "");
		duk_push_literal(ctx, "Invalid flags supplied to RegExp "
		    "constructor '");
		duk_dup(ctx, flags);
		duk_push_literal(ctx, "'");
		duk_concat(ctx, 3);
		rt_def(ctx, -2, "message");
		(void)duk_throw(ctx);
	}
	u = text_push_units(ctx, source, &n);
	p = re_compile(u, n, bits, &m, &bytes, &e);
	if (p == NULL)
		syntax_error(ctx, source, flags, &e);
	/* Whoever runs out of memory here loses p to the arena. */
	to = duk_push_fixed_buffer(ctx, bytes);
	memcpy(to, p, bytes);
	duk_free_raw(ctx, p);
	duk_remove(ctx, -2);
}

static void
push_cached(duk_context *ctx, struct shared *s, duk_idx_t source,
    duk_idx_t flags)
{
	size_t bytes;

	if (s->cached >= CACHE_MAX || s->cached_bytes >= CACHE_BYTES) {
		memset(s->memo, 0, sizeof(s->memo));
		duk_push_bare_object(ctx);
		rt_stash_put(ctx, "rxCache");
		s->cached = 0;
		s->cached_bytes = 0;
	}
	rt_stash_get(ctx, "rxCache");
	duk_dup(ctx, flags);
	if (!duk_get_prop(ctx, -2)) {
		duk_pop(ctx);
		duk_push_bare_object(ctx);
		duk_dup(ctx, flags);
		duk_dup(ctx, -2);
		duk_put_prop(ctx, -4);
	}
	duk_remove(ctx, -2);
	duk_dup(ctx, source);
	if (!duk_get_prop(ctx, -2)) {
		duk_pop(ctx);
		compile(ctx, source, flags);
		duk_dup(ctx, source);
		duk_dup(ctx, -2);
		duk_put_prop(ctx, -4);
		s->cached++;
		(void)duk_get_buffer(ctx, -1, &bytes);
		s->cached_bytes += bytes;
	}
	duk_remove(ctx, -2);
}

void
rx_push_compiled(duk_context *ctx, duk_idx_t source, duk_idx_t flags)
{
	struct shared *s = shared(ctx);
	const void *p, *f;
	size_t i;

	source = duk_normalize_index(ctx, source);
	flags = duk_normalize_index(ctx, flags);
	p = duk_get_heapptr(ctx, source);
	f = duk_get_heapptr(ctx, flags);
	/* Equal strings are one, and the cache's keys keep them. */
	i = ((uintptr_t)p >> 5) % MEMO;
	if (s->memo[i].source == p && s->memo[i].flags == f) {
		(void)duk_push_heapptr(ctx, s->memo[i].compiled);
		return;
	}
	push_cached(ctx, s, source, flags);
	s->memo[i].source = p;
	s->memo[i].flags = f;
	s->memo[i].compiled = duk_get_heapptr(ctx, -1);
}

/* A literal of the prelude: Duktape has compiled it for itself. */
static bool
adopt(duk_context *ctx, duk_idx_t idx)
{
	unsigned bits = 0;
	const char *code;
	char flags[9];

	if (!duk_get_prop_lstring(ctx, idx, "\x82" "Source", 7)) {
		duk_pop(ctx);
		return false;
	}
	(void)duk_get_prop_lstring(ctx, idx, "\x82" "Bytecode", 9);
	code = duk_get_string(ctx, -1);
	if (code != NULL)
		bits = (code[0] & 1 ? RE_GLOBAL : 0) |
		    (code[0] & 2 ? RE_ICASE : 0) |
		    (code[0] & 4 ? RE_MULTI : 0);
	re_flags_text(bits, flags);
	duk_push_string(ctx, flags);
	rx_push_compiled(ctx, -3, -1);
	duk_put_prop_literal(ctx, idx, STATE);
	duk_pop_3(ctx);
	return true;
}

/* [ ] -> [ buffer ], or nothing pushed and NULL. */
static const struct re_prog *
push_prog(duk_context *ctx, duk_idx_t idx)
{
	const void *p;

	idx = duk_normalize_index(ctx, idx);
	if (inside_push_state(ctx, idx))
		return duk_get_buffer(ctx, -1, NULL);
	if (!duk_is_object(ctx, idx) || inside_is_proxy(ctx, idx))
		return NULL;
	/* Own: what inherits from a RegExp is none. */
	if (!inside_push_own(ctx, idx, STATE, sizeof(STATE) - 1) &&
	    !(adopt(ctx, idx) &&
	    inside_push_own(ctx, idx, STATE, sizeof(STATE) - 1)))
		return NULL;
	p = duk_get_buffer(ctx, -1, NULL);
	return p;
}

const struct re_prog *
rx_prog(duk_context *ctx, duk_idx_t idx)
{
	const struct re_prog *p = push_prog(ctx, idx);

	if (p != NULL)
		duk_pop(ctx);
	return p;
}

const struct re_prog *
rx_require(duk_context *ctx, duk_idx_t idx, const char *method)
{
	const struct re_prog *p = rx_prog(ctx, idx);

	if (p != NULL)
		return p;
	duk_push_error_object(ctx, DUK_ERR_TYPE_ERROR, "Receiver is not a "
	    "RegExp: RegExp.prototype.%s", method);
	(void)duk_throw(ctx);
	return NULL;
}

/* Pushes the units of a string that is not ASCII; long ones are kept, so that
 * a loop over exec() decodes once. */
static void
push_text(duk_context *ctx, duk_idx_t idx, struct text *t)
{
	struct shared *s;
	const char *ascii;

	if (inside_ascii(ctx, idx, &ascii) >= 0 ||
	    duk_get_length(ctx, idx) < TEXT_KEPT) {
		text_push(ctx, idx, t);
		return;
	}
	s = shared(ctx);
	memset(t, 0, sizeof(*t));
	if (s->string == duk_get_heapptr(ctx, idx)) {
		rt_stash_get(ctx, "rxUnits");
		t->s16 = duk_get_buffer(ctx, -1, NULL);
		t->len = duk_get_length(ctx, idx);
		return;
	}
	t->s16 = text_push_units(ctx, idx, &t->len);
	s->string = NULL;
	duk_dup_top(ctx);
	rt_stash_put(ctx, "rxUnits");
	duk_dup(ctx, idx);
	rt_stash_put(ctx, "rxString");
	s->string = duk_get_heapptr(ctx, idx);
}

void
rx_open(duk_context *ctx, struct rx *x, duk_idx_t re, duk_idx_t string)
{
	x->string = duk_normalize_index(ctx, string);
	re = duk_normalize_index(ctx, re);
	x->p = push_prog(ctx, re);
	if (x->p == NULL)
		(void)duk_type_error(ctx, "not a RegExp");
	x->flags = re_prog_flags(x->p);
	x->groups = re_prog_groups(x->p);
	push_text(ctx, x->string, &x->text);
	x->caps = x->few;
	if (x->groups * 2 > RX_CAPS)
		x->caps = duk_push_fixed_buffer(ctx,
		    x->groups * 2 * sizeof(*x->caps));
	else
		duk_push_null(ctx);
}

/* Names the expression. */
static void
too_much(duk_context *ctx, const struct rx *x, enum re_result rc)
{
	size_t n;
	const uint16_t *u = re_prog_source(x->p, &n);
	char flags[9];

	re_flags_text(x->flags, flags);
	duk_push_error_object(ctx, DUK_ERR_RANGE_ERROR, "%s", "");
	duk_push_literal(ctx, "Regular expression /");
	text_make(ctx, u, n > 200 ? 200 : n);
	duk_push_sprintf(ctx, "%s/%s %s", n > 200 ? "..." : "", flags,
	    rc == RE_STEPS ?
	    "takes too many steps on this text: it tries the same characters "
	    "in too many ways; make its repetitions exclude each other" :
	    "needs too much memory on this text: match smaller pieces");
	duk_concat(ctx, 3);
	rt_def(ctx, -2, "message");
	duk_push_literal(ctx, "E_LIMIT");
	rt_def(ctx, -2, "code");
	(void)duk_throw(ctx);
}

bool
rx_match(duk_context *ctx, struct rx *x, size_t at, bool sticky)
{
	struct re_subject s = { x->text.s8 != NULL ?
		    (const void *)x->text.s8 : x->text.s16, x->text.len,
		x->text.s8 == NULL };
	struct re_stack stack = { { rx_realloc, ctx }, NULL, 0, 0 };
	enum re_result rc;

	rc = re_exec(x->p, &s, at, sticky, x->caps, &stack);
	re_stack_fini(&stack);
	if (rc == RE_STEPS || rc == RE_MEMORY)
		too_much(ctx, x, rc);
	return rc == RE_MATCH;
}

void
rx_push_group(duk_context *ctx, const struct rx *x, unsigned i)
{
	if (x->caps[2 * i] < 0 || x->caps[2 * i + 1] < 0)
		duk_push_undefined(ctx);
	else
		text_slice(ctx, x->string, &x->text, (size_t)x->caps[2 * i],
		    (size_t)x->caps[2 * i + 1]);
}

double
rx_last_index(duk_context *ctx, duk_idx_t re)
{
	double d;

	if (!inside_get_last_index(ctx, re, &d) || trunc(d) != d) {
		duk_get_prop_literal(ctx, re, "lastIndex");
		d = rt_integer(ctx, -1);
		duk_pop(ctx);
	}
	return d <= 0 ? 0 : d > SAFE_MAX ? SAFE_MAX : d;
}

void
rx_set_last_index(duk_context *ctx, duk_idx_t re, double i)
{
	re = duk_normalize_index(ctx, re);
	if (inside_set_last_index(ctx, re, i))
		return;
	duk_push_number(ctx, i);
	duk_put_prop_literal(ctx, re, "lastIndex");
}

size_t
rx_advance(const struct rx *x, size_t i)
{
	size_t units = 1;

	if ((x->flags & (RE_UNICODE | RE_SETS)) && i < x->text.len)
		(void)text_cp(&x->text, i, &units);
	return i + units;
}

bool
rx_is_pristine(duk_context *ctx, duk_idx_t re)
{
	struct shared *s = shared(ctx);

	return inside_is_bare(ctx, re, s->proto, 2) &&
	    inside_stamp(ctx, s->proto) + inside_stamp(ctx, s->ctor) ==
	    s->stamp;
}

void
rx_exec(duk_context *ctx, duk_idx_t re, duk_idx_t string, bool test)
{
	double at = rx_last_index(ctx, re);
	duk_idx_t top = duk_get_top(ctx);
	bool moves, found;
	struct rx x;

	rx_open(ctx, &x, re, string);
	moves = (x.flags & (RE_GLOBAL | RE_STICKY)) != 0;
	if (!moves)
		at = 0;
	found = at <= (double)x.text.len &&
	    rx_match(ctx, &x, (size_t)at, (x.flags & RE_STICKY) != 0);
	if (moves)
		rx_set_last_index(ctx, re, found ? x.caps[1] : 0);
	if (test)
		duk_push_boolean(ctx, found);
	else if (found)
		rx_push_result(ctx, &x);
	else
		duk_push_null(ctx);
	duk_replace(ctx, top);
	duk_set_top(ctx, top + 1);
}

void
rx_push_new(duk_context *ctx, duk_idx_t source, duk_idx_t flags, void *proto)
{
	rx_push_compiled(ctx, source, flags);
	inside_make_regexp(ctx, proto == NULL ? shared(ctx)->proto : proto,
	    STATE, sizeof(STATE) - 1);
}

/* seal(): what RegExp.prototype and RegExp are now is their pristine form. */
static duk_ret_t
seal(duk_context *ctx)
{
	struct shared *s = shared(ctx);

	s->proto = duk_require_heapptr(ctx, 0);
	s->ctor = duk_require_heapptr(ctx, 1);
	s->stamp = inside_stamp(ctx, s->proto) + inside_stamp(ctx, s->ctor);
	return 0;
}

static const struct rt_fn fns[] = {
	{ "sealRegExp", seal, 2, 2, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_regexp(duk_context *ctx)
{
	struct shared *s = duk_push_fixed_buffer(ctx, sizeof(*s));

	memset(s, 0, sizeof(*s));
	rt_stash_put(ctx, "rxShared");
	engine_of(ctx)->regexp = s;
	duk_push_bare_object(ctx);
	rt_stash_put(ctx, "rxCache");
	rt_put(ctx, -1, fns);
	rt_regexp_methods(ctx);
	rt_regexp_matches(ctx);
}
