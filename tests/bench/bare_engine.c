/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_engine.c -- an engine that is a heap of Duktape and nothing else: what
 * an idle worker has beside the language that ours brings.
 *
 * Linked with everything of cordon-worker but its engine, and with Duktape as
 * its distribution has it.  Programs are ES5.
 */
#include <duktape.h>
#include <sys/time.h>
#include <time.h>

#include "worker/engine.h"
#include "worker/region.h"
#include "worker/replica.h"
#include "worker/zones.h"

struct engine {
	struct region *arena;
	duk_context *duk;
};

/* A little of what programs do, for who is of our time. */
static const char trial[] =
    "JSON.stringify([1, 2].map(function (x) { return { x: x + 1 }; }))";

uint32_t engine_hash_seed;

void
zones_load(void)
{
}

int bare_gettimeofday(struct timeval *t, void *zone);
int bare_clock_gettime(clockid_t c, struct timespec *t);

int
bare_gettimeofday(struct timeval *t, void *zone)
{
	(void)zone;
	*t = (struct timeval){ 1, 0 };
	return 0;
}

int
bare_clock_gettime(clockid_t c, struct timespec *t)
{
	(void)c;
	*t = (struct timespec){ 1, 0 };
	return 0;
}

static void *
heap_alloc(void *udata, duk_size_t n)
{
	return n == 0 ? NULL : region_alloc(udata, n);
}

static void *
heap_realloc(void *udata, void *p, duk_size_t n)
{
	return region_realloc(udata, p, n);
}

static void
heap_free(void *udata, void *p)
{
	region_free(udata, p);
}

size_t
engine_warm_from(size_t bytes)
{
	return region_head(bytes, 0);
}

size_t
engine_warm_bytes(size_t bytes)
{
	(void)bytes;
	return ENGINE_HUGE_BYTES;
}

struct engine *
engine_new(void *arena, size_t bytes, struct err *e)
{
	struct region *a = region_init(arena, bytes);
	struct engine *g = a == NULL ? NULL : region_alloc(a, sizeof(*g));

	if (g == NULL) {
		(void)err_set(e, ERR_INPUT, "a heap of %zu bytes", bytes);
		return NULL;
	}
	g->arena = a;
	g->duk = duk_create_heap(heap_alloc, heap_realloc, heap_free, a, NULL);
	if (g->duk == NULL) {
		(void)err_set(e, ERR_NOMEM, "no heap in %zu bytes", bytes);
		return NULL;
	}
	duk_gc(g->duk, 0);
	duk_gc(g->duk, DUK_GC_COMPACT);
	return g;
}

/* Runs write beyond the huge page, as ours do. */
void
engine_seal(struct engine *g)
{
	(void)region_seal(g->arena, ENGINE_HUGE_BYTES);
}

size_t
engine_used(const struct engine *g)
{
	return region_touched(g->arena);
}

void
engine_wipe(void)
{
}

void
engine_moved(void)
{
}

bool
replica_works(struct engine *g)
{
	return g->duk != NULL;
}

static duk_ret_t
encode(duk_context *duk, void *udata)
{
	(void)udata;
	duk_json_encode(duk, -1);
	return 1;
}

void
engine_run(struct engine *g, const struct engine_job *job,
    const struct engine_host *host, struct engine_result *ret)
{
	duk_context *duk = g->duk;
	const char *json;

	(void)host;
	*ret = (struct engine_result){ .json = "" };
	if (duk_peval_lstring(duk, job->code, job->code_len) != 0) {
		duk_pop(duk);
		if (duk_peval_string(duk, trial) != 0)
			return;
	}
	if (duk_safe_call(duk, encode, NULL, 1, 1) != 0 ||
	    (json = duk_get_lstring(duk, -1, &ret->json_len)) == NULL)
		return;
	ret->json = json;
	ret->ok = true;
}
