/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coding.h -- a reply's content codings (RFC 9110, 8.4) undone as it comes:
 * gzip and deflate by zlib, br by libbrotlidec.
 *
 * Ours and not libcurl's, which does not say whether compressed data came to
 * its own end: a text cut short with a right Content-Length looked whole.
 * Pure: bytes in, bytes out.  What goes into and out of each of several codings
 * is counted, so that nothing is undone without end that gives nothing.
 */
#ifndef CORDON_BROKER_EGRESS_CODING_H
#define CORDON_BROKER_EGRESS_CODING_H

#include <stdbool.h>
#include <stddef.h>

/* One in the other; two are met with. */
#define CODING_MAX 5
/* What a request says of it. */
#define CODING_NAMES "deflate, gzip, br"
#define CODING_ACCEPT "Accept-Encoding: " CODING_NAMES

enum coding_fault {
	CODING_FINE,
	CODING_LONG, /* more than `most` bytes, or `out` wants no more */
	CODING_BROKEN, /* no compressed data, or no memory */
	CODING_UNKNOWN, /* another coding, or too many */
	CODING_SHORT /* it ended before its end */
};

struct coding_stage;

/* As {0} it undoes nothing. */
struct coding {
	unsigned n; /* in the order they were applied */
	bool unknown;
	struct coding_stage *stage[CODING_MAX];
};

/* False: nothing more of it. */
typedef bool coding_out(void *arg, const char *s, size_t n);

/* Adds what a Content-Encoding header names. */
void coding_named(struct coding *c, const char *value);
/* Bytes of the body; `out` gets what they are, `most` bytes at most. */
enum coding_fault coding_add(struct coding *c, const char *s, size_t n,
    size_t most, coding_out *out, void *arg);
/* After the last: CODING_SHORT, or CODING_FINE; also if there was no byte. */
enum coding_fault coding_end(const struct coding *c);
/* What is wrong, in words. */
const char *coding_why(enum coding_fault fault);
/* It is {0} again. */
void coding_fini(struct coding *c);

#endif
