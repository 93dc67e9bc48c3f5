/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h -- what outlives a process: one SQLite file in the state directory.
 *
 * Several processes may have it open (an agent's `cordon mcp`, a `serve`, an
 * operator's `cordon tenant`): each change is one transaction that reads, changes and
 * writes.  Where another's is under way, a call waits for it as long as was said
 * when the store was opened, then fails with ERR_TIMEOUT and has changed nothing.
 */
#ifndef CORDON_BROKER_STORE_STORE_H
#define CORDON_BROKER_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "policy/score.h"

/* For who may wait: a transaction takes one. */
#define STORE_BUSY_MS 200
/* For who reads with deadlines to keep: tried again later. */
#define STORE_BUSY_NEVER 0

struct store;

/* DIR/cordon.db, mode 0600, and when root makes it, DIR's owner's.  Not `create`
 * and not there: ERR_NOTFOUND.  Returns new. */
struct store *store_open(const char *dir, bool create, int wait_ms,
    struct err *e);
/* To read only: writes nothing, not even when it is closed.  Not there, or
 * nothing was ever written: ERR_NOTFOUND.  Returns new. */
struct store *store_open_reader(const char *dir, int wait_ms, struct err *e);
void store_close(struct store *s); /* NULL is fine */
void store_wait(struct store *s, int wait_ms);
/* What is called between the two is one transaction; after a failure only
 * store_undo() is. */
int store_begin(struct store *s, struct err *e);
int store_commit(struct store *s, struct err *e);
void store_undo(struct store *s);
/* What is committed is moved into the file, which waits for the disk, now and then
 * by a commit; after store_move_later() by store_move() only. */
void store_move_later(struct store *s);
void store_move(struct store *s);
/* Was anything written through another connection since this was last asked? */
bool store_changed(struct store *s);

/* Scores ------------------------------------------------------------- */

typedef void store_score_seen(void *arg, const char *tenant,
    const struct score *s);
/* What a transaction does to a score; one unknown so far is all zero. */
typedef void store_score_change(void *arg, struct score *s);

int store_scores(struct store *s, store_score_seen *seen, void *arg,
    struct err *e);
int store_score(struct store *s, const char *tenant,
    store_score_change *change, void *arg, struct score *ret, struct err *e);

/* History: the last STORE_HISTORY_MAX changes of each tenant's level. */
#define STORE_HISTORY_MAX 100

struct store_event {
	uint64_t at_ms; /* since 1970 */
	enum score_level was, level;
	const char *cause;
};
typedef void store_event_seen(void *arg, const struct store_event *ev);

int store_event_add(struct store *s, const char *tenant,
    const struct store_event *ev, struct err *e);
/* Newest first. */
int store_events(struct store *s, const char *tenant, store_event_seen *seen,
    void *arg, struct err *e);

/* How often each kind of evidence was seen. */
int store_evidence_add(struct store *s, const char *tenant,
    const uint32_t n[EVIDENCE_MAX], struct err *e);
int store_evidence(struct store *s, const char *tenant,
    uint64_t ret[EVIDENCE_MAX], struct err *e);

#endif
