/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attempts.h -- which forbidden system call a worker died of.
 *
 * The filter kills, and that is all that a parent learns.  The call's number
 * the kernel tells its audit only (type 1326, AUDIT_SECCOMP), which whoever has
 * CAP_AUDIT_READ hears by netlink, an auditd beside him or not.  Others do
 * without: the evidence then has no name, the wall is the same.
 */
#ifndef CORDON_BROKER_ATTEMPTS_H
#define CORDON_BROKER_ATTEMPTS_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct attempts;

struct attempt {
	pid_t pid; /* in the first pid namespace, and so ours */
	uint32_t arch; /* AUDIT_ARCH_* */
	long nr; /* x32's have bit 30 */
};

#define ATTEMPT_TEXT_MAX 80

/* NULL: the kernel does not tell us. */
struct attempts *attempts_new(struct ev_loop *loop);
/* Of a socket of records, which it takes; NULL: no memory. */
struct attempts *attempts_hear(struct ev_loop *loop, int fd);
void attempts_free(struct attempts *a); /* NULL is fine */
/* What the process with that id died of, once; the record may come a moment
 * later than the death, and then is logged as that tenant's and run's.  Returns
 * false, and ret is "", when it is not known now.  `a` may be NULL. */
bool attempts_take(struct attempts *a, pid_t pid, const char *tenant,
    const char *run, char ret[ATTEMPT_TEXT_MAX]);

/* A record's text; false if it is none of a filter's kill.  Pure. */
bool attempt_read(const char *text, size_t n, struct attempt *ret);
/* "socket (41, x86_64)" */
void attempt_text(const struct attempt *a, char ret[ATTEMPT_TEXT_MAX]);

#endif
