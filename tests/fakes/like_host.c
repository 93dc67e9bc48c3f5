/* SPDX-License-Identifier: Apache-2.0 */
/*
 * like_host -- runs a program as on a host that gives less.
 *
 *	like_host no-user-ns PROGRAM [ARGUMENT ...]
 *		kernel.unprivileged_userns_clone=0: no new user namespace
 *	like_host bare-user-ns PROGRAM [ARGUMENT ...]
 *		a security module lets user namespaces be made, and takes from
 *		them every right that they would bring
 *	like_host no-filter PROGRAM [ARGUMENT ...]
 *		a kernel without seccomp filters
 *	like_host no-mdwe PROGRAM [ARGUMENT ...]
 *		Linux before 6.3, which does not know PR_SET_MDWE
 *	like_host service CALLS PROGRAM [ARGUMENT ...]
 *		systemd's service: file CALLS names the system calls it may make,
 *		one a line, the others are EPERM; sockets are of the Internet
 *		only, memory is written or executed, no privilege is gained
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif

#define EPERM_OF SCMP_ACT_ERRNO(EPERM)
#define NEW_ALL (CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | \
    CLONE_NEWUTS | CLONE_NEWCGROUP)

static int
refuse_flags(scmp_filter_ctx x, unsigned long flags)
{
	int r = 0;

	for (int bit = 7; r == 0 && bit < 31; bit++) {
		unsigned long f = 1UL << bit;

		if ((flags & f) == 0)
			continue;
		r = seccomp_rule_add(x, EPERM_OF, SCMP_SYS(clone), 1,
		    SCMP_A0(SCMP_CMP_MASKED_EQ, f, f));
		if (r == 0)
			r = seccomp_rule_add(x, EPERM_OF, SCMP_SYS(unshare), 1,
			    SCMP_A0(SCMP_CMP_MASKED_EQ, f, f));
	}
	return r != 0 ? r :
	    seccomp_rule_add(x, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int
no_user_ns(scmp_filter_ctx *x)
{
	*x = seccomp_init(SCMP_ACT_ALLOW);
	return *x == NULL ? -1 : refuse_flags(*x, CLONE_NEWUSER);
}

static int
bare_user_ns(scmp_filter_ctx *x)
{
	static const int calls[] = { SCMP_SYS(mount), SCMP_SYS(umount2),
		SCMP_SYS(pivot_root), SCMP_SYS(sethostname), SCMP_SYS(chroot) };
	int r = -1;

	if ((*x = seccomp_init(SCMP_ACT_ALLOW)) != NULL)
		r = refuse_flags(*x, NEW_ALL);
	for (size_t i = 0; r == 0 && i < sizeof calls / sizeof calls[0]; i++)
		r = seccomp_rule_add(*x, EPERM_OF, calls[i], 0);
	return r;
}

static int
no_filter(scmp_filter_ctx *x)
{
	int r = -1;

	if ((*x = seccomp_init(SCMP_ACT_ALLOW)) != NULL)
		r = seccomp_rule_add(*x, SCMP_ACT_ERRNO(ENOSYS),
		    SCMP_SYS(seccomp), 0);
	return r != 0 ? r : seccomp_rule_add(*x, SCMP_ACT_ERRNO(EINVAL),
	    SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
}

static int
no_mdwe(scmp_filter_ctx *x)
{
	*x = seccomp_init(SCMP_ACT_ALLOW);
	return *x == NULL ? -1 : seccomp_rule_add(*x, SCMP_ACT_ERRNO(EINVAL),
	    SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_MDWE));
}

/* Of all families two; a pair made by socketpair() is no socket() to it. */
static int
allow_socket(scmp_filter_ctx x)
{
	int r = seccomp_rule_add(x, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
	    SCMP_A0(SCMP_CMP_EQ, AF_INET));

	return r != 0 ? r : seccomp_rule_add(x, SCMP_ACT_ALLOW,
	    SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, AF_INET6));
}

static int
service(scmp_filter_ctx *x, const char *list)
{
	const struct rlimit files = { 4096, 4096 };
	char name[64];
	FILE *f = fopen(list, "re");
	int r = 0;

	if (f == NULL || (*x = seccomp_init(EPERM_OF)) == NULL)
		return -1;
	while (r == 0 && fscanf(f, "%63s", name) == 1) {
		int nr = seccomp_syscall_resolve_name(name);

		/* Some are other architectures' only. */
		if (nr == __NR_SCMP_ERROR || nr < 0)
			continue;
		r = nr == SCMP_SYS(socket) ? allow_socket(*x) :
		    seccomp_rule_add(*x, SCMP_ACT_ALLOW, nr, 0);
	}
	(void)fclose(f);
	(void)prctl(PR_SET_MDWE, 1, 0, 0, 0);
	if (setrlimit(RLIMIT_NOFILE, &files) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return r;
}

int
main(int argc, char **argv)
{
	scmp_filter_ctx x = NULL;
	int r = -1, at = 2;

	if (argc >= 3 && strcmp(argv[1], "no-user-ns") == 0)
		r = no_user_ns(&x);
	else if (argc >= 3 && strcmp(argv[1], "bare-user-ns") == 0)
		r = bare_user_ns(&x);
	else if (argc >= 3 && strcmp(argv[1], "no-filter") == 0)
		r = no_filter(&x);
	else if (argc >= 3 && strcmp(argv[1], "no-mdwe") == 0)
		r = no_mdwe(&x);
	else if (argc >= 4 && strcmp(argv[1], "service") == 0)
		r = service(&x, argv[at++]);
	if (r != 0 || seccomp_load(x) != 0) {
		(void)fprintf(stderr, "like_host: cannot (%d)\n", r);
		return 9;
	}
	(void)execv(argv[at], argv + at);
	perror(argv[at]);
	return 9;
}
