/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_calls.h -- the calls of a program, for the engine's own files.
 */
#ifndef CORDON_WORKER_ENGINE_CALLS_H
#define CORDON_WORKER_ENGINE_CALLS_H

#include <duktape.h>
#include <stdbool.h>
#include <stddef.h>

#include "worker/runtime/inside.h"

struct engine;

/* Adds native.call() and all else of calls to the object on the top. */
void engine_calls_register(duk_context *duk);

/* Pushes the promise of a call with the arguments on the top, or false: nothing
 * was begun, it is the prelude's to make.  `op` is where the operation is, for
 * the prelude; is_data: the promise's value is the reply's. */
bool engine_calls_begin(duk_context *duk, const char *head, size_t head_len,
    duk_idx_t op, bool is_data);

/* Waits for a reply and hands it to whom it is for; throws when the other side
 * is gone. */
void engine_calls_deliver(struct engine *g);

/* A buffer in the stash, which keeps what it refers to. */
struct nodes {
	struct inside_kind node;
	void *traps; /* the prototype of handlers */
	void *get, *call; /* what the two in C leave */
	void *parse; /* JSON.parse() */
	void *signal_key;
};
struct nodes *engine_nodes_of(duk_context *duk);
void engine_nodes_register(duk_context *duk);

#endif
