/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.h -- one failure: a code for machines, errno at the time, a sentence
 * for people.
 *
 * A function that can fail takes a `struct err *` as its last argument and
 * returns -1 or NULL with it filled.  The setters return -1, so that
 * `return err_sys(e, "socketpair");` reads as one thought.  `e` may be NULL.
 */
#ifndef CORDON_COMMON_BASE_ERR_H
#define CORDON_COMMON_BASE_ERR_H

#include <stdarg.h>

enum err_code {
	ERR_NONE,
	ERR_SYS, /* a system call failed; see .sys */
	ERR_INPUT, /* malformed input: document, configuration, message */
	ERR_LIMIT, /* a named limit was reached */
	ERR_PROTO, /* the peer broke the protocol */
	ERR_DENIED, /* policy or permission */
	ERR_NOTFOUND, /* no such operation, connector, file */
	ERR_GONE, /* the peer died */
	ERR_TIMEOUT, /* a deadline passed */
	ERR_CANCELLED, /* the caller asked for it */
	ERR_UPSTREAM, /* an API answered badly or not at all */
	ERR_NOMEM,
};

#define ERR_MSG_MAX 512 /* one sentence with a path in it */

struct err {
	enum err_code code;
	int sys; /* errno at the time, or 0 */
	char msg[ERR_MSG_MAX];
};

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Formats, then appends ": " and strerror(errno). */
int err_sys(struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Puts "text: " before the message already there. */
int err_prefix(struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The code's name for machines: "E_LIMIT". */
const char *err_name(enum err_code code);

#endif
