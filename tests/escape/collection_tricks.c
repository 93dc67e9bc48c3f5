/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection_tricks.c -- attacks by what is allowed: calls of the three with
 * another's memory, what the kernel keeps up to date in a process by itself,
 * instructions of rings below.  One that comes to nothing without a death of
 * its own says so by an undefined instruction: attack_refused().
 */
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#define HAVE_RSEQ 1
#endif

#include "tests/escape/collection_int.h"
#include "worker/template.h"

#define SEGV DIES(SIGSEGV)
#define ILL DIES(SIGILL)
/* A trap: undefined on x86, a breakpoint elsewhere. */
#define REFUSED (ILL | DIES(SIGTRAP))

void
attack_refused(void)
{
	__builtin_trap();
}

/* Allowed calls ---------------------------------------------------------- */

void
attack_send(uintptr_t at, size_t n)
{
	if (syscall(SYS_write, WORKER_FD, at, n) == -1)
		attack_refused();
}

static void
send_kernel_text(void)
{
	attack_send(UINT64_C(0xffffffff81000000), 64);
}

static void
send_kernel_memory(void)
{
	attack_send(UINT64_C(0xffff888000000000), 64);
}

static void
send_page_0(void)
{
	attack_send(0, 64);
}

/* One good byte, then what is not there. */
static void
send_past_an_end(void)
{
	attack_send(UINT64_C(0x00007fffffffffff), 4096);
}

#ifdef __x86_64__
static void
send_the_vsyscall_page(void)
{
	attack_send(UINT64_C(0xffffffffff600000), 64);
}
#endif

/* What the kernel writes by itself --------------------------------------- */

#ifdef HAVE_RSEQ
static const char *
thread_pointer(void)
{
	const char *p;

#if defined(__x86_64__)
	__asm__("mov %%fs:0, %0" : "=r"(p));
#elif defined(__aarch64__)
	__asm__("mrs %0, tpidr_el0" : "=r"(p));
#else
	p = NULL;
#endif
	return p;
}

/* Registered, it tells each time that others had the processor: a clock. */
static void
restartable_sequences(void)
{
	const char *self = thread_pointer();
	int32_t core;

	if (__rseq_size == 0 || self == NULL)
		attack_refused();
	memcpy(&core, self + __rseq_offset +
	    offsetof(struct rseq, cpu_id), sizeof core);
	if (core < 0)
		attack_refused();
}
#endif

/* Rings below ------------------------------------------------------------ */

#ifdef __x86_64__
#define ASM(name, text) \
	static void name(void) \
	{ \
		__asm__ volatile(text ::: "rax", "rbx", "rcx", "rdx", "memory", \
		    "cc"); \
	}
#define IRET(cs, at) \
	"pushq $0x2b\n\tpushq %%rsp\n\tpushfq\n\tpushq $" cs "\n\tpushq $" at \
	"\n\tiretq"

ASM(iret_to_32_bits, IRET("0x23", "0x10000"))
ASM(iret_to_ring_0, IRET("0x10", "0x10000"))
ASM(iret_to_ring_1, IRET("0x11", "0x10000"))
ASM(iret_nowhere, IRET("0x33", "0"))
ASM(load_gdt, "lgdt (%%rsp)")
ASM(load_idt, "lidt (%%rsp)")
ASM(load_task, "mov $0x40, %%eax\n\tltr %%ax")
ASM(debug_register, "mov %%rsp, %%dr0")
ASM(write_cr3, "mov %%cr3, %%rax\n\tmov %%rax, %%cr3")
ASM(forget_a_page, "invlpg (%%rsp)")
ASM(clear_task_switched, "clts")
ASM(xsetbv_all, "xor %%ecx, %%ecx\n\txor %%edx, %%edx\n\tmov $7, %%eax\n\t"
	       ".byte 0x0f, 0x01, 0xd1")
ASM(start_a_machine, "mov %%rsp, %%rax\n\t.byte 0x0f, 0x01, 0xd8")
ASM(enter_an_enclave, "xor %%eax, %%eax\n\txor %%ebx, %%ebx\n\t"
		     ".byte 0x0f, 0x01, 0xd7")
ASM(port_string, "mov $0x80, %%dx\n\tmov %%rsp, %%rdi\n\tinsb")
ASM(flush_the_kernel, "movabs $0xffffffff81000000, %%rax\n\tclflush (%%rax)")
ASM(the_kernels_gs, "mov %%gs:0x28, %%rax")
ASM(vsyscall_inside, "movabs $0xffffffffff600001, %%rax\n\tcall *%%rax")
ASM(alignment_check, "pushfq\n\torq $0x40000, (%%rsp)\n\tpopfq\n\t"
		    "mov 1(%%rsp), %%rax")
ASM(wait_for_a_time, "xor %%ecx, %%ecx\n\txor %%eax, %%eax\n\t"
		    "xor %%edx, %%edx\n\t.byte 0xf2, 0x0f, 0xae, 0xf1")
ASM(watch_memory, "mov %%rsp, %%rax\n\txor %%ecx, %%ecx\n\txor %%edx, %%edx\n\t"
		  "monitor")
ASM(sleep_until_written, "xor %%eax, %%eax\n\txor %%ecx, %%ecx\n\tmwait")
ASM(the_serial_of_the_counter, "mov $0x3b, %%ecx\n\trdmsr") /* TSC_ADJUST */
ASM(trap_no_more, "mov %%cr4, %%rax\n\tand $~4, %%rax\n\tmov %%rax, %%cr4")
ASM(another_kernel_entry, "mov $0xc0000082, %%ecx\n\txor %%eax, %%eax\n\t"
			  "xor %%edx, %%edx\n\twrmsr") /* LSTAR */
ASM(read_cr0, "mov %%cr0, %%rax")
ASM(write_cr8, "xor %%eax, %%eax\n\tmov %%rax, %%cr8")
ASM(load_machine_word, "xor %%eax, %%eax\n\tlmsw %%ax")
ASM(load_ldt, "xor %%eax, %%eax\n\tlldt %%ax")
ASM(drop_caches, ".byte 0x0f, 0x08") /* invd */
ASM(return_as_sysexit, "mov $0x10000, %%edx\n\tmov %%rsp, %%rcx\n\tsysexitl")
ASM(leave_management, "rsm")
ASM(leave_the_machine, ".byte 0x0f, 0x01, 0xc4") /* vmxoff */
ASM(launch_a_machine, ".byte 0x0f, 0x01, 0xc2") /* vmlaunch */
ASM(secure_init, "xor %%eax, %%eax\n\t.byte 0x0f, 0x01, 0xde") /* skinit */
ASM(enclave_by_the_kernel, "xor %%eax, %%eax\n\t.byte 0x0f, 0x01, 0xcf")
ASM(all_pages_forgotten, "xor %%eax, %%eax\n\tpushq $0\n\tpushq $0\n\t"
			 ".byte 0x66, 0x0f, 0x38, 0x82, 0x04, 0x24") /* invpcid */
ASM(interrupts_by_flags, "pushfq\n\torq $0x3000, (%%rsp)\n\tpopfq\n\tcli")
ASM(port_read_wide, "mov $0xcf8, %%dx\n\tinl %%dx, %%eax") /* PCI */
/* The processor's younger doors: who does not have one says it is undefined. */
ASM(another_state, "mov $2, %%ecx\n\txgetbv")
ASM(tiles_unasked, ".byte 0xc4, 0xe2, 0x7b, 0x49, 0xc0") /* tilezero */
ASM(send_an_interrupt, "xor %%eax, %%eax\n\t"
		       ".byte 0xf3, 0x0f, 0xc7, 0xf0") /* senduipi */
ASM(return_from_one, ".byte 0xf3, 0x0f, 0x01, 0xec") /* uiret */
ASM(to_an_accelerator, "mov %%rsp, %%rax\n\tand $-64, %%rax\n\t"
		       ".byte 0xf2, 0x0f, 0x38, 0xf8, 0x00") /* enqcmd */
ASM(write_the_shadow_stack, "mov %%rsp, %%rax\n\t"
			    ".byte 0x48, 0x0f, 0x38, 0xf6, 0x00") /* wrssq */
ASM(take_the_shadow_stack, ".byte 0xf3, 0x0f, 0x01, 0xe8") /* setssbsy */
ASM(supervisors_state, "mov %%rsp, %%rax\n\tand $-64, %%rax\n\t"
		       "xor %%edx, %%edx\n\t.byte 0x0f, 0xc7, 0x18") /* xrstors */
ASM(a_state_that_is_none, "sub $1088, %%rsp\n\tand $-64, %%rsp\n\t"
    "movq $-1, 512(%%rsp)\n\tmovq $-1, 520(%%rsp)\n\tmov $-1, %%eax\n\t"
    "mov $-1, %%edx\n\txrstor (%%rsp)")
ASM(odd_rounding, "pushq $-1\n\tldmxcsr (%%rsp)")
ASM(not_aligned, "movaps 1(%%rsp), %%xmm0\n\tmovaps 2(%%rsp), %%xmm0")
ASM(lock_of_nothing, ".byte 0xf0, 0x90, 0xf0, 0x0f, 0x0b") /* lock nop */
ASM(gs_nowhere, "movabs $0x8000000000000000, %%rax\n\t"
		".byte 0xf3, 0x48, 0x0f, 0xae, 0xd8") /* wrgsbase */
ASM(gs_of_the_kernel, "movabs $0xffffffff81000000, %%rax\n\t"
    ".byte 0xf3, 0x48, 0x0f, 0xae, 0xd8\n\tmov %%gs:0, %%rax")
ASM(no_key_for_anything, "mov $-1, %%eax\n\txor %%ecx, %%ecx\n\t"
    "xor %%edx, %%edx\n\t.byte 0x0f, 0x01, 0xef\n\tmov (%%rsp), %%rax") /* wrpkru */
ASM(measured_launch, "xor %%eax, %%eax\n\t.byte 0x0f, 0x37") /* getsec */
ASM(others_pages_forgotten, "xor %%eax, %%eax\n\txor %%ecx, %%ecx\n\t"
    "xor %%edx, %%edx\n\t.byte 0x0f, 0x01, 0xfe") /* invlpgb */
ASM(pages_of_a_guest, "xor %%eax, %%eax\n\t.byte 0xf3, 0x0f, 0x01, 0xff") /* psmash */
ASM(history_reset, "mov $-1, %%eax\n\t.byte 0xf3, 0x0f, 0x3a, 0xf0, 0xc0, 0x00")
ASM(overflow_gate, "int $4")
ASM(gate_of_a_device, "int $0x20")
ASM(far_call, "pushq $0x10\n\tpushq $0x10000\n\tlcall *(%%rsp)")
ASM(sums_that_trap, "pushq $0\n\tldmxcsr (%%rsp)\n\txorps %%xmm0, %%xmm0\n\t"
		    "xorps %%xmm1, %%xmm1\n\tdivss %%xmm0, %%xmm1")
ASM(old_sums_that_trap, "pushq $0x300\n\tfldcw (%%rsp)\n\tfldz\n\tfldz\n\t"
			"fdivp\n\tfwait")
ASM(a_call_without_a_stack, "xor %%esp, %%esp\n\tmov $39, %%eax\n\tsyscall")
ASM(a_call_step_by_step, "pushfq\n\torq $0x100, (%%rsp)\n\t"
			 "mov $39, %%eax\n\tpopfq\n\tsyscall")

/* Below the kernel: a hypervisor takes no call of ring 3.  Who has none: it is
 * undefined. */
#define HYPERCALL(name, bytes) \
	static void name(void) \
	{ \
		long r; \
\
		__asm__ volatile(".byte " bytes : "=a"(r) \
		    : "a"(5L), "b"(0L), "c"(0L), "d"(0L), "S"(0L) : "memory"); \
		if (r < 0) \
			attack_refused(); \
	}
HYPERCALL(hypercall, "0x0f, 0x01, 0xc1")
HYPERCALL(hypercall_of_another, "0x0f, 0x01, 0xd9")
ASM(gate_by_far_jump, "pushq $0x10\n\tpushq $0x10000\n\tlretq")
#endif

static const struct trick {
	const char *name;
	void (*act)(void);
	uint64_t dies;
} tricks[] = {
	{ "the kernel's text sent", send_kernel_text, REFUSED },
	{ "the kernel's memory sent", send_kernel_memory, REFUSED },
	{ "page 0 sent", send_page_0, REFUSED },
	{ "sent past the end of all", send_past_an_end, REFUSED },
#ifdef __x86_64__
	{ "the vsyscall page sent", send_the_vsyscall_page, REFUSED },
#endif
#ifdef HAVE_RSEQ
	{ "ticks by restartable sequences", restartable_sequences, REFUSED },
#endif
#ifdef __x86_64__
	{ "iret to 32 bits", iret_to_32_bits, SEGV },
	{ "iret to ring 0", iret_to_ring_0, SEGV },
	{ "iret to ring 1", iret_to_ring_1, SEGV },
	{ "iret nowhere", iret_nowhere, SEGV },
	{ "lgdt", load_gdt, SEGV },
	{ "lidt", load_idt, SEGV },
	{ "ltr", load_task, SEGV },
	{ "a debug register", debug_register, SEGV },
	{ "cr3", write_cr3, SEGV },
	{ "invlpg", forget_a_page, SEGV },
	{ "clts", clear_task_switched, SEGV },
	{ "xsetbv", xsetbv_all, SEGV | ILL },
	{ "vmrun", start_a_machine, SEGV | ILL },
	{ "enclu", enter_an_enclave, SEGV | ILL },
	{ "a string from a port", port_string, SEGV },
	{ "the kernel's cache lines", flush_the_kernel, SEGV },
	{ "the kernel's own segment base", the_kernels_gs, SEGV },
	{ "the vsyscall page, inside", vsyscall_inside, SEGV },
	{ "alignment checks", alignment_check, DIES(SIGBUS) },
	{ "ring 0 by a far return", gate_by_far_jump, SEGV },
	{ "umwait", wait_for_a_time, SEGV | ILL },
	{ "monitor", watch_memory, SEGV | ILL },
	{ "mwait", sleep_until_written, SEGV | ILL },
	{ "the counter's offset", the_serial_of_the_counter, SEGV },
	{ "the counter traps no more", trap_no_more, SEGV },
	{ "the entry of system calls", another_kernel_entry, SEGV },
	{ "cr0 read", read_cr0, SEGV },
	{ "cr8", write_cr8, SEGV },
	{ "lmsw", load_machine_word, SEGV },
	{ "lldt", load_ldt, SEGV },
	{ "invd", drop_caches, SEGV },
	{ "sysexit", return_as_sysexit, SEGV | ILL },
	{ "rsm", leave_management, SEGV | ILL },
	{ "vmxoff", leave_the_machine, SEGV | ILL },
	{ "vmlaunch", launch_a_machine, SEGV | ILL },
	{ "skinit", secure_init, SEGV | ILL },
	{ "encls", enclave_by_the_kernel, SEGV | ILL },
	{ "invpcid", all_pages_forgotten, SEGV | ILL },
	{ "cli, and the flags say it may", interrupts_by_flags, SEGV },
	{ "the bus's configuration", port_read_wide, SEGV },
	{ "xgetbv of no register", another_state, SEGV | ILL },
	{ "tiles that were not asked for", tiles_unasked, ILL },
	{ "senduipi", send_an_interrupt, SEGV | ILL },
	{ "uiret", return_from_one, SEGV | ILL },
	{ "enqcmd", to_an_accelerator, SEGV | ILL },
	{ "wrss", write_the_shadow_stack, SEGV | ILL },
	{ "setssbsy", take_the_shadow_stack, SEGV | ILL },
	{ "xrstors", supervisors_state, SEGV | ILL },
	{ "xrstor of what is none", a_state_that_is_none, SEGV | ILL },
	{ "reserved bits of mxcsr", odd_rounding, SEGV },
	{ "an unaligned vector", not_aligned, SEGV },
	{ "lock without an operand", lock_of_nothing, ILL },
	{ "a segment base that cannot be", gs_nowhere, SEGV | ILL },
	{ "a segment base in the kernel", gs_of_the_kernel, SEGV | ILL },
	{ "protection keys against itself", no_key_for_anything, SEGV | ILL },
	{ "getsec", measured_launch, SEGV | ILL },
	{ "invlpgb", others_pages_forgotten, SEGV | ILL },
	{ "psmash", pages_of_a_guest, SEGV | ILL },
	{ "hreset", history_reset, SEGV | ILL },
	{ "int 4", overflow_gate, SEGV },
	{ "int 0x20", gate_of_a_device, SEGV },
	{ "a far call to ring 0", far_call, SEGV },
	{ "a division that traps", sums_that_trap, DIES(SIGFPE) },
	{ "an x87 division that traps", old_sums_that_trap, DIES(SIGFPE) },
	{ "a call without a stack", a_call_without_a_stack, DIES(SIGSYS) },
	{ "a call in single steps", a_call_step_by_step,
	    DIES(SIGSYS) | DIES(SIGTRAP) },
	{ "vmcall", hypercall, REFUSED | SEGV },
	{ "vmmcall", hypercall_of_another, REFUSED | SEGV },
#endif
};

size_t
attack_tricks(struct attack *to, size_t room)
{
	size_t n = sizeof tricks / sizeof tricks[0];

	for (size_t i = 0; i < n && i < room; i++)
		to[i] = (struct attack){ .name = tricks[i].name,
			.act = tricks[i].act, .dies = tricks[i].dies };
	return n < room ? n : room;
}
