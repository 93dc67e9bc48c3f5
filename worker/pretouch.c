/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/pretouch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/limits.h"

#define PAGE 4096U
#define STACK_PAGES 8 /* what the engine's C functions reach */
#define COMPILE_BYTES (32U * 1024) /* what compiling a short program takes */
/* Pages of code are mapped this many at a time by the kernel's fault-around. */
#define TEXT_STEP (64U * 1024)

/* A little of what programs do. */
static const char trial[] =
    "async () => { const r = await Promise.all([1, 2].map(async (x) => ({ x,"
    " s: `${x}` }))); return r.filter((o) => o.x > 1); }";

static struct list {
	uint32_t n;
	uint32_t page[PRETOUCH_PAGES_MAX];
} *hot; /* shared with the trial */
static char *base;

int
pretouch_prepare(struct err *e)
{
	void *p = mmap(NULL, sizeof(*hot), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return err_sys(e, "map the list of hot pages");
	hot = p;
	return 0;
}

static int
no_call(void *ctx, const char *method, const char *head, const uint8_t *body,
    size_t n, uint32_t *ret_id, struct err *e)
{
	(void)ctx;
	(void)method;
	(void)head;
	(void)body;
	(void)n;
	(void)ret_id;
	return err_set(e, ERR_INPUT, "a trial makes no calls");
}

static int
no_reply(void *ctx, struct engine_reply *ret, struct err *e)
{
	(void)ctx;
	(void)ret;
	return err_set(e, ERR_INPUT, "a trial waits for nothing");
}

static void
note(uint32_t page)
{
	if (hot->n < PRETOUCH_PAGES_MAX)
		hot->page[hot->n++] = page;
}

/* In the trial's process: runs, then compares with what was before. */
static void
run_trial(struct engine *g, const char *heap)
{
	static const char *const none[] = { NULL };
	struct engine_job job = { .code = trial, .code_len = strlen(trial),
		.connectors = none, .result_max = RESULT_MAX };
	struct engine_host host = { .call = no_call, .wait = no_reply };
	struct engine_result r;
	size_t before = engine_used(g), after, i;
	char *copy = malloc(before);

	if (copy == NULL)
		return;
	memcpy(copy, heap, before);
	engine_run(g, &job, &host, &r);
	after = engine_used(g);
	for (i = 0; i < before / PAGE; i++) {
		if (memcmp(copy + i * PAGE, heap + i * PAGE, PAGE) != 0)
			note((uint32_t)i);
	}
	for (; i < after / PAGE; i++)
		note((uint32_t)i);
	free(copy);
}

void
pretouch_learn(struct engine *g, char *heap, pid_t (*fork_one)(int *))
{
	int pidfd = -1, status;
	pid_t pid = fork_one(&pidfd);

	base = heap;
	if (pid == 0) {
		run_trial(g, heap);
		_exit(0);
	}
	if (pid < 0)
		return;
	if (wait4(pid, &status, 0, NULL) != pid || status != 0)
		hot->n = 0; /* a list cut short is of no use */
	(void)close(pidfd);
}

static void
touch(volatile char *p)
{
	*p = *p;
}

static void
touch_stack(void)
{
	volatile char room[STACK_PAGES * PAGE];

	for (size_t i = 0; i < sizeof(room); i += PAGE)
		room[i] = 0;
}

static void
touch_malloc(void)
{
	char *p = malloc(COMPILE_BYTES);

	if (p == NULL)
		return;
	for (size_t i = 0; i < COMPILE_BYTES; i += PAGE)
		touch(p + i);
	free(p);
}

static void
touch_text(void)
{
	extern const char __executable_start[], etext[];

	for (const volatile char *p = __executable_start; p < etext;
	     p += TEXT_STEP)
		(void)*p;
}

void
pretouch_run(void)
{
	for (uint32_t i = 0; i < hot->n; i++)
		touch(base + (size_t)hot->page[i] * PAGE);
	touch_stack();
	touch_malloc();
	touch_text();
}
