/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tenants' workers share with one another: nothing but at the level that
 * shares; and what a cordoned one gets (tests/fakes/fake_worker.c).
 */
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/pool.h"
#include "broker/spawn.h"
#include "common/host/clock.h"

#include "tests/unit/tap.h"

#define PATIENCE_MS 60000 /* a busy machine, a sanitizer */
#define HEAP (64UL * 1024 * 1024)
#define CPU_MS 1000

static struct ev_loop *loop;
static struct pool *pool;

static void
on_ready(void *arg, struct pool_worker *w)
{
	*(struct pool_worker **)arg = w;
}

static void
on_failed(void *arg, const char *why)
{
	(void)arg;
	printf("# %s\n", why);
}

static void
on_tick(struct ev_loop *l, ev_timer *w, int revents)
{
	(void)l;
	(void)w;
	(void)revents;
}

static struct pool_worker *
get(const char *tenant, enum pool_kind kind)
{
	uint64_t until = clock_mono_ms() + PATIENCE_MS;
	struct pool_worker *got = NULL;
	struct pool_wait w = { .ready = on_ready,
		.failed = on_failed,
		.arg = &got };
	ev_timer tick;

	ev_timer_init(&tick, on_tick, 0.005, 0.005);
	ev_timer_start(loop, &tick);
	pool_get(pool, tenant, kind, &w);
	while (got == NULL && clock_mono_ms() < until)
		ev_run(loop, EVRUN_ONCE);
	ev_timer_stop(loop, &tick);
	if (got == NULL) {
		printf("Bail out! no worker came\n");
		_exit(1);
	}
	return got;
}

static pid_t
template_of(const char *tenant, enum pool_kind kind)
{
	struct pool_worker *w = get(tenant, kind);
	pid_t pid = pool_template_pid(w->of);

	pool_forget(w);
	return pid;
}

/* What stands after a word of the command that it runs; 0: no such word. */
static unsigned long
told(pid_t pid, const char *word)
{
	char path[64], text[PATH_MAX + 256];
	size_t i, n;
	ssize_t got;
	int fd;

	(void)snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return 0;
	got = read(fd, text, sizeof text - 1);
	(void)close(fd);
	n = got < 0 ? 0 : (size_t)got;
	text[n] = '\0';
	for (i = 0; i < n; i += strlen(text + i) + 1)
		if (strcmp(text + i, word) == 0 && i + strlen(word) + 1 < n)
			return strtoul(text + i + strlen(word) + 1, NULL, 10);
	return 0;
}

/* The tests ----------------------------------------------------------- */

static void
everybody_shares_one_template(void)
{
	pid_t shared = pool_template_of(pool);

	CHECK(template_of("ann", POOL_SHARED) == shared);
	CHECK(template_of("bob", POOL_SHARED) == shared);
}

static void
no_tenant_is_in_the_lane_of_another(void)
{
	static const enum pool_kind kinds[] = { POOL_OWN, POOL_FRESH };

	for (size_t i = 0; i < 2; i++) {
		pid_t ann = template_of("ann", kinds[i]);
		pid_t bob = template_of("bob", kinds[i]);
		pid_t bo = template_of("bo", kinds[i]);

		CHECK(ann != bob && bob != bo && bo != ann);
		CHECK(ann != pool_template_of(pool) &&
		    bob != pool_template_of(pool));
		CHECK(template_of("ann", kinds[i]) == ann);
		CHECK(template_of("bob", kinds[i]) == bob);
	}
}

static void
a_cordoned_tenant_leaves_the_lane_it_had(void)
{
	CHECK(template_of("ann", POOL_OWN) != template_of("ann", POOL_FRESH));
}

static void
cordoned_workers_get_half(void)
{
	pid_t own = template_of("ann", POOL_OWN);
	pid_t fresh = template_of("ann", POOL_FRESH);

	CHECK(told(own, "--heap") == HEAP);
	CHECK(told(own, "--cpu-ms") == CPU_MS);
	CHECK(told(fresh, "--heap") == HEAP / 2);
	CHECK(told(fresh, "--cpu-ms") == CPU_MS / 2);
}

static void
open_pool(size_t heap)
{
	static char program[PATH_MAX + 16];
	struct pool_conf c = { .program = program,
		.heap_bytes = heap,
		.cpu_ms = CPU_MS,
		.may_lack = "",
		.idle = 1,
		.fresh_idle = 1 };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	self[n < 0 ? 0 : n] = '\0';
	(void)snprintf(program, sizeof program, "%s/fake_worker",
	    dirname(self));
	pool = pool_new(loop, &c, NULL);
}

/* A worker refuses to start with less than 4 MiB. */
static void
half_of_a_small_heap_is_one_that_starts(void)
{
	pool_free(pool);
	open_pool(6UL * 1024 * 1024);
	CHECK(told(template_of("ann", POOL_FRESH), "--heap") ==
	    4UL * 1024 * 1024);
}

int
main(void)
{
	loop = EV_DEFAULT;
	open_pool(HEAP);
	TEST(everybody_shares_one_template);
	TEST(no_tenant_is_in_the_lane_of_another);
	TEST(a_cordoned_tenant_leaves_the_lane_it_had);
	TEST(cordoned_workers_get_half);
	TEST(half_of_a_small_heap_is_one_that_starts);
	pool_free(pool);
	return tap_end();
}
