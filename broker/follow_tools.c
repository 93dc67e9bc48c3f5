/* SPDX-License-Identifier: Apache-2.0 */
/* follow_tools.c -- see follow_tools.h. */
#include "broker/follow_tools.h"

#include <stdlib.h>
#include <string.h>

#include "broker/broker.h"
#include "broker/index.h"
#include "broker/server_tools.h"
#include "common/base/limits.h"
#include "common/host/file.h"
#include "common/host/log.h"

/* A server that says so over and over is asked that often. */
#define PAUSE_S 1.0

/* One server whose tools changed. */
struct asking {
	struct asking *next;
	struct follow_tools *of;
	char *connector, *tenant;
	struct egress_call *call; /* NULL: it waits */
	bool again; /* they changed while it was asked */
	ev_timer pause;
};

struct follow_tools {
	struct ev_loop *loop;
	struct broker *broker;
	struct rpc_account *account;
	void (*changed)(void *arg);
	void *arg;
	struct asking *all;
};

static void
forget(struct asking *a)
{
	struct asking **at = &a->of->all;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	ev_timer_stop(a->of->loop, &a->pause);
	if (a->call != NULL)
		egress_link_cancel(a->of->broker->egress, a->call);
	free(a->connector);
	free(a->tenant);
	free(a);
}

static int
compile(const struct conf_connector *c, struct err *e)
{
	struct catalog_report report;

	if (index_build(c, &report, e) == -1)
		return -1;
	buf_fini(&report.losses);
	return 0;
}

/* The server's list becomes the catalog's source, if a catalog comes of it:
 * one that cannot be compiled would keep cordon from its next start. */
static int
keep(const struct asking *a, const struct egress_reply *r, struct err *e)
{
	const struct conf_connector *c =
	    conf_find(broker_conf(a->of->broker), a->connector);
	struct buf before;
	struct err other;
	int done;

	if (c == NULL || c->mcp == NULL)
		return err_set(e, ERR_NOTFOUND, "it is no connector any more");
	if (c->mcp->tools != NULL)
		return err_set(e, ERR_DENIED, "they stay those of %s",
		    c->mcp->tools);
	buf_init(&before, (size_t)2 * BODY_MAX);
	if (file_read(c->document, &before, &other) == -1)
		buf_clear(&before);
	done = server_tools_keep(c, r->body->bytes.p, r->body->bytes.len, e);
	if (done == 0 && (done = compile(c, e)) == -1 && before.len > 0 &&
	    file_write(c->document, before.p, before.len, 0644, &other) == 0)
		(void)compile(c, &other);
	buf_fini(&before);
	return done;
}

static void
on_list(void *arg, const struct egress_reply *r)
{
	struct asking *a = arg;
	struct follow_tools *f = a->of;
	struct err e;

	a->call = NULL;
	if (r->value == NULL)
		log_warn("connector=%s its tools changed, and were not told: "
			 "%s",
		    a->connector, LOG_QUOTED(r->error));
	else if (keep(a, r, &e) == -1)
		log_warn("connector=%s its tools changed: %s", a->connector,
		    LOG_QUOTED(e.msg));
	else
		f->changed(f->arg);
	rpc_body_free(r->body);
	if (a->again) {
		a->again = false;
		ev_timer_again(f->loop, &a->pause);
	} else
		forget(a);
}

static void
on_pause(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct asking *a = w->data;
	struct follow_tools *f = a->of;
	const struct egress_request r = { .tenant = a->tenant,
		.connector = a->connector,
		.operation = EGRESS_LIST_TOOLS,
		.run = "list",
		.deadline_ms = SERVER_TOOLS_WAIT_MS };
	struct rpc_body *args = rpc_body_new(f->account, 1);

	(void)revents;
	ev_timer_stop(loop, w);
	if (args != NULL)
		a->call =
		    egress_link_call(f->broker->egress, &r, args, on_list, a);
	if (a->call == NULL)
		forget(a);
}

static void
on_changed(void *arg, const char *connector, const char *tenant)
{
	struct follow_tools *f = arg;
	struct asking *a = f->all;

	while (a != NULL && strcmp(a->connector, connector) != 0)
		a = a->next;
	if (a != NULL) {
		a->again = a->call != NULL;
		return;
	}
	if ((a = calloc(1, sizeof *a)) == NULL)
		return;
	a->of = f;
	a->connector = strdup(connector);
	a->tenant = strdup(tenant);
	a->next = f->all;
	f->all = a;
	ev_init(&a->pause, on_pause);
	a->pause.repeat = PAUSE_S;
	a->pause.data = a;
	if (a->connector == NULL || a->tenant == NULL)
		forget(a);
	else
		ev_timer_again(f->loop, &a->pause);
}

struct follow_tools *
follow_tools_new(struct ev_loop *loop, struct broker *b,
    void (*changed)(void *arg), void *arg)
{
	struct follow_tools *f = calloc(1, sizeof *f);

	if (f != NULL)
		f->account = rpc_account_new(4096, NULL);
	if (f == NULL || f->account == NULL) {
		free(f);
		return NULL;
	}
	f->loop = loop;
	f->broker = b;
	f->changed = changed;
	f->arg = arg;
	egress_link_watch(b->egress, on_changed, f);
	return f;
}

void
follow_tools_free(struct follow_tools *f)
{
	if (f == NULL)
		return;
	egress_link_watch(f->broker->egress, NULL, NULL);
	while (f->all != NULL)
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it unlinks itself */
		forget(f->all);
	rpc_account_drop(f->account);
	free(f);
}
