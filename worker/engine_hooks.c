/* SPDX-License-Identifier: Apache-2.0 */
/* engine_hooks.c -- what Duktape asks of its surroundings, and what it gets. */
#include "worker/duk_options.h"

#include <stdint.h>
#include <stdlib.h>

#include "common/base/limits.h"
#include "worker/engine_int.h"

/* What recursion leaves free: room for the deepest native function that does
 * not check (the arena, a serialiser, a signal frame under a sanitizer). */
#define STACK_SPARE (2 * 1024 * 1024)

int engine_first_line = 1;
uint32_t engine_hash_seed;
uintptr_t engine_sealed_from;
size_t engine_sealed_bytes;

/* One engine runs at a time in a process; the stack is the process's. */
static uintptr_t stack_floor;

/* Of what is spared, this little does not matter. */
#define STACK_NEAR (64 * 1024)

/* In a fork the frame is near the template's: its page is not written again. */
void
engine_hook_stack_base(void)
{
	uintptr_t floor = (uintptr_t)__builtin_frame_address(0) -
	    (WORKER_STACK_BYTES - STACK_SPARE);

	if (floor - stack_floor + STACK_NEAR > (uintptr_t)2 * STACK_NEAR)
		stack_floor = floor;
}

/* Of texts' hashes.  A program cannot see it, native code can: of a copied engine
 * it tells no address of whoever warmed it. */
unsigned int
engine_hook_seed(void)
{
	return engine_hash_seed != 0 ? engine_hash_seed :
	    (unsigned int)((uintptr_t)&engine_hook_fatal >> 12);
}

int
engine_hook_stack_low(void)
{
	return (uintptr_t)__builtin_frame_address(0) < stack_floor;
}

unsigned long
engine_hook_usable(void *udata, const void *p)
{
	return region_usable(((struct engine *)udata)->arena, p);
}

double
engine_hook_now(void *duk)
{
	return engine_of(duk)->now_ms;
}

double
engine_hook_random(void *udata)
{
	struct engine *g = udata;
	uint64_t u;

	chacha_read(&g->random, &u, sizeof(u));
	return (double)(u >> 11) * 0x1p-53;
}

/* Only a bug of ours or of Duktape's gets here: every entry is protected. */
void
engine_hook_fatal(void *udata, const char *msg)
{
	(void)udata;
	(void)msg;
	abort();
}

struct engine *
engine_of(duk_context *duk)
{
	duk_memory_functions f;

	duk_get_memory_functions(duk, &f);
	return f.udata;
}
