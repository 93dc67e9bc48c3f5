/* SPDX-License-Identifier: Apache-2.0 */
/*
 * early.c -- where the C library keeps what is a thread's own, in a static
 * program: beside the program's other data.
 *
 * Left to itself it asks the kernel for a page far from all others, before
 * main(): a mapping, and three pages of page tables, that each fork copies.
 * The name is glibc's own (2.35 and later); a library that does not know it
 * does as it always did.
 */
#include <stddef.h>
#include <sys/mman.h>

/* Thread, TLS and the surplus for what is loaded later take 4 KiB. */
#define ROOM_BYTES 8192U
#define ALIGN 64U

void *_dl_early_allocate(size_t n);

/* It is before the relocation of what the processor decides: memset() and its
 * like cannot be called yet. */
void *
_dl_early_allocate(size_t n)
{
	static char room[ROOM_BYTES] __attribute__((aligned(ALIGN)));
	static size_t used;
	void *p;

	if (used <= ROOM_BYTES && n <= ROOM_BYTES - used) {
		p = room + used;
		used += (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
		return p;
	}
	p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	    -1, 0);
	return p == MAP_FAILED ? NULL : p;
}
