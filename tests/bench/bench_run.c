/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_run.c -- what a worker does from its job to its result, in one process
 * without a wall, for tools that a wall keeps out.
 *
 *	bench_run [PROGRAM]	prints what the worker said
 *	bench_run --steps [PROGRAM]	prints where in the file each piece of
 *		code is that it runs, in the order in which it is first run
 *	valgrind --tool=callgrind --toggle-collect=bench_run bench_run '1 + 1'
 *
 * PROGRAM has a connector `c`, each of whose first calls is answered by a list
 * of two objects.
 */
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/frame.h"
#include "common/base/limits.h"
#include "worker/engine.h"
#include "worker/link.h"
#include "worker/memory.h"
#include "worker/template.h"

/* Ids that a program's first calls may have. */
#define ANSWERS 4

void bench_run(struct engine *g);

/* Not inlined: what is counted goes by its name. */
__attribute__((noinline)) void
bench_run(struct engine *g)
{
	struct engine_result result;
	struct engine_job job;
	struct err e;

	if (link_job(&job, &e) <= 0)
		return;
	engine_run(g, &job, &link_host, &result);
	link_result(&result);
}

/* The engine as a template has it when it forks. */
static struct engine *
warm(struct err *e)
{
	size_t head = engine_warm_from(HEAP_DEFAULT_BYTES);
	char *p = mmap(NULL, HEAP_DEFAULT_BYTES + ENGINE_HUGE_BYTES,
	    PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct engine *g;

	if (p == MAP_FAILED) {
		(void)err_sys(e, "map a heap");
		return NULL;
	}
	p += -((uintptr_t)p + head) & (ENGINE_HUGE_BYTES - 1);
	if (link_prepare(e) < 0 ||
	    (g = engine_new(p, HEAP_DEFAULT_BYTES, e)) == NULL)
		return NULL;
	engine_seal(g);
	memory_seal();
	return g;
}

/* Messages and a body, as the broker sends them. */
static int
send_both(int fd, uint32_t stream, struct buf *text, const char *body)
{
	struct frame f = { .type = FRAME_BOTH, .flags = FRAME_END,
		.stream = stream };

	buf_adds(text, "\n\n");
	buf_adds(text, body);
	frame_head(&f, (uint8_t *)text->p);
	return buf_ok(text) && write(fd, text->p, text->len) > 0 ? 0 : -1;
}

static void
begin(struct buf *text)
{
	static const char head[FRAME_HEAD] = { 0 };

	buf_clear(text);
	buf_add(text, head, sizeof head);
}

static int
send_job(int fd, struct buf *text, const char *program)
{
	begin(text);
	buf_adds(text, "[\"push\",[\"pipeline\",0,[\"run\"],[{\"seed\":\"");
	for (int i = 0; i < 32; i++)
		buf_adds(text, "01");
	buf_adds(text, "\",\"now_ms\":1700000000000,\"connectors\":[[\"c\"]],"
	    "\"code\":[\"body\",1],\"result_max\":65536}]]]\n[\"pull\",1]");
	return send_both(fd, 1, text, program);
}

/* Ahead: a socket holds them until they are asked for. */
static int
send_answer(int fd, struct buf *text, unsigned id)
{
	begin(text);
	buf_addf(text, "[\"resolve\",%u,{\"status\":200,\"kind\":\"json\","
	    "\"headers\":{},\"now_ms\":1700000000001,\"body\":[\"body\",%u]}]",
	    id, id + 1);
	return send_both(fd, id + 1, text,
	    "[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"}]");
}

static void
print_said(int fd)
{
	static char said[FRAME_MAX];
	ssize_t n;

	while ((n = recv(fd, said, sizeof said, MSG_DONTWAIT)) > FRAME_HEAD) {
		(void)fwrite(said + FRAME_HEAD, 1, (size_t)n - FRAME_HEAD,
		    stdout);
		(void)putchar('\n');
	}
}

/* A run ---------------------------------------------------------------- */

static int
run(const char *program, bool stops)
{
	struct engine *g;
	struct buf text;
	struct err e;
	int pair[2], broker;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 ||
	    (broker = fcntl(pair[0], F_DUPFD, WORKER_FD + 1)) < 0 ||
	    dup2(pair[1], WORKER_FD) < 0 || (g = warm(&e)) == NULL)
		return 1;
	buf_init(&text, FRAME_MAX);
	if (send_job(broker, &text, program) < 0)
		return 1;
	for (unsigned id = 1; id <= ANSWERS; id++)
		if (send_answer(broker, &text, id) < 0)
			return 1;
	if (stops)
		(void)raise(SIGTRAP);
	bench_run(g);
	if (stops)
		_exit(0);
	print_said(broker);
	return 0;
}

/* Step by step ----------------------------------------------------------- */

/* The linker's. */
extern char __executable_start[], etext[];

static uintptr_t
place(pid_t pid)
{
	struct user_regs_struct r;
	struct iovec v = { &r, sizeof r };

	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &v) < 0)
		return 0;
#ifdef __x86_64__
	return (uintptr_t)r.rip;
#else
	return (uintptr_t)r.pc;
#endif
}

/* All that is ours, once. */
static void
print_place(uintptr_t at)
{
	static char *seen;
	uintptr_t from = (uintptr_t)__executable_start;
	size_t n = (size_t)(etext - __executable_start);

	if (seen == NULL && (seen = calloc(1, n)) == NULL)
		exit(1);
	if (at - from < n && !seen[at - from]) {
		seen[at - from] = 1;
		printf("%zx\n", at - from);
	}
}

static int
steps(const char *program)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		_exit(run(program, true));
	}
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		print_place(place(pid));
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) < 0)
			return 1;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	bool step = argc > 1 && strcmp(argv[1], "--steps") == 0;
	const char *program = argc > 1 + step ? argv[1 + step] : "1 + 1";

	return step ? steps(program) : run(program, false);
}
