/* SPDX-License-Identifier: Apache-2.0 */
/*
 * like_docker -- runs a program as a container engine's usual profile would:
 * no new namespaces, no mounts, no clone3, few capabilities.
 *
 *	like_docker PROGRAM [ARGUMENT ...]
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What such an engine leaves a container's root. */
static const cap_value_t kept[] = { CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER,
	CAP_FSETID, CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SETPCAP,
	CAP_NET_BIND_SERVICE, CAP_NET_RAW, CAP_SYS_CHROOT, CAP_MKNOD,
	CAP_AUDIT_WRITE, CAP_SETFCAP };

static const int refused[] = { SCMP_SYS(unshare), SCMP_SYS(setns),
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
	SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(add_key),
	SCMP_SYS(keyctl), SCMP_SYS(userfaultfd), SCMP_SYS(kexec_load) };

static int
drop_caps(void)
{
	cap_t c = cap_init();

	for (cap_value_t v = 0; cap_get_bound(v) >= 0; v++) {
		size_t i = 0;

		while (i < sizeof kept / sizeof kept[0] && kept[i] != v)
			i++;
		if (i == sizeof kept / sizeof kept[0] && cap_drop_bound(v) < 0)
			return 0; /* an ordinary user has none */
	}
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
		(void)cap_set_flag(c, CAP_PERMITTED, 1, &kept[i], CAP_SET);
		(void)cap_set_flag(c, CAP_EFFECTIVE, 1, &kept[i], CAP_SET);
	}
	(void)cap_set_proc(c);
	return cap_free(c);
}

static int
load(void)
{
	scmp_filter_ctx x = seccomp_init(SCMP_ACT_ALLOW);
	int r = x == NULL ? -1 : 0;

	for (size_t i = 0; r == 0 && i < sizeof refused / sizeof refused[0]; i++)
		r = seccomp_rule_add(x, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
	if (r == 0)
		r = seccomp_rule_add(x, SCMP_ACT_ERRNO(ENOSYS),
		    SCMP_SYS(clone3), 0);
	/* Any new namespace. */
	for (int bit = 7; r == 0 && bit < 31; bit++) {
		unsigned long flag = 1UL << bit;

		if ((flag & (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS |
		    CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
		    CLONE_NEWCGROUP)) != 0)
			r = seccomp_rule_add(x, SCMP_ACT_ERRNO(EPERM),
			    SCMP_SYS(clone), 1,
			    SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
	}
	return r == 0 ? seccomp_load(x) : r;
}

int
main(int argc, char **argv)
{
	if (argc < 2 || drop_caps() < 0 || load() < 0) {
		(void)fprintf(stderr, "like_docker: cannot\n");
		return 9;
	}
	(void)execv(argv[1], argv + 1);
	perror(argv[1]);
	return 9;
}
