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

static void
push_name(duk_context *duk, const char *name, duk_uarridx_t at)
{
	engine_push_utf8(duk, name, strlen(name));
	(void)duk_put_prop_index(duk, -2, at);
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
		if (g->connected[i] || (named != NULL && !named[i]))
			continue;
		push_name(duk, c[i], n++);
		g->connected[i] = true;
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
}
