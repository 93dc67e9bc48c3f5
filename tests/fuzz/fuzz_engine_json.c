/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON.parse and JSON.stringify in the engine: whatever the text, a value or a
 * SyntaxError; what was read is written so that it is read again as the same,
 * with indentation and through a reviver as well; and what another reader of
 * JSON takes is taken.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/base/utf8.h"
#include "worker/engine_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAP_BYTES (64 << 20)
#define TEXT_MAX 20000
/* Runs between two collections: errors leave cycles behind. */
#define RUNS 64

/* Returns whether the text was JSON; throws what is wrong with us. */
static const char checker[] =
    "(function (text) {\n"
    "	var v, s, again = JSON.stringify, parse = JSON.parse;\n"
    "	try { v = parse(text); } catch (e) {\n"
    "		if (e instanceof SyntaxError || e instanceof RangeError)\n"
    "			return false;\n"
    "		throw e;\n"
    "	}\n"
    "	s = again(v);\n"
    "	if (again(parse(s)) !== s) throw 'not stable: ' + s;\n"
    "	if (again(parse(again(v, null, 3))) !== s) throw 'indented: ' + s;\n"
    "	if (again(v, function (k, x) { return x; }) !== s)\n"
    "		throw 'replaced: ' + s;\n"
    "	if (again(parse(text, function (k, x) { return x; })) !== s)\n"
    "		throw 'revived: ' + s;\n"
    "	return true;\n"
    "})";

static duk_context *duk;
static void *check;

static void
prepare(void)
{
	struct engine *g;
	struct err e;
	void *arena;

	arena = mmap(NULL, HEAP_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED ||
	    (g = engine_new(arena, HEAP_BYTES, &e)) == NULL)
		abort();
	duk = g->duk;
	duk_push_heap_stash(duk);
	if (duk_peval_string(duk, checker) != 0)
		abort();
	check = duk_get_heapptr(duk, -1);
	duk_put_prop_literal(duk, -2, "check");
}

/* Another reader understands the text.  (It reads over a NUL after a number,
 * which is none of JSON's white space.) */
static bool
is_json(const char *s, size_t n)
{
	json_t *v = memchr(s, '\0', n) != NULL ? NULL :
	    json_loadb(s, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

	json_decref(v);
	return v != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned runs;

	if (size > TEXT_MAX || !utf8_valid((const char *)data, size))
		return 0;
	if (duk == NULL)
		prepare();
	duk_push_heapptr(duk, check);
	engine_push_utf8(duk, (const char *)data, size);
	if (duk_pcall(duk, 1) != 0) {
		(void)fprintf(stderr, "%s\n", duk_safe_to_string(duk, -1));
		abort();
	}
	if (!duk_get_boolean(duk, -1) && is_json((const char *)data, size)) {
		(void)fprintf(stderr, "refused, but it is JSON\n");
		abort();
	}
	duk_pop(duk);
	if (++runs % RUNS == 0)
		duk_gc(duk, 0);
	return 0;
}
