/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scriptrun -- many plain scripts, each in a fork of one warm engine.
 *
 *	scriptrun [--programs] [--locked] [SECONDS]
 *
 * --programs: they are programs, not scripts.  --locked: each runs behind the
 * wall, as a worker's program does (scriptrun_locked.c); else in a plain fork.
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
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/limits.h"
#include "worker/engine.h"

#include "tests/fakes/scriptrun.h"

#define SCRIPT_HEAP ((size_t)256 << 20)
#define SCRIPT_MAX ((size_t)16 << 20)
#define ANSWER_MAX ((size_t)64 << 20)

static unsigned seconds = 20;
static bool programs;
static struct engine *engine;

/* A job, read without the C library: it would ask for memory and for files. */
static struct {
	char text[2 * SCRIPT_MAX];
	unsigned long id, with, code;
} job;

static void
keep_log(void *ctx, const char *level, const char *s, size_t n)
{
	struct buf *logs = ctx;

	(void)level;
	buf_add(logs, s, n);
	buf_addc(logs, ' ');
}

/* One line, whatever the text holds. */
static void
add_line(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n')
			buf_adds(out, "\\n");
		else if (programs ? s[i] == '\r' : s[i] < ' ' ||
		    s[i] == '\x7f') /* U+2028 ends a line too */
			buf_addf(out, "\\x%02x", (unsigned char)s[i]);
		else
			buf_addc(out, s[i]);
	}
}

static void
tell(struct buf *out, const struct engine_result *r, const struct buf *logs)
{
	if (r->ok) {
		buf_adds(out, "ok ");
		if (programs)
			add_line(out, r->json, r->json_len);
		else
			add_line(out, logs->p, logs->len);
		return;
	}
	buf_adds(out, "error ");
	add_line(out, r->name, strlen(r->name));
	buf_adds(out, ": ");
	add_line(out, r->message, strlen(r->message));
	if (r->line > 0)
		buf_addf(out, " (line %u)", (unsigned)r->line);
}

void
script_run(struct buf *out)
{
	struct buf logs;
	struct engine_host host = engine_alone;
	struct engine_job j = { .code = job.text + job.with,
		.code_len = job.code,
		.with = job.with > 0 ? job.text : NULL,
		.with_len = job.with,
		.now_ms = 1795651200000.0,
		.result_max = RESULT_MAX,
		.seed = { 1, 2, 3 },
		.script = !programs };
	struct engine_result r;

	host.ctx = &logs;
	host.log = keep_log;
	buf_init(&logs, ANSWER_MAX / 8);
	buf_init(out, ANSWER_MAX);
	engine_run(engine, &j, &host, &r);
	tell(out, &r, &logs);
	buf_addc(out, '\n');
}

bool
script_write(int fd, const char *p, size_t n, size_t most)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n < most ? n : most);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static bool
read_all(char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = read(STDIN_FILENO, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static bool
read_job(void)
{
	char line[128];
	size_t n = 0;

	while (n < sizeof line - 1 && read_all(line + n, 1) && line[n] != '\n')
		n++;
	line[n] = '\0';
	return sscanf(line, "%lu %lu %lu", &job.id, &job.with, &job.code) ==
		3 && job.with <= SCRIPT_MAX && job.code <= SCRIPT_MAX &&
	    read_all(job.text, job.with + job.code);
}

/* In a plain fork. */
static int
run_plain(void)
{
	struct buf out;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		(void)alarm(seconds);
		script_run(&out);
		(void)alarm(0); /* or what it says might be said twice */
		_exit(script_write(STDOUT_FILENO, out.p, out.len, out.len) ? 0 :
									     3);
	}
	return pid == -1 || waitpid(pid, &status, 0) == -1 ? -1 : status;
}

/* What the process that ran it did not say itself. */
static bool
say_end(int status)
{
	char line[32];
	int n = 0;

	if (WIFSIGNALED(status))
		n = snprintf(line, sizeof line, "signal %d\n",
		    WTERMSIG(status) == SIGXCPU ? SIGALRM : WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		n = snprintf(line, sizeof line, "signal %d\n",
		    -WEXITSTATUS(status));
	return script_write(STDOUT_FILENO, line, (size_t)n, sizeof line);
}

static int
run_all(bool locked)
{
	char head[24];
	int n, status;

	while (read_job()) {
		n = snprintf(head, sizeof head, "%lu ", job.id);
		if (!script_write(STDOUT_FILENO, head, (size_t)n, sizeof head))
			return 2;
		status = locked ? scriptrun_locked() : run_plain();
		if (status == -1 || !say_end(status))
			return 2;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	void *arena = mmap(NULL, SCRIPT_HEAP, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	bool locked = false;
	struct err e;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--programs") == 0)
			programs = true;
		else if (strcmp(argv[i], "--locked") == 0)
			locked = true;
		else
			seconds = (unsigned)atoi(argv[i]);
	}
	if (arena == MAP_FAILED ||
	    (engine = engine_new(arena, SCRIPT_HEAP, &e)) == NULL) {
		(void)fprintf(stderr, "scriptrun: no engine\n");
		return 2;
	}
	if (locked && scriptrun_lock(seconds, &e) == -1) {
		(void)fprintf(stderr, "scriptrun: %s\n", e.msg);
		return 2;
	}
	_exit(run_all(locked));
}
