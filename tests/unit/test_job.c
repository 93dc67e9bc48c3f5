/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs, with a worker and an egress that do as they are told (tests/fakes).
 * The catalog is made up here: operations "get" and "post".
 */
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "broker/broker.h"
#include "broker/job_run.h"
#include "common/base/limits.h"
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
		.signature = "()" };
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
static struct conf conf = { .deadline_ms = 10000, .pool = 2 };
static struct catalog catalog;
static struct catalog *catalogs[] = { &catalog };
static const char *names[] = { "api" };

static void
beside(const char *name, char *ret, size_t n)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);

	self[len < 0 ? 0 : len] = '\0';
	(void)snprintf(ret, n, "%s/%s", dirname(self), name);
}

/* heap 1: the template fails; 2: it dies. */
static void
open_broker(size_t heap, const char *egress_config)
{
	char worker[PATH_MAX], egress[PATH_MAX];
	struct pool_conf c = { .program = worker, .heap_bytes = heap,
		.cpu_ms = 1000, .may_lack = "", .idle = conf.pool,
		.forks_max = 0 };

	beside("fake_worker", worker, sizeof worker);
	beside("fake_egress", egress, sizeof egress);
	broker = (struct broker){ .loop = EV_DEFAULT, .conf = &conf,
		.catalogs = catalogs, .names = names, .n = 1 };
	broker.egress = egress_link_new(broker.loop, egress, egress_config,
	    NULL);
	broker.pool = pool_new(broker.loop, &c, NULL);
}

static void
close_broker(void)
{
	while (broker.jobs != NULL)
		job_run_drop(broker.jobs);
	pool_free(broker.pool);
	egress_link_free(broker.egress);
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

static struct outcome
run(const char *code)
{
	struct outcome o;

	(void)begin(code, 0, &o);
	turn(&o, 20000);
	return o;
}

/* The tests ----------------------------------------------------------- */

static void
a_program_runs_and_is_told_once(void)
{
	struct outcome o = run("ok");

	CHECK(o.times == 1 && o.ok);
	CHECK_STR(o.json, "\"ok\"");
	CHECK_STR(o.calls, "[]");
	CHECK_STR(o.logs, "[]");
}

static void
an_error_keeps_its_place(void)
{
	struct outcome o = run("throw");

	CHECK(!o.ok && o.line == 3 && o.column == 7);
	CHECK_STR(o.name, "RangeError");
	CHECK_STR(o.message, "too  far");
	CHECK_STR(o.source, "f()");
}

static void
logs_are_kept_up_to_their_limit(void)
{
	struct outcome o = run("log 2");

	CHECK_STR(o.logs, "[{\"level\":\"warn\",\"text\":\"a \\\"line\\\"\\n\"},"
			  "{\"level\":\"warn\",\"text\":\"a \\\"line\\\"\\n\"}]");
	o = run("log 20000");
	CHECK(o.ok && o.logs_len < 4 * LOG_MAX);
}

static void
calls_reach_egress_and_come_back(void)
{
	struct outcome o = run("get {} 2");

	CHECK_STR(o.json, "{\"answers\":2,\"errors\":0,\"bytes\":4}");
	CHECK(strstr(o.calls,
		  "[{\"operation\":\"api.get\",\"status\":200,\"ms\":") ==
	    o.calls);
	o = run("get {} 40"); /* more than upstream takes at once */
	CHECK_STR(o.json, "{\"answers\":40,\"errors\":0,\"bytes\":80}");
	o = run("get big 4");
	CHECK_STR(o.json, "{\"answers\":4,\"errors\":0,\"bytes\":41943040}");
	o = run("get no 1");
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_CONNECT") != NULL);
}

static void
unknown_names_and_too_many_calls_are_refused_not_killed(void)
{
	struct outcome o = run("got {} 1");

	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_UNKNOWN_OPERATION") != NULL);
	o = run("get {} 100"); /* all pushed before one is answered */
	CHECK(o.ok && strncmp(o.json, "{\"answers\":100", 14) == 0);
}

static void
a_deadline_kills_in_time(void)
{
	struct outcome o;

	(void)begin("sleep", 200, &o);
	turn(&o, 5000);
	CHECK(!o.ok && o.ms >= 200 && o.ms < 300);
	CHECK_STR(o.name, "TimeoutError");
	CHECK_STR(o.message, "the program ran longer than 200 ms (timeout_ms)");
}

static void
a_run_can_be_cancelled(void)
{
	struct outcome o;
	struct job *j = begin("get hang 3", 0, &o);

	turn(&o, 50);
	CHECK(o.times == 0);
	job_cancel(j);
	CHECK(o.times == 0);
	turn(&o, 1000);
	CHECK(o.times == 1 && !o.ok);
	CHECK_STR(o.name, "CancelledError");
	CHECK(strstr(o.calls, "E_CANCELLED") != NULL);
}

static void
every_death_of_a_worker_has_its_name(void)
{
	static const struct {
		const char *code, *name, *says;
		int evidence; /* -1: none */
	} deaths[] = {
		{ "signal 31", "WorkerError", "forbidden system call",
		    EVIDENCE_SECCOMP },
		{ "signal 5", "WorkerError", "crashed", EVIDENCE_CRASH },
		{ "signal 24", "TimeoutError", "CPU", EVIDENCE_TIME },
		{ "signal 9", "WorkerError", "from outside", -1 },
		{ "exit 0", "WorkerError", "without a result", EVIDENCE_CRASH },
		{ "exit 7", "WorkerError", "exit status 7", EVIDENCE_CRASH },
		{ "abort", "WorkerError", "no more memory", -1 },
	};
	size_t i;

	for (i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
		uint64_t before = deaths[i].evidence < 0 ? 0 :
		    broker.evidence[deaths[i].evidence];
		struct outcome o = run(deaths[i].code);

		CHECK(o.times == 1 && !o.ok && o.ms < 500);
		CHECK_STR(o.name, deaths[i].name);
		CHECK(strstr(o.message, deaths[i].says) != NULL);
		if (strstr(o.message, deaths[i].says) == NULL)
			printf("# %s: %s\n", deaths[i].code, o.message);
		if (deaths[i].evidence >= 0)
			CHECK(broker.evidence[deaths[i].evidence] == before + 1);
	}
}

static void
every_attack_ends_its_worker_and_nobody_elses(void)
{
	static const struct {
		const char *code, *name;
		int evidence;
	} attacks[] = {
#define EVIDENCE_NONE (-1)
#define ATTACK(what, outcome, kind) \
	{ "attack " #what, outcome, EVIDENCE_##kind },
#include "tests/fakes/fake_attacks.def"
#undef ATTACK
	};
	struct outcome other;
	size_t i;

	/* Another's run, before, during and after all of them. */
	(void)begin("get hang 1", 120000, &other);
	for (i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
		int kind = attacks[i].evidence;
		uint64_t before = kind < 0 ? 0 : broker.evidence[kind];
		struct outcome o = run(attacks[i].code);

		CHECK(o.times == 1 && !o.ok);
		CHECK_STR(o.name, attacks[i].name);
		if (kind >= 0)
			CHECK(broker.evidence[kind] == before + 1);
		if (tap_bad_checks > 0) {
			printf("# %s: %s: %s\n", attacks[i].code, o.name,
			    o.message);
			break;
		}
		CHECK(run("ok").ok);
	}
	printf("# %zu attacks\n", i);
	CHECK(other.times == 0);
	job_cancel(broker.jobs);
	turn(&other, 1000);
	CHECK(other.times == 1);
}

static void
a_dead_egress_rejects_its_calls_and_comes_back(void)
{
	struct outcome o = run("get die 1");

	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_EGRESS_LOST") != NULL);
	CHECK(o.ms < 500);
	o = run("get {} 1");
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":0,\"bytes\":2}");
}

static void
a_dead_template_ends_its_runs_and_comes_back(void)
{
	struct outcome o, other;

	(void)begin("sleep", 0, &other);
	turn(&other, 50);
	(void)kill(pool_template_of(broker.pool), SIGKILL);
	turn(&other, 1000);
	CHECK(other.times == 1 && other.ms < 500);
	CHECK_STR(other.name, "WorkerError");
	o = run("ok");
	CHECK(o.ok && o.ms < 2000);
}

static void
eight_runs_at_once(void)
{
	struct outcome o[8];
	int i, ok = 0;

	for (i = 0; i < 8; i++)
		(void)begin("get {} 10", 0, &o[i]);
	for (i = 0; i < 8; i++) {
		turn(&o[i], 10000);
		ok += o[i].ok;
	}
	CHECK(ok == 8);
}

static void
bad_input_is_refused_at_once(void)
{
	struct job_request r = { .tenant = "t", .code = "\xff", .code_len = 1 };
	struct outcome o;
	struct err e;

	CHECK(job_start(&broker, &r, on_done, &o, &e) == NULL);
	CHECK(e.code == ERR_INPUT);
	r.code = "";
	r.code_len = CODE_MAX + 1;
	CHECK(job_start(&broker, &r, on_done, &o, &e) == NULL);
	CHECK(e.code == ERR_LIMIT);
}

static void
a_template_that_fails_says_why(void)
{
	struct outcome o;

	open_broker(1, "x");
	o = run("ok");
	CHECK(o.ms < 5000);
	CHECK_STR(o.message,
	    "no worker can start: layer landlock: no");
	close_broker();
	open_broker(2, "x");
	o = run("ok");
	CHECK_STR(o.message, "no worker can start: exit status 3");
	close_broker();
}

static void
an_egress_that_cannot_start_says_why(void)
{
	struct outcome o;

	open_broker(9, "refuse");
	o = run("get {} 1");
	CHECK_STR(o.json, "{\"answers\":1,\"errors\":1,\"bytes\":0}");
	CHECK(strstr(o.calls, "E_EGRESS_DOWN") != NULL);
	close_broker();
}

static void
a_thousand_runs_leak_nothing(void)
{
	int i, fd, bad = 0;

	for (i = 0; i < 500; i++)
		bad += !run("ok").ok;
	CHECK(bad == 0);
	turn(NULL, 100);
	/* Sockets, pidfds: of two idle workers, template and egress. */
	fd = dup(0);
	CHECK(fd < 40);
	(void)close(fd);
}

int
main(void)
{
	open_broker(9, "x");
	TEST(a_program_runs_and_is_told_once);
	TEST(an_error_keeps_its_place);
	TEST(logs_are_kept_up_to_their_limit);
	TEST(calls_reach_egress_and_come_back);
	TEST(unknown_names_and_too_many_calls_are_refused_not_killed);
	TEST(a_deadline_kills_in_time);
	TEST(a_run_can_be_cancelled);
	TEST(every_death_of_a_worker_has_its_name);
	TEST(every_attack_ends_its_worker_and_nobody_elses);
	TEST(a_dead_egress_rejects_its_calls_and_comes_back);
	TEST(a_dead_template_ends_its_runs_and_comes_back);
	TEST(eight_runs_at_once);
	TEST(bad_input_is_refused_at_once);
	TEST(a_thousand_runs_leak_nothing);
	close_broker();
	TEST(a_template_that_fails_says_why);
	TEST(an_egress_that_cannot_start_says_why);
	return tap_end();
}
