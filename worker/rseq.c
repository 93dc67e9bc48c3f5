/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/rseq.h"

#include <sys/syscall.h>
#include <unistd.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#define HAVE_RSEQ 1
#endif

void
rseq_end(void)
{
#if defined(HAVE_RSEQ) && (defined(__x86_64__) || defined(__aarch64__))
	const unsigned least = 32; /* what is registered, features beside */
	char *self;

#ifdef __x86_64__
	__asm__("mov %%fs:0, %0" : "=r"(self));
#else
	__asm__("mrs %0, tpidr_el0" : "=r"(self));
#endif
	if (__rseq_size > 0)
		(void)syscall(SYS_rseq, self + __rseq_offset,
		    __rseq_size < least ? least : __rseq_size,
		    RSEQ_FLAG_UNREGISTER, RSEQ_SIG);
#endif
}
