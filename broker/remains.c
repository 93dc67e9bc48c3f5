/* SPDX-License-Identifier: Apache-2.0 */
/* remains.c -- see remains.h. */
#include "broker/remains.h"

#include <malloc.h>
#include <stdlib.h>

/* In the memory itself that waits. */
struct waiting {
	struct waiting *next;
	size_t bytes;
};

struct remains {
	struct ev_loop *loop;
	struct waiting *first;
	size_t bytes;
	ev_prepare turn;
	ev_idle more; /* the loop does not sleep meanwhile */
};

static void
drop_first(struct remains *r)
{
	struct waiting *w = r->first;

	r->first = w->next;
	r->bytes -= w->bytes;
	free(w);
}

static void
on_turn(struct ev_loop *loop, ev_prepare *turn, int revents)
{
	struct remains *r = turn->data;

	(void)revents;
	drop_first(r);
	if (r->first != NULL)
		return;
	ev_prepare_stop(loop, &r->turn);
	ev_idle_stop(loop, &r->more);
}

static void
on_more(struct ev_loop *loop, ev_idle *more, int revents)
{
	(void)loop;
	(void)more;
	(void)revents;
}

struct remains *
remains_new(struct ev_loop *loop)
{
	struct remains *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	r->loop = loop;
	ev_prepare_init(&r->turn, on_turn);
	ev_idle_init(&r->more, on_more);
	r->turn.data = r;
#ifdef M_MMAP_THRESHOLD
	/* A mapping each: the heap's end would be given back all at once, too,
	 * and glibc counts what is large among the heap once it was freed. */
	(void)mallopt(M_MMAP_THRESHOLD, (int)REMAINS_LEAST);
	(void)mallopt(M_TRIM_THRESHOLD, 2 * (int)REMAINS_LEAST);
#endif
	return r;
}

void
remains_free(struct remains *r)
{
	if (r == NULL)
		return;
	while (r->first != NULL)
		drop_first(r);
	ev_prepare_stop(r->loop, &r->turn);
	ev_idle_stop(r->loop, &r->more);
	free(r);
}

void
remains_take(struct remains *r, struct buf *b)
{
	size_t bytes = b->cap;
	struct waiting *w;

	if (r == NULL || bytes < REMAINS_LEAST ||
	    bytes > REMAINS_MAX - r->bytes || !buf_ok(b)) {
		buf_fini(b);
		return;
	}
	w = (void *)buf_steal(b);
	*w = (struct waiting){ r->first, bytes };
	r->first = w;
	r->bytes += bytes;
	ev_prepare_start(r->loop, &r->turn);
	ev_idle_start(r->loop, &r->more);
}
