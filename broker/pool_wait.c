/* SPDX-License-Identifier: Apache-2.0 */
/* pool_wait.c -- see pool_wait.h. */
#include "broker/pool_wait.h"

void
pool_wait_add(struct pool_lane *l, struct pool_wait *w)
{
	w->lane = l;
	w->next = NULL;
	w->prev = l->last;
	if (l->last != NULL)
		l->last->next = w;
	else
		l->first = w;
	l->last = w;
	l->n_waiting++;
}

void
pool_wait_drop(struct pool_lane *l, struct pool_wait *w)
{
	if (w->prev != NULL)
		w->prev->next = w->next;
	else
		l->first = w->next;
	if (w->next != NULL)
		w->next->prev = w->prev;
	else
		l->last = w->prev;
	w->next = w->prev = NULL;
	w->lane = NULL;
	l->n_waiting--;
}

void
pool_wait_ready(struct pool_wait *w, struct pool_worker *worker)
{
	worker->state = WORKER_TAKEN;
	w->ready(w->arg, worker);
}

bool
pool_wait_serve(struct pool_lane *l, struct pool_worker *worker)
{
	struct pool_wait *w = l->first;

	if (w == NULL)
		return false;
	pool_wait_drop(l, w);
	pool_wait_ready(w, worker);
	return true;
}

void
pool_wait_fail(struct pool_lane *l, const char *why)
{
	size_t n = l->n_waiting;

	while (n-- > 0 && l->first != NULL) {
		struct pool_wait *w = l->first;

		pool_wait_drop(l, w);
		w->failed(w->arg, why);
	}
}
