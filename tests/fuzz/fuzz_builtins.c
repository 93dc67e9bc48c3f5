/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-ins: bytes are a short program of their calls (fuzz_builtins.js),
 * run in the engine, with its microtasks and timers.  Its memory comes from
 * malloc() instead of the region, so that a sanitizer sees each block's ends
 * and its end.  What takes long is given up: the deadline's task elsewhere.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>

#include "worker/engine_int.h"
#include "worker/prelude.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void);

/* What an engine keeps between runs would have each of them searched for
 * leaks, which takes longer than the run; drop_all() knows each block. */
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

#define HEAP_BYTES ((size_t)48 << 20)
#define ARENA_BYTES (1 << 16)
#define INPUT_MAX 400
#define RUNS 1000 /* of one engine: what a program breaks stays broken */
#define COLLECT 8 /* runs between two collections */
#define SECONDS 2 /* of processor time */
#define TIMERS_MAX 20
#define PAGE 4096
#define SMALL 2048 /* as REGION_SMALL_MAX: larger ones are whole pages */

extern const struct prelude_file fuzz_builtins_js[];

#define FAILS_MAX 4 /* allocations of a run: Duktape collects, tries again */

static unsigned until_fail, fails, collect;
static volatile sig_atomic_t busy, expired;
static sigjmp_buf give_up;

/* In front of each block; the list is what a new engine frees. */
struct block {
	struct block *next, *prev;
	size_t n, pad;
};

struct region {
	struct block list;
	size_t used, peak, bytes;
	bool failed;
};

static void
leave(void)
{
	busy--;
	if (busy == 0 && expired)
		siglongjmp(give_up, 1);
}

struct region *
region_init(void *memory, size_t bytes)
{
	struct region *a = memory;

	memset(a, 0, sizeof(*a));
	a->list.next = a->list.prev = &a->list;
	a->bytes = HEAP_BYTES;
	return bytes < sizeof(*a) ? NULL : a;
}

struct region *
region_init_hot(void *memory, size_t bytes, size_t hot)
{
	(void)hot;
	return region_init(memory, bytes);
}

size_t
region_head(size_t bytes, size_t hot)
{
	(void)bytes;
	(void)hot;
	return 0;
}

static void
link_in(struct region *a, struct block *b, size_t n)
{
	b->n = n;
	b->next = a->list.next;
	b->prev = &a->list;
	b->next->prev = a->list.next = b;
	a->used += n;
	if (a->peak < a->used)
		a->peak = a->used;
}

static void
link_out(struct region *a, struct block *b)
{
	b->next->prev = b->prev;
	b->prev->next = b->next;
	a->used -= b->n;
}

static size_t
rounded(size_t n)
{
	return n <= SMALL ? n : (n + PAGE - 1) & ~(size_t)(PAGE - 1);
}

/* The first byte says how often memory seems to be short: whatever nobody
 * holds on to is then gone at once. */
static bool
is_short(void)
{
	if (collect == 0 || fails >= FAILS_MAX || --until_fail > 0)
		return false;
	until_fail = collect;
	fails++;
	return true;
}

void *
region_realloc(struct region *a, void *p, size_t n)
{
	struct block *b = p == NULL ? NULL : (struct block *)p - 1, *was = b;

	busy++;
	if (n == 0 || is_short() || n > a->bytes || rounded(n) > a->bytes - a->used) {
		a->failed = a->failed || n > 0;
		if (n == 0 && b != NULL) {
			link_out(a, b);
			free(b);
		}
		leave();
		return NULL;
	}
	/* Always another place: nobody is to keep the old one. */
	b = malloc(sizeof(*b) + rounded(n));
	if (b == NULL)
		abort();
	if (was != NULL) {
		memcpy(b + 1, was + 1, was->n < n ? was->n : n);
		link_out(a, was);
		free(was);
	}
	link_in(a, b, rounded(n));
	leave();
	return b + 1;
}

void *
region_alloc(struct region *a, size_t n)
{
	return region_realloc(a, NULL, n);
}

void
region_free(struct region *a, void *p)
{
	if (p != NULL)
		(void)region_realloc(a, p, 0);
}

size_t
region_usable(const struct region *a, const void *p)
{
	const struct block *b = (const struct block *)p - 1;

	(void)a;
	return b->n <= SMALL ? 0 : b->n;
}

size_t
region_size(const struct region *a, const void *p)
{
	(void)a;
	return ((const struct block *)p - 1)->n;
}

void *
region_hot(struct region *a, size_t n)
{
	return region_alloc(a, n);
}

size_t
region_limit(const struct region *a)
{
	return a->bytes;
}

size_t
region_touched(const struct region *a)
{
	return a->peak;
}

bool
region_failed(struct region *a)
{
	bool f = a->failed;

	a->failed = false;
	return f;
}

size_t
region_seal(struct region *a, size_t from)
{
	(void)a;
	(void)from;
	return 0;
}

static void
drop_all(struct region *a)
{
	struct block *b, *next;

	for (b = a->list.next; b != &a->list; b = next) {
		next = b->next;
		free(b);
	}
}

/* A host that has nothing. */
static struct engine *engine;
static unsigned runs; /* of it */
static char arena[ARENA_BYTES] __attribute__((aligned(16)));

static void
prepare(void)
{
	static struct engine_job job = { .now_ms = 1795651200000.0,
		.result_max = 1 << 20, .seed = { 1, 2, 3 }, .script = true };
	struct engine_result r;
	struct err e;

	job.code = fuzz_builtins_js[0].text;
	job.code_len = fuzz_builtins_js[0].len;
	engine = engine_new(arena, sizeof(arena), &e);
	if (engine == NULL) {
		(void)fprintf(stderr, "no engine: %s\n", e.msg);
		abort();
	}
	engine_run(engine, &job, &engine_alone, &r);
	if (!r.ok) {
		(void)fprintf(stderr, "%s: %s (line %u)\n", r.name, r.message,
		    (unsigned)r.line);
		abort();
	}
}

static bool
call_entry(enum engine_entry which)
{
	duk_context *duk = engine->duk;
	bool yes;

	duk_push_heapptr(duk, engine->entry[which]);
	yes = duk_pcall(duk, 0) == 0 && duk_to_boolean(duk, -1);
	duk_pop(duk);
	return yes;
}

/* Throws in our own name only. */
static void
call_global(const char *name, const uint8_t *data, size_t n)
{
	duk_context *duk = engine->duk;
	const char *s;
	void *p;

	duk_get_global_string(duk, name);
	p = duk_push_fixed_buffer(duk, n);
	if (n > 0)
		memcpy(p, data, n);
	if (duk_pcall(duk, 1) != 0 && duk_is_string(duk, -1)) {
		s = duk_safe_to_string(duk, -1);
		(void)fprintf(stderr, "%s: %s\n", name, s);
		abort();
	}
	duk_pop(duk);
}

static void
run(const uint8_t *data, size_t n)
{
	engine_hook_stack_base();
	fails = 0;
	collect = until_fail = n > 0 && data[0] < 64 ? data[0] * 16u : 0;
	call_global("fuzzRun", data, n);
	collect = 0;
	(void)call_entry(ENTRY_DRAIN);
	for (int i = 0; i < TIMERS_MAX && call_entry(ENTRY_FIRE); i++)
		(void)call_entry(ENTRY_DRAIN);
	call_global("fuzzEnd", data, 0);
	(void)call_entry(ENTRY_DRAIN);
	if (++runs % COLLECT == 0)
		duk_gc(engine->duk, 0);
}

static void
on_alarm(int signal)
{
	(void)signal;
	expired = 1;
	if (busy == 0)
		siglongjmp(give_up, 1);
}

static void
set_alarm(long seconds)
{
	struct itimerval t = { { 0, 0 }, { seconds, 0 } };

	(void)setitimer(ITIMER_VIRTUAL, &t, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX)
		return 0;
	/* Before an engine is made: an alarm that came with the last breath of
	 * the run before would leave from there. */
	expired = busy = 0;
	if (engine == NULL) {
		(void)signal(SIGVTALRM, on_alarm);
		prepare();
		runs = 0;
	}
	if (sigsetjmp(give_up, 1) == 0) {
		set_alarm(SECONDS);
		run(data, size);
		set_alarm(0);
	} else {
		runs = RUNS;
	}
	if (runs >= RUNS) {
		drop_all(engine->arena);
		engine = NULL;
	}
	return 0;
}
