/* SPDX-License-Identifier: Apache-2.0 */
/* tenants.c -- see tenants.h: levels and time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/tenants_int.h"
#include "common/host/clock.h"

#define HOUR_MS 3600000ULL

uint64_t
tenants_now(uint32_t hour_ms)
{
	return clock_wall_ms() * HOUR_MS / hour_ms;
}

struct tenant *
tenants_lookup(struct tenants *t, const char *name)
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

/* Its next worker is made ready now; the store hears of it, then the log. */
static void
tell(struct tenants *t, struct tenant *w, enum score_level was,
    const char *cause)
{
	books_moved(t, w, was, cause);
	books_write(t);
	t->moved(t->arg, w);
}

void
tenants_evidence(struct tenants *t, struct tenant *w, enum evidence kind,
    const char *run)
{
	enum score_level was = w->score.level;
	char cause[STORE_CAUSE_MAX];

	w->pending[kind]++;
	if (!score_add(&w->score, kind, tenants_now(t->hour_ms))) {
		books_write_soon(t);
		return;
	}
	(void)snprintf(cause, sizeof cause, "%s run=%s",
	    score_evidence_name(kind), run);
	tell(t, w, was, cause);
}

static void
pass_time(struct tenants *t, struct tenant *w)
{
	enum score_level was = w->score.level;

	if (!score_update(&w->score, tenants_now(t->hour_ms)))
		return;
	w->unsaved = true;
	tell(t, w, was, "time");
}

struct tenant *
tenants_find(struct tenants *t, const char *name)
{
	struct tenant *w = tenants_lookup(t, name);

	if (w == NULL)
		return NULL;
	w->comes = true;
	books_read(t);
	pass_time(t, w);
	return w;
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
	if (books_open(t) == -1) {
		free(t->dir);
		free(t);
		return NULL;
	}
	return t;
}

void
tenants_free(struct tenants *t)
{
	struct tenant *w;

	if (t == NULL)
		return;
	books_close(t);
	while ((w = t->all) != NULL) {
		t->all = w->next;
		free(w->name);
		free(w);
	}
	free(t->dir);
	free(t);
}
