/* SPDX-License-Identifier: Apache-2.0 */
/* engine_words.c -- Duktape's errors in the words its users know. */
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/near.h"
#include "worker/engine_int.h"

/* Duktape's words, and those a reader of JavaScript knows. */
static const struct {
	const char *theirs, *ours;
} words[] = {
	{ "callstack limit", "too much recursion: the call stack is full" },
	{ "C stack limit", "too much recursion: the call stack is full" },
	{ "valstack limit", "too much recursion: the value stack is full" },
	{ "alloc failed", NULL }, /* names the limit; see engine_error_memory() */
};

const char *
engine_words_near(struct engine *g, const char *message)
{
	static const char before[] = "identifier '";
	const char *const *c = g->job->connectors;
	const char *from = message + sizeof(before) - 1, *end, *best;
	struct out o = { .a = g->arena };
	char name[NAME_MAX_BYTES];
	size_t n = 0;

	if (c == NULL || strncmp(message, before, sizeof(before) - 1) != 0 ||
	    (end = strchr(from, '\'')) == NULL ||
	    (size_t)(end - from) >= sizeof(name))
		return message;
	memcpy(name, from, (size_t)(end - from));
	name[end - from] = '\0';
	while (c[n] != NULL)
		n++;
	if ((best = near_best(name, c, n)) == NULL)
		return message;
	engine_out_adds(&o, message);
	engine_out_adds(&o, "; did you mean '");
	engine_out_adds(&o, best);
	engine_out_adds(&o, "'?");
	return o.p == NULL || o.failed ? message : o.p;
}

void
engine_error_memory(const struct engine *g, char *b, size_t n)
{
	(void)snprintf(b, n, "out of memory: a program may use %zu MiB",
	    region_limit(g->arena) >> 20);
}

/* Duktape calls it with each new error; what it returns is thrown. */
duk_ret_t
engine_error_translate(duk_context *duk)
{
	char b[96];
	const char *s;
	size_t i;

	duk_set_top(duk, 1);
	if (!duk_is_object(duk, 0))
		return 1;
	/* An own string only: this must run no code of the program's. */
	duk_push_literal(duk, "message");
	duk_get_prop_desc(duk, 0, 0);
	if (!duk_is_object(duk, -1) ||
	    !duk_get_prop_literal(duk, -1, "value") ||
	    (s = duk_get_string(duk, -1)) == NULL)
		goto out;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(s, words[i].theirs) == 0)
			break;
	if (i == sizeof(words) / sizeof(words[0]))
		goto out;
	if (words[i].ours == NULL) {
		engine_error_memory(engine_of(duk), b, sizeof(b));
		duk_push_string(duk, b);
		duk_put_prop_literal(duk, 0, "message");
		duk_push_literal(duk, "MemoryError");
		duk_put_prop_literal(duk, 0, "name");
	} else {
		duk_push_string(duk, words[i].ours);
		duk_put_prop_literal(duk, 0, "message");
	}
out:
	duk_set_top(duk, 1);
	return 1;
}
