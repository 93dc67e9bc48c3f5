/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bindings.c -- `native`: what the prelude gets from C.  No program sees it.
 * worker/runtime/ adds its own functions to the same object.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "worker/engine_calls.h"
#include "worker/engine_int.h"
#include "worker/runtime/inside.h"
#include "worker/zones.h"

#if __has_include("worker/runtime/runtime.h")
#include "worker/runtime/runtime.h"
#define HAVE_RUNTIME 1
#endif

/* isData(value): see inside.h. */
static duk_ret_t
native_is_data(duk_context *duk)
{
	duk_push_boolean(duk, inside_is_data(duk, 0));
	return 1;
}

/* log(level, text).  After LOG_MAX bytes one note, then silence. */
static duk_ret_t
native_log(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	const char *level = duk_require_string(duk, 0), *s;
	struct out o = { .a = g->arena };
	duk_size_t n;
	char note[96];
	int k;

	s = duk_require_lstring(duk, 1, &n);
	if (g->host == NULL || g->log_bytes > LOG_MAX)
		return 0;
	if (n > LOG_MAX - g->log_bytes) {
		g->log_bytes = LOG_MAX + 1;
		k = snprintf(note, sizeof(note),
		    "\xe2\x80\xa6 logs stop here: a run may print %d kB",
		    LOG_MAX / 1024);
		g->host->log(g->host->ctx, "warn", note, (size_t)k);
		return 0;
	}
	g->log_bytes += n;
	engine_out_utf8(&o, s, n);
	if (!o.failed)
		g->host->log(g->host->ctx, level, o.p, o.len);
	engine_out_free(&o);
	return 0;
}

/* When the job began, in the time that now() tells. */
static duk_ret_t
native_began(duk_context *duk)
{
	const struct engine *g = engine_of(duk);

	duk_push_number(duk, g->job == NULL ? g->now_ms : g->job->now_ms);
	return 1;
}

static duk_ret_t
native_now(duk_context *duk)
{
	duk_push_number(duk, engine_of(duk)->now_ms);
	return 1;
}

/* advance(ms): the clock never goes back. */
static duk_ret_t
native_advance(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	double t = duk_to_number(duk, 0);

	if (isfinite(t) && t > g->now_ms)
		g->now_ms = t;
	return 0;
}

/* fill(bytes): with the job's entropy. */
static duk_ret_t
native_fill(duk_context *duk)
{
	duk_size_t n;
	void *p = duk_require_buffer_data(duk, 0, &n);

	chacha_read(&engine_of(duk)->random, p, n);
	duk_set_top(duk, 1);
	return 1;
}

/* bytes(text): UTF-8 as a plain buffer. */
static duk_ret_t
native_bytes(duk_context *duk)
{
	struct out o = { .a = engine_of(duk)->arena };
	duk_size_t n;
	const char *s = duk_to_lstring(duk, 0, &n);
	void *p = duk_push_dynamic_buffer(duk, 0);

	engine_out_utf8(&o, s, n);
	if (o.failed) {
		engine_out_free(&o);
		return duk_generic_error(duk, "alloc failed");
	}
	/* A resize may throw and leak `o`; the arena dies with the run. */
	p = duk_resize_buffer(duk, -1, o.len);
	if (o.len > 0)
		memcpy(p, o.p, o.len);
	engine_out_free(&o);
	return 1;
}

/* text(bytes): a string; what is no UTF-8 becomes U+FFFD. */
static duk_ret_t
native_text(duk_context *duk)
{
	duk_size_t n;
	const char *p = duk_require_buffer_data(duk, 0, &n);

	engine_push_utf8(duk, p == NULL ? "" : p, n);
	return 1;
}

static duk_ret_t
native_base64(duk_context *duk)
{
	duk_size_t n;
	void *p = duk_require_buffer_data(duk, 0, &n), *q;

	q = duk_push_fixed_buffer(duk, n);
	if (n > 0)
		memcpy(q, p, n);
	duk_base64_encode(duk, -1);
	return 1;
}

static duk_ret_t
native_unbase64(duk_context *duk)
{
	duk_set_top(duk, 1);
	(void)duk_require_string(duk, 0);
	duk_base64_decode(duk, 0);
	return 1;
}

/* hidden(name): a key that no program can name, list or trap. */
static duk_ret_t
native_hidden(duk_context *duk)
{
	const char *s = duk_require_string(duk, 0);

	duk_push_sprintf(duk, "\xff%s", s);
	return 1;
}

/* zone(name, ms): { name, abbrev, offset in minutes, from, until }, or
 * undefined when there is no such zone. */
static duk_ret_t
native_zone(duk_context *duk)
{
	const char *name = duk_require_string(duk, 0), *text;
	struct zone_at z;
	size_t n;

	text = zones_text(&n);
	if (zones_find(text, n, name, floor(duk_to_number(duk, 1) / 1000),
	    &z) != 0)
		return 0;
	duk_push_object(duk);
	duk_push_string(duk, z.name);
	duk_put_prop_literal(duk, -2, "name");
	duk_push_string(duk, z.abbrev);
	duk_put_prop_literal(duk, -2, "abbrev");
	duk_push_number(duk, z.offset_s / 60.0);
	duk_put_prop_literal(duk, -2, "offset");
	duk_push_number(duk, z.from_s * 1000);
	duk_put_prop_literal(duk, -2, "from");
	duk_push_number(duk, z.until_s * 1000);
	duk_put_prop_literal(duk, -2, "until");
	return 1;
}

static duk_ret_t
native_frames(duk_context *duk)
{
	engine_stack_frames(duk, 0);
	return 1;
}

static const duk_function_list_entry functions[] = {
	{ "isData", native_is_data, 1 },
	{ "log", native_log, 2 },
	{ "now", native_now, 0 },
	{ "began", native_began, 0 },
	{ "advance", native_advance, 1 },
	{ "fill", native_fill, 1 },
	{ "bytes", native_bytes, 1 },
	{ "text", native_text, 1 },
	{ "base64", native_base64, 1 },
	{ "unbase64", native_unbase64, 1 },
	{ "hidden", native_hidden, 1 },
	{ "frames", native_frames, 1 },
	{ "zone", native_zone, 2 },
	{ "line", engine_place_line, 0 },
	{ "expression", engine_said_expression, 0 },
	{ NULL, NULL, 0 }
};

void
bindings_push(duk_context *duk)
{
	duk_push_object(duk);
	duk_put_function_list(duk, -1, functions);
	engine_compile_register(duk);
	engine_calls_register(duk);
	bindings_url(duk);
	/* Thread: coroutines; only the prelude's promise code has them. */
	duk_get_global_literal(duk, "Duktape");
	duk_get_prop_literal(duk, -1, "Thread");
	duk_put_prop_literal(duk, -3, "Thread");
	duk_pop(duk);
	duk_push_int(duk, CALLS_OPEN_MAX);
	duk_put_prop_literal(duk, -2, "callsOpenMax");
#ifdef HAVE_RUNTIME
	runtime_register(duk);
#endif
}
