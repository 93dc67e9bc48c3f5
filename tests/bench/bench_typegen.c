/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_typegen.c -- the catalog without a process around it.
 *
 *	bench_typegen index openapi|mcp NAME DOCUMENT OUT
 *	bench_typegen types CATALOG
 *	bench_typegen list CATALOG
 *	bench_typegen open CATALOG
 *	bench_typegen tokens < text
 *	bench_typegen usage CATALOG: of each operation, a JSON string a line
 *	bench_typegen cost COMMAND ...: what a process costs, as a line
 *	bench_typegen search LIMIT CATALOG ... < queries, a JSON string a line
 *
 * search answers each query with a line: {"hits":[...],"ns":N,"first":F}, a
 * hit being "METHOD /path" or a tool's name; N is the least of five searches,
 * F what the first took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/host/json.h"
#include "typegen/catalog.h"
#include "typegen/mcp_tools.h"
#include "typegen/tokens.h"

#define ROUNDS 5
#define OPENS 201
#define CATALOGS_MAX 64
#define HITS_MAX 1000

static uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int
fail(const struct err *e)
{
	(void)fprintf(stderr, "bench_typegen: %s\n", e->msg);
	return 1;
}

static long
peak_kib(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

static int
cmd_index(char **a)
{
	struct catalog_report r;
	struct err e;
	uint64_t start = now_ns();
	int bad = strcmp(a[0], "mcp") == 0 ?
	    catalog_build_mcp(a[1], a[2], a[3], &r, &e) :
	    catalog_build_openapi(a[1], a[2], NULL, a[3], &r, &e);

	if (bad)
		return fail(&e);
	printf("{\"ops\":%u,\"lost\":%u,\"ns\":%llu,\"kib\":%ld}\n", r.ops,
	    r.ops_lost, (unsigned long long)(now_ns() - start), peak_kib());
	if (r.losses.len > 0)
		(void)fwrite(r.losses.p, 1, r.losses.len, stderr);
	buf_fini(&r.losses);
	return 0;
}

static int
cmd_types(const char *path)
{
	struct err e;
	struct catalog *c = catalog_open(path, &e);
	struct buf b;

	if (c == NULL)
		return fail(&e);
	buf_init(&b, (size_t)512 * 1024 * 1024);
	catalog_types(c, &b);
	(void)fwrite(b.p, 1, b.len, stdout);
	buf_fini(&b);
	catalog_close(c);
	return 0;
}

/* What a plain ranker is given: as much text as ours has, but for bodies. */
static int
cmd_list(const char *path)
{
	struct err e;
	struct catalog *c = catalog_open(path, &e);
	json_t *list = json_array();
	uint32_t i, k;

	if (c == NULL)
		return fail(&e);
	for (i = 0; i < catalog_ops(c); i++) {
		struct catalog_op o;
		struct buf b;

		catalog_op(c, i, &o);
		buf_init(&b, 1024 * 1024);
		buf_adds(&b, o.summary);
		for (k = 0; k < o.params; k++) {
			struct catalog_param p;

			catalog_op_param(c, i, k, &p);
			buf_addf(&b, " %s", p.arg);
		}
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", o.id,
			"name", o.name, "method", o.method, "path", o.path,
			"summary", o.summary, "text", b.p != NULL ? b.p : ""));
		buf_fini(&b);
	}
	json_dumpf(list, stdout, JSON_COMPACT);
	json_decref(list);
	catalog_close(c);
	return 0;
}

static int
by_size(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
cmd_open(const char *path)
{
	uint64_t t[OPENS];
	struct catalog *c;
	struct err e;
	int i;

	for (i = 0; i < OPENS; i++) {
		t[i] = now_ns();
		c = catalog_open(path, &e);
		t[i] = now_ns() - t[i];
		if (c == NULL)
			return fail(&e);
		catalog_close(c);
	}
	qsort(t, OPENS, sizeof t[0], by_size);
	printf("{\"ns\":%llu,\"median\":%llu}\n", (unsigned long long)t[0],
	    (unsigned long long)t[OPENS / 2]);
	return 0;
}

static int
cmd_tokens(void)
{
	struct buf b;
	char part[65536];
	size_t n;

	buf_init(&b, (size_t)1024 * 1024 * 1024);
	while ((n = fread(part, 1, sizeof part, stdin)) > 0)
		buf_add(&b, part, n);
	printf("%zu\n", tokens_estimate(b.p != NULL ? b.p : "", b.len));
	buf_fini(&b);
	return 0;
}

static int
cmd_usage(const char *path)
{
	struct err e;
	struct catalog *c = catalog_open(path, &e);
	struct buf b, line;
	uint32_t i;

	if (c == NULL)
		return fail(&e);
	for (i = 0; i < catalog_ops(c); i++) {
		buf_init(&b, 16 * 1024 * 1024);
		buf_init(&line, 32 * 1024 * 1024);
		catalog_usage(c, i, CATALOG_USAGE_BYTES, &b);
		buf_add_json(&line, b.p, b.len);
		printf("%s\n", line.p);
		buf_fini(&b);
		buf_fini(&line);
	}
	catalog_close(c);
	return 0;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* With those of its own that it waited for, but for memory: the largest. */
static int
cmd_cost(char **argv)
{
	struct rusage u;
	uint64_t start = now_ns();
	pid_t pid = fork();
	int status, fd;

	if (pid == 0) {
		fd = open("/dev/null", O_RDWR);
		if (dup2(fd, 1) == -1 || dup2(fd, 2) == -1)
			_exit(127);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid == -1 || wait4(pid, &status, 0, &u) != pid)
		return 1;
	printf("{\"status\":%d,\"wall\":%.6f,\"cpu\":%.6f,\"kib\":%ld}\n",
	    status, (double)(now_ns() - start) / 1e9,
	    seconds(u.ru_utime) + seconds(u.ru_stime), u.ru_maxrss);
	return 0;
}

static void
answer(const struct catalog *const *list, size_t n, const char *query,
    size_t limit)
{
	static struct catalog_hit hits[HITS_MAX];
	uint64_t best = UINT64_MAX, first = 0, t;
	size_t total, got = 0, i;
	struct buf b;

	for (i = 0; i < ROUNDS; i++) {
		t = now_ns();
		got = catalog_search(list, n, query, limit, hits, &total);
		t = now_ns() - t;
		best = t < best ? t : best;
		first = i == 0 ? t : first;
	}
	buf_init(&b, 16 * 1024 * 1024);
	buf_adds(&b, "{\"hits\":[");
	for (i = 0; i < got; i++) {
		struct catalog_op o;
		char text[4096];

		catalog_op(hits[i].catalog, hits[i].op, &o);
		(void)snprintf(text, sizeof text, "%s%s%s",
		    o.tool ? "" : o.method, o.tool ? "" : " ",
		    o.tool ? o.id : o.path);
		buf_adds(&b, i > 0 ? "," : "");
		buf_add_json(&b, text, strlen(text));
	}
	printf("%s],\"ns\":%llu,\"first\":%llu}\n", b.p,
	    (unsigned long long)best, (unsigned long long)first);
	buf_fini(&b);
}

static int
cmd_search(int n, char **a)
{
	const struct catalog *list[CATALOGS_MAX];
	size_t limit = strtoul(a[0], NULL, 10), count = 0, size = 0;
	char *line = NULL;
	struct err e;
	ssize_t len;

	limit = limit > HITS_MAX ? HITS_MAX : limit;
	for (a++, n--; n > 0 && count < CATALOGS_MAX; n--, a++)
		if ((list[count++] = catalog_open(*a, &e)) == NULL)
			return fail(&e);
	while ((len = getline(&line, &size, stdin)) > 0) {
		json_t *v = json_loadb(line, (size_t)len, JSON_DECODE_ANY,
		    NULL);

		answer(list, count,
		    json_is_string(v) ? json_string_value(v) : "", limit);
		json_decref(v);
	}
	free(line);
	while (count > 0)
		catalog_close((struct catalog *)(uintptr_t)list[--count]);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "index") == 0)
		return cmd_index(argv + 2);
	if (argc == 3 && strcmp(argv[1], "types") == 0)
		return cmd_types(argv[2]);
	if (argc == 3 && strcmp(argv[1], "list") == 0)
		return cmd_list(argv[2]);
	if (argc > 2 && strcmp(argv[1], "cost") == 0)
		return cmd_cost(argv + 2);
	if (argc == 2 && strcmp(argv[1], "tokens") == 0)
		return cmd_tokens();
	if (argc == 3 && strcmp(argv[1], "usage") == 0)
		return cmd_usage(argv[2]);
	if (argc == 3 && strcmp(argv[1], "open") == 0)
		return cmd_open(argv[2]);
	if (argc > 3 && strcmp(argv[1], "search") == 0)
		return cmd_search(argc - 2, argv + 2);
	(void)fprintf(stderr, "usage: see bench_typegen.c\n");
	return 2;
}
