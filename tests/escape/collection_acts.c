/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection_acts.c -- attacks that are no system call of this architecture:
 * clocks, other doors, memory that is not to be touched, the processor's traps.
 */
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include "tests/escape/collection_int.h"

#define SEGV DIES(SIGSEGV)
#define SYS DIES(SIGSYS)
#define ILL DIES(SIGILL)

/* What the compiler must not see through. */
static volatile uintptr_t nowhere;

static void
touch(uintptr_t at)
{
	union {
		uintptr_t at;
		volatile char *p;
	} u = { .at = at };

	*u.p = 1;
}

void
attack_look(uintptr_t at)
{
	union {
		uintptr_t at;
		const volatile char *p;
	} u = { .at = at };

	nowhere = (uintptr_t)*u.p;
}

void
attack_go(uintptr_t at)
{
	union {
		uintptr_t at;
		void (*code)(void);
	} u = { .at = at };

	u.code();
}

static void
vdso_clock(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
}

static void
run_data(void)
{
	attack_mem[0] = (char)0xc3; /* ret, on x86 */
	attack_go((uintptr_t)attack_mem);
}

static void
run_stack(void)
{
	volatile char code[16] = { (char)0xc3 };

	attack_go((uintptr_t)code);
}

static void
write_code(void)
{
	union {
		void (*code)(void);
		uintptr_t at;
	} u = { .code = write_code };

	touch(u.at);
}

static void
write_constants(void)
{
	static const char constant[] = "constant";

	touch((uintptr_t)constant);
}

static void
read_null(void)
{
	attack_look(nowhere);
}

static void
read_kernel(void)
{
	attack_look(UINT64_C(0xffff888000000000));
}

static void
write_kernel(void)
{
	touch(UINT64_C(0xffffffff81000000));
}

static void
stack_without_end(void)
{
	volatile char here = 0;

	for (uintptr_t at = (uintptr_t)&here;; at -= 4096)
		touch(at);
}

#ifdef __x86_64__
#define ASM(name, text) \
	static void name(void) \
	{ \
		__asm__ volatile(text ::: "rax", "rbx", "rcx", "rdx", "memory", \
		    "cc"); \
	}

ASM(rdtsc, "rdtsc")
ASM(rdtscp, "rdtscp")
ASM(rdpmc, "xor %%ecx, %%ecx\n\trdpmc")
ASM(rdpru, "mov $1, %%ecx\n\t.byte 0x0f, 0x01, 0xfd")
ASM(tpause, "xor %%eax, %%eax\n\txor %%edx, %%edx\n\txor %%ecx, %%ecx\n\t"
	    ".byte 0x66, 0x0f, 0xae, 0xf1")
ASM(rdmsr, "mov $0x10, %%ecx\n\trdmsr")
ASM(wrmsr, "mov $0x10, %%ecx\n\twrmsr")
ASM(read_cr4, "mov %%cr4, %%rax")
ASM(halt, "hlt")
ASM(no_interrupts, "cli")
ASM(port_in, "mov $0x40, %%dx\n\tin %%dx, %%al")
ASM(port_out, "mov $0x80, %%dx\n\tout %%al, %%dx")
ASM(invalidate, "wbinvd")
ASM(swap_gs, "swapgs")
ASM(kernel_segment, "mov $0x10, %%eax\n\tmov %%eax, %%ss")
ASM(sysret, "sysretq")
ASM(breakpoint, "int3")
ASM(debug_trap, ".byte 0xf1")
ASM(undefined, "ud2")
ASM(divide, "xor %%ecx, %%ecx\n\tmov $1, %%eax\n\tcdq\n\tidiv %%ecx")
ASM(gate_of_another, "int $0x2e")
ASM(double_fault_gate, "int $8")
ASM(single_step, "pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\tnop")
ASM(high_half, "mov $0xffffffff00000027, %%rax\n\tsyscall")
/* To the 32-bit code segment: what is below 4 GiB is not there. */
ASM(compatibility_mode, "pushq $0x23\n\tpushq $0x10000\n\tlretq")
ASM(non_canonical, "movabs $0x8000000000000000, %%rax\n\tmov (%%rax), %%rbx")
/* Sigreturn-oriented: a frame of the attacker's, at its stack's end. */
ASM(forged_frame, "xor %%esp, %%esp\n\tmov $15, %%eax\n\tsyscall")

#define VSYSCALL UINT64_C(0xffffffffff600000)

static void
vsyscall_gettimeofday(void)
{
	attack_go(VSYSCALL);
}

static void
vsyscall_time(void)
{
	attack_go(VSYSCALL + 0x400);
}

static void
vsyscall_getcpu(void)
{
	attack_go(VSYSCALL + 0x800);
}

static void
vsyscall_read(void)
{
	attack_look(VSYSCALL);
}

long
attack_int80(long nr)
{
	long r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(nr), "b"(0L), "c"(0L),
	    "d"(0L), "S"(0L), "D"(0L) : "r8", "r9", "r10", "r11", "memory");
	return r;
}

/* The third door of x86: AMD's processors do not have it in 64-bit programs. */
void
attack_sysenter(long nr)
{
	__asm__ volatile("push %%rbp\n\tmov %%rsp, %%rbp\n\tsysenter\n\tpop %%rbp"
	    : "+a"(nr) : "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
	    : "r8", "r9", "r10", "r11", "memory");
}

#define INT80(name, nr) \
	static void name(void) \
	{ \
		(void)attack_int80(nr); \
	}
INT80(int80_exit, 1)
INT80(int80_fork, 2)
INT80(int80_read, 3)
INT80(int80_write, 4)
INT80(int80_open, 5)
INT80(int80_execve, 11)
INT80(int80_time, 13)
INT80(int80_ptrace, 26)
INT80(int80_socketcall, 102)
INT80(int80_sigreturn, 119)
INT80(int80_mprotect, 125)
INT80(int80_clock_gettime, 265)
INT80(int80_clock_gettime64, 403)
INT80(int80_exit_group, 252)
INT80(int80_clone, 120)
INT80(int80_modify_ldt, 123)
INT80(int80_vm86, 166)
INT80(int80_rt_sigreturn, 173)
INT80(int80_sigaltstack, 186)
INT80(int80_mmap2, 192)
INT80(int80_set_thread_area, 243)
INT80(int80_arch_prctl, 384)
INT80(int80_io_uring_setup, 425)
INT80(int80_clone3, 435)

static void
sysenter_getpid(void)
{
	attack_sysenter(20);
}

static void
sysenter_write(void)
{
	attack_sysenter(4);
}

static void
sysenter_io_uring_setup(void)
{
	attack_sysenter(425);
}
#endif

#ifdef __aarch64__
static void
counter(void)
{
	uint64_t t;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(t));
	nowhere = t;
}
#endif

static const struct act {
	const char *name;
	void (*act)(void);
	uint64_t dies;
} acts[] = {
	{ "the vdso's clock", vdso_clock, SEGV | SYS },
	{ "data run as code", run_data, SEGV },
	{ "the stack run as code", run_stack, SEGV },
	{ "its code rewritten", write_code, SEGV },
	{ "its constants rewritten", write_constants, SEGV },
	{ "page 0 read", read_null, SEGV },
	{ "the kernel read", read_kernel, SEGV | DIES(SIGBUS) },
	{ "the kernel written", write_kernel, SEGV | DIES(SIGBUS) },
	{ "a stack without end", stack_without_end, SEGV },
#ifdef __x86_64__
	{ "rdtsc", rdtsc, SEGV },
	{ "rdtscp", rdtscp, SEGV },
	{ "rdpmc", rdpmc, SEGV },
	{ "rdpru", rdpru, SEGV | ILL },
	{ "tpause", tpause, SEGV | ILL },
	{ "rdmsr", rdmsr, SEGV },
	{ "wrmsr", wrmsr, SEGV },
	{ "cr4 read", read_cr4, SEGV },
	{ "hlt", halt, SEGV },
	{ "cli", no_interrupts, SEGV },
	{ "the timer's port", port_in, SEGV },
	{ "a port written", port_out, SEGV },
	{ "wbinvd", invalidate, SEGV },
	{ "swapgs", swap_gs, SEGV | ILL },
	{ "the kernel's segment", kernel_segment, SEGV | DIES(SIGBUS) },
	{ "sysret", sysret, SEGV | ILL },
	{ "int3", breakpoint, DIES(SIGTRAP) },
	{ "icebp", debug_trap, DIES(SIGTRAP) },
	{ "ud2", undefined, ILL },
	{ "a division by zero", divide, DIES(SIGFPE) },
	{ "int 0x2e", gate_of_another, SEGV },
	{ "int 8", double_fault_gate, SEGV },
	{ "single steps", single_step, DIES(SIGTRAP) },
	{ "getpid with a high half", high_half, SYS },
	{ "compatibility mode", compatibility_mode, SEGV },
	{ "an address that cannot be", non_canonical, SEGV | DIES(SIGBUS) },
	{ "a forged signal frame", forged_frame, SYS | SEGV },
	{ "the vsyscall page: gettimeofday", vsyscall_gettimeofday, SYS | SEGV },
	{ "the vsyscall page: time", vsyscall_time, SYS | SEGV },
	{ "the vsyscall page: getcpu", vsyscall_getcpu, SYS | SEGV },
	{ "the vsyscall page read", vsyscall_read, SEGV },
	{ "int 0x80: exit", int80_exit, SYS | SEGV },
	{ "int 0x80: fork", int80_fork, SYS | SEGV },
	{ "int 0x80: read", int80_read, SYS | SEGV },
	{ "int 0x80: write", int80_write, SYS | SEGV },
	{ "int 0x80: open", int80_open, SYS | SEGV },
	{ "int 0x80: execve", int80_execve, SYS | SEGV },
	{ "int 0x80: time", int80_time, SYS | SEGV },
	{ "int 0x80: ptrace", int80_ptrace, SYS | SEGV },
	{ "int 0x80: socketcall", int80_socketcall, SYS | SEGV },
	{ "int 0x80: sigreturn", int80_sigreturn, SYS | SEGV },
	{ "int 0x80: mprotect", int80_mprotect, SYS | SEGV },
	{ "int 0x80: clock_gettime", int80_clock_gettime, SYS | SEGV },
	{ "int 0x80: clock_gettime64", int80_clock_gettime64, SYS | SEGV },
	{ "int 0x80: exit_group", int80_exit_group, SYS | SEGV },
	{ "int 0x80: clone", int80_clone, SYS | SEGV },
	{ "int 0x80: modify_ldt", int80_modify_ldt, SYS | SEGV },
	{ "int 0x80: vm86", int80_vm86, SYS | SEGV },
	{ "int 0x80: rt_sigreturn", int80_rt_sigreturn, SYS | SEGV },
	{ "int 0x80: sigaltstack", int80_sigaltstack, SYS | SEGV },
	{ "int 0x80: mmap2", int80_mmap2, SYS | SEGV },
	{ "int 0x80: set_thread_area", int80_set_thread_area, SYS | SEGV },
	{ "int 0x80: arch_prctl", int80_arch_prctl, SYS | SEGV },
	{ "int 0x80: io_uring_setup", int80_io_uring_setup, SYS | SEGV },
	{ "int 0x80: clone3", int80_clone3, SYS | SEGV },
	{ "sysenter: getpid", sysenter_getpid, SYS | SEGV | ILL },
	{ "sysenter: write", sysenter_write, SYS | SEGV | ILL },
	{ "sysenter: io_uring_setup", sysenter_io_uring_setup,
	    SYS | SEGV | ILL },
#endif
#ifdef __aarch64__
	{ "the counter", counter, SEGV | ILL },
#endif
};

size_t
attack_acts(struct attack *to, size_t room)
{
	size_t n = sizeof acts / sizeof acts[0];

	for (size_t i = 0; i < n && i < room; i++)
		to[i] = (struct attack){ .name = acts[i].name,
			.act = acts[i].act, .dies = acts[i].dies };
	return n < room ? n : room;
}
