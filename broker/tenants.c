/* SPDX-License-Identifier: Apache-2.0 */
/* tenants.c -- see tenants.h. */
#include "broker/tenants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/store/store.h"
#include "common/host/clock.h"
#include "common/host/log.h"

#define HOUR_MS 3600000ULL
/* Evidence that moves nobody waits so long for more of it. */
#define FLUSH_AFTER_S 0.2
/* Another process has the store locked: tried again so soon, then at most so
 * seldom; after so long it is logged. */
#define BUSY_FIRST_S 0.02
#define BUSY_MOST_S 1.0
#define BUSY_SAID_MS 5000
/* Changes of levels that wait for the store; the oldest goes first. */
#define UNSAVED_MAX 256

/* A change of a level that the store does not know yet. */
struct unsaved {
	struct tenant *who;
	struct store_event ev;
	char cause[128];
	struct unsaved *next;
};

struct tenants {
	struct ev_loop *loop;
	struct store *store; /* NULL: not there yet, or not to be had */
	char *dir;
	uint32_t hour_ms;
	uint64_t synced_ms;
	bool broken; /* logged */
	bool read; /* the store's scores, since it was opened */
	uint64_t busy_since_ms;
	double busy_s; /* 0: the store is not locked by another */
	bool busy_said;
	struct unsaved *first, **last;
	size_t n_unsaved;
	ev_timer flush;
	void (*moved)(void *arg, struct tenant *who);
	void *arg;
	struct tenant *all;
};

uint64_t
tenants_now(uint32_t hour_ms)
{
	return clock_wall_ms() * HOUR_MS / hour_ms;
}

/* The store ------------------------------------------------------------ */

static void
flush_in(struct tenants *t, double seconds)
{
	if (ev_is_active(&t->flush))
		return;
	ev_timer_set(&t->flush, seconds, 0.);
	ev_timer_start(t->loop, &t->flush);
}

/* Nothing is lost: it stays in memory, and counts from there. */
static void
later(struct tenants *t)
{
	uint64_t now = clock_mono_ms();

	if (t->busy_s == 0.)
		t->busy_since_ms = now;
	if (!t->busy_said && now - t->busy_since_ms > BUSY_SAID_MS) {
		t->busy_said = true;
		log_warn("another process has the store locked; scores are "
			 "written when it lets go");
	}
	t->busy_s = t->busy_s == 0. ? BUSY_FIRST_S : t->busy_s * 2;
	if (t->busy_s > BUSY_MOST_S)
		t->busy_s = BUSY_MOST_S;
	ev_timer_stop(t->loop, &t->flush);
	flush_in(t, t->busy_s);
}

static void
failed(struct tenants *t, const struct err *e)
{
	if (e->code == ERR_TIMEOUT) {
		later(t);
		return;
	}
	if (!t->broken)
		log_error("scores are kept in memory only: %s", e->msg);
	t->broken = true;
}

static struct store *
open_store(struct tenants *t, bool create)
{
	struct err e;

	if (t->store != NULL || t->broken || t->dir == NULL)
		return t->store;
	t->store = store_open(t->dir, create, STORE_BUSY_NEVER, &e);
	if (t->store == NULL && e.code != ERR_NOTFOUND)
		failed(t, &e);
	return t->store;
}

static struct tenant *
lookup(struct tenants *t, const char *name)
{
	struct tenant *w = t->all;

	while (w != NULL && strcmp(w->name, name) != 0)
		w = w->next;
	if (w != NULL || (w = calloc(1, sizeof *w)) == NULL)
		return w;
	if ((w->name = strdup(name)) == NULL) {
		free(w);
		return NULL;
	}
	w->last_turn = &w->first_turn;
	w->next = t->all;
	t->all = w;
	return w;
}

/* What the store does not know yet --------------------------------------- */

static void
forget_first(struct tenants *t)
{
	struct unsaved *u = t->first;

	t->first = u->next;
	if (t->first == NULL)
		t->last = &t->first;
	t->n_unsaved--;
	free(u);
}

static void
remember(struct tenants *t, struct tenant *w, const struct store_event *ev)
{
	struct unsaved *u;

	if (t->dir == NULL || t->broken || (u = calloc(1, sizeof *u)) == NULL)
		return; /* it was logged */
	if (t->n_unsaved == UNSAVED_MAX)
		forget_first(t);
	u->who = w;
	u->ev = *ev;
	(void)snprintf(u->cause, sizeof u->cause, "%s", ev->cause);
	u->ev.cause = u->cause;
	*t->last = u;
	t->last = &u->next;
	t->n_unsaved++;
}

struct change {
	const uint32_t *n; /* of each evidence */
	uint64_t now;
};

static void
add_pending(void *arg, struct score *s)
{
	const struct change *c = arg;
	uint32_t i, k;

	(void)score_update(s, c->now);
	for (k = 0; k < EVIDENCE_MAX; k++)
		for (i = 0; i < c->n[k]; i++)
			(void)score_add(s, (enum evidence)k, c->now);
}

/* All or nothing: what is tried again is not counted twice. */
static int
write_score(struct tenants *t, struct tenant *w, struct score *ret,
    struct err *e)
{
	struct change c = { w->pending, tenants_now(t->hour_ms) };

	if (store_begin(t->store, e) == -1)
		return -1;
	if (store_score(t->store, w->name, add_pending, &c, ret, e) == 0 &&
	    store_evidence_add(t->store, w->name, w->pending, e) == 0 &&
	    store_commit(t->store, e) == 0)
		return 0;
	store_undo(t->store);
	return -1;
}

/* The store's score, with ours added, becomes ours: others add to it too. */
static bool
flush(struct tenants *t, struct tenant *w)
{
	struct score merged;
	struct err e;

	w->unsaved = true;
	if (open_store(t, true) == NULL || t->broken)
		return false;
	if (write_score(t, w, &merged, &e) == -1) {
		failed(t, &e);
		return false;
	}
	memset(w->pending, 0, sizeof w->pending);
	w->unsaved = false;
	w->score = merged;
	return true;
}

static void
flush_events(struct tenants *t)
{
	struct err e;

	while (t->store != NULL && !t->broken && t->first != NULL) {
		if (store_event_add(t->store, t->first->who->name,
		    &t->first->ev, &e) == -1) {
			failed(t, &e);
			return;
		}
		forget_first(t);
	}
}

static bool
is_pending(const struct tenant *w)
{
	uint32_t n = 0;

	for (int k = 0; k < EVIDENCE_MAX; k++)
		n |= w->pending[k];
	return n != 0 || w->unsaved;
}

static void
flush_all(struct tenants *t)
{
	struct tenant *w;

	for (w = t->all; w != NULL; w = w->next)
		if (is_pending(w) && !flush(t, w))
			return;
	flush_events(t);
	if (t->first == NULL) {
		t->busy_s = 0.;
		t->busy_said = false;
	}
}

static void
on_flush(struct ev_loop *loop, ev_timer *timer, int revents)
{
	(void)loop;
	(void)revents;
	flush_all(timer->data);
}

/* Levels -------------------------------------------------------------- */

static void
tell(struct tenants *t, struct tenant *w, enum score_level was,
    const char *cause)
{
	struct store_event ev = { .at_ms = clock_wall_ms(), .was = was,
		.level = w->score.level, .cause = cause };

	log_warn("tenant=%s level=%s was=%s cause=%s clear_in_s=%llu", w->name,
	    score_level_name(ev.level), score_level_name(was), cause,
	    (unsigned long long)tenants_clear_in_ms(t, w) / 1000);
	remember(t, w, &ev);
	if (t->busy_s == 0.)
		flush_events(t);
	t->moved(t->arg, w);
}

void
tenants_evidence(struct tenants *t, struct tenant *w, enum evidence kind,
    const char *run)
{
	enum score_level was = w->score.level;
	char cause[128];

	w->pending[kind]++;
	if (!score_add(&w->score, kind, tenants_now(t->hour_ms))) {
		flush_in(t, FLUSH_AFTER_S);
		return;
	}
	if (t->busy_s == 0.)
		(void)flush(t, w);
	(void)snprintf(cause, sizeof cause, "%s run=%s",
	    score_evidence_name(kind), run);
	if (w->score.level != was)
		tell(t, w, was, cause);
}

/* Time ---------------------------------------------------------------- */

static void
pass_time(struct tenants *t, struct tenant *w)
{
	uint64_t now = tenants_now(t->hour_ms);
	enum score_level was = w->score.level;

	if (!score_update(&w->score, now))
		return;
	w->unsaved = true;
	if (t->store != NULL && t->busy_s == 0.)
		(void)flush(t, w);
	if (w->score.level != was)
		tell(t, w, was, "time");
}

static void
on_stored(void *arg, const char *name, const struct score *s)
{
	struct tenants *t = arg;
	struct tenant *w = lookup(t, name);
	struct change c;
	enum score_level was;

	if (w == NULL)
		return;
	was = w->score.level;
	w->score = *s;
	/* The store was locked when this came: it counts all the same. */
	c = (struct change){ w->pending, tenants_now(t->hour_ms) };
	if (is_pending(w))
		add_pending(&c, &w->score);
	/* Who changed it has logged it; here it is only followed. */
	if (w->score.level != was)
		t->moved(t->arg, w);
}

static void
catch_up(struct tenants *t)
{
	uint64_t now = clock_mono_ms();
	struct err e;

	if (t->synced_ms != 0 && now - t->synced_ms < TENANTS_SYNC_MS)
		return;
	t->synced_ms = now;
	if (open_store(t, false) == NULL ||
	    (!store_changed(t->store) && t->read))
		return;
	if (t->busy_s == 0.)
		flush_all(t);
	t->read = store_scores(t->store, on_stored, t, &e) == 0;
	if (!t->read)
		failed(t, &e);
}

struct tenant *
tenants_find(struct tenants *t, const char *name)
{
	struct tenant *w;

	catch_up(t);
	w = lookup(t, name);
	if (w != NULL)
		pass_time(t, w);
	return w;
}

void
tenants_each(struct tenants *t, void (*seen)(void *arg, struct tenant *),
    void *arg)
{
	struct tenant *w;

	catch_up(t);
	for (w = t->all; w != NULL; w = w->next) {
		pass_time(t, w);
		seen(arg, w);
	}
}

uint64_t
tenants_clear_in_ms(const struct tenants *t, const struct tenant *w)
{
	uint64_t now = tenants_now(t->hour_ms);
	uint64_t at = score_clear_at_ms(&w->score, now);

	return at <= now ? 0 : (at - now) * t->hour_ms / HOUR_MS;
}

struct tenants *
tenants_new(struct ev_loop *loop, const char *dir, uint32_t hour_ms,
    void (*moved)(void *arg, struct tenant *who), void *arg)
{
	struct tenants *t = calloc(1, sizeof *t);

	if (t == NULL || (dir != NULL && (t->dir = strdup(dir)) == NULL)) {
		free(t);
		return NULL;
	}
	t->loop = loop;
	t->hour_ms = hour_ms;
	t->moved = moved;
	t->arg = arg;
	t->last = &t->first;
	ev_init(&t->flush, on_flush);
	t->flush.data = t;
	return t;
}

void
tenants_free(struct tenants *t)
{
	struct tenant *w;

	if (t == NULL)
		return;
	if (t->store != NULL)
		store_wait(t->store, STORE_BUSY_MS); /* no run is left */
	flush_all(t);
	ev_timer_stop(t->loop, &t->flush);
	while (t->first != NULL)
		forget_first(t);
	while ((w = t->all) != NULL) {
		t->all = w->next;
		free(w->name);
		free(w);
	}
	store_close(t->store);
	free(t->dir);
	free(t);
}
