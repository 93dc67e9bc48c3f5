/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lockdown_filter.c -- the two seccomp filters.
 *
 * libseccomp makes them, once, before the first is loaded; each worker loads
 * the finished program with one system call.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "worker/lockdown_int.h"

/* A worker's read asks for one byte more than a packet may have, to see that
 * it is longer; nothing asks for more. */
#define RW_MAX (FRAME_MAX + 1)
/* Ours have 16 and about 70 instructions. */
#define PROGRAM_MAX 256
#define CHECKS_MAX 3

enum who { WORKER, TEMPLATE };
enum check {
	ANY, /* no check */
	FD_LEN, /* on the one descriptor, at most RW_MAX bytes */
	STATUS, /* 0..255 */
	FORK, /* a child and its pidfd, sharing nothing */
	SELF, /* on the calling process */
	CPU_CLOCK, /* a timer on one's own CPU time */
	PDEATHSIG, /* die with the parent */
	SET_FILTER, /* one filter more, never fewer */
};

static const struct rule {
	enum who who;
	int nr;
	enum check check;
} rules[] = {
#define CALL(who, name, check, reason) { who, SCMP_SYS(name), check },
#include "worker/syscalls.def"
#undef CALL
};

struct program {
	struct sock_filter code[PROGRAM_MAX];
	struct sock_fprog prog;
};
static struct program programs[2];

static unsigned
checks(enum check c, int fd, struct scmp_arg_cmp a[CHECKS_MAX])
{
	switch (c) {
	case ANY:
		return 0;
	case FD_LEN:
		a[0] = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)fd);
		a[1] = SCMP_A2(SCMP_CMP_LE, RW_MAX);
		return 2;
	case STATUS:
		a[0] = SCMP_A0(SCMP_CMP_LE, 255);
		return 1;
	case FORK:
		a[0] = SCMP_A0(SCMP_CMP_EQ, CLONE_PIDFD | SIGCHLD);
		a[1] = SCMP_A1(SCMP_CMP_EQ, 0);
		return 2;
	case SELF:
		a[0] = SCMP_A0(SCMP_CMP_EQ, 0);
		return 1;
	case CPU_CLOCK:
		a[0] = SCMP_A0(SCMP_CMP_EQ, CLOCK_PROCESS_CPUTIME_ID);
		return 1;
	case PDEATHSIG:
		a[0] = SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG);
		return 1;
	case SET_FILTER:
		a[0] = SCMP_A0(SCMP_CMP_EQ, SECCOMP_SET_MODE_FILTER);
		a[1] = SCMP_A1(SCMP_CMP_EQ, 0);
		return 2;
	}
	return 0;
}

static int
add_rules(scmp_filter_ctx ctx, enum who who, int fd)
{
	struct scmp_arg_cmp a[CHECKS_MAX];
	unsigned n;
	int r;

	/* Another architecture is not a mistake of one thread. */
	r = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS);
	for (size_t i = 0; r == 0 && i < sizeof rules / sizeof rules[0]; i++) {
		if (rules[i].who != who)
			continue;
		n = checks(rules[i].check, fd, a);
		r = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, rules[i].nr, n,
		    a);
	}
	return r;
}

/* Reads back what libseccomp wrote into an anonymous file. */
static int
take(scmp_filter_ctx ctx, struct program *p, struct err *e)
{
	ssize_t n;
	int fd, r;

	fd = memfd_create("filter", MFD_CLOEXEC);
	if (fd < 0)
		return err_sys(e, "memfd_create");
	r = seccomp_export_bpf(ctx, fd);
	n = r < 0 ? -1 : pread(fd, p->code, sizeof p->code, 0);
	(void)close(fd);
	if (n <= 0 || (size_t)n == sizeof p->code)
		return err_set(e, ERR_SYS, "the seccomp filter cannot be "
		    "exported (%d)", r);
	p->prog.filter = p->code;
	p->prog.len = (unsigned short)((size_t)n / sizeof p->code[0]);
	return 0;
}

static int
build(enum who who, int fd, struct err *e)
{
	scmp_filter_ctx ctx;
	int r;

	ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL)
		return err_set(e, ERR_SYS, "no seccomp filter can be made: "
		    "the kernel has none, or no memory");
	r = add_rules(ctx, who, fd);
	if (r < 0)
		r = err_set(e, ERR_SYS, "the seccomp filter cannot be built "
		    "(%d)", r);
	else
		r = take(ctx, &programs[who], e);
	seccomp_release(ctx);
	return r;
}

int
lockdown_filter_build(struct lockdown *l, struct err *e)
{
	if ((lockdown_not_built() & LAYER_BIT(LAYER_FILTER)) != 0)
		return 0;
	if (build(WORKER, l->o->rpc_fd, e) < 0 ||
	    build(TEMPLATE, l->o->rpc_fd, e) < 0)
		return -1;
	return 0;
}

static int
load(enum who who)
{
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0,
	    &programs[who].prog);
}

int
lockdown_filter_template(struct lockdown *l, struct err *e)
{
	if ((lockdown_not_built() & LAYER_BIT(LAYER_FILTER)) != 0)
		return 0;
	if (load(TEMPLATE) < 0) {
		if ((l->active & LAYER_BIT(LAYER_MDWE)) == 0 &&
		    lockdown_lacks(l, LAYER_MDWE, "no filter, and PR_SET_MDWE "
			"is there from Linux 6.3", e) < 0)
			return -1;
		return lockdown_lacks(l, LAYER_FILTER, "seccomp", e);
	}
	/* Neither it nor a worker's has a call that maps or protects memory:
	 * where the kernel has no MDWE, that is the same. */
	l->active |= LAYER_BIT(LAYER_FILTER) | LAYER_BIT(LAYER_MDWE);
	return 0;
}

int
lockdown_filter_worker(struct err *e)
{
	return load(WORKER) < 0 ? err_sys(e, "seccomp") : 0;
}
