/* SPDX-License-Identifier: Apache-2.0 */
/* link_out.h -- what goes out: bodies, and control messages after them. */
#ifndef CORDON_WORKER_LINK_OUT_H
#define CORDON_WORKER_LINK_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/err.h"

int link_out_prepare(struct err *e);
void link_out_touch(void); /* see link_touch() */
/* Sends a body whole; returns its stream.  A small one goes with the message
 * after it, and must stay until then. */
uint32_t link_out_body(const void *p, size_t n);
/* The message being written: begin, append, end (which sends it).  One that
 * grew past a packet is not sent: -1. */
struct buf *link_out_begin(void);
int link_out_end(void);

#endif
