/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine.h -- the seam: a JavaScript heap that runs one program.
 *
 * Only what is behind this header includes duktape.h, so that a second engine
 * stays possible.  The engine makes no system call: its memory is the caller's
 * arena, its time and entropy come from the job, its calls go through
 * struct engine_host.  A template creates one engine, which loads the prelude;
 * forked workers each run one job on their copy.
 */
#ifndef CORDON_WORKER_ENGINE_H
#define CORDON_WORKER_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"

struct engine;

/* What the program can reach outside.  All borrow; ids count from 1. */
struct engine_reply {
	uint32_t id; /* of the call; 0: no reply, see `closed` */
	bool ok; /* resolve or reject */
	double now_ms; /* the time it came at; negative: not said */
	uint32_t status;
	const char *kind; /* "json"; rpc.h has the others */
	size_t kind_len;
	const char *about; /* JSON: the headers, or the error array; or NULL */
	size_t about_len;
	const uint8_t *body; /* the body it names, if any */
	size_t body_len;
};

struct engine_host {
	void *ctx;
	/* Starts a call ("call" or "host" of rpc.h).  `head` is the JSON of
	 * the arguments before the body, e.g. "\"github\",\"issues.list\"".
	 * 0 and *ret_id, or -1 and a message. */
	int (*call)(void *ctx, const char *method, const char *head,
	    const uint8_t *body, size_t body_len, uint32_t *ret_id,
	    struct err *e);
	void (*cancel)(void *ctx, uint32_t id);
	void (*log)(void *ctx, const char *level, const char *s, size_t n);
	/* Before the program runs: its calls as struct lower_calls has them,
	 * if there are any.  NULL: nobody wants to know. */
	void (*check)(void *ctx, const char *calls, size_t n);
	/* Blocks for the next reply; -1 when the broker is gone. */
	int (*wait)(void *ctx, struct engine_reply *ret, struct err *e);
};

/* Nobody: calls are refused, logs are lost. */
extern const struct engine_host engine_alone;

struct engine_job {
	const char *code;
	size_t code_len;
	const char *with; /* script evaluated before the program, or NULL */
	size_t with_len;
	uint8_t seed[32];
	double now_ms; /* since 1970; advances only by replies' now_ms */
	const char *const *connectors; /* NULL-terminated */
	/* Those whose values are Cap'n Web's; NULL-terminated, or NULL */
	const char *const *values;
	size_t result_max; /* JSON bytes; longer is shortened structurally */
	bool script; /* plain-script mode for test262: no wrapping */
};

struct engine_result {
	bool ok;
	const char *json; /* the value; "" when it is undefined */
	size_t json_len;
	bool truncated;
	/* When not ok: */
	const char *name; /* "TypeError" */
	const char *message;
	const char *stack; /* user functions only */
	uint32_t line, column; /* 0: unknown */
	const char *source; /* that line of the user's text */
	size_t heap_bytes; /* of the arena, touched by the end; in any case */
};

/* Of an arena: where the prelude begins, and how far it may come.  Runs write
 * before and after it, not in it: it may be huge pages, whole ones of which
 * engine_seal() leaves to it. */
size_t engine_warm_from(size_t region_bytes);
size_t engine_warm_bytes(size_t region_bytes);
#define ENGINE_HUGE_BYTES (2UL * 1024 * 1024)

/* A heap in `arena`, prelude loaded.  The arena's size is the memory limit. */
struct engine *engine_new(void *arena, size_t region_bytes, struct err *e);
/* Runs one job to its end; *ret points into the arena.  Never fails: what
 * goes wrong is a result with ok == false.  Once per engine. */
void engine_run(struct engine *g, const struct engine_job *job,
    const struct engine_host *host, struct engine_result *ret);
/* Of the hashes of engines' texts; 0: of where the program is. */
extern uint32_t engine_hash_seed;
/* From here on engines leave nothing behind in memory that they give up. */
void engine_wipe(void);
/* An engine that was copied here with all of its arena, addresses put right
 * (replica.h): the stack is this process's. */
void engine_moved(void);
/* Collects garbage now: follows every address from one object to another. */
void engine_collect(struct engine *g);
/* Before the engine is forked; see region_seal(). */
void engine_seal(struct engine *g);
/* Bytes of the arena that the heap has touched so far. */
size_t engine_used(const struct engine *g);

#endif
