/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encode.h -- percent-encoding and base64, into buffers.
 */
#ifndef CORDON_BROKER_EGRESS_ENCODE_H
#define CORDON_BROKER_EGRESS_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"

/* RFC 3986: unreserved characters stay, all else is %XX; with `reserved`,
 * reserved ones stay too (OpenAPI's allowReserved), but for those that would
 * end a query: "#", "&", "=", "+". */
void encode_percent(struct buf *out, const char *s, size_t n, bool reserved);
/* Strict RFC 4648 with padding; false if it is not that. */
bool encode_unbase64(struct buf *out, const char *s, size_t n);
void encode_base64(struct buf *out, const void *p, size_t n);

#endif
