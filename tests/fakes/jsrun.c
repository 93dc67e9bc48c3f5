/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jsrun -- one program in the engine, without processes around it.
 *
 *	jsrun [options] FILE...		FILE "-": standard input
 *		of several each has a line, in their order, and a fork of one
 *		warm engine: {"crash": N} is a signal, 14 after a minute
 *	--calls FILE.json	answers: {"github.issues.list": value, ...};
 *		a value is the body of a 200, or {"$reply": {"status",
 *		"headers", "kind", "now_ms", "body"}}, or {"$error": ["error",
 *		name, message, null, props], "now_ms"}, or {"$seq": [of those, ...]}
 *	--with FILE		a script before the program
 *	--script		FILE is a plain script (test262)
 *	--heap MIB  --max BYTES  --now MS
 *	--time			figures on standard error
 *
 * Prints {"ok", "result", "truncated", "error": {"name", "message", "line",
 * "column", "source", "stack"}, "logs": ["text", "[warn] text"], "calls":
 * [{"method", "head", "args"}], "sites": [...], if the program has calls that
 * can be judged before it runs}; exits 0 if ok, 1 if not, 2 on bad usage.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "common/host/clock.h"
#include "worker/engine.h"
#include "worker/zones.h"

#define QUEUE_MAX 4096

struct fake {
	json_t *answers, *logs, *calls;
	json_t *about; /* what is printed */
	json_t *queue[QUEUE_MAX]; /* answers under way, by id modulo */
	uint32_t next, answered;
	char *said, *body, *kind; /* of the reply at hand */
};

/* The answer for "connector.operation"; strings of head are parsed for it. */
static json_t *
answer_for(struct fake *f, const char *method, const char *head)
{
	char text[1024], name[1024];
	json_t *a, *v, *seq;

	(void)snprintf(text, sizeof(text), "[%s]", head);
	a = json_loads(text, 0, NULL);
	if (a == NULL)
		return NULL;
	if (json_array_size(a) == 2)
		(void)snprintf(name, sizeof(name), "%s.%s",
		    json_string_value(json_array_get(a, 0)),
		    json_string_value(json_array_get(a, 1)));
	else
		(void)snprintf(name, sizeof(name), "%s.%s", method,
		    json_string_value(json_array_get(a, 0)));
	json_decref(a);
	v = json_object_get(f->answers, name);
	if (v == NULL)
		return json_pack("{s:[s,s,s,n,{s:s}]}", "$error", "error",
		    "TypeError", name, "code", "E_NOTFOUND");
	seq = json_object_get(v, "$seq");
	if (seq == NULL)
		return json_incref(v);
	v = json_incref(json_array_get(seq, 0));
	if (json_array_size(seq) > 1)
		(void)json_array_remove(seq, 0);
	return v;
}

static int
fake_call(void *ctx, const char *method, const char *head,
    const uint8_t *body, size_t n, uint32_t *ret_id, struct err *e)
{
	struct fake *f = ctx;
	json_t *args;

	if (f->next - f->answered >= CALLS_OPEN_MAX)
		return err_set(e, ERR_LIMIT, "too many open calls");
	args = json_loadb((const char *)body, n, JSON_DECODE_ANY, NULL);
	if (args == NULL)
		return err_set(e, ERR_PROTO, "the arguments are no JSON");
	(void)json_array_append_new(f->calls, json_pack("{s:s,s:s,s:o}",
	    "method", method, "head", head, "args", args));
	*ret_id = ++f->next;
	f->queue[*ret_id % QUEUE_MAX] = answer_for(f, method, head);
	return 0;
}

static void
fake_cancel(void *ctx, uint32_t id)
{
	struct fake *f = ctx;

	(void)json_array_append_new(f->calls,
	    json_pack("{s:i}", "cancel", (int)id));
	json_decref(f->queue[id % QUEUE_MAX]);
	f->queue[id % QUEUE_MAX] = NULL;
}

static void
fake_log(void *ctx, const char *level, const char *s, size_t n)
{
	struct fake *f = ctx;
	char mark[32] = "";
	json_t *v;

	if (strcmp(level, "log") != 0)
		(void)snprintf(mark, sizeof(mark), "[%s] ", level);
	v = json_pack("s+#", mark, s, (int)n);
	if (v == NULL)
		v = json_string("(a log that is no UTF-8)");
	(void)json_array_append_new(f->logs, v);
}

static void
fake_answer(struct fake *f, json_t *v, struct engine_reply *ret)
{
	const json_t *r = json_object_get(v, "$reply"), *one;
	const json_t *body = r == NULL ? v : json_object_get(r, "body");
	const char *kind = json_string_value(json_object_get(r, "kind"));

	if (kind == NULL)
		kind = body == NULL ? "empty" : "json";
	f->kind = strdup(kind);
	one = json_object_get(r, "headers");
	f->said = one == NULL ? strdup("{}") : json_dumps(one, 0);
	one = json_object_get(r, "status");
	ret->status = one == NULL ? 200 : (uint32_t)json_integer_value(one);
	one = json_object_get(r, "now_ms");
	if (one != NULL)
		ret->now_ms = json_number_value(one);
	if (body != NULL && strcmp(kind, "json") != 0)
		f->body = strdup(json_string_value(body));
	else if (body != NULL)
		f->body = json_dumps(body, JSON_ENCODE_ANY);
}

static int
fake_wait(void *ctx, struct engine_reply *ret, struct err *e)
{
	struct fake *f = ctx;
	json_t *v, *r;

	do {
		if (f->answered == f->next)
			return err_set(e, ERR_GONE, "nothing is open");
		ret->id = ++f->answered;
		v = f->queue[ret->id % QUEUE_MAX];
	} while (v == NULL);
	f->queue[ret->id % QUEUE_MAX] = NULL;
	free(f->said);
	free(f->body);
	free(f->kind);
	f->body = NULL;
	f->kind = NULL;
	if ((r = json_object_get(v, "$error")) == NULL)
		fake_answer(f, v, ret);
	else {
		f->said = json_dumps(r, 0);
		r = json_object_get(v, "now_ms");
		ret->now_ms = r == NULL ? -1 : json_number_value(r);
	}
	ret->ok = json_object_get(v, "$error") == NULL;
	json_decref(v);
	ret->kind = f->kind;
	ret->kind_len = f->kind == NULL ? 0 : strlen(f->kind);
	ret->about = f->said;
	ret->about_len = f->said == NULL ? 0 : strlen(f->said);
	ret->body = (const uint8_t *)f->body;
	ret->body_len = f->body == NULL ? 0 : strlen(f->body);
	return 0;
}

static char *
read_all(const char *path, size_t *ret_n)
{
	FILE *fp = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	size_t n = 0, cap = 1 << 16, k;
	char *p = malloc(cap);

	if (fp == NULL || p == NULL) {
		perror(path);
		exit(2);
	}
	while ((k = fread(p + n, 1, cap - n, fp)) > 0) {
		n += k;
		if (n == cap && (p = realloc(p, cap *= 2)) == NULL)
			exit(2);
	}
	if (fp != stdin)
		(void)fclose(fp);
	*ret_n = n;
	return p;
}

static void
fake_check(void *ctx, const char *calls, size_t n)
{
	struct fake *f = ctx;
	json_t *v = json_pack("s#", calls, (int)n), *list;
	char *text;

	if (asprintf(&text, "[%s]", json_string_value(v)) == -1)
		exit(2);
	list = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	(void)json_object_set_new(f->about, "sites",
	    list != NULL ? list : json_string("(NOT JSON)"));
	json_decref(v);
	free(text);
}

static json_t *
connectors_of(json_t *answers, const char **names, size_t max)
{
	json_t *seen = json_object(), *v;
	char name[256];
	const char *k;
	size_t n = 0;

	json_object_foreach(answers, k, v) {
		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)strcspn(k, "."), k);
		if (strcmp(name, "host") != 0 && n + 1 < max)
			(void)json_object_set_new(seen, name, json_true());
	}
	json_object_foreach(seen, k, v)
		if (n + 1 < max)
			names[n++] = k;
	names[n] = NULL;
	return seen;
}

static void
print(const struct engine_result *r, const struct fake *f)
{
	json_t *o = f->about, *v;

	(void)json_object_set_new(o, "ok", json_boolean(r->ok));
	if (r->ok) {
		v = json_loadb(r->json, r->json_len,
		    JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		if (r->json_len > 0)
			(void)json_object_set_new(o, "result",
			    v != NULL ? v : json_string("(NOT JSON)"));
		if (r->truncated)
			(void)json_object_set_new(o, "truncated", json_true());
	} else {
		(void)json_object_set_new(o, "error",
		    json_pack("{s:s,s:s,s:i,s:i,s:s,s:s}", "name", r->name,
		    "message", r->message, "line", (int)r->line, "column",
		    (int)r->column, "source", r->source, "stack", r->stack));
	}
	(void)json_object_set(o, "logs", f->logs);
	(void)json_object_set(o, "calls", f->calls);
	(void)json_dumpf(o, stdout, JSON_COMPACT);
	(void)putchar('\n');
	json_decref(o);
}

/* Of this process: what others do meanwhile does not count. */
static uint64_t
cpu_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static struct fake fake;
static struct engine_job job = { .now_ms = 1795651200000.0,
	.result_max = RESULT_MAX,
	.seed = { 1, 2, 3 } };
static size_t heap = HEAP_DEFAULT_BYTES;
static bool timed;

/* The first word that is no option. */
static int
options(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc - 1; i++) {
		if (strcmp(argv[i], "--calls") == 0)
			fake.answers = json_load_file(argv[++i], 0, NULL);
		else if (strcmp(argv[i], "--with") == 0)
			job.with = read_all(argv[++i], &job.with_len);
		else if (strcmp(argv[i], "--heap") == 0)
			heap = (size_t)atol(argv[++i]) << 20;
		else if (strcmp(argv[i], "--max") == 0)
			job.result_max = (size_t)atol(argv[++i]);
		else if (strcmp(argv[i], "--now") == 0)
			job.now_ms = atof(argv[++i]);
		else if (strcmp(argv[i], "--script") == 0)
			job.script = true;
		else if (strcmp(argv[i], "--time") == 0)
			timed = true;
		else
			break;
	}
	return i;
}

static struct engine *
warm(void)
{
	uint64_t t = clock_mono_us();
	struct engine *g;
	struct err e;
	void *p;

	p = mmap(NULL, heap, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	zones_load();
	if (p == MAP_FAILED || (g = engine_new(p, heap, &e)) == NULL) {
		(void)fprintf(stderr, "jsrun: %s\n", e.msg);
		exit(2);
	}
	if (timed)
		(void)fprintf(stderr, "new %lu us, ",
		    (unsigned long)(clock_mono_us() - t));
	return g;
}

static void
run(struct engine *g, const char *path)
{
	struct engine_host host = { &fake, fake_call, fake_cancel, fake_log,
		fake_check, fake_wait };
	struct engine_result r;
	uint64_t t, cpu;

	job.code = read_all(path, &job.code_len);
	t = clock_mono_us();
	cpu = cpu_us();
	engine_run(g, &job, &host, &r);
	t = clock_mono_us() - t;
	if (timed)
		(void)fprintf(stderr, "run %lu us, cpu %lu us, %zu kB\n",
		    (unsigned long)t, (unsigned long)(cpu_us() - cpu),
		    engine_used(g) / 1024);
	print(&r, &fake);
	(void)fflush(stdout);
	/* One program, one process: nothing is worth freeing. */
	_exit(r.ok ? 0 : 1);
}

/* Whether it ended well. */
static bool
run_forked(struct engine *g, const char *path)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		(void)alarm(60);
		run(g, path);
	}
	if (pid == -1 || waitpid(pid, &status, 0) != pid) {
		perror("jsrun");
		exit(2);
	}
	/* Who died of something else said why, but not here. */
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		(void)printf("{\"crash\":%d}\n",
		    WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	(void)fflush(stdout);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int
main(int argc, char **argv)
{
	const char *names[64];
	struct engine *g;
	bool ok = true;
	int i;

	fake = (struct fake){ .answers = json_object(), .logs = json_array(),
		.calls = json_array(), .about = json_object() };
	i = options(argc, argv);
	if (i >= argc || fake.answers == NULL ||
	    (argv[i][0] == '-' && argv[i][1] != '\0')) {
		(void)fprintf(stderr, "usage: jsrun [--calls FILE.json] "
		    "[--with FILE] [--script] [--heap MIB] [--max BYTES] "
		    "[--now MS] [--time] FILE...\n");
		return 2;
	}
	(void)connectors_of(fake.answers, names, 64);
	job.connectors = names;
	g = warm();
	if (i == argc - 1)
		run(g, argv[i]);
	for (; i < argc; i++)
		ok = run_forked(g, argv[i]) && ok;
	return ok ? 0 : 1;
}
