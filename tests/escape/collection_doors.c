/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection_doors.c -- attacks by the processor: its younger instructions of
 * rings below, calls of the kernel with odd flags and stacks, memory of the
 * kernel by ways that fault late or not at all.
 */
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "tests/escape/collection_int.h"

#define SEGV DIES(SIGSEGV)
#define SYS DIES(SIGSYS)
#define ILL DIES(SIGILL)
#define KERNEL "movabs $0xffffffff81000000, %%rax\n\t"

#ifdef __x86_64__
#define ASM(name, text) \
	static void name(void) \
	{ \
		__asm__ volatile(text ::: "rax", "rbx", "rcx", "rdx", "rsi", \
		    "rdi", "r11", "memory", "cc"); \
	}

/* getpid() by a kernel entry that did not expect such flags. */
#define WITH_FLAGS(bits) \
	"mov $39, %%eax\n\tpushfq\n\torq $" bits ", (%%rsp)\n\tpopfq\n\tsyscall"
ASM(call_nested, WITH_FLAGS("0x4000")) /* nested task */
ASM(call_backwards, WITH_FLAGS("0x400")) /* direction */
ASM(call_aligned, WITH_FLAGS("0x40000")) /* alignment check */
ASM(call_identified, WITH_FLAGS("0x203000")) /* I/O level, ID */
ASM(call_on_no_stack, "movabs $0x8000000000000000, %%rsp\n\tmov $39, %%eax\n\t"
		      "syscall")
ASM(call_on_the_kernels_stack, "movabs $0xffffc90000000000, %%rsp\n\t"
			       "mov $39, %%eax\n\tsyscall")
ASM(int80_with_a_high_half, "movabs $0xffffffff00000014, %%rax\n\tint $0x80")
ASM(int80_backwards, "mov $20, %%eax\n\tstd\n\tint $0x80")
ASM(gate_after_the_gate, "mov $20, %%eax\n\tint $0x81")
ASM(gate_of_the_page_fault, "int $14")

/* Model-specific registers, by their new instructions. */
ASM(user_rdmsr, "mov $0x10, %%eax\n\t.byte 0xf2, 0x0f, 0x38, 0xf8, 0xc0")
ASM(user_wrmsr, "mov $0x10, %%eax\n\t.byte 0xf3, 0x0f, 0x38, 0xf8, 0xc0")
ASM(wrmsr_no_wait, "mov $0x10, %%ecx\n\t.byte 0x0f, 0x01, 0xc6")
ASM(rdmsr_list, "mov $1, %%ecx\n\t.byte 0xf2, 0x0f, 0x01, 0xc6")
ASM(return_to_supervisor, ".byte 0xf2, 0x0f, 0x01, 0xca") /* erets */
ASM(return_to_user, ".byte 0xf3, 0x0f, 0x01, 0xca") /* eretu */
ASM(kernels_gs_base, "xor %%eax, %%eax\n\t.byte 0xf2, 0x0f, 0x00, 0xf0")
ASM(smap_off, ".byte 0x0f, 0x01, 0xcb") /* stac */
ASM(smap_on, ".byte 0x0f, 0x01, 0xca") /* clac */

/* Machines below and beside. */
ASM(machine_function, "xor %%eax, %%eax\n\txor %%ecx, %%ecx\n\t"
		      ".byte 0x0f, 0x01, 0xd4") /* vmfunc */
ASM(machine_on, "push $0\n\t.byte 0xf3, 0x0f, 0xc7, 0x34, 0x24") /* vmxon */
ASM(machine_field, ".byte 0x0f, 0x78, 0xc0") /* vmread */
ASM(machine_saved, "xor %%eax, %%eax\n\t.byte 0x0f, 0x01, 0xdb") /* vmsave */
ASM(machine_loaded, "xor %%eax, %%eax\n\t.byte 0x0f, 0x01, 0xda") /* vmload */
ASM(interrupts_held, ".byte 0x0f, 0x01, 0xdd") /* clgi */
ASM(page_of_a_machine, "xor %%eax, %%eax\n\txor %%ecx, %%ecx\n\t"
		       ".byte 0x0f, 0x01, 0xdf") /* invlpga */
ASM(tables_of_a_machine, "xor %%eax, %%eax\n\t"
    ".byte 0x66, 0x0f, 0x38, 0x80, 0x04, 0x24") /* invept */
ASM(trusted_domain, "xor %%eax, %%eax\n\t.byte 0x66, 0x0f, 0x01, 0xcc")
ASM(trusted_module, "xor %%eax, %%eax\n\t.byte 0x66, 0x0f, 0x01, 0xcf")
ASM(platform, "xor %%eax, %%eax\n\t.byte 0x0f, 0x01, 0xc5") /* pconfig */
ASM(page_of_a_guest, "xor %%eax, %%eax\n\t.byte 0xf2, 0x0f, 0x01, 0xff")
ASM(rights_of_a_guest, "xor %%eax, %%eax\n\t.byte 0xf3, 0x0f, 0x01, 0xfe")
ASM(profile, "xor %%eax, %%eax\n\t.byte 0x8f, 0xe9, 0x78, 0x12, 0xc0")
ASM(wrapping_key, ".byte 0xf3, 0x0f, 0x38, 0xdc, 0xc1") /* loadiwkey */
ASM(restored_shadow, "mov %%rsp, %%rax\n\t.byte 0xf3, 0x0f, 0x01, 0x28")

/* The kernel's memory. */
ASM(kernel_zeroed, KERNEL ".byte 0x0f, 0x01, 0xfc") /* clzero */
ASM(kernel_written_back, KERNEL ".byte 0x66, 0x0f, 0xae, 0x30") /* clwb */
ASM(kernel_moved_to, KERNEL "mov %%rsp, %%rbx\n\t"
		     ".byte 0x66, 0x0f, 0x38, 0xf8, 0x03") /* movdir64b */
ASM(kernel_as_string, KERNEL "mov %%rax, %%rsi\n\tmov %%rsp, %%rdi\n\t"
		      "sub $256, %%rdi\n\tmov $8, %%ecx\n\trep movsb")
ASM(kernel_saved_to, KERNEL "mov %%rax, %%rcx\n\tmov $3, %%eax\n\t"
		     "xor %%edx, %%edx\n\txsave (%%rcx)")
ASM(kernel_masked, KERNEL "vpcmpeqd %%ymm0, %%ymm0, %%ymm0\n\t"
		   "vpmaskmovd (%%rax), %%ymm0, %%ymm1")
ASM(kernel_gathered, KERNEL "vpcmpeqd %%ymm0, %%ymm0, %%ymm0\n\t"
		     "vpxor %%ymm1, %%ymm1, %%ymm1\n\t"
		     "vpgatherdd %%ymm0, (%%rax, %%ymm1), %%ymm2")
/* A transaction swallows faults: it must not come to its end. */
ASM(kernel_in_a_transaction, KERNEL ".byte 0xc7, 0xf8, 8, 0, 0, 0\n\t"
    "mov (%%rax), %%rbx\n\t.byte 0x0f, 0x01, 0xd5\n\tjmp 1f\n\tud2\n1:")
ASM(floats_that_are_none, "sub $1088, %%rsp\n\tand $-64, %%rsp\n\t"
			  "movq $-1, 24(%%rsp)\n\tfxrstor (%%rsp)")

/* Where the kernel's tables lie: a made-up word, or what every program may
 * know and says nothing of where the kernel's code is. */
#define TABLE(name, insn) \
	static void name(void) \
	{ \
		struct __attribute__((packed)) { \
			uint16_t limit; \
			uint64_t base; \
		} at = { 0, 0 }; \
\
		__asm__ volatile(insn " %0" : "=m"(at)); \
		if (at.base < UINT64_C(0xffffffff80000000) || \
		    at.base >= UINT64_C(0xfffffffffffe0000)) \
			attack_refused(); \
	}
TABLE(where_the_gdt_is, "sgdt")
TABLE(where_the_idt_is, "sidt")
#endif

#ifdef __aarch64__
#define ASM(name, text) \
	static void name(void) \
	{ \
		__asm__ volatile(text ::: "x0", "x8", "memory"); \
	}
ASM(physical_counter, "mrs x0, cntpct_el0")
ASM(counter_in_order, "isb\n\tmrs x0, s3_3_c14_c0_6") /* cntvctss_el0 */
ASM(cycles, "mrs x0, pmccntr_el0")
ASM(timer_set, "mov x0, #1\n\tmsr cntv_ctl_el0, x0")
ASM(call_of_a_number, "mov x8, #172\n\tsvc #1")
ASM(call_the_machine, ".inst 0xd4000002") /* hvc #0 */
ASM(call_the_firmware, ".inst 0xd4000003") /* smc #0 */
ASM(tables_read, "mrs x0, ttbr0_el1")
ASM(control_written, "msr sctlr_el1, x0")
ASM(interrupts_masked, "msr daifset, #2")
ASM(pages_forgotten, ".inst 0xd508871f") /* tlbi vmalle1 */
ASM(return_from_below, ".inst 0xd69f03e0") /* eret */
#endif

static const struct attack all[] = {
#define ACT(name, act, dies) { name, act, 0, { 0 }, dies },
#ifdef __x86_64__
	ACT("a call, nested", call_nested, SYS)
	ACT("a call, backwards", call_backwards, SYS)
	ACT("a call that checks alignment", call_aligned,
	    SYS | DIES(SIGBUS))
	ACT("a call with the right to ports", call_identified, SYS)
	ACT("a call on a stack that cannot be", call_on_no_stack, SYS)
	ACT("a call on the kernel's stack", call_on_the_kernels_stack, SYS)
	ACT("int 0x80 with a high half", int80_with_a_high_half, SYS | SEGV)
	ACT("int 0x80, backwards", int80_backwards, SYS | SEGV)
	ACT("int 0x81", gate_after_the_gate, SEGV)
	ACT("int 14", gate_of_the_page_fault, SEGV)
	ACT("urdmsr", user_rdmsr, SEGV | ILL)
	ACT("uwrmsr", user_wrmsr, SEGV | ILL)
	ACT("wrmsrns", wrmsr_no_wait, SEGV | ILL)
	ACT("rdmsrlist", rdmsr_list, SEGV | ILL)
	ACT("erets", return_to_supervisor, SEGV | ILL)
	ACT("eretu", return_to_user, SEGV | ILL)
	ACT("lkgs", kernels_gs_base, SEGV | ILL)
	ACT("stac", smap_off, SEGV | ILL)
	ACT("clac", smap_on, SEGV | ILL)
	ACT("vmfunc", machine_function, SEGV | ILL)
	ACT("vmxon", machine_on, SEGV | ILL)
	ACT("vmread", machine_field, SEGV | ILL)
	ACT("vmsave", machine_saved, SEGV | ILL)
	ACT("vmload", machine_loaded, SEGV | ILL)
	ACT("clgi", interrupts_held, SEGV | ILL)
	ACT("invlpga", page_of_a_machine, SEGV | ILL)
	ACT("invept", tables_of_a_machine, SEGV | ILL)
	ACT("tdcall", trusted_domain, SEGV | ILL)
	ACT("seamcall", trusted_module, SEGV | ILL)
	ACT("pconfig", platform, SEGV | ILL)
	ACT("pvalidate", page_of_a_guest, SEGV | ILL)
	ACT("rmpadjust", rights_of_a_guest, SEGV | ILL)
	ACT("llwpcb", profile, SEGV | ILL)
	ACT("loadiwkey", wrapping_key, SEGV | ILL)
	ACT("rstorssp", restored_shadow, SEGV | ILL)
	ACT("the kernel's lines zeroed", kernel_zeroed, SEGV | ILL)
	ACT("the kernel's lines written back", kernel_written_back,
	    SEGV | ILL)
	ACT("64 bytes moved into the kernel", kernel_moved_to, SEGV | ILL)
	ACT("the kernel as a string", kernel_as_string, SEGV)
	ACT("state saved into the kernel", kernel_saved_to, SEGV | ILL)
	ACT("the kernel by a mask", kernel_masked, SEGV | ILL)
	ACT("the kernel gathered", kernel_gathered, SEGV | ILL)
	ACT("the kernel in a transaction", kernel_in_a_transaction, ILL)
	ACT("floating-point state that is none", floats_that_are_none, SEGV)
	ACT("sgdt", where_the_gdt_is, ILL | SEGV)
	ACT("sidt", where_the_idt_is, ILL | SEGV)
#endif
#ifdef __aarch64__
	ACT("the physical counter", physical_counter, SEGV | ILL)
	ACT("the counter, in order", counter_in_order, SEGV | ILL)
	ACT("the counter of cycles", cycles, SEGV | ILL)
	ACT("a timer set", timer_set, SEGV | ILL)
	ACT("a call by a number of its own", call_of_a_number, SYS)
	ACT("hvc", call_the_machine, SEGV | ILL)
	ACT("smc", call_the_firmware, SEGV | ILL)
	ACT("the page tables' register", tables_read, SEGV | ILL)
	ACT("the control register", control_written, SEGV | ILL)
	ACT("interrupts masked", interrupts_masked, SEGV | ILL)
	ACT("tlbi", pages_forgotten, SEGV | ILL)
	ACT("eret", return_from_below, SEGV | ILL)
#endif
#undef ACT
};

size_t
attack_doors(struct attack *to, size_t room)
{
	size_t n = sizeof all / sizeof all[0];

	n = n < room ? n : room;
	memcpy(to, all, n * sizeof all[0]);
	return n;
}
