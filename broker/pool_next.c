/* SPDX-License-Identifier: Apache-2.0 */
/* pool_next.c -- see pool_next.h. */
#include "broker/pool_next.h"

/* A template's layout and seeds are worth guessing for so long. */
#define TEMPLATE_AGE_MAX_S 600.0
/* Not while the first programs want the processor. */
#define SPARE_AFTER_S 1.0
/* After one that could not start: not again for every run; and a spare, which
 * nobody waits for, not often. */
#define NEXT_AGAIN_S 1.0
#define SPARE_AGAIN_S 30.0

size_t
pool_next_idle(const struct pool_lane *l)
{
	const struct pool_worker *w;
	size_t n = 0;

	for (w = l->idle; w != NULL; w = w->next_idle)
		n += w->of == l->current;
	return n;
}

/* Its idle workers leave the list, and are killed. */
void
pool_next_end_stale(struct pool_lane *l)
{
	struct pool_worker **p = &l->idle;

	while (*p != NULL) {
		if ((*p)->of == l->stale) {
			*p = (*p)->next_idle;
			l->n_idle--;
		} else
			p = &(*p)->next_idle;
	}
	l->n_forking -= pool_template_forking(l->stale);
	pool_template_drain(l->stale);
	l->stale = NULL;
}

/* A free one of old[], or old_max. */
static size_t
free_place(const struct pool_lane *l)
{
	size_t i = 0;

	while (i < l->old_max && l->old[i] != NULL)
		i++;
	return i;
}

/* Its workers go when they are done; the idle ones when there are others. */
static void
retire(struct pool_lane *l, struct pool_template *t)
{
	if (l->stale != NULL)
		pool_next_end_stale(l);
	l->old[free_place(l)] = t;
	l->stale = t;
}

bool
pool_next_forget_old(struct pool_lane *l, const struct pool_template *t)
{
	size_t i = 0;

	while (i < LANE_OLD_MAX && l->old[i] != t)
		i++;
	if (i == LANE_OLD_MAX)
		return false;
	l->old[i] = NULL;
	if (l->stale == t)
		l->stale = NULL;
	return true;
}

bool
pool_next_wanted(const struct pool_lane *l)
{
	return l->wants_next || l->current == NULL;
}

void
pool_next_promote(struct pool_lane *l)
{
	struct pool_template *was = l->current;

	/* Asked again with the next fork. */
	if (was != NULL && free_place(l) == l->old_max)
		return;
	l->current = l->next_up;
	l->next_up = NULL;
	l->wants_next = l->served = false;
	l->current_since = ev_now(l->loop);
	if (was != NULL)
		retire(l, was);
}

static void
spare_in(struct pool_lane *l, double delay)
{
	if (!l->keeps_spare)
		return;
	ev_timer_stop(l->loop, &l->spare);
	ev_timer_set(&l->spare, delay, 0.);
	ev_timer_start(l->loop, &l->spare);
}

static void
start_next(struct pool_lane *l)
{
	if (l->next_up != NULL || ev_now(l->loop) < l->next_after)
		return;
	l->next_up = pool_lane_template(l, NULL);
	if (l->next_up == NULL)
		pool_next_failed(l);
}

void
pool_next_failed(struct pool_lane *l)
{
	l->next_up = NULL;
	l->next_after = ev_now(l->loop) + NEXT_AGAIN_S;
	spare_in(l, SPARE_AGAIN_S);
}

void
pool_next_if_old(struct pool_lane *l)
{
	if (pool_template_forks(l->current) < l->forks_max &&
	    ev_now(l->loop) - l->current_since < TEMPLATE_AGE_MAX_S)
		return;
	l->wants_next = true;
	if (l->next_up != NULL && pool_template_ready(l->next_up)) {
		pool_next_promote(l);
		pool_next_spare_later(l);
	} else
		start_next(l);
}

void
pool_next_spare_later(struct pool_lane *l)
{
	spare_in(l, SPARE_AFTER_S);
}

static void
on_spare(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct pool_lane *l = w->data;

	(void)loop;
	(void)revents;
	if (l->current != NULL && pool_template_ready(l->current))
		start_next(l);
}

void
pool_next_init(struct pool_lane *l)
{
	ev_init(&l->spare, on_spare);
	l->spare.data = l;
}

void
pool_next_fini(struct pool_lane *l)
{
	size_t i;

	ev_timer_stop(l->loop, &l->spare);
	pool_template_free(l->next_up);
	for (i = 0; i < LANE_OLD_MAX; i++)
		pool_template_free(l->old[i]);
}
