/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_broker.h -- a broker with a worker and an egress that do as they are
 * told (tests/fakes), and runs in it.
 * The catalog is made up here: connector "api", operations "get" and "post".
 */
#ifndef CORDON_TESTS_UNIT_FAKE_BROKER_H
#define CORDON_TESTS_UNIT_FAKE_BROKER_H

#include <libgen.h>
#include <limits.h>
#include <unistd.h>

#include "broker/broker.h"
#include "broker/job_run.h"
#include "common/host/clock.h"

#include "tests/unit/tap.h"

/* The catalog --------------------------------------------------------- */

struct catalog {
	int unused;
};

struct catalog *
catalog_open(const char *path, struct err *e)
{
	(void)path;
	(void)e;
	return NULL;
}

void
catalog_close(struct catalog *c)
{
	(void)c;
}

const char *
catalog_name(const struct catalog *c)
{
	(void)c;
	return "api";
}

uint64_t
catalog_content(const struct catalog *c)
{
	(void)c;
	return 7;
}

uint32_t
catalog_ops(const struct catalog *c)
{
	(void)c;
	return 2;
}

void
catalog_op(const struct catalog *c, uint32_t op, struct catalog_op *ret)
{
	(void)c;
	*ret = (struct catalog_op){ .name = op == 0 ? "get" : "post",
		.method = op == 0 ? "GET" : "POST", .summary = "does it",
		.signature = "get(args: {id: string})", .body_media = "",
		.body_schema = "", .params = 1 };
}

void
catalog_op_param(const struct catalog *c, uint32_t op, uint32_t i,
    struct catalog_param *ret)
{
	(void)c;
	(void)op;
	(void)i;
	*ret = (struct catalog_param){ .name = "id", .arg = "id",
		.required = true, .schema = "" };
}

const char *
catalog_schema(const struct catalog *c, const char *name)
{
	(void)c;
	(void)name;
	return NULL;
}

int64_t
catalog_find(const struct catalog *c, const char *name)
{
	(void)c;
	return strcmp(name, "get") == 0 ? 0 : strcmp(name, "post") == 0 ? 1 : -1;
}

void
catalog_nearest(const struct catalog *c, const char *name, unsigned most,
    struct buf *out)
{
	(void)c;
	(void)name;
	(void)most;
	buf_adds(out, "get");
}

void
catalog_describe(const struct catalog *c, uint32_t op, struct buf *out)
{
	(void)c;
	(void)op;
	buf_adds(out, "get(): void");
}

void
catalog_usage(const struct catalog *c, uint32_t op, size_t budget,
    struct buf *out)
{
	(void)budget;
	catalog_describe(c, op, out);
}

void
catalog_types(const struct catalog *c, struct buf *out)
{
	catalog_describe(c, 0, out);
}

size_t
catalog_search(const struct catalog *const *c, size_t n, const char *query,
    size_t limit, struct catalog_hit *hits, size_t *ret_total)
{
	(void)c;
	(void)n;
	(void)query;
	(void)limit;
	(void)hits;
	*ret_total = 0;
	return 0;
}

/* The broker ---------------------------------------------------------- */

static struct broker broker;
/* What must happen, however busy the machine: a bound for what never does. */
#define PATIENCE_MS 60000

static struct conf conf = { .deadline_ms = PATIENCE_MS, .pool = 2, .cpu_ms = 10000 };
static uint32_t forks_max; /* of a template; 0: the usual */
static uint32_t worker_cpu_ms = 1000; /* its own timer, not the broker's */
static const char *worker_program; /* NULL: fake_worker */
static struct catalog catalog;
static struct catalog *catalogs[] = { &catalog };
static const char *names[] = { "api" };
static struct edition edition = { .conf = &conf,
	.catalogs = catalogs,
	.names = names,
	.n = 1,
	.users = 1 };

static void
beside(const char *name, char *ret, size_t n)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);

	self[len < 0 ? 0 : len] = '\0';
	(void)snprintf(ret, n, "%s/%s", dirname(self), name);
}

static void
on_moved(void *arg, struct tenant *who)
{
	(void)arg;
	(void)who;
}

/* What one test did is not held against the next. */
static void
forgive(void)
{
	struct tenant *t = tenants_find(broker.tenants, "t");

	score_release(&t->score);
}

/* heap 1: the template fails; 2: it dies; 3: it is never ready. */
static void
open_broker(size_t heap, const char *egress_config)
{
	char worker[PATH_MAX], egress[PATH_MAX];
	struct pool_conf c = { .program = worker, .heap_bytes = heap,
		.cpu_ms = worker_cpu_ms, .may_lack = "", .idle = conf.pool,
		.forks_max = forks_max };

	if (worker_program == NULL)
		beside("fake_worker", worker, sizeof worker);
	else
		(void)snprintf(worker, sizeof worker, "%s", worker_program);
	beside("fake_egress", egress, sizeof egress);
	broker = (struct broker){ .loop = EV_DEFAULT,
		.conf = &conf,
		.now = &edition };
	broker.remains = remains_new(broker.loop);
	broker.egress = egress_link_new(broker.loop, egress, egress_config,
	    NULL);
	broker.pool = pool_new(broker.loop, &c, NULL);
	broker.tenants = tenants_new(broker.loop, NULL, 3600000, on_moved,
	    NULL);
}

static void
close_broker(void)
{
	while (broker.jobs != NULL)
		job_run_drop(broker.jobs);
	tenants_free(broker.tenants);
	pool_free(broker.pool);
	egress_link_free(broker.egress);
	remains_free(broker.remains);
}

struct outcome {
	int times;
	bool ok;
	char name[64], message[300], json[300], logs[300], calls[600];
	char source[32];
	uint32_t line, column;
	size_t logs_len;
	uint64_t ms;
	uint64_t started;
};

static void
on_done(void *arg, const struct job_result *r)
{
	struct outcome *o = arg;

	o->times++;
	o->ok = r->ok;
	o->ms = clock_mono_ms() - o->started;
	o->line = r->line;
	o->column = r->column;
	o->logs_len = strlen(r->logs);
	(void)snprintf(o->json, sizeof o->json, "%s", r->json);
	(void)snprintf(o->logs, sizeof o->logs, "%s", r->logs);
	(void)snprintf(o->calls, sizeof o->calls, "%s", r->calls);
	if (!r->ok) {
		(void)snprintf(o->name, sizeof o->name, "%s", r->name);
		(void)snprintf(o->message, sizeof o->message, "%s", r->message);
		(void)snprintf(o->source, sizeof o->source, "%s", r->source);
	}
}

static struct job *
begin(const char *code, uint32_t timeout_ms, struct outcome *o)
{
	struct job_request r = { .tenant = "t", .code = code,
		.code_len = strlen(code), .timeout_ms = timeout_ms };
	struct err e;
	struct job *j;

	forgive();
	*o = (struct outcome){ .started = clock_mono_ms() };
	ev_now_update(broker.loop);
	j = job_start(&broker, &r, on_done, o, &e);
	CHECK(o->times == 0); /* never from inside job_start */
	if (j == NULL)
		printf("# %s\n", e.msg);
	return j;
}

static void
on_tick(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
}

/* Turns the loop until it is told, or for that long. */
static void
turn(const struct outcome *o, unsigned ms)
{
	uint64_t until = clock_mono_ms() + ms;
	ev_timer tick;

	ev_timer_init(&tick, on_tick, 0.005, 0.005);
	ev_timer_start(broker.loop, &tick);
	while ((o == NULL || o->times == 0) && clock_mono_ms() < until)
		ev_run(broker.loop, EVRUN_ONCE);
	ev_timer_stop(broker.loop, &tick);
}

/* Until so many of its calls are under way or over. */
static inline void
turn_to_call(const struct job *j, const struct outcome *o, size_t n)
{
	uint64_t until = clock_mono_ms() + PATIENCE_MS;

	while (o->times == 0 && j->n_calls < n && clock_mono_ms() < until)
		turn(o, 5);
}

static inline struct outcome
run(const char *code)
{
	struct outcome o;

	(void)begin(code, 0, &o);
	turn(&o, 70000);
	return o;
}

#endif
