/* SPDX-License-Identifier: Apache-2.0 */
/* scores.c -- see store.h: scores, the history of levels, evidence. */
#include <stddef.h>

#include "broker/store/store_int.h"

static void
read_score(sqlite3_stmt *st, int column, struct score *ret)
{
	ret->clear_at_ms = store_u64(st, column);
	ret->level = store_level(st, column + 1);
	ret->held = store_level(st, column + 2);
}

int
store_scores(struct store *s, store_score_seen *seen, void *arg, struct err *e)
{
	sqlite3_stmt *st = store_for(s,
	    "SELECT name, clear_at_ms, level, held FROM tenant ORDER BY name",
	    NULL, e);
	struct score score;
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		read_score(st, 1, &score);
		seen(arg, (const char *)sqlite3_column_text(st, 0), &score);
	}
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : store_fail(s, "read", e);
}

static int
load_score(struct store *s, const char *tenant, struct score *ret,
    struct err *e)
{
	sqlite3_stmt *st = store_for(s,
	    "SELECT clear_at_ms, level, held FROM tenant WHERE name = ?",
	    tenant, e);
	int rc;

	if (st == NULL)
		return -1;
	*ret = (struct score) { .clear_at_ms = 0 };
	if ((rc = sqlite3_step(st)) == SQLITE_ROW)
		read_score(st, 0, ret);
	(void)sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 :
						       store_fail(s, "read", e);
}

static void
bind_level(sqlite3_stmt *st, int at, enum score_level l)
{
	(void)sqlite3_bind_text(st, at, score_level_name(l), -1,
	    SQLITE_STATIC);
}

static int
save_score(struct store *s, const char *tenant, const struct score *score,
    struct err *e)
{
	sqlite3_stmt *st = store_for(s,
	    "INSERT OR REPLACE INTO tenant (name, clear_at_ms, level, held)"
	    " VALUES (?, ?, ?, ?)", tenant, e);

	if (st == NULL)
		return -1;
	(void)sqlite3_bind_int64(st, 2, (int64_t)score->clear_at_ms);
	bind_level(st, 3, score->level);
	bind_level(st, 4, score->held);
	return store_run(s, st, e);
}

int
store_score(struct store *s, const char *tenant, store_score_change *change,
    void *arg, struct score *ret, struct err *e)
{
	bool own = sqlite3_get_autocommit(s->db) != 0;
	struct score score;

	if (own && store_begin(s, e) == -1)
		return -1;
	if (load_score(s, tenant, &score, e) == -1)
		goto undo;
	change(arg, &score);
	if (save_score(s, tenant, &score, e) == -1 ||
	    (own && store_commit(s, e) == -1))
		goto undo;
	*ret = score;
	return 0;
undo:
	if (own)
		store_undo(s);
	return -1;
}

int
store_event_add(struct store *s, const char *tenant,
    const struct store_event *ev, struct err *e)
{
	sqlite3_stmt *st = store_for(s,
	    "INSERT INTO level_change (tenant, at_ms, was, level, cause)"
	    " VALUES (?, ?, ?, ?, ?)", tenant, e);

	if (st == NULL)
		return -1;
	(void)sqlite3_bind_int64(st, 2, (int64_t)ev->at_ms);
	bind_level(st, 3, ev->was);
	bind_level(st, 4, ev->level);
	(void)sqlite3_bind_text(st, 5, ev->cause, -1, SQLITE_TRANSIENT);
	if (store_run(s, st, e) == -1)
		return -1;
	st = store_for(s,
	    "DELETE FROM level_change WHERE tenant = ?1 AND id <= (SELECT id"
	    " FROM level_change WHERE tenant = ?1 ORDER BY id DESC LIMIT 1"
	    " OFFSET ?2)", tenant, e);
	if (st == NULL)
		return -1;
	(void)sqlite3_bind_int(st, 2, STORE_HISTORY_MAX);
	return store_run(s, st, e);
}

int
store_events(struct store *s, const char *tenant, store_event_seen *seen,
    void *arg, struct err *e)
{
	sqlite3_stmt *st = store_for(s,
	    "SELECT at_ms, was, level, cause FROM level_change WHERE"
	    " tenant = ? ORDER BY id DESC", tenant, e);
	struct store_event ev;
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		ev.at_ms = store_u64(st, 0);
		ev.was = store_level(st, 1);
		ev.level = store_level(st, 2);
		ev.cause = (const char *)sqlite3_column_text(st, 3);
		seen(arg, &ev);
	}
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : store_fail(s, "read", e);
}

int
store_evidence_add(struct store *s, const char *tenant,
    const uint32_t n[EVIDENCE_MAX], struct err *e)
{
	sqlite3_stmt *st;
	int k;

	for (k = 0; k < EVIDENCE_MAX; k++) {
		if (n[k] == 0)
			continue;
		st = store_for(s,
		    "INSERT INTO evidence (tenant, kind, n) VALUES (?, ?, ?3)"
		    " ON CONFLICT (tenant, kind) DO UPDATE SET n = n + ?3",
		    tenant, e);
		if (st == NULL)
			return -1;
		(void)sqlite3_bind_text(st, 2,
		    score_evidence_name((enum evidence)k), -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(st, 3, n[k]);
		if (store_run(s, st, e) == -1)
			return -1;
	}
	return 0;
}

int
store_evidence(struct store *s, const char *tenant,
    uint64_t ret[EVIDENCE_MAX], struct err *e)
{
	sqlite3_stmt *st = store_for(s,
	    "SELECT kind, n FROM evidence WHERE tenant = ?", tenant, e);
	int k, rc;

	if (st == NULL)
		return -1;
	for (k = 0; k < EVIDENCE_MAX; k++)
		ret[k] = 0;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		k = score_evidence_named(
		    (const char *)sqlite3_column_text(st, 0));
		if (k >= 0)
			ret[k] = store_u64(st, 1);
	}
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : store_fail(s, "read", e);
}
