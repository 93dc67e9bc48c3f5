/* SPDX-License-Identifier: Apache-2.0 */
/* filter.c -- see filter.h; the lists are in filter.def. */
#include "broker/filter.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif
#define MDWE_NO_NEW_EXEC 1UL
#define MDWE_NO_INHERIT 2UL

static const int never[] = {
#define NEVER(call) SCMP_SYS(call),
#define EGRESS(call)
#include "broker/filter.def"
#undef NEVER
#undef EGRESS
};

static const int egress[] = {
#define NEVER(call)
#define EGRESS(call) SCMP_SYS(call),
#include "broker/filter.def"
#undef NEVER
#undef EGRESS
};

/* A program of another's choosing is what an attacker wants first. */
static const int programs[] = { SCMP_SYS(execve), SCMP_SYS(execveat) };

/* What this architecture does not have is no rule. */
static int
add_all(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t n)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		r = seccomp_rule_add(ctx, action, calls[i], 0);
		if (r == -EDOM || r == -ENOSYS)
			r = 0;
	}
	return r;
}
#define ADD_ALL(ctx, action, list) \
	add_all(ctx, action, list, sizeof(list) / sizeof((list)[0]))

static int
fail(int r, struct err *e)
{
	return err_set(e, ERR_SYS, "the process's own system call filter "
	    "cannot be had (%d)", r);
}

static int
load(scmp_filter_ctx ctx, int r, struct err *e)
{
	/* A tree, not a list: every call of every worker passes here too. */
	if (r == 0)
		(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (r == 0)
		r = seccomp_load(ctx);
	seccomp_release(ctx);
	return r == 0 ? 0 : fail(r, e);
}

static int
harden(struct err *e)
{
	const struct rlimit none = { 0, 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return err_sys(e, "PR_SET_NO_NEW_PRIVS");
	if (setrlimit(RLIMIT_CORE, &none) == -1)
		return err_sys(e, "no core files");
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#ifndef CORDON_SANITIZED
	/* From Linux 6.6; not inherited, for an MCP server may be a program
	 * that compiles as it runs, and the others take it from themselves. */
	(void)prctl(PR_SET_MDWE, MDWE_NO_NEW_EXEC | MDWE_NO_INHERIT, 0, 0, 0);
#endif
	return 0;
}

int
filter_broker(struct err *e)
{
	scmp_filter_ctx ctx;

	if (harden(e) == -1)
		return -1;
#ifdef CORDON_SANITIZED
	return 0; /* the leak checker stops its own threads by ptrace */
#endif
	ctx = seccomp_init(SCMP_ACT_ALLOW);
	if (ctx == NULL)
		return fail(0, e);
	/* Refused, not killed: an MCP server that egress starts inherits this,
	 * and may ask for a keyring and go on without. */
	return load(ctx, ADD_ALL(ctx, SCMP_ACT_ERRNO(EPERM), never), e);
}

/* clone() for a thread; clone3() hides its flags from filters, and the C
 * library does without when there is none. */
static int
add_threads(scmp_filter_ctx ctx)
{
	int r = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
	    0);

	return r != 0 ? r :
	    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
}

/* A thread's name; and limits of oneself. */
static int
add_self(scmp_filter_ctx ctx)
{
	int r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
	    SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));

	return r != 0 ? r :
	    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
	    SCMP_A0(SCMP_CMP_EQ, 0));
}

int
filter_egress(struct err *e)
{
	scmp_filter_ctx ctx;
	int r;

	if (harden(e) == -1)
		return -1;
#ifdef CORDON_SANITIZED
	return 0;
#endif
	ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (ctx == NULL)
		return fail(0, e);
	r = ADD_ALL(ctx, SCMP_ACT_ALLOW, egress);
	if (r == 0)
		r = ADD_ALL(ctx, SCMP_ACT_KILL_PROCESS, programs);
	if (r == 0)
		r = ADD_ALL(ctx, SCMP_ACT_KILL_PROCESS, never);
	if (r == 0)
		r = add_threads(ctx);
	if (r == 0)
		r = add_self(ctx);
	return load(ctx, r, e);
}
