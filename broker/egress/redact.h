/* SPDX-License-Identifier: Apache-2.0 */
/*
 * redact.h -- an upstream that echoes the credential must not hand it over.
 *
 * What is looked for: the secret as it is, in hex (both cases), and in base64
 * and base64url at each of three alignments; each of these plainly or with any
 * of its characters percent-encoded, JSON-escaped or as an HTML entity, up to
 * three deep, and base64 also with line ends in it.  Works on a stream: chunks may cut a match
 * anywhere.
 *
 * An upstream that means to can always tell the secret in a way not listed
 * here: it has it.  This is against echoes, not against spies.
 */
#ifndef CORDON_BROKER_EGRESS_REDACT_H
#define CORDON_BROKER_EGRESS_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"

#define REDACT_WITH "[redacted]"
/* Shorter ones would blank out words of ordinary text. */
#define REDACT_SECRET_MIN 6

struct redact; /* the forms of one connector's secrets */

/* New; NULL without memory: a form that is not looked for is none.  Texts shorter than REDACT_SECRET_MIN are not
 * looked for. */
struct redact *redact_new(const char *const *secrets, size_t n);
/* One more owner, who frees it as well. */
const struct redact *redact_ref(const struct redact *r);
void redact_free(const struct redact *r); /* the last wipes; NULL: nothing */
/*
 * Appends `n` bytes to `out` with every form replaced.  `held` carries what
 * may be the start of a match to the next call; `last` flushes it.  Where not
 * all can be found or kept, for want of memory, `out` has failed: buf_ok().
 */
void redact_add(const struct redact *r, struct buf *held, const char *s,
    size_t n, int last, struct buf *out);
/* In one go. */
void redact_text(const struct redact *r, const char *s, size_t n,
    struct buf *out);
/* Would any of it be replaced?  True if that cannot be told. */
bool redact_finds(const struct redact *r, const char *s, size_t n);

#endif
