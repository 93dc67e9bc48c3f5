/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rseq.h -- restartable sequences, which nobody here uses.
 *
 * The C library has the kernel write into each thread on which core it is, and
 * that others ran meanwhile: a clock of ticks, for who may read nothing else,
 * and, where a thread's own lies in the program's data (early.c), data that
 * changes by itself.
 */
#ifndef CORDON_WORKER_RSEQ_H
#define CORDON_WORKER_RSEQ_H

/* From here on nothing is written; forks inherit that.  Once or more often. */
void rseq_end(void);

#endif
