/* SPDX-License-Identifier: Apache-2.0 */
/* engine_error.c -- what was thrown, said so that its author can mend it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/engine_int.h"

#define TRACE_KEY \
	"\x82" \
	"Tracedata" /* Duktape's: function, pc, ... */
#define SOURCE_MAX 200 /* bytes of the line that is shown */
#define TEXT_MAX 16384 /* bytes of a name, message or stack */

static duk_ret_t
empty_text(duk_context *duk)
{
	duk_push_literal(duk, "");
	return 1;
}

/* Duktape prints "\n    at NAME (FILE:LINE) flags".  A name may hold any
 * text, flags have no parenthesis: so the last one counts. */
static long
line_of(const char *s)
{
	const char *p = s == NULL ? NULL : strrchr(s, '(');

	if (p != NULL &&
	    strncmp(p + 1, ENGINE_EVAL_FILE, sizeof(ENGINE_EVAL_FILE) - 1) == 0)
		return 0;
	p = p == NULL ? NULL : strchr(p, ':');
	return p == NULL ? 0 : strtol(p + 1, NULL, 10);
}

/* [ ... pair: function, pc ] -> [ ... pair ]; the line by Duktape's getter, as
 * nothing else decodes it. */
static long
frame_line(duk_context *duk)
{
	const struct engine *g = engine_of(duk);
	long line = 0;

	duk_push_heapptr(duk, g->stack_getter);
	duk_push_heap_stash(duk);
	duk_get_prop_literal(duk, -1, "frame");
	duk_remove(duk, -2);
	duk_dup(duk, -3);
	duk_put_prop_literal(duk, -2, TRACE_KEY);
	if (duk_pcall_method(duk, 0) == 0)
		line = line_of(duk_get_string(duk, -1));
	duk_pop(duk);
	return line;
}

/* [ ... trace frames ] with a frame more, if it is the user's. */
static void
add_frame(duk_context *duk, duk_uarridx_t i, duk_idx_t trace, duk_idx_t frames)
{
	duk_uarridx_t n;
	long line;

	duk_push_array(duk);
	duk_get_prop_index(duk, trace, i);
	duk_put_prop_index(duk, -2, 0);
	duk_get_prop_index(duk, trace, i + 1);
	duk_put_prop_index(duk, -2, 1);
	line = frame_line(duk);
	if (line > 0 && line < ENGINE_PRELUDE_LINE) {
		n = (duk_uarridx_t)duk_get_length(duk, frames);
		duk_get_prop_index(duk, -1, 0);
		if (duk_is_object(duk, -1)) {
			duk_push_literal(duk, "name");
			duk_get_prop_desc(duk, -2, 0);
			if (duk_is_object(duk, -1))
				duk_get_prop_literal(duk, -1, "value");
			if (!duk_is_string(duk, -1) || duk_is_symbol(duk, -1))
				duk_push_literal(duk, "");
			duk_put_prop_index(duk, frames, n);
			duk_push_int(duk, (duk_int_t)line);
			duk_put_prop_index(duk, frames, n + 1);
		}
	}
	duk_set_top(duk, frames + 1);
}

void
engine_error_frames(duk_context *duk, duk_idx_t idx)
{
	duk_idx_t trace;
	duk_uarridx_t i, n;

	idx = duk_require_normalize_index(duk, idx);
	duk_require_stack(duk, 16);
	if (duk_is_object(duk, idx))
		duk_get_prop_literal(duk, idx, TRACE_KEY);
	else
		duk_push_undefined(duk);
	trace = duk_get_top_index(duk);
	duk_push_array(duk);
	n = duk_is_array(duk, trace) ? (duk_uarridx_t)duk_get_length(duk, trace)
				     : 0;
	for (i = 0; i + 1 < n; i += 2)
		add_frame(duk, i, trace, trace + 1);
	duk_remove(duk, trace);
}

/* The string property of an object; "" when there is none or it throws. */
static duk_ret_t
get_text(duk_context *duk, void *udata)
{
	duk_get_prop_string(duk, -1, udata);
	if (duk_is_undefined(duk, -1))
		duk_push_literal(duk, "");
	(void)duk_to_string(duk, -1);
	return 1;
}

/* [ ... object ] -> [ ... object string ]; false when it cannot be read. */
static bool
push_text(duk_context *duk, const char *key)
{
	char name[16];
	bool ok;

	(void)snprintf(name, sizeof(name), "%s", key);
	duk_dup(duk, -1);
	ok = duk_safe_call(duk, get_text, name, 1, 1) == 0;
	if (!ok) {
		duk_pop(duk);
		duk_push_literal(duk, "");
	}
	return ok;
}

/* "Name: message", then a line for each of the user's functions. */
static duk_ret_t
stack_get(duk_context *duk)
{
	duk_uarridx_t i, n;
	const char *name;

	duk_set_top(duk, 0);
	duk_push_this(duk);
	if (!duk_is_object(duk, 0))
		return 0;
	engine_error_frames(duk, 0);
	duk_dup(duk, 0);
	(void)push_text(duk, "name");
	duk_dup(duk, 0);
	(void)push_text(duk, "message");
	duk_remove(duk, -2);
	duk_remove(duk, -3);
	/* [ this frames name message ] */
	if (*duk_get_string(duk, -1) == '\0')
		duk_pop(duk);
	else
		duk_push_sprintf(duk, "%s: %s", duk_get_string(duk, -2),
		    duk_get_string(duk, -1));
	n = (duk_uarridx_t)duk_get_length(duk, 1);
	for (i = 0; i < n; i += 2) {
		duk_get_prop_index(duk, 1, i);
		duk_get_prop_index(duk, 1, i + 1);
		name = duk_get_string(duk, -2);
		duk_push_sprintf(duk, "%s\n    at %s (program:%ld)",
		    duk_get_string(duk, -3),
		    name == NULL || *name == '\0' ? "<anonymous>" : name,
		    (long)duk_get_int(duk, -1));
		duk_replace(duk, -4);
		duk_pop_2(duk);
	}
	return 1;
}

void
engine_error_setup(struct engine *g)
{
	duk_context *duk = g->duk;

	duk_push_heap_stash(duk);
	duk_push_object(duk);
	duk_push_c_function(duk, empty_text, 0);
	duk_put_prop_literal(duk, -2, "toString");
	duk_put_prop_literal(duk, -2, "frame");
	duk_get_global_literal(duk, "Error");
	duk_get_prop_literal(duk, -1, "prototype");
	duk_push_literal(duk, "stack");
	duk_get_prop_desc(duk, -2, 0);
	/* [ stash Error prototype desc ] */
	duk_get_prop_literal(duk, -1, "get");
	g->stack_getter = duk_get_heapptr(duk, -1);
	duk_put_prop_literal(duk, -5, "stackGetter");
	duk_push_literal(duk, "stack");
	duk_push_c_function(duk, stack_get, 0);
	duk_get_prop_literal(duk, -3, "set");
	duk_def_prop(duk, -5,
	    DUK_DEFPROP_HAVE_GETTER | DUK_DEFPROP_HAVE_SETTER |
		DUK_DEFPROP_FORCE);
	duk_del_prop_literal(duk, -2, "fileName");
	duk_del_prop_literal(duk, -2, "lineNumber");
	duk_pop_n(duk, 4);
	duk_get_global_literal(duk, "Duktape");
	duk_push_c_function(duk, engine_error_translate, 1);
	duk_put_prop_literal(duk, -2, "errCreate");
	duk_pop(duk);
}

/* The string on the top as UTF-8 in the arena; pops it. */
static const char *
take_text(struct engine *g)
{
	struct out o = { .a = g->arena };
	duk_size_t n;
	const char *s = duk_get_lstring(g->duk, -1, &n);

	if (s != NULL)
		engine_out_utf8(&o, s, n < TEXT_MAX ? n : TEXT_MAX);
	if (s != NULL && n > TEXT_MAX)
		engine_out_adds(&o, "\xe2\x80\xa6");
	duk_pop(g->duk);
	return o.p == NULL || o.failed ? "" : o.p;
}

static const char *
source_line(struct engine *g, uint32_t line)
{
	const char *p = g->job->code, *end = p + g->job->code_len, *nl;
	struct out o = { .a = g->arena };
	uint32_t i;

	for (i = 1; i < line; i++) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			return "";
		p = nl + 1;
	}
	nl = memchr(p, '\n', (size_t)(end - p));
	end = nl == NULL ? end : nl;
	while (end > p && (end[-1] == '\r' || end[-1] == ' '))
		end--;
	engine_out_utf8(&o, p,
	    (size_t)(end - p) < SOURCE_MAX ? (size_t)(end - p) : SOURCE_MAX);
	return o.p == NULL ? "" : o.p;
}

/* Duktape's compiler says " (line 3)" or " (line 3, end of input)" at the end
 * of its messages; the line has its own place.  [ ... message ] */
static long
strip_line(duk_context *duk)
{
	const char *s = duk_get_string(duk, -1), *p = strstr(s, " (line "), *q;
	long line;

	for (q = p; q != NULL; q = strstr(q + 1, " (line "))
		p = q;
	if (p == NULL || s[strlen(s) - 1] != ')')
		return 0;
	line = strtol(p + 7, NULL, 10);
	duk_push_lstring(duk, s, (size_t)(p - s));
	duk_replace(duk, -2);
	return line;
}

/* The messages of an AggregateError's errors, after its own.
 * [ ... error message ] */
static void
add_errors(duk_context *duk)
{
	duk_uarridx_t i, n;

	duk_get_prop_literal(duk, -2, "errors");
	n = duk_is_array(duk, -1) ? (duk_uarridx_t)duk_get_length(duk, -1) : 0;
	if (n > 0)
		duk_push_sprintf(duk, "%s%s", duk_get_string(duk, -2),
		    *duk_get_string(duk, -2) == '\0' ? "" : ": ");
	for (i = 0; i < n && i < 5; i++) {
		duk_get_prop_index(duk, -2, i);
		(void)duk_safe_to_string(duk, -1);
		duk_push_sprintf(duk, "%s%s%s", duk_get_string(duk, -2),
		    i == 0 ? "" : "; ", duk_get_string(duk, -1));
		duk_replace(duk, -3);
		duk_pop(duk);
	}
	if (n > 0) {
		if (n > 5) {
			duk_push_sprintf(duk, "%s; and %lu more",
			    duk_get_string(duk, -1), (unsigned long)n - 5);
			duk_replace(duk, -2);
		}
		duk_replace(duk, -3);
	}
	duk_pop(duk);
}

/* " (caused by ...)" after the message.  [ ... error message ] */
static void
add_cause(duk_context *duk)
{
	duk_get_prop_literal(duk, -2, "cause");
	if (duk_is_error(duk, -1)) {
		(void)duk_safe_to_string(duk, -1);
		duk_push_sprintf(duk, "%s (caused by %s)",
		    duk_get_string(duk, -2), duk_get_string(duk, -1));
		duk_replace(duk, -3);
	}
	duk_pop(duk);
}

static void
describe_position(struct engine *g, struct engine_result *ret, long line)
{
	duk_context *duk = g->duk;

	if (g->at.line > 0) {
		line = (long)g->at.line;
		ret->column = g->at.column;
	}
	engine_error_frames(duk, -1);
	if (line <= 0 && duk_get_prop_index(duk, -1, 1)) {
		line = duk_get_int(duk, -1);
		duk_pop(duk);
	} else if (line <= 0) {
		duk_pop(duk);
	}
	duk_pop(duk);
	if (line > 0 && line < ENGINE_PRELUDE_LINE) {
		ret->line = (uint32_t)line;
		ret->source = source_line(g, ret->line);
	}
}

/* Only the lines after "Name: message" of a stack. */
static const char *
stack_frames(struct engine *g)
{
	struct out o = { .a = g->arena };
	duk_context *duk = g->duk;
	duk_uarridx_t i, n;
	const char *s;
	char b[32];

	engine_error_frames(duk, -1);
	n = (duk_uarridx_t)duk_get_length(duk, -1);
	for (i = 0; i < n && o.len < TEXT_MAX; i += 2) {
		duk_get_prop_index(duk, -1, i);
		duk_get_prop_index(duk, -2, i + 1);
		s = duk_get_string(duk, -2);
		engine_out_adds(&o, i == 0 ? "at " : "\nat ");
		if (s == NULL || *s == '\0')
			engine_out_adds(&o, "<anonymous>");
		else
			engine_out_utf8(&o, s, strlen(s));
		(void)snprintf(b, sizeof(b), " (program:%ld)",
		    (long)duk_get_int(duk, -1));
		engine_out_adds(&o, b);
		duk_pop_2(duk);
	}
	duk_pop(duk);
	return o.p == NULL || o.failed ? "" : o.p;
}

static void
describe_error(struct engine *g, struct engine_result *ret)
{
	duk_context *duk = g->duk;
	long line = 0;

	(void)push_text(duk, "name");
	if (*duk_get_string(duk, -1) == '\0') {
		duk_pop(duk);
		duk_push_literal(duk, "Error");
	}
	ret->name = take_text(g);
	if (!push_text(duk, "message")) {
		duk_pop(duk);
		duk_push_literal(duk, "(the error's message cannot be read)");
	}
	add_errors(duk);
	add_cause(duk);
	if (strcmp(ret->name, "SyntaxError") == 0)
		line = strip_line(duk);
	if (*duk_get_string(duk, -1) == '\0') {
		duk_pop(duk);
		duk_push_literal(duk, "(an error without a message)");
	}
	ret->message = take_text(g);
	ret->stack = stack_frames(g);
	describe_position(g, ret, line);
}

/* Not an Error: whatever it is, its text is the message. */
static void
describe_value(struct engine *g, struct engine_result *ret)
{
	struct out o = { .a = g->arena };

	ret->name = "Error";
	if (duk_is_object(g->duk, -1) && !duk_is_function(g->duk, -1)) {
		engine_result_write(g, -1, &o);
		if (o.len > TEXT_MAX)
			o.p[TEXT_MAX] = '\0';
		ret->message = o.p == NULL ? "" : o.p;
	} else if (duk_is_string(g->duk, -1) && !duk_is_symbol(g->duk, -1)) {
		duk_dup(g->duk, -1);
		ret->message = take_text(g);
	} else {
		duk_push_sprintf(g->duk, "the program threw %s",
		    duk_safe_to_string(g->duk, -1));
		ret->message = take_text(g);
	}
}

/* Has it what makes an error one to a reader? */
static bool
is_errorlike(duk_context *duk)
{
	bool yes;

	if (duk_is_error(duk, -1))
		return true;
	if (!duk_is_object(duk, -1) || duk_is_function(duk, -1))
		return false;
	yes = push_text(duk, "message") && *duk_get_string(duk, -1) != '\0';
	duk_pop(duk);
	return yes;
}

static duk_ret_t
describe(duk_context *duk, void *udata)
{
	struct engine *g = engine_of(duk);

	if (is_errorlike(duk))
		describe_error(g, udata);
	else
		describe_value(g, udata);
	return 0;
}

void
engine_error_set(struct engine *g, struct engine_result *ret, const char *name,
    const char *message)
{
	(void)g;
	ret->ok = false;
	ret->name = name;
	ret->message = message;
}

void
engine_error_describe(struct engine *g, struct engine_result *ret)
{
	struct engine_result blank = { .json = "", .stack = "", .source = "" };
	bool failed;
	char *b;

	*ret = blank;
	failed = region_failed(g->arena);
	if (duk_safe_call(g->duk, describe, ret, 1, 1) == 0 &&
	    !(failed && strcmp(ret->name, "DoubleError") == 0)) {
		ret->ok = false;
		return;
	}
	*ret = blank;
	if (failed || region_failed(g->arena)) {
		b = g->last_words;
		engine_error_memory(g, b, sizeof(g->last_words));
		engine_error_set(g, ret, "MemoryError", b);
	} else {
		engine_error_set(g, ret, "Error",
		    "the program threw something that cannot be read");
	}
}
