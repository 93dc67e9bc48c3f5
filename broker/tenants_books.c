/* SPDX-License-Identifier: Apache-2.0 */
/* tenants_books.c -- see tenants.h and tenants_int.h: to the store and back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/tenants_int.h"
#include "common/host/clock.h"
#include "common/host/log.h"

/* Evidence that moves nobody waits so long for more of it. */
#define SOON_S 0.2
/* Changes of levels that wait for the store; the oldest goes first. */
#define WAITING_MAX 256

/* Changes of levels -------------------------------------------------------- */

static void
tell(struct moved *m, const char *stored)
{
	if (!m->told)
		log_warn("tenant=%s level=%s was=%s cause=%s clear_in_s=%llu%s",
		    m->who->name, score_level_name(m->ev.level),
		    score_level_name(m->ev.was), m->cause,
		    (unsigned long long)m->clear_in_s, stored);
	m->told = true;
}

static void
tell_all(struct moves *l, const char *stored)
{
	struct moved *m;

	for (m = l->first; m != NULL; m = m->next)
		tell(m, stored);
}

#define NOT_STORED " stored=not-yet"

static void
forget_first(struct moves *l)
{
	struct moved *m = l->first;

	l->first = m->next;
	if (l->first == NULL)
		l->last = &l->first;
	l->n--;
	free(m);
}

static void
forget_all(struct moves *l)
{
	while (l->first != NULL)
		forget_first(l);
}

static void
append(struct moves *l, struct moved *m)
{
	m->next = NULL;
	*l->last = m;
	l->last = &m->next;
	l->n++;
}

void
books_moved(struct tenants *t, struct tenant *w, enum score_level was,
    const char *cause)
{
	struct moved now = { .who = w, .ev = { .at_ms = clock_wall_ms(),
		.was = was, .level = w->score.level },
		.clear_in_s = tenants_clear_in_ms(t, w) / 1000 }, *m;

	(void)snprintf(now.cause, sizeof now.cause, "%s", cause);
	m = t->dir == NULL ? NULL : malloc(sizeof *m);
	if (m == NULL) {
		tell(&now, "");
		return;
	}
	*m = now;
	m->ev.cause = m->cause;
	if (t->waiting.n == WAITING_MAX) {
		tell(t->waiting.first, NOT_STORED);
		forget_first(&t->waiting);
	}
	append(&t->waiting, m);
}

/* Writing --------------------------------------------------------------- */

static bool
is_pending(const struct tenant *w)
{
	uint32_t n = 0;

	for (int k = 0; k < EVIDENCE_MAX; k++)
		n |= w->pending[k];
	return n != 0 || w->unsaved;
}

/* All that the store does not know; NULL: it knows all, or there is no memory
 * and it is tried again. */
static struct store_batch *
collect(const struct tenants *t)
{
	struct store_batch *b = store_batch_new(tenants_now(t->hour_ms));
	bool ok = b != NULL;
	struct tenant *w;
	struct moved *m;

	for (w = t->all; ok && w != NULL; w = w->next)
		if (is_pending(w))
			ok = store_batch_debt(b, w->name, w->pending);
	for (m = t->waiting.first; ok && m != NULL; m = m->next)
		ok = store_batch_change(b, m->who->name, &m->ev);
	if (ok && (b->debts != NULL || b->changes != NULL))
		return b;
	store_batch_free(b);
	return NULL;
}

static void
mark_given(struct tenants *t)
{
	struct tenant *w;
	struct moved *m;

	for (w = t->all; w != NULL; w = w->next) {
		memcpy(w->given, w->pending, sizeof w->given);
		memset(w->pending, 0, sizeof w->pending);
		w->given_time = w->unsaved;
		w->unsaved = false;
	}
	while ((m = t->waiting.first) != NULL) {
		t->waiting.first = m->next;
		append(&t->given, m);
	}
	t->waiting.last = &t->waiting.first;
	t->waiting.n = 0;
}

/* Why nothing is written, once a time. */
static void
say_late(struct tenants *t, const struct err *e)
{
	if (t->late)
		return;
	t->late = true;
	if (e->code == ERR_TIMEOUT)
		log_warn("another process has the store locked; scores are "
			 "written when it lets go");
	else if (e->code == ERR_NONE)
		log_warn("the store's disk is slow; scores are written as "
			 "soon as it has them");
	else
		log_error("scores are kept in memory only: %s", e->msg);
}

void
books_write(struct tenants *t)
{
	struct store_batch *b;
	struct err e;

	if (t->dir == NULL || writer_state(t->writer) != WRITER_IDLE ||
	    (b = collect(t)) == NULL)
		return;
	if (writer_put(t->writer, b, &e) == -1) {
		store_batch_free(b);
		tell_all(&t->waiting, NOT_STORED);
		say_late(t, &e);
		books_write_soon(t);
		return;
	}
	mark_given(t);
	ev_timer_again(t->loop, &t->slow);
}

void
books_write_soon(struct tenants *t)
{
	if (t->dir != NULL && !ev_is_active(&t->soon))
		ev_timer_again(t->loop, &t->soon);
}

static void
on_soon(struct ev_loop *loop, ev_timer *timer, int revents)
{
	(void)revents;
	ev_timer_stop(loop, timer);
	books_write(timer->data);
}

/* Is it late?  What it is at stays here, and counts from here. */
static void
on_slow(struct ev_loop *loop, ev_timer *timer, int revents)
{
	struct tenants *t = timer->data;
	struct err e;

	(void)loop;
	(void)revents;
	tell_all(&t->given, NOT_STORED);
	tell_all(&t->waiting, NOT_STORED);
	(void)writer_trouble(t->writer, &e);
	say_late(t, &e);
}

static void
add_counts(struct score *s, const uint32_t n[EVIDENCE_MAX], uint64_t now)
{
	uint32_t i, k;

	for (k = 0; k < EVIDENCE_MAX; k++)
		for (i = 0; i < n[k]; i++)
			(void)score_add(s, (enum evidence)k, now);
}

/* The store's score, and on it what it has not yet, becomes ours. */
static enum score_level
adopt(struct tenants *t, struct tenant *w, const struct score *s)
{
	enum score_level was = w->score.level;
	uint64_t now = tenants_now(t->hour_ms);

	w->score = *s;
	if (w->unsaved || w->given_time)
		(void)score_update(&w->score, now);
	add_counts(&w->score, w->given, now);
	add_counts(&w->score, w->pending, now);
	return was;
}

/* Others add to the same score: it may have moved further than we knew. */
static void
merge(struct tenants *t, const struct store_debt *d)
{
	struct tenant *w = tenants_lookup(t, d->tenant);
	enum score_level was;

	if (w == NULL)
		return;
	memset(w->given, 0, sizeof w->given);
	w->given_time = false;
	was = adopt(t, w, &d->score);
	if (w->score.level == was)
		return;
	if (w->score.level != d->was)
		books_moved(t, w, was, "counted with another process");
	if (w->comes)
		t->moved(t->arg, w);
}

/* Takes what is written, if it is. */
static void
settle(struct tenants *t)
{
	struct store_batch *b =
	    t->dir == NULL ? NULL : writer_take(t->writer);
	const struct store_debt *d;

	if (b == NULL)
		return;
	ev_timer_stop(t->loop, &t->slow);
	for (d = b->debts; d != NULL; d = d->next)
		merge(t, d);
	store_batch_free(b);
	tell_all(&t->given, "");
	forget_all(&t->given);
	if (t->late)
		log_warn("the store is written again");
	t->late = false;
}

static void
on_written(struct ev_loop *loop, ev_async *async, int revents)
{
	struct tenants *t = async->data;

	(void)loop;
	(void)revents;
	settle(t);
	if (!ev_is_active(&t->soon) || t->waiting.first != NULL)
		books_write(t);
}

/* In the writer's thread. */
static void
wake(void *arg)
{
	struct tenants *t = arg;

	ev_async_send(t->loop, &t->written);
}

/* Reading ---------------------------------------------------------------- */

static void
unreadable(struct tenants *t, const struct err *e)
{
	if (e->code == ERR_NOTFOUND || e->code == ERR_TIMEOUT)
		return; /* seen when it is there, or let go */
	if (!t->unread)
		log_error("scores are not read: %s", e->msg);
	t->unread = true;
	store_close(t->reader);
	t->reader = NULL;
}

/* A row's being read began with all rows as they were: if the writer is not at its
 * batch now, nothing of that was in them. */
static void
on_stored(void *arg, const char *name, const struct score *s)
{
	struct tenants *t = arg;
	enum writer_state at = writer_state(t->writer);
	struct tenant *w;

	t->skip = t->skip || at == WRITER_WRITING || at == WRITER_WRITTEN;
	if (t->skip || (w = tenants_lookup(t, name)) == NULL)
		return;
	/* Who changed it has logged it; here it is only followed. */
	if (adopt(t, w, s) != w->score.level && w->comes)
		t->moved(t->arg, w);
}

static struct store *
reader(struct tenants *t)
{
	struct err e;

	if (t->reader != NULL)
		return t->reader;
	/* Whom it refuses is to be known before the first program runs. */
	t->reader = store_open_reader(t->dir, STORE_BUSY_MS, &e);
	if (t->reader == NULL)
		unreadable(t, &e);
	return t->reader;
}

void
books_read(struct tenants *t)
{
	uint64_t now = clock_mono_ms();
	struct err e;

	if (t->dir == NULL)
		return;
	settle(t);
	if (t->synced_ms != 0 && now - t->synced_ms < TENANTS_SYNC_MS)
		return;
	t->synced_ms = now;
	if (reader(t) == NULL || (!store_changed(t->reader) && t->read))
		return;
	t->skip = false;
	t->read = store_scores(t->reader, on_stored, t, &e) == 0;
	if (!t->read)
		unreadable(t, &e);
	else
		store_wait(t->reader, STORE_BUSY_NEVER);
	t->read = t->read && !t->skip;
}

/* Both ---------------------------------------------------------------- */

static void
timer_init(struct tenants *t, ev_timer *timer,
    void (*on)(struct ev_loop *, ev_timer *, int), double seconds)
{
	ev_init(timer, on);
	timer->repeat = seconds;
	timer->data = t;
}

int
books_open(struct tenants *t)
{
	t->waiting.last = &t->waiting.first;
	t->given.last = &t->given.first;
	timer_init(t, &t->soon, on_soon, SOON_S);
	timer_init(t, &t->slow, on_slow, TENANTS_TOLD_MS / 1000.);
	ev_async_init(&t->written, on_written);
	t->written.data = t;
	if (t->dir == NULL)
		return 0;
	if ((t->writer = writer_new(t->dir, wake, t)) == NULL)
		return -1;
	ev_async_start(t->loop, &t->written);
	ev_unref(t->loop); /* it keeps no loop running */
	return 0;
}

/* What the writer is at, and what came since. */
static void
write_rest(struct tenants *t)
{
	uint64_t until = clock_mono_ms() + TENANTS_END_MS, now;
	bool written = true;
	struct err e;

	for (int i = 0; written && i < 2; i++) {
		settle(t);
		books_write(t);
		now = clock_mono_ms();
		written = writer_wait(t->writer, now < until ?
		    (uint32_t)(until - now) : 0);
	}
	settle(t);
	if (written)
		return;
	tell_all(&t->given, NOT_STORED);
	tell_all(&t->waiting, NOT_STORED);
	log_error("what was counted last is lost, for it could not be stored: "
	    "%s", writer_trouble(t->writer, &e) ? e.msg : "the disk is slow");
}

void
books_close(struct tenants *t)
{
	if (t->dir == NULL)
		return;
	write_rest(t);
	ev_timer_stop(t->loop, &t->soon);
	ev_timer_stop(t->loop, &t->slow);
	forget_all(&t->given);
	forget_all(&t->waiting);
	store_close(t->reader);
	writer_free(t->writer, TENANTS_END_MS);
	ev_ref(t->loop);
	ev_async_stop(t->loop, &t->written);
}
