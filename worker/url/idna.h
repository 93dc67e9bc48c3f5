/* SPDX-License-Identifier: Apache-2.0 */
/* idna.h -- "domain to ASCII" of the URL Standard (UTS 46, not strict). */
#ifndef CORDON_WORKER_URL_IDNA_H
#define CORDON_WORKER_URL_IDNA_H

#include "common/base/buf.h"

/* Appends the domain in its ASCII form; -1 when it has none.  s is UTF-8; what
 * is malformed counts as U+FFFD, which no domain has. */
int idna_to_ascii(const char *s, size_t n, struct buf *out);

#endif
