/* SPDX-License-Identifier: Apache-2.0 */
/* pool_rest.c -- see pool_rest.h. */
#include "broker/pool_rest.h"

#include "broker/pool_next.h"

#define REST_UNUSED_S 10.0
#define REST_USED_S 300.0
/* Workers are at work, or a template is on its way. */
#define LOOK_AGAIN_S 5.0

static void
look_in(struct pool_lane *l, double s)
{
	ev_timer_set(&l->rest, s, 0.);
	ev_timer_start(l->loop, &l->rest);
}

static double
patience(const struct pool_lane *l)
{
	return l->asked ? REST_USED_S : REST_UNUSED_S;
}

static void
rest(struct pool_lane *l)
{
	ev_timer_stop(l->loop, &l->refill);
	pool_template_free(l->current);
	pool_next_fini(l);
	l->current = l->next_up = l->stale = NULL;
	l->idle = NULL;
	l->n_idle = l->n_forking = 0;
	l->wants_next = false;
	l->resting = true;
}

static void
on_rest(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct pool_lane *l = w->data;
	double quiet = ev_now(loop) - l->used_at;

	(void)revents;
	if (l->resting)
		return;
	if (quiet < patience(l))
		look_in(l, patience(l) - quiet);
	else if (l->current == NULL || !pool_template_ready(l->current) ||
	    !pool_lane_unused(l))
		look_in(l, LOOK_AGAIN_S);
	else
		rest(l);
}

void
pool_rest_init(struct pool_lane *l)
{
	ev_init(&l->rest, on_rest);
	l->rest.data = l;
	look_in(l, patience(l));
}

void
pool_rest_fini(struct pool_lane *l)
{
	ev_timer_stop(l->loop, &l->rest);
}
