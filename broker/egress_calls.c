/* SPDX-License-Identifier: Apache-2.0 */
/* egress_calls.c -- see egress_calls.h. */
#include "broker/egress_calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"

void
egress_calls_init(struct egress_calls *t)
{
	memset(t, 0, sizeof *t);
	t->last = &t->waiting;
}

static void
free_call(struct egress_call *c)
{
	rpc_body_free(c->args);
	rpc_body_free(c->again);
	free(c);
}

static void
free_list(struct egress_call *c)
{
	while (c != NULL) {
		struct egress_call *next = c->next;

		free_call(c);
		c = next;
	}
}

void
egress_calls_fini(struct egress_calls *t)
{
	size_t i;

	for (i = 0; i < EGRESS_BUCKETS; i++)
		free_list(t->open[i]);
	free_list(t->waiting);
}

static void
add_hex(struct buf *b, uint64_t n)
{
	char digits[16];
	unsigned i;

	for (i = 0; i < sizeof digits; i++)
		digits[i] = "0123456789abcdef"[n >> (60 - 4 * i) & 15];
	buf_add(b, digits, sizeof digits);
}

void
egress_calls_format(const struct egress_call *c, struct buf *b)
{
	const struct egress_request *r = &c->what;

	buf_adds(b, "[\"push\",[\"pipeline\",0,[\"call\"],[{\"tenant\":");
	buf_add_json(b, r->tenant, strlen(r->tenant));
	buf_adds(b, ",\"connector\":");
	buf_add_json(b, r->connector, strlen(r->connector));
	buf_adds(b, ",\"operation\":");
	buf_addu(b, r->operation);
	if (r->catalog != 0) {
		buf_adds(b, ",\"catalog\":\"");
		add_hex(b, r->catalog);
		buf_addc(b, '"');
	}
	if (r->name != NULL) {
		buf_adds(b, ",\"name\":");
		buf_add_json(b, r->name, strlen(r->name));
	}
	buf_adds(b, ",\"run\":");
	buf_add_json(b, r->run, strlen(r->run));
	buf_adds(b, ",\"deadline_ms\":");
	buf_addu(b, r->deadline_ms);
}

struct egress_call *
egress_calls_new(const struct egress_request *r, struct rpc_body *args,
    egress_done *done, void *arg)
{
	struct egress_call *c = malloc(sizeof *c);

	if (c == NULL) {
		rpc_body_free(args);
		return NULL;
	}
	*c = (struct egress_call){ .what = *r, .args = args, .done = done,
		.arg = arg };
	if (r->repeatable)
		c->again = rpc_body_keep(args);
	return c;
}

void
egress_calls_wait(struct egress_calls *t, struct egress_call *c)
{
	*t->last = c;
	t->last = &c->next;
}

struct egress_call *
egress_calls_next(struct egress_calls *t)
{
	struct egress_call *c = t->waiting;

	if (c != NULL && (t->waiting = c->next) == NULL)
		t->last = &t->waiting;
	return c;
}

void
egress_calls_open(struct egress_calls *t, struct egress_call *c, uint32_t id)
{
	c->id = id;
	c->next = t->open[id % EGRESS_BUCKETS];
	t->open[id % EGRESS_BUCKETS] = c;
}

struct egress_call *
egress_calls_take(struct egress_calls *t, uint32_t id)
{
	struct egress_call **p = &t->open[id % EGRESS_BUCKETS], *c;

	while ((c = *p) != NULL && c->id != id)
		p = &c->next;
	if (c != NULL)
		*p = c->next;
	return c;
}

static void
unlink_waiting(struct egress_calls *t, const struct egress_call *c)
{
	struct egress_call **p = &t->waiting;

	while (*p != NULL && *p != c)
		p = &(*p)->next;
	if (*p == NULL)
		return;
	*p = c->next;
	if (c->next == NULL)
		t->last = p;
}

uint32_t
egress_calls_drop(struct egress_calls *t, struct egress_call *c)
{
	uint32_t id = c->id;

	if (id == 0)
		unlink_waiting(t, c);
	else
		(void)egress_calls_take(t, id);
	free_call(c);
	return id;
}

void
egress_calls_finish(struct egress_call *c, const struct egress_reply *r)
{
	c->done(c->arg, r);
	free_call(c);
}

void
egress_calls_reject(struct egress_call *c, const char *code,
    const char *message)
{
	struct egress_reply r = { .value = NULL };
	struct buf b;

	buf_init(&b, 8192);
	buf_adds(&b, "[\"error\",\"CallError\",");
	buf_add_json(&b, message, strlen(message));
	buf_addf(&b, ",null,{\"code\":\"%s\"}]", code);
	r.error = b.p;
	egress_calls_finish(c, &r);
	buf_fini(&b);
}

/* A callback may drop other calls: each is looked up anew. */
void
egress_calls_lost(struct egress_calls *t)
{
	struct egress_call *c;
	size_t i;

	for (i = 0; i < EGRESS_BUCKETS; i++)
		while ((c = t->open[i]) != NULL) {
			t->open[i] = c->next;
			if (c->again != NULL) { /* once */
				c->args = c->again;
				c->again = NULL;
				c->id = 0;
				c->next = NULL;
				egress_calls_wait(t, c);
				continue;
			}
			egress_calls_reject(c, "E_EGRESS_LOST",
			    c->what.repeatable ?
				"cordon-egress died; the request can be repeated" :
				"cordon-egress died; the request may or may not have happened");
		}
}

void
egress_calls_refuse(struct egress_calls *t, const char *why)
{
	char text[ERR_MSG_MAX + 64];
	struct egress_call *c;
	size_t n = 0;

	for (c = t->waiting; c != NULL; c = c->next)
		n++;
	(void)snprintf(text, sizeof text, "cordon-egress does not run: %s",
	    why);
	while (n-- > 0 && (c = egress_calls_next(t)) != NULL)
		egress_calls_reject(c, "E_EGRESS_DOWN", text);
}
