/* SPDX-License-Identifier: Apache-2.0 */
/* broker.c -- see broker.h and job.h. */
#include "broker/broker.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/filter.h"
#include "broker/job_run.h"
#include "common/base/limits.h"
#include "common/host/log.h"

/* The host lacks what configuration does not let it lack. */
static void
on_refused(void *arg, const char *why)
{
	struct broker *b = arg;

	(void)snprintf(b->refused, sizeof b->refused, "%s", why);
	ev_break(b->loop, EVBREAK_ALL);
}

const char *
broker_refused(const struct broker *b)
{
	return b->refused[0] == '\0' ? NULL : b->refused;
}

int
broker_wait(struct broker *b, struct err *e)
{
	while (!pool_ready(b->pool) && b->refused[0] == '\0')
		ev_run(b->loop, EVRUN_ONCE);
	return b->refused[0] == '\0' ? 0 :
	    err_set(e, ERR_DENIED, "%s", b->refused);
}

static int
start_pool(struct broker *b, struct err *e)
{
	char path[PATH_MAX];
	struct pool_conf c = {
		.program = path,
		.heap_bytes = b->conf->heap_bytes,
		/* The broker looks at it too; this holds even if it does not
		 * come to kill. */
		.cpu_ms = b->conf->cpu_ms,
		.may_lack = b->conf->may_lack == NULL ? "" : b->conf->may_lack,
		.idle = b->conf->pool,
		.pretouch = b->conf->pretouch,
		.fresh_idle = b->conf->ready,
		.refused = on_refused,
		.arg = b,
	};

	if (conf_program("cordon-worker", path, sizeof path, e) == -1)
		return -1;
	b->pool = pool_new(b->loop, &c, e);
	return b->pool == NULL ? -1 : 0;
}

static int
start_egress(struct broker *b, struct err *e)
{
	char path[PATH_MAX];

	if (conf_program("cordon-egress", path, sizeof path, e) == -1)
		return -1;
	b->egress = egress_link_new(b->loop, path, b->conf->dir, e);
	return b->egress == NULL ? -1 : 0;
}

/* The next worker of that level is made now, not when it is asked for. */
static void
on_moved(void *arg, struct tenant *who)
{
	struct broker *b = arg;

	switch (score_terms(who->score.level)->cell) {
	case CELL_OWN:
		pool_prepare(b->pool, who->name, POOL_OWN);
		break;
	case CELL_FRESH:
		pool_prepare(b->pool, who->name, POOL_FRESH);
		break;
	case CELL_SHARED:
	case CELL_NONE:
		break;
	}
}

static int
open_tenants(struct broker *b, struct err *e)
{
	b->tenants = tenants_new(b->loop, b->conf->state, b->conf->hour_ms,
	    on_moved, b);
	return b->tenants == NULL ? err_set(e, ERR_NOMEM, "out of memory") : 0;
}

struct broker *
broker_new(struct ev_loop *loop, const struct conf *conf, struct err *e)
{
	struct broker *b = calloc(1, sizeof *b);

	if (b == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	b->loop = loop;
	b->conf = conf;
	if ((b->now = edition_new(conf, NULL)) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		goto fail;
	}
	b->attempts = attempts_new(loop);
	b->remains = remains_new(loop);
	if (filter_broker(e) == -1)
		goto fail;
	/* Egress first: it reads files while the template warms. */
	if (start_egress(b, e) == -1 || start_pool(b, e) == -1 ||
	    open_tenants(b, e) == -1)
		goto fail;
	return b;
fail:
	broker_free(b);
	return NULL;
}

void
broker_free(struct broker *b)
{
	if (b == NULL)
		return;
	while (b->jobs != NULL)
		job_run_drop(b->jobs);
	tenants_free(b->tenants);
	pool_free(b->pool);
	egress_link_free(b->egress);
	remains_free(b->remains);
	attempts_free(b->attempts);
	edition_drop(b->now);
	free(b);
}

size_t
broker_catalogs(const struct broker *b, const struct catalog *const **ret)
{
	return edition_catalogs(b->now, ret);
}

const struct conf *
broker_conf(const struct broker *b)
{
	return b->now->conf;
}

const struct skills *
broker_skills(const struct broker *b)
{
	return &b->now->skills;
}

const struct edition *
broker_edition(const struct broker *b)
{
	return b->now;
}

int
broker_adopt(struct broker *b, struct conf *conf, unsigned *ret_changes)
{
	struct edition *before = b->now, *d = edition_new(NULL, conf);

	if (d == NULL)
		return -1;
	*ret_changes = edition_differ(before, d);
	b->now = d;
	edition_drop(before);
	egress_link_reload(b->egress);
	return 0;
}

void
broker_evidence(struct broker *b, struct tenant *who, const char *run,
    enum evidence kind, const char *text)
{
	b->evidence[kind]++;
	log_warn("tenant=%s run=%s evidence=%s %s", who->name, run,
	    score_evidence_name(kind), LOG_QUOTED(text));
	tenants_evidence(b->tenants, who, kind, run);
}
