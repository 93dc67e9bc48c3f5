/* SPDX-License-Identifier: Apache-2.0 */
/* engine_error.c -- what was thrown, said so that its author can mend it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/engine_int.h"

#define SOURCE_MAX 200 /* bytes of the line that is shown */
#define TEXT_MAX 16384 /* bytes of a name, message or stack */

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
	if (o.p == NULL || o.failed)
		return "";
	/* What follows a U+0000 is part of it. */
	for (n = 0; n < o.len; n++)
		o.p[n] = o.p[n] == '\0' ? ' ' : o.p[n];
	return o.p;
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
 * of its messages; the line has its own place.  One that JSON.parse() names is
 * the text's: "(line 3 column 1)".  [ ... message ] */
static long
strip_line(duk_context *duk)
{
	const char *s = duk_get_string(duk, -1), *p = strstr(s, " (line "), *q;
	long line;
	char *end;

	for (q = p; q != NULL; q = strstr(q + 1, " (line "))
		p = q;
	if (p == NULL || s[strlen(s) - 1] != ')')
		return 0;
	line = strtol(p + 7, &end, 10);
	if (*end != ')' && *end != ',')
		return 0;
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
set_place(struct engine *g, struct engine_result *ret, long line)
{
	struct engine_at at;

	if (!engine_place_at(g, line, &at))
		return;
	ret->line = at.line;
	ret->source = source_line(g, at.line);
	ret->column = at.column;
	g->exact = at.column > 0;
	if (g->exact)
		ret->column = engine_path_column(g, ret, &at);
	else
		ret->column =
		    engine_place_column(ret->source, ret->name, ret->message);
}

/* Where the call was made whose failure this is; the prelude notes it. */
static long
call_line(duk_context *duk)
{
	long line;

	duk_get_prop_literal(duk, -1,
	    "\xff"
	    "line");
	line = duk_get_int(duk, -1);
	duk_pop(duk);
	return line;
}

#define CLASSES_MAX 16 /* that extend each other */

/* [ error ] -> [ "\nA\nB\n" ], the classes it is of. */
static duk_ret_t
get_makers(duk_context *duk, void *udata)
{
	(void)udata;
	duk_push_literal(duk, "\n");
	for (int i = 0; i < CLASSES_MAX; i++) {
		duk_get_prototype(duk, -2);
		duk_replace(duk, -3);
		if (!duk_is_object(duk, -2))
			break;
		duk_get_prop_literal(duk, -2, "constructor");
		if (duk_is_object(duk, -1))
			duk_get_prop_literal(duk, -1, "name");
		else
			duk_push_undefined(duk);
		duk_remove(duk, -2);
		if (duk_is_string(duk, -1) && !duk_is_symbol(duk, -1)) {
			duk_push_literal(duk, "\n");
			duk_concat(duk, 3);
		} else {
			duk_pop(duk);
		}
	}
	return 1;
}

static bool
is_maker(const char *makers, const char *name)
{
	const char *p = makers;
	size_t n = strlen(name);

	while (n > 0 && (p = strstr(p, name)) != NULL) {
		if (p > makers && p[-1] == '\n' && p[n] == '\n')
			return true;
		p += n;
	}
	return false;
}

/* [ error makers frames ]: does a constructor say it was called? */
static bool
is_class_call(duk_context *duk)
{
	const char *m;
	bool yes;

	duk_push_literal(duk, "message");
	duk_get_prop_desc(duk, -4, 0);
	if (duk_is_object(duk, -1))
		duk_get_prop_literal(duk, -1, "value");
	else
		duk_push_undefined(duk);
	m = duk_get_string_default(duk, -1, "");
	yes = strncmp(m, "Class constructor ", 18) == 0 &&
	    strstr(m, " cannot be invoked without 'new'") != NULL;
	duk_pop_2(duk);
	return yes;
}

/* Of the error on the top, by its stack: not of the constructors of its
 * classes, which every such error comes from, nor of what is no program's. */
static long
first_line(struct engine *g)
{
	duk_context *duk = g->duk;
	duk_uarridx_t i, n;
	const char *makers;
	bool making = true;
	long line = 0, at;

	duk_dup(duk, -1);
	if (duk_safe_call(duk, get_makers, NULL, 1, 1) != 0) {
		duk_pop(duk);
		duk_push_literal(duk, "");
	}
	makers = duk_get_string_default(duk, -1, "");
	engine_stack_frames(g->duk, -2);
	n = (duk_uarridx_t)duk_get_length(duk, -1);
	for (i = is_class_call(duk) ? 2 : 0; i < n && making; i += 2) {
		duk_get_prop_index(duk, -1, i);
		duk_get_prop_index(duk, -2, i + 1);
		at = duk_get_int(duk, -1);
		making = at >= ENGINE_EVAL_LINE ||
		    is_maker(makers, duk_get_string_default(duk, -2, ""));
		if (at < ENGINE_EVAL_LINE && (line == 0 || !making))
			line = at;
		duk_pop_2(duk);
	}
	duk_pop_2(duk);
	return line;
}

static void
describe_position(struct engine *g, struct engine_result *ret, long line)
{
	duk_context *duk = g->duk;

	if (g->at.line > 0) { /* what lowering refused */
		ret->line = g->at.line;
		ret->column = g->at.column;
		ret->source = source_line(g, ret->line);
		return;
	}
	if (line <= 0)
		line = first_line(g);
	if (line <= 0)
		line = call_line(duk);
	set_place(g, ret, line);
}

/* Only the lines after "Name: message" of a stack. */
static const char *
stack_frames(struct engine *g)
{
	struct out o = { .a = g->arena };
	duk_context *duk = g->duk;
	duk_uarridx_t i, n;
	const char *s;
	char b[48];

	engine_stack_frames(g->duk, -1);
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
		engine_stack_where(g, (long)duk_get_int(duk, -1), b, sizeof(b));
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

	(void)engine_stack_text(duk, "name");
	if (*duk_get_string(duk, -1) == '\0') {
		duk_pop(duk);
		duk_push_literal(duk, "Error");
	}
	ret->name = take_text(g);
	if (!engine_stack_text(duk, "message")) {
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
	if (strcmp(ret->name, "ReferenceError") == 0)
		engine_near_tell(g, ret);
	if (strcmp(ret->name, "TypeError") != 0)
		return;
	engine_path_tell(g, ret);
	engine_await_tell(g, ret);
}

/* The value on the top as console.log would say it. */
static void
push_shown(struct engine *g)
{
	duk_push_heap_stash(g->duk);
	duk_get_prop_literal(g->duk, -1, "$");
	duk_get_prop_literal(g->duk, -1, "inspect");
	duk_replace(g->duk, -3);
	duk_pop(g->duk);
	duk_dup(g->duk, -2);
	duk_call(g->duk, 1);
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
		push_shown(g);
		duk_push_sprintf(g->duk, "the program threw %s",
		    duk_safe_to_string(g->duk, -1));
		duk_remove(g->duk, -2);
		ret->message = take_text(g);
	}
	set_place(g, ret, engine_place_of_value(g));
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
	yes = engine_stack_text(duk, "message") &&
	    *duk_get_string(duk, -1) != '\0';
	duk_pop(duk);
	return yes;
}

static void
add_unheard(struct engine *g, struct engine_result *ret)
{
	struct out o = { .a = g->arena };

	engine_out_adds(&o, ret->message);
	engine_out_adds(&o,
	    " (nobody handles this rejection: await its "
	    "promise, or catch it)");
	if (o.p != NULL && !o.failed)
		ret->message = o.p;
}

static duk_ret_t
describe(duk_context *duk, void *udata)
{
	struct engine *g = engine_of(duk);

	if (is_errorlike(duk))
		describe_error(g, udata);
	else
		describe_value(g, udata);
	if (g->unheard)
		add_unheard(g, udata);
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
