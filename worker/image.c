/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/image.h"

#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE ((size_t)4096)
/* What program.cmake has the linker align parts to. */
#define HUGE_BYTES ((size_t)2 * 1024 * 1024)
/* A part smaller than this is not worth a huge page. */
#define PART_MIN (HUGE_BYTES / 8)

/* The linker's: the address that all others count from. */
extern char __executable_start[];

int
image_part(size_t i, struct image_part *ret)
{
	union {
		unsigned long at;
		const ElfW(Phdr) * headers;
	} p = { .at = getauxval(AT_PHDR) };
	size_t n = p.headers == NULL ? 0 : getauxval(AT_PHNUM), k;

	for (k = 0; k < n; k++) {
		const ElfW(Phdr) *h = &p.headers[k];

		if (h->p_type != PT_LOAD || i-- > 0)
			continue;
		*ret =
		    (struct image_part){ .at = __executable_start + h->p_vaddr,
			    .offset = (off_t)h->p_offset,
			    .bytes = h->p_filesz,
			    .prot = ((h->p_flags & PF_R) != 0 ? PROT_READ : 0) |
				((h->p_flags & PF_W) != 0 ? PROT_WRITE : 0) |
				((h->p_flags & PF_X) != 0 ? PROT_EXEC : 0) };
		return 1;
	}
	return 0;
}

/* Whole huge pages, never writable: a mapping that was could not become
 * executable under memory-deny-write-execute.  NULL if they cannot be had. */
static char *
map_huge(size_t bytes, int prot)
{
	char *all = mmap(NULL, bytes + HUGE_BYTES, prot,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *p = all;
	size_t before;

	if (all == MAP_FAILED)
		return NULL;
	p += -(uintptr_t)p & (HUGE_BYTES - 1);
	before = (size_t)(p - all);
	if (before > 0)
		(void)munmap(all, before);
	(void)munmap(p + bytes, HUGE_BYTES - before);
	if (madvise(p, bytes, MADV_HUGEPAGE) == 0)
		return p;
	(void)munmap(p, bytes);
	return NULL;
}

/* Written as a debugger would, which needs no write permission. */
static int
fill(int mem, const char *to, const char *from, size_t n)
{
	size_t done = 0;

	while (done < n) {
		/* Raw: between objects lies what a sanitizer forbids to read. */
		long r = syscall(SYS_pwrite64, mem, from + done, n - done,
		    (off_t)((uintptr_t)to + done));

		if (r <= 0)
			return -1;
		done += (size_t)r;
	}
	return 0;
}

static void
own(int mem, const struct image_part *part)
{
	size_t used = (part->bytes + PAGE - 1) & ~(PAGE - 1),
	       bytes = (part->bytes + HUGE_BYTES - 1) & ~(HUGE_BYTES - 1);
	char *copy, *rest = part->at + used;

	/* What lies between this part and the next must be nobody's. */
	if (bytes > used &&
	    mmap(rest, bytes - used, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
		    MAP_FIXED_NOREPLACE,
		-1, 0) != rest)
		return;
	copy = map_huge(bytes, part->prot);
	if (copy == NULL)
		return;
	if (fill(mem, copy, part->at, part->bytes) < 0 ||
	    mremap(copy, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED,
		part->at) != part->at)
		(void)munmap(copy, bytes);
}

void
image_own_text(void)
{
	struct image_part part;
	int mem = open("/proc/self/mem", O_RDWR | O_CLOEXEC);

	for (size_t i = 0; mem >= 0 && image_part(i, &part); i++) {
		if ((part.prot & PROT_WRITE) == 0 && part.bytes >= PART_MIN &&
		    ((uintptr_t)part.at & (HUGE_BYTES - 1)) == 0)
			own(mem, &part);
	}
	if (mem >= 0)
		(void)close(mem);
}

void
image_forget_head(void)
{
	struct image_part head, next;

	/* A loader would still look things up in it.  Where constants are a
	 * part of their own, they are not in this one. */
	if (getauxval(AT_BASE) != 0 || !image_part(0, &head) || !image_part(1, &next) ||
	    head.prot != PROT_READ || (next.prot & PROT_EXEC) == 0 ||
	    head.at != __executable_start)
		return;
	(void)munmap(head.at, (head.bytes + PAGE - 1) & ~(PAGE - 1));
}
