/* SPDX-License-Identifier: Apache-2.0 */
/* engine_connect.c -- the globals of connectors, when a text may mean them. */
#include <string.h>

#include "worker/engine_int.h"

static size_t
count(const char *const *names)
{
	size_t n = 0;

	while (names != NULL && names[n] != NULL)
		n++;
	return n;
}

bool *
engine_connect_named(struct engine *g)
{
	size_t n = g->job == NULL ? 0 : count(g->job->connectors);

	return n == 0 ? NULL : region_alloc(g->arena, n * sizeof(bool));
}

/* Defined, not put: a program may have put a setter where arrays inherit. */
static void
push_name(duk_context *duk, const char *name, duk_uarridx_t at)
{
	duk_push_uint(duk, at);
	engine_push_utf8(duk, name, strlen(name));
	duk_def_prop(duk, -3, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC);
}

static bool
is_missing(const struct engine *g, const bool *named, size_t i)
{
	return !g->connected[i] && (named == NULL || named[i]);
}

/* [ ] -> [ array ]; how many are in it. */
static duk_uarridx_t
push_missing(duk_context *duk, const bool *named)
{
	struct engine *g = engine_of(duk);
	const char *const *c = g->job->connectors;
	duk_uarridx_t n = 0;

	duk_push_array(duk);
	for (size_t i = 0; c[i] != NULL; i++) {
		if (is_missing(g, named, i))
			push_name(duk, c[i], n++);
	}
	return n;
}

static void
push_values(duk_context *duk)
{
	const char *const *v = engine_of(duk)->job->values;
	size_t n = count(v);

	duk_push_array(duk);
	for (size_t i = 0; i < n; i++)
		push_name(duk, v[i], (duk_uarridx_t)i);
}

/* Where the stack or the memory ends, some are made, and all with the next. */
void
engine_connect(duk_context *duk, const bool *named)
{
	struct engine *g = engine_of(duk);
	size_t n = g->job == NULL ? 0 : count(g->job->connectors);

	if (n == 0)
		return;
	if (g->connected == NULL) {
		g->connected = engine_connect_named(g);
		if (g->connected == NULL)
			(void)duk_generic_error(duk, "alloc failed");
		memset(g->connected, 0, n * sizeof(bool));
	}
	duk_push_heapptr(duk, g->entry[ENTRY_CONNECT]);
	if (push_missing(duk, named) == 0) {
		duk_pop_2(duk);
		return;
	}
	push_values(duk);
	duk_call(duk, 2);
	duk_pop(duk);
	for (size_t i = 0; i < n; i++)
		g->connected[i] = g->connected[i] || is_missing(g, named, i);
}
