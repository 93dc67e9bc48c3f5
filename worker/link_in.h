/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link_in.h -- what comes in: bodies into the inbox, control messages one by
 * one.
 */
#ifndef CORDON_WORKER_LINK_IN_H
#define CORDON_WORKER_LINK_IN_H

#include <stdint.h>

#include "common/base/err.h"
#include "worker/scan.h"

int link_in_prepare(struct err *e);
void link_in_touch(void); /* see link_touch() */
/* The next message, an array; 1, or 0 when the broker is gone, or -1.  It and
 * the bodies that came before it stay until the next call. */
int link_in_next(struct scan *ret, struct err *e);
/* The body that ["body", n] names; absent if none came. */
struct scan link_in_body(struct scan reference);
/* n bytes of the inbox, aligned, which stay with what is in it; NULL: none
 * left. */
void *link_in_room(size_t n);
/* What is in the inbox now stays for good. */
void link_in_keep(void);

#endif
