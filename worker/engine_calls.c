/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_calls.c -- the calls of a program: begun, and answered.
 *
 * Most are an operation with plain data, whose reply is JSON of a success: from
 * the operation to the promise's value they are made here, without the prelude
 * (93-codemode, 94-connectors), which does what is left: arguments of
 * other kinds, signals, calls that wait for others, timers that are due before
 * the reply, errors, what a reply says besides.
 */
#include "worker/engine_calls.h"

#include <math.h>
#include <string.h>

#include "worker/engine_int.h"
#include "worker/runtime/inside.h"
#include "worker/runtime/promise.h"

/* A longer name is the link's to refuse. */
#define HEAD_MAX 4096

/* What is kept of a call that began here, by its place. */
enum { KEPT_PROMISE, KEPT_OP, KEPT_LINE, KEPT_DATA, KEPT };
#define PLACES_FIRST 4

/* Begun --------------------------------------------------------------- */

static int
place_of(const struct engine *g, uint32_t id)
{
	int i;

	for (i = 0; i < CALLS_OPEN_MAX; i++)
		if (g->open_ids[i] == id)
			return i;
	return -1;
}

/* In the first place that is free, which is returned. */
static int
begin(struct engine *g, const char *method, const char *head, const void *body,
    size_t n, struct err *e)
{
	int place = place_of(g, 0);

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
	return place;
}

/* call(method, head, body: string or bytes): its place until it is answered or
 * cancelled, from 0 to callsOpenMax - 1 */
static duk_ret_t
native_call(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	struct out o = { .a = g->arena };
	struct err e = { 0 };
	const char *body;
	duk_size_t n;
	int place;

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
	place = begin(g, duk_require_string(duk, 0), duk_require_string(duk, 1),
	    body, n, &e);
	engine_out_free(&o);
	if (place == -1)
		return duk_generic_error(duk, "%s", e.msg);
	duk_push_int(duk, place);
	return 1;
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

/* open(): how many calls are. */
static duk_ret_t
native_open(duk_context *duk)
{
	duk_push_uint(duk, engine_of(duk)->open_calls);
	return 1;
}

/* waits(bool): are there calls that wait for the end of others? */
static duk_ret_t
native_waits(duk_context *duk)
{
	engine_of(duk)->calls_wait = duk_to_boolean(duk, 0);
	return 0;
}

/* due(ms): when the first timer is; NaN: there is none. */
static duk_ret_t
native_due(duk_context *duk)
{
	engine_of(duk)->due_ms = duk_to_number(duk, 0);
	return 0;
}

/* Plain ones ----------------------------------------------------------- */

/* [ ] -> [ ]: room for what is kept of one at that place. */
static void
make_room(duk_context *duk, struct engine *g, unsigned place)
{
	uint32_t n = g->kept_places == 0 ? PLACES_FIRST : g->kept_places, i;
	void *old = g->kept;

	if (place < g->kept_places)
		return;
	while (n <= place)
		n *= 2;
	inside_push_room(duk, n * KEPT);
	for (i = 0; i < g->kept_places * KEPT; i++) {
		inside_room_take(duk, old, i);
		inside_room_put(duk, duk_get_heapptr(duk, -2), i);
	}
	g->kept = duk_get_heapptr(duk, -1);
	g->kept_places = n;
	rt_stash_put(duk, "calls");
}

/* [ promise ] -> [ promise ] */
static void
keep(duk_context *duk, unsigned place, duk_idx_t op, bool is_data)
{
	struct engine *g = engine_of(duk);

	make_room(duk, g, place);
	duk_dup_top(duk);
	inside_room_put(duk, g->kept, place * KEPT + KEPT_PROMISE);
	duk_dup(duk, op);
	inside_room_put(duk, g->kept, place * KEPT + KEPT_OP);
	duk_push_int(duk, (duk_int_t)engine_place_here(duk));
	inside_room_put(duk, g->kept, place * KEPT + KEPT_LINE);
	duk_push_boolean(duk, is_data);
	inside_room_put(duk, g->kept, place * KEPT + KEPT_DATA);
}

/* Pushes the promise of the call that began here at the place, of which
 * nothing but the rest is kept then; or false. */
static bool
take(duk_context *duk, const struct engine *g, int place)
{
	if (place < 0 || (unsigned)place >= g->kept_places)
		return false;
	inside_room_take(duk, g->kept, (unsigned)place * KEPT + KEPT_PROMISE);
	if (duk_is_object(duk, -1))
		return true;
	duk_pop(duk);
	return false;
}

static void
push_kept(duk_context *duk, const struct engine *g, unsigned place,
    unsigned what)
{
	inside_room_take(duk, g->kept, place * KEPT + what);
}

/* The arguments' JSON as bytes, in place of them; false: they are not plain.
 * None at all are {}. */
static bool
write_plain(duk_context *duk, duk_idx_t idx, const char **ret,
    duk_size_t *ret_n)
{
	if (duk_is_null_or_undefined(duk, idx)) {
		duk_push_literal(duk, "{}");
		duk_replace(duk, idx);
	} else {
		if (!duk_is_object(duk, idx) || duk_is_array(duk, idx) ||
		    !inside_is_data(duk, idx) ||
		    !inside_push_plain(duk, idx,
			engine_nodes_of(duk)->signal_key))
			return false;
		if (!duk_is_undefined(duk, -1)) {
			duk_pop(duk);
			return false;
		}
		duk_pop(duk);
		if (duk_json_encode(duk, idx) == NULL)
			return false;
	}
	*ret = duk_get_lstring(duk, idx, ret_n);
	/* Of a surrogate, which CESU-8 has for what is beyond U+FFFF. */
	return *ret_n <= ARGS_MAX && memchr(*ret, 0xed, *ret_n) == NULL;
}

bool
engine_calls_begin(duk_context *duk, const char *head, size_t head_len,
    duk_idx_t op, bool is_data)
{
	struct engine *g = engine_of(duk);
	struct err e = { 0 };
	const char *body;
	duk_size_t n;
	int place;

	if (g->calls_wait || g->open_calls >= CALLS_OPEN_MAX ||
	    head_len > HEAD_MAX)
		return false;
	duk_dup_top(duk);
	if (!write_plain(duk, duk_get_top_index(duk), &body, &n)) {
		duk_pop(duk);
		return false;
	}
	(void)promise_push(duk); /* whatever needs memory comes first */
	make_room(duk, g, (unsigned)place_of(g, 0));
	if ((place = begin(g, "call", head, body, n, &e)) == -1)
		(void)duk_generic_error(duk, "%s", e.msg);
	keep(duk, (unsigned)place, op, is_data);
	return true;
}

/* plainCall(op, args): the promise of a call that needs no more, or
 * undefined. */
static duk_ret_t
native_plain_call(duk_context *duk)
{
	const char *head;
	duk_size_t n;

	duk_get_prop_literal(duk, 0, "head");
	head = duk_require_lstring(duk, -1, &n);
	duk_dup(duk, 1);
	return engine_calls_begin(duk, head, n, 0, false) ? 1 : 0;
}

/* taken(place): [promise, op, line] of a call that began here. */
static duk_ret_t
native_taken(duk_context *duk)
{
	const struct engine *g = engine_of(duk);
	int place = duk_get_int(duk, 0);

	if (!take(duk, g, place))
		return 0;
	push_kept(duk, g, (unsigned)place, KEPT_OP);
	push_kept(duk, g, (unsigned)place, KEPT_LINE);
	inside_pack(duk, 3);
	return 1;
}

/* Answered ------------------------------------------------------------- */

static bool
is_kind(const struct engine_reply *r, const char *kind)
{
	return r->kind_len == strlen(kind) &&
	    memcmp(r->kind, kind, r->kind_len) == 0;
}

/* What is read as text is one, all else bytes. */
static void
push_body(duk_context *duk, const struct engine_reply *r)
{
	void *p;

	if (r->body == NULL) {
		duk_push_undefined(duk);
	} else if (is_kind(r, "bytes")) {
		p = duk_push_fixed_buffer(duk, r->body_len);
		if (r->body_len > 0)
			memcpy(p, r->body, r->body_len);
	} else {
		engine_push_utf8(duk, (const char *)r->body, r->body_len);
	}
}

/* There are headers of the broker's own. */
static bool
is_noted(const struct engine_reply *r)
{
	return r->about != NULL &&
	    memmem(r->about, r->about_len, "\"x-cordon-", 10) != NULL;
}

/* The place of the call that is answered, which is free from now on. */
static int
close_call(struct engine *g, uint32_t id)
{
	int place = id == 0 ? -1 : place_of(g, id);

	/* One that was given up is not open any more. */
	if (place != -1) {
		g->open_ids[place] = 0;
		g->open_calls--;
	}
	return place;
}

/* Did it succeed, with JSON, and is nothing else to be done about it? */
static bool
is_plain(const struct engine *g, const struct engine_reply *r)
{
	return r->ok && r->status < 300 && r->body != NULL &&
	    is_kind(r, "json") && !g->calls_wait && !(r->now_ms >= g->due_ms) &&
	    !is_noted(r);
}

/* [ ] -> [ value ]; false, nothing pushed: the prelude says what is wrong. */
static bool
read_plain(duk_context *duk, const struct engine_reply *r)
{
	duk_push_heapptr(duk, engine_nodes_of(duk)->parse);
	push_body(duk, r);
	if (duk_pcall(duk, 1) == 0)
		return true;
	duk_pop(duk);
	return false;
}

/* A reply to a call that began here; false, and nothing done, if it is more
 * than that. */
static bool
answer_plain(struct engine *g, int place)
{
	duk_context *duk = g->duk;
	bool is_data;
	void *p;

	if (place < 0 || (unsigned)place >= g->kept_places ||
	    !is_plain(g, &g->reply))
		return false;
	push_kept(duk, g, (unsigned)place, KEPT_DATA);
	is_data = duk_get_boolean(duk, -1);
	duk_pop(duk);
	if (!is_data || !read_plain(duk, &g->reply))
		return false;
	if (!take(duk, g, place)) {
		duk_pop(duk);
		return false;
	}
	if (g->reply.now_ms > g->now_ms)
		g->now_ms = g->reply.now_ms;
	p = duk_get_heapptr(duk, -1);
	duk_insert(duk, -2); /* [ promise value ] */
	promise_resolve(duk, p);
	duk_pop(duk);
	return true;
}

void
engine_calls_deliver(struct engine *g)
{
	struct engine_reply *r = &g->reply;
	struct err e = { 0 };
	duk_context *duk = g->duk;
	int place;

	*r = (struct engine_reply){ .now_ms = -1 };
	if (g->host->wait(g->host->ctx, r, &e) != 0) {
		(void)duk_generic_error(duk, "no more replies: %s", e.msg);
		return;
	}
	place = close_call(g, r->id);
	if (answer_plain(g, place))
		return;
	duk_push_heapptr(duk, g->entry[ENTRY_DELIVER]);
	duk_push_int(duk, place);
	duk_push_boolean(duk, r->ok);
	duk_push_number(duk, r->now_ms);
	duk_push_uint(duk, r->status);
	duk_push_lstring(duk, r->kind, r->kind_len);
	duk_push_boolean(duk, is_noted(r));
	push_body(duk, r);
	duk_call(duk, 7);
	duk_pop(duk);
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

/* Its beginning -------------------------------------------------------- */

static const duk_function_list_entry functions[] = { { "call", native_call, 3 },
	{ "cancel", native_cancel, 1 }, { "open", native_open, 0 },
	{ "waits", native_waits, 1 }, { "due", native_due, 1 },
	{ "plainCall", native_plain_call, 2 }, { "taken", native_taken, 1 },
	{ "about", native_about, 0 }, { NULL, NULL, 0 } };

void
engine_calls_register(duk_context *duk)
{
	engine_of(duk)->due_ms = (double)NAN;
	engine_nodes_register(duk);
	duk_put_function_list(duk, -1, functions);
}
