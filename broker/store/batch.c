/* SPDX-License-Identifier: Apache-2.0 */
/* batch.c -- see batch.h. */
#include "broker/store/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct store_batch *
store_batch_new(uint64_t now_ms)
{
	struct store_batch *b = calloc(1, sizeof *b);

	if (b == NULL)
		return NULL;
	b->now_ms = now_ms;
	b->last_change = &b->changes;
	return b;
}

void
store_batch_free(struct store_batch *b)
{
	struct store_debt *d;
	struct store_change *c;

	if (b == NULL)
		return;
	while ((d = b->debts) != NULL) {
		b->debts = d->next;
		free(d->tenant);
		free(d);
	}
	while ((c = b->changes) != NULL) {
		b->changes = c->next;
		free(c->tenant);
		free(c);
	}
	free(b);
}

bool
store_batch_debt(struct store_batch *b, const char *tenant,
    const uint32_t n[EVIDENCE_MAX])
{
	struct store_debt *d = calloc(1, sizeof *d);

	if (d == NULL || (d->tenant = strdup(tenant)) == NULL) {
		free(d);
		return false;
	}
	memcpy(d->n, n, sizeof d->n);
	d->next = b->debts;
	b->debts = d;
	return true;
}

bool
store_batch_change(struct store_batch *b, const char *tenant,
    const struct store_event *ev)
{
	struct store_change *c = calloc(1, sizeof *c);

	if (c == NULL || (c->tenant = strdup(tenant)) == NULL) {
		free(c);
		return false;
	}
	(void)snprintf(c->cause, sizeof c->cause, "%s", ev->cause);
	c->ev = *ev;
	c->ev.cause = c->cause;
	*b->last_change = c;
	b->last_change = &c->next;
	return true;
}

/* The transaction ------------------------------------------------------- */

struct adding {
	struct store_debt *debt;
	uint64_t now;
};

static void
add_debt(void *arg, struct score *s)
{
	const struct adding *a = arg;
	uint32_t i, k;

	(void)score_update(s, a->now);
	a->debt->was = s->level;
	for (k = 0; k < EVIDENCE_MAX; k++)
		for (i = 0; i < a->debt->n[k]; i++)
			(void)score_add(s, (enum evidence)k, a->now);
}

static int
write_debts(struct store *s, struct store_batch *b, struct err *e)
{
	struct store_debt *d;

	for (d = b->debts; d != NULL; d = d->next) {
		struct adding a = { d, b->now_ms };

		if (store_score(s, d->tenant, add_debt, &a, &d->score,
		    e) == -1 ||
		    store_evidence_add(s, d->tenant, d->n, e) == -1)
			return -1;
	}
	return 0;
}

static int
write_changes(struct store *s, const struct store_batch *b, struct err *e)
{
	const struct store_change *c;

	for (c = b->changes; c != NULL; c = c->next)
		if (store_event_add(s, c->tenant, &c->ev, e) == -1)
			return -1;
	return 0;
}

int
store_batch_write(struct store *s, struct store_batch *b, struct err *e)
{
	if (write_debts(s, b, e) == 0 && write_changes(s, b, e) == 0 &&
	    store_commit(s, e) == 0)
		return 0;
	store_undo(s);
	return -1;
}
