/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reexec.c -- no layout lives long: the real template gives way to another one
 * after so many forks, and no run notices.
 *
 *	escape_reexec WORKER
 */
#include <stdlib.h>

#include "tests/unit/fake_broker.h"

#define FORKS 6
#define RUNS 60
/* A busy host is slow to make the next one, and the old one serves on. */
#define RUNS_MAX 3000
#define WANTED 4
#define SEEN_MAX 64

static struct {
	pid_t pid;
	unsigned long code; /* where its code lies; 0: not to be read */
} seen[SEEN_MAX];
static size_t n_seen;

static unsigned long
code_of(pid_t pid)
{
	unsigned long at = 0;
	char path[64], line[256], may[8];
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
	if ((f = fopen(path, "re")) == NULL)
		return 0;
	while (fgets(line, sizeof line, f) != NULL &&
	    (sscanf(line, "%lx-%*x %7s", &at, may) != 2 ||
	    strcmp(may, "r-xp") != 0))
		at = 0;
	(void)fclose(f);
	return at;
}

static void
note(pid_t pid)
{
	if (pid == 0 || n_seen == SEEN_MAX ||
	    (n_seen > 0 && seen[n_seen - 1].pid == pid))
		return;
	seen[n_seen].pid = pid;
	seen[n_seen++].code = code_of(pid);
}

static void
templates_give_way_and_no_run_notices(void)
{
	unsigned good = 0, n;
	uint64_t most = 0;

	for (n = 0; n < RUNS || (n < RUNS_MAX && n_seen < WANTED); n++) {
		struct outcome o = run("[6 * 7, Math.random() < 1]");

		good += o.ok && strcmp(o.json, "[42,true]") == 0;
		most = o.ms > most ? o.ms : most;
		note(pool_template_of(broker.pool));
		turn(NULL, 20);
	}
	CHECK(good == n);
	CHECK(n_seen >= WANTED);
	printf("# %zu templates for %u runs, each within %llu ms\n", n_seen,
	    n, (unsigned long long)most);
}

static void
none_lies_where_another_did(void)
{
	unsigned same = 0, known = 0;

	for (size_t i = 0; i < n_seen; i++)
		for (size_t k = 0; k < i && seen[i].code != 0; k++) {
			known++;
			same += seen[i].code == seen[k].code;
		}
	CHECK(same == 0);
	printf("# %u pairs compared%s\n", known,
	    known == 0 ? ": only root reads their maps" : "");
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		(void)fprintf(stderr, "usage: escape_reexec WORKER\n");
		return 2;
	}
	worker_program = argv[1];
	worker_cpu_ms = 10000;
	forks_max = FORKS;
	open_broker(64UL << 20, "x");
	TEST(templates_give_way_and_no_run_notices);
	TEST(none_lies_where_another_did);
	close_broker();
	return tap_end();
}
