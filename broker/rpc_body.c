/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_body.c -- see rpc_body.h. */
#include "broker/rpc_body.h"

#include <stdlib.h>

struct rpc_account *
rpc_account_new(size_t max, struct remains *remains)
{
	struct rpc_account *a = calloc(1, sizeof *a);

	if (a != NULL) {
		a->max = max;
		a->refs = 1;
		a->remains = remains;
	}
	return a;
}

void
rpc_account_drop(struct rpc_account *a)
{
	if (a != NULL && --a->refs == 0)
		free(a);
}

struct rpc_body *
rpc_body_new(struct rpc_account *a, size_t max)
{
	struct rpc_body *b = malloc(sizeof *b);

	if (b == NULL)
		return NULL;
	*b = (struct rpc_body){ .account = a, .owners = 1 };
	buf_init(&b->bytes, max);
	a->refs++;
	return b;
}

struct rpc_body *
rpc_body_keep(struct rpc_body *b)
{
	b->owners++;
	return b;
}

void
rpc_body_free(struct rpc_body *b)
{
	if (b == NULL || --b->owners > 0)
		return;
	b->account->owed -= b->bytes.len;
	remains_take(b->account->remains, &b->bytes);
	rpc_account_drop(b->account);
	free(b);
}

bool
rpc_body_add(struct rpc_body *b, const void *p, size_t n)
{
	if (n > b->account->max - b->account->owed)
		return false;
	buf_add(&b->bytes, p, n);
	if (!buf_ok(&b->bytes))
		return false;
	b->account->owed += n;
	return true;
}

bool
rpc_body_charge(struct rpc_body *b, struct rpc_account *a)
{
	if (a == b->account)
		return true;
	if (b->bytes.len > a->max - a->owed)
		return false;
	a->owed += b->bytes.len;
	a->refs++;
	b->account->owed -= b->bytes.len;
	rpc_account_drop(b->account);
	b->account = a;
	return true;
}

struct rpc_body *
rpc_body_copy(const struct rpc_body *b)
{
	struct rpc_account *a = rpc_account_new(b->bytes.len + 1,
	    b->account->remains);
	struct rpc_body *c = NULL;

	if (a != NULL)
		c = rpc_body_new(a, b->bytes.len + 1);
	if (c != NULL && !rpc_body_add(c, b->bytes.p, b->bytes.len)) {
		rpc_body_free(c);
		c = NULL;
	}
	rpc_account_drop(a);
	if (c != NULL)
		c->ended = b->ended;
	return c;
}
