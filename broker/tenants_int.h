/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tenants_int.h -- between tenants.c, which knows levels and time, and
 * tenants_books.c, which brings them to the store and back.
 */
#ifndef CORDON_BROKER_TENANTS_INT_H
#define CORDON_BROKER_TENANTS_INT_H

#include "broker/store/writer.h"
#include "broker/tenants.h"

/* A change of a level: first to be written, then being written, then told. */
struct moved {
	struct tenant *who;
	struct store_event ev;
	char cause[STORE_CAUSE_MAX];
	uint64_t clear_in_s;
	bool told;
	struct moved *next;
};

struct moves {
	struct moved *first, **last;
	size_t n;
};

struct tenants {
	struct ev_loop *loop;
	char *dir; /* NULL: no store */
	uint32_t hour_ms;
	struct tenant *all;
	void (*moved)(void *arg, struct tenant *who);
	void *arg;
	/* tenants_books.c's */
	struct store *reader; /* NULL: not there yet, or not to be had */
	uint64_t synced_ms;
	bool read; /* all that was in the store when it was last seen */
	bool skip; /* what is being read may have what the writer does */
	bool unread; /* why, is logged */
	struct store_writer *writer;
	struct moves waiting, given;
	bool late; /* that it is not written is logged */
	ev_async written;
	ev_timer soon; /* what may wait a little is given to the writer */
	ev_timer slow; /* while it writes: is it late? */
};

struct tenant *tenants_lookup(struct tenants *t, const char *name);
/* Books ---------------------------------------------------------------- */

int books_open(struct tenants *t);
/* Writes what is left. */
void books_close(struct tenants *t);
/* What others wrote becomes ours. */
void books_read(struct tenants *t);
/* To the writer now, or soon with what comes meanwhile. */
void books_write(struct tenants *t);
void books_write_soon(struct tenants *t);
/* Logged, and in the history, once it is written. */
void books_moved(struct tenants *t, struct tenant *w, enum score_level was,
    const char *cause);

#endif
