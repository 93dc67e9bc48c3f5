/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scriptrun -- many plain scripts, each in a fork of one warm engine.
 *
 *	scriptrun [--programs] [SECONDS]	programs, not scripts
 *
 * Standard input is a list of jobs, each a line "ID WITH CODE\n" of decimal
 * numbers (WITH and CODE are lengths), then so many bytes of a script to
 * evaluate first and so many of the script itself.  For each, in order, a line:
 *
 *	ID ok LOG...		it ended; what console.log printed follows, for
 *				a program its value as JSON instead
 *	ID error NAME: MESSAGE	it threw
 *	ID signal N		it died: 14 is the time limit
 *
 * With newlines as "\n".  One job is one process: nothing leaks from one to
 * the next.  Used by tests/conformance/test262.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "worker/engine.h"
#include "worker/zones.h"

#define SCRIPT_HEAP ((size_t)256 << 20)
#define SCRIPT_MAX ((size_t)16 << 20)

static unsigned seconds = 20;
static bool programs;

struct logs {
	char *p;
	size_t n;
};

static int
refuse_call(void *ctx, const char *method, const char *head,
    const uint8_t *body, size_t n, uint32_t *ret_id, struct err *e)
{
	(void)ctx;
	(void)method;
	(void)head;
	(void)body;
	(void)n;
	(void)ret_id;
	return err_set(e, ERR_DENIED, "a script has no host");
}

static void
ignore_cancel(void *ctx, uint32_t id)
{
	(void)ctx;
	(void)id;
}

static int
no_reply(void *ctx, struct engine_reply *ret, struct err *e)
{
	(void)ctx;
	(void)ret;
	return err_set(e, ERR_GONE, "a script has no host");
}

static void
keep_log(void *ctx, const char *level, const char *s, size_t n)
{
	struct logs *l = ctx;
	char *p = realloc(l->p, l->n + n + 1);

	(void)level;
	if (p == NULL)
		_exit(2);
	memcpy(p + l->n, s, n);
	p[l->n + n] = ' ';
	l->p = p;
	l->n += n + 1;
}

/* One line, whatever the text holds. */
static void
put_line(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n')
			(void)fputs("\\n", stdout);
		else if (programs ? s[i] == '\r' : s[i] < ' ' ||
		    s[i] == '\x7f') /* U+2028 ends a line too */
			(void)printf("\\x%02x", (unsigned char)s[i]);
		else
			(void)putchar(s[i]);
	}
}

static void
run_one(struct engine *g, const char *with, size_t with_len, const char *code,
    size_t code_len)
{
	struct logs logs = { 0 };
	struct engine_host host = { &logs, refuse_call, ignore_cancel, keep_log,
		NULL, no_reply };
	struct engine_job job = { .code = code,
		.code_len = code_len,
		.with = with_len > 0 ? with : NULL,
		.with_len = with_len,
		.now_ms = 1795651200000.0,
		.result_max = RESULT_MAX,
		.seed = { 1, 2, 3 },
		.script = !programs };
	struct engine_result r;

	(void)alarm(seconds);
	engine_run(g, &job, &host, &r);
	if (r.ok) {
		(void)fputs("ok ", stdout);
		if (programs)
			put_line(r.json, r.json_len);
		else
			put_line(logs.p, logs.n);
	} else {
		(void)fputs("error ", stdout);
		put_line(r.name, strlen(r.name));
		(void)fputs(": ", stdout);
		put_line(r.message, strlen(r.message));
		if (r.line > 0)
			(void)printf(" (line %u)", (unsigned)r.line);
	}
	(void)putchar('\n');
	(void)fflush(stdout);
	_exit(0);
}

static bool
read_job(unsigned long *id, char **text, size_t *with, size_t *code)
{
	char line[128];
	unsigned long w, c;

	if (fgets(line, sizeof(line), stdin) == NULL ||
	    sscanf(line, "%lu %lu %lu", id, &w, &c) != 3 || w > SCRIPT_MAX ||
	    c > SCRIPT_MAX)
		return false;
	*text = malloc(w + c + 1);
	if (*text == NULL || fread(*text, 1, w + c, stdin) != w + c)
		return false;
	*with = w;
	*code = c;
	return true;
}

int
main(int argc, char **argv)
{
	void *arena = mmap(NULL, SCRIPT_HEAP, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct engine *g;
	struct err e;
	unsigned long id;
	size_t with, code;
	char *text;
	pid_t pid;
	int status;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--programs") == 0)
			programs = true;
		else
			seconds = (unsigned)atoi(argv[i]);
	}
	if (arena == MAP_FAILED ||
	    (g = engine_new(arena, SCRIPT_HEAP, &e)) == NULL) {
		(void)fprintf(stderr, "scriptrun: no engine\n");
		return 2;
	}
	while (read_job(&id, &text, &with, &code)) {
		(void)printf("%lu ", id);
		(void)fflush(stdout);
		if ((pid = fork()) == 0)
			run_one(g, text, with, text + with, code);
		free(text);
		if (pid == -1 || waitpid(pid, &status, 0) == -1)
			return 2;
		if (WIFSIGNALED(status))
			(void)printf("signal %d\n", WTERMSIG(status));
		else if (WEXITSTATUS(status) != 0)
			(void)printf("signal %d\n", -WEXITSTATUS(status));
		(void)fflush(stdout);
	}
	return 0;
}
