/* SPDX-License-Identifier: Apache-2.0 */
/* origin.h -- a redirect's target, if it stays where the request went. */
#ifndef CORDON_BROKER_EGRESS_ORIGIN_H
#define CORDON_BROKER_EGRESS_ORIGIN_H

#include <stdbool.h>

#include "common/base/buf.h"
#include "common/base/err.h"

/*
 * Replaces *url by what `location` means relative to it.  Fails with
 * ERR_DENIED, *url unchanged, if scheme, host or port (RFC 6454) would change:
 * the credential is not for others.  A query parameter that carries the
 * credential is not sent along.
 */
int origin_follow(struct buf *url, const char *location, struct err *e);

/* Do two URLs have the same scheme, host and port?  No, if one is none. */
bool origin_same(const char *a, const char *b);
/* The bytes of `url` that are scheme, host and port, if no user stands between
 * them; else 0.  A URL that begins with the same bytes, and then with "/" or
 * "?" or nothing, has the same origin without being parsed. */
size_t origin_length(const char *url);

#endif
