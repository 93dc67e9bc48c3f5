/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hostile_engine.c -- an engine that is taken over: what it is given as a
 * program is the number of an attack, which it makes as native code.
 *
 * Linked with everything of cordon-worker but its engine: so each attack runs
 * in the very process, at the very point, where a program would.
 *
 *	"attack N"	of the collection
 *	"sweep BY NR"	one system call
 * Whatever comes back is a result: "ALIVE".
 */
#include <stdio.h>
#include <string.h>

#include "tests/escape/collection.h"
#include "worker/engine.h"
#include "worker/replica.h"
#include "worker/zones.h"

struct engine {
	const struct attack *all;
	size_t n;
};

uint32_t engine_hash_seed;

void
zones_load(void)
{
}

/* In the arena: a cordoned worker's is a copy of one at another address. */
struct engine *
engine_new(void *arena, size_t bytes, struct err *e)
{
	struct engine *g = arena;

	(void)bytes;
	(void)e;
	memset(arena, 0, 4096);
	g->n = attack_list(&g->all);
	return g;
}

void
engine_wipe(void)
{
}

void
engine_seal(struct engine *g)
{
	(void)g;
}

size_t
engine_used(const struct engine *g)
{
	(void)g;
	return 4096;
}

size_t
engine_warm_from(size_t bytes)
{
	(void)bytes;
	return 0;
}

size_t
engine_warm_bytes(size_t bytes)
{
	(void)bytes;
	return ENGINE_HUGE_BYTES;
}

void
engine_moved(void)
{
}

bool
replica_works(struct engine *g)
{
	return g->n > 0 && g->all != NULL && g->all[0].name != NULL;
}

void
engine_run(struct engine *g, const struct engine_job *job,
    const struct engine_host *host, struct engine_result *ret)
{
	char text[64];
	unsigned by;
	size_t i;
	long nr;

	(void)host;
	(void)snprintf(text, sizeof text, "%.*s", (int)job->code_len,
	    job->code);
	if (sscanf(text, "attack %zu", &i) == 1 && i < g->n)
		attack_run(&g->all[i]);
	else if (sscanf(text, "sweep %u %ld", &by, &nr) == 2 && by < ENTRY_MAX)
		sweep_run((enum entry)by, nr);
	*ret = (struct engine_result){ .ok = true, .json = "\"ALIVE\"",
		.json_len = 7 };
}
