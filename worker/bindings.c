/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bindings.c -- `native`: what the prelude gets from C.  No program sees it.
 * worker/runtime/ adds its own functions to the same object.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "worker/engine_int.h"
#include "worker/runtime/inside.h"
#include "worker/zones.h"

#if __has_include("worker/runtime/runtime.h")
#include "worker/runtime/runtime.h"
#define HAVE_RUNTIME 1
#endif

/* Begins the call of [ method head ... ] in the first place that is free. */
static int
begin_call(duk_context *duk, const void *body, size_t n, struct err *e)
{
	struct engine *g = engine_of(duk);
	const char *method = duk_require_string(duk, 0);
	const char *head = duk_require_string(duk, 1);
	int place = engine_call_place(g, 0);

	if (n > ARGS_MAX)
		return err_set(e, ERR_LIMIT,
		    "the arguments are %zu bytes, more than the %d allowed", n,
		    ARGS_MAX);
	if (place == -1)
		return err_set(e, ERR_LIMIT, "too many calls are open");
	if (g->host->call(g->host->ctx, method, head, body, n,
		&g->open_ids[place], e) == -1) {
		g->open_ids[place] = 0;
		return -1;
	}
	g->open_calls++;
	duk_push_int(duk, place);
	return 0;
}

/* call(method, head, body: string or bytes): its place until it is answered or
 * cancelled, from 0 to callsOpenMax - 1 */
static duk_ret_t
native_call(duk_context *duk)
{
	struct out o = { .a = engine_of(duk)->arena };
	struct err e = { 0 };
	const char *body;
	duk_size_t n;
	int rc;

	if (duk_is_string(duk, 2)) {
		body = duk_get_lstring(duk, 2, &n);
		engine_out_utf8(&o, body, n);
		if (o.failed)
			return duk_generic_error(duk, "alloc failed");
		body = o.p;
		n = o.len;
	} else {
		body = duk_require_buffer_data(duk, 2, &n);
	}
	rc = begin_call(duk, body, n, &e);
	engine_out_free(&o);
	return rc == 0 ? 1 : duk_generic_error(duk, "%s", e.msg);
}

/* ask(method, head, args): the same with the JSON of args, where that needs no
 * replacer of ours and is UTF-8 as it is; else undefined, and nothing done. */
static duk_ret_t
native_ask(duk_context *duk)
{
	struct err e = { 0 };
	const char *body;
	duk_size_t n;

	if (!inside_is_data(duk, 2) || duk_json_encode(duk, 2) == NULL)
		return 0;
	body = duk_get_lstring(duk, 2, &n);
	/* Of a surrogate, which CESU-8 has for what is beyond U+FFFF. */
	if (memchr(body, 0xed, n) != NULL)
		return 0;
	return begin_call(duk, body, n, &e) == 0 ?
	    1 :
	    duk_generic_error(duk, "%s", e.msg);
}

static duk_ret_t
native_cancel(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	duk_uint_t place = duk_require_uint(duk, 0);

	if (place >= CALLS_OPEN_MAX || g->open_ids[place] == 0)
		return 0;
	g->host->cancel(g->host->ctx, g->open_ids[place]);
	g->open_ids[place] = 0;
	g->open_calls--;
	return 0;
}

/* about(): JSON of the headers, or of the error, of the reply that is being
 * delivered; it is gone with the next. */
static duk_ret_t
native_about(duk_context *duk)
{
	const struct engine_reply *r = &engine_of(duk)->reply;

	engine_push_utf8(duk, r->about == NULL ? "{}" : r->about,
	    r->about == NULL ? 2 : r->about_len);
	return 1;
}

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
	{ "call", native_call, 3 },
	{ "ask", native_ask, 3 },
	{ "cancel", native_cancel, 1 },
	{ "about", native_about, 0 },
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
