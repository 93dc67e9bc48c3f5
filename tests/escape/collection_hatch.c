/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection_hatch.c -- attacks through the one descriptor: replies are asked
 * for and read into what is not to be written, and the kernel is made to look
 * at what was taken away.  attack_refused() where a call fails, as it must.
 */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/frame.h"
#include "tests/escape/collection_int.h"
#include "worker/template.h"

/* A trap: undefined on x86, a breakpoint elsewhere. */
#define REFUSED (DIES(SIGILL) | DIES(SIGTRAP))
#define PAGE 4096U

static void
say(enum frame_type type, uint8_t flags, uint32_t stream, const char *text)
{
	struct frame f = { .type = type, .flags = flags, .stream = stream };
	uint8_t out[256];
	size_t n = strlen(text);

	frame_head(&f, out);
	memcpy(out + FRAME_HEAD, text, n);
	(void)syscall(SYS_write, WORKER_FD, out, FRAME_HEAD + n);
}

/* A call of what is not there, which a broker refuses: a reply comes. */
static void
ask(void)
{
	say(FRAME_BODY, FRAME_END, 1, "{}");
	say(FRAME_CTL, 0, 0, "[\"push\",[\"pipeline\",0,[\"call\"],"
	    "[\"api\",\"nothing\",[\"body\",1]]]]\n[\"pull\",1]");
}

/* Comes back only if the reply is there now. */
static void
reply_to(uintptr_t at, size_t n)
{
	ask();
	if (syscall(SYS_read, WORKER_FD, at, n) == -1)
		attack_refused();
}

static void
reply_to_kernel_text(void)
{
	reply_to(UINT64_C(0xffffffff81000000), PAGE);
}

static void
reply_to_kernel_memory(void)
{
	reply_to(UINT64_C(0xffff888000000000), PAGE);
}

static void
reply_to_page_0(void)
{
	reply_to(0, PAGE);
}

static void
reply_past_the_end(void)
{
	reply_to(UINT64_C(0x00007fffffffffff), PAGE);
}

static void
reply_to_code(void)
{
	union {
		void (*code)(void);
		uintptr_t at;
	} u = { .code = reply_to_code };

	reply_to(u.at, 64);
}

static void
reply_to_constants(void)
{
	static const char constant[64] = "constant";

	reply_to((uintptr_t)constant, sizeof constant);
}

static void
reply_below_the_stack(void)
{
	volatile char here = 0;

	reply_to((uintptr_t)&here - 64UL * 1024 * 1024, PAGE);
}

static void
stack_pointer_at_its_end(void)
{
	volatile char here = 0;

	attack_send((uintptr_t)&here - 64UL * 1024 * 1024, 64);
}

/* What malloc() gives, whoever's it is, is no code. */
static void
run_the_heap(void)
{
	char *p = malloc(64);

	if (p == NULL)
		attack_refused();
	memset(p, 0xc3, 64); /* ret, on x86 */
	attack_go((uintptr_t)p);
}

static void
run_the_kernel(void)
{
	attack_go(UINT64_C(0xffffffff81000000));
}

#ifdef __x86_64__
static void
reply_to_vsyscall(void)
{
	reply_to(UINT64_C(0xffffffffff600000), 64);
}

static void
no_address_run(void)
{
	attack_go(UINT64_C(0x8000000000000000));
}

/* What the kernel maps there, it can send; another mapping may have its place. */
static void
look_at_the_vdso(void)
{
	union {
		uintptr_t at;
		const void *p;
	} where = { .at = getauxval(AT_SYSINFO_EHDR) };
	char head[4];

	if (where.at == 0 || syscall(SYS_write, WORKER_FD, where.at, 1) == -1)
		attack_refused();
	memcpy(head, where.p, sizeof head);
	if (memcmp(head, "\177ELF", sizeof head) != 0)
		attack_refused();
}
#endif

static const struct attack all[] = {
#define ACT(name, act, dies) { name, act, 0, { 0 }, dies },
	ACT("a reply into the kernel's text", reply_to_kernel_text, REFUSED)
	ACT("a reply into the kernel's memory", reply_to_kernel_memory,
	    REFUSED)
	ACT("a reply into page 0", reply_to_page_0, REFUSED)
	ACT("a reply past the end of all", reply_past_the_end, REFUSED)
	ACT("a reply into its code", reply_to_code, REFUSED)
	ACT("a reply into its constants", reply_to_constants, REFUSED)
	ACT("a reply below the stack's end", reply_below_the_stack, REFUSED)
	ACT("sent from below the stack's end", stack_pointer_at_its_end,
	    REFUSED)
	ACT("malloc's memory run as code", run_the_heap,
	    DIES(SIGSEGV) | DIES(SIGSYS))
	ACT("the kernel's text run", run_the_kernel,
	    DIES(SIGSEGV) | DIES(SIGBUS))
#ifdef __x86_64__
	ACT("a reply into the vsyscall page", reply_to_vsyscall, REFUSED)
	ACT("run at an address that cannot be", no_address_run,
	    DIES(SIGSEGV) | DIES(SIGBUS))
	ACT("the vdso, where it was", look_at_the_vdso, REFUSED)
#endif
#undef ACT
};

size_t
attack_hatch(struct attack *to, size_t room)
{
	size_t n = sizeof all / sizeof all[0];

	n = n < room ? n : room;
	memcpy(to, all, n * sizeof all[0]);
	return n;
}
