/* SPDX-License-Identifier: Apache-2.0 */
/* engine_stack.c -- the program's functions in an error's stack. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/engine_int.h"

#define TRACE_KEY \
	"\x82" \
	"Tracedata" /* Duktape's: function, pc, ... */

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

static bool
is_users(const struct engine *g, long line)
{
	struct engine_at at;

	return (line >= ENGINE_WITH_LINE && line < ENGINE_PRELUDE_LINE) ||
	    engine_place_at(g, line, &at);
}

/* [ ... function ] -> [ ... name ] */
static void
push_name(duk_context *duk)
{
	duk_push_literal(duk, "name");
	duk_get_prop_desc(duk, -2, 0);
	if (duk_is_object(duk, -1)) {
		duk_get_prop_literal(duk, -1, "value");
		duk_remove(duk, -2);
	}
	if (!duk_is_string(duk, -1) || duk_is_symbol(duk, -1)) {
		duk_pop(duk);
		duk_push_literal(duk, "");
	}
	duk_remove(duk, -2);
}

/* The name on the top as the reader's: lowering makes functions of its own.
 * False: it is part of the one that comes next on the stack. */
static bool
is_own_name(duk_context *duk)
{
	const char *s = duk_get_string(duk, -1), *to = NULL;

	if (strcmp(s, "$l") == 0)
		return false;
	if (s[0] == '$' && (s[1] == 'f' || s[1] == 'i' || s[1] == 's') &&
	    s[2] != '\0' && strspn(s + 2, "0123456789") == strlen(s + 2))
		to = s[1] == 's' ? "<static_initializer>"
				 : "<instance_members_initializer>";
	if (to != NULL) {
		duk_pop(duk);
		duk_push_string(duk, to);
	}
	return to == NULL || s[1] != 'i';
}

/* [ ... trace frames ] with a frame more, if it is the user's.  *line is that
 * of a part before, or 0. */
static void
add_frame(duk_context *duk, duk_uarridx_t i, duk_idx_t frames, long *line)
{
	duk_idx_t trace = frames - 1;
	duk_uarridx_t n;
	long at;

	duk_push_array(duk);
	duk_get_prop_index(duk, trace, i);
	duk_put_prop_index(duk, -2, 0);
	duk_get_prop_index(duk, trace, i + 1);
	duk_put_prop_index(duk, -2, 1);
	at = frame_line(duk);
	duk_get_prop_index(duk, -1, 0);
	if (is_users(engine_of(duk), at) && duk_is_object(duk, -1)) {
		at = *line > 0 ? *line : at;
		push_name(duk);
		*line = is_own_name(duk) ? 0 : at;
		n = (duk_uarridx_t)duk_get_length(duk, frames);
		if (*line == 0) {
			duk_put_prop_index(duk, frames, n);
			duk_push_int(duk, (duk_int_t)at);
			duk_put_prop_index(duk, frames, n + 1);
		}
	}
	duk_set_top(duk, frames + 1);
}

void
engine_stack_frames(duk_context *duk, duk_idx_t idx)
{
	duk_idx_t trace;
	duk_uarridx_t i, n;
	long line = 0;

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
		add_frame(duk, i, trace + 1, &line);
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
bool
engine_stack_text(duk_context *duk, const char *key)
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

void
engine_stack_where(const struct engine *g, long line, char *b, size_t n)
{
	struct engine_at at;

	if (line >= ENGINE_WITH_LINE && line < ENGINE_PRELUDE_LINE)
		(void)snprintf(b, n, " (with:%ld)",
		    line - ENGINE_WITH_LINE + 1);
	else if (engine_place_at(g, line, &at))
		(void)snprintf(b, n, " (program:%lu)", (unsigned long)at.line);
	else
		(void)snprintf(b, n, " (program)");
}

/* "Name: message", then a line for each of the user's functions. */
static duk_ret_t
stack_get(duk_context *duk)
{
	const struct engine *g = engine_of(duk);
	duk_uarridx_t i, n;
	const char *name;
	char b[48];

	duk_set_top(duk, 0);
	duk_push_this(duk);
	if (!duk_is_object(duk, 0))
		return 0;
	engine_stack_frames(duk, 0);
	duk_dup(duk, 0);
	(void)engine_stack_text(duk, "name");
	duk_dup(duk, 0);
	(void)engine_stack_text(duk, "message");
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
		engine_stack_where(g, (long)duk_get_int(duk, -1), b, sizeof(b));
		duk_push_sprintf(duk, "%s\n    at %s%s",
		    duk_get_string(duk, -3),
		    name == NULL || *name == '\0' ? "<anonymous>" : name, b);
		duk_replace(duk, -4);
		duk_pop_2(duk);
	}
	return 1;
}

void
engine_stack_setup(struct engine *g)
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
	duk_push_c_function(duk, engine_place_thrown, 1);
	duk_put_prop_literal(duk, -2, "errThrow");
	duk_pop(duk);
}
