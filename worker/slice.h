/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slice.h -- how soon the scheduler takes the processor from us for another.
 *
 * Making a worker ahead of need takes as long as a short program runs; who is
 * woken meanwhile, above all the broker for somebody's program, shall not wait
 * for that.  A nice value would do it too, but only a privileged process takes
 * it back.  A slice (sched_setattr(2), Linux 6.12: what a task of the fair
 * class asks for at a time, EEVDF) is anyone's own: who asks for a longer one
 * has a later deadline, and gives way to who is woken; its share of a busy
 * processor is the same.  Older kernels ignore it.
 */
#ifndef CORDON_WORKER_SLICE_H
#define CORDON_WORKER_SLICE_H

/* Of the calling process; forks inherit it.  Before the template's filter: it
 * reads what it will keep.  A policy that is not the fair class's own stays. */
void slice_long(void);
/* What it was, for a worker that waits for its program. */
void slice_usual(void);

#endif
