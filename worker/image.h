/* SPDX-License-Identifier: Apache-2.0 */
/*
 * image.h -- what is loaded of this program, and code that forks share whole.
 */
#ifndef CORDON_WORKER_IMAGE_H
#define CORDON_WORKER_IMAGE_H

#include <stddef.h>
#include <sys/types.h>

/* A loaded part: where it lies in memory and in the file.  Bytes. */
struct image_part {
	char *at;
	off_t offset;
	size_t bytes;
	int prot; /* PROT_READ, _WRITE, _EXEC */
};

/* The i-th from 0 in order; false after the last. */
int image_part(size_t i, struct image_part *ret);

/* Puts code and constants into huge pages of this process's own, where they
 * are.  A fork gets no page table for what a file has, and takes a fault for
 * every 64 kB of it that it uses (2.6 us, 37 of them); of a huge page it gets
 * one entry.  Before the lockdown, in a process of one thread.  What cannot be
 * had (no huge pages, no /proc) only leaves things as they were. */
void image_own_text(void);
/* Unmaps what only the start of a static program needed: the file's headers
 * and relocations.  image_part() has nothing to read after it. */
void image_forget_head(void);

#endif
