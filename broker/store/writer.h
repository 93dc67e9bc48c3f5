/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.h -- the store, written by a thread of its own.
 *
 * A disk that is slow, full or locked by another process stops this thread and
 * nobody else.  It has one batch at a time, and tries until it is written; what
 * comes meanwhile its owner counts together, so what waits is bounded by what
 * there is to count.  The thread begins with the first batch.  All functions are the
 * owner's, of one other thread.
 */
#ifndef CORDON_BROKER_STORE_WRITER_H
#define CORDON_BROKER_STORE_WRITER_H

#include "broker/store/batch.h"

enum writer_state {
	WRITER_IDLE, /* has nothing */
	WRITER_WAITING, /* nothing of its batch is in the store */
	WRITER_WRITING, /* it may be */
	WRITER_WRITTEN, /* it is; see writer_take() */
};

struct store_writer;

/* Returns new, or NULL without memory.  `written` is called in the thread when a
 * batch is to be taken: it may wake its owner, and nothing else. */
struct store_writer *writer_new(const char *dir, void (*written)(void *arg),
    void *arg);
/* Takes b, when it is idle; -1: no thread can be had, and b is still the
 * caller's. */
int writer_put(struct store_writer *w, struct store_batch *b, struct err *e);
/* The batch that was written, which is the caller's then; or NULL. */
struct store_batch *writer_take(struct store_writer *w);
enum writer_state writer_state(struct store_writer *w);
/* Why its batch is not written yet: false if nothing failed so far. */
bool writer_trouble(struct store_writer *w, struct err *ret);
/* Until its batch is written, or cannot be, at most so long; false: it is not.
 * For who ends. */
bool writer_wait(struct store_writer *w, uint32_t wait_ms);
/* Ends the thread, which closes the store; what it had is dropped.  One that the
 * disk holds is left to itself.  NULL is fine. */
void writer_free(struct store_writer *w, uint32_t wait_ms);

#endif
