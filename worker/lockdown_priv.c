/* SPDX-License-Identifier: Apache-2.0 */
/* lockdown_priv.c -- uid, capabilities, no_new_privs, Landlock. */
#include <errno.h>
#include <grp.h>
#include <linux/landlock.h>
#include <linux/securebits.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "worker/lockdown_int.h"

/* Root's worker is nobody, unless told who else. */
#define NOBODY 65534U

/* From root to an ordinary uid, with capabilities kept until the namespaces
 * are made: where user namespaces are forbidden, they are what makes them. */
int
lockdown_priv_uid(const struct lockdown_opts *o, struct err *e)
{
	unsigned id = o->uid != 0 ? o->uid : NOBODY;
	cap_t caps;
	int r;

	if (geteuid() != 0)
		return 0;
	caps = cap_get_proc();
	if (caps == NULL)
		return err_sys(e, "cap_get_proc");
	/* A root without CAP_SETUID (a bare container) stays what it is; its
	 * capabilities go with the others. */
	if (prctl(PR_SET_KEEPCAPS, 1) == 0 && setgroups(0, NULL) == 0 &&
	    setresgid(id, id, id) == 0 && setresuid(id, id, id) == 0) {
		r = cap_set_proc(caps);
		(void)cap_free(caps);
		return r < 0 ? err_sys(e, "cap_set_proc") : 0;
	}
	(void)cap_free(caps);
	return 0;
}

/* An ordinary user's program starts without capabilities, but for ambient
 * ones; drop_caps() clears these too. */
int
lockdown_priv_keep(struct err *e)
{
	static const cap_value_t need[] = { CAP_SYS_ADMIN, CAP_SETPCAP };
	cap_t caps = cap_get_proc();
	int r;

	if (caps == NULL)
		return err_sys(e, "cap_get_proc");
	r = cap_set_flag(caps, CAP_INHERITABLE, 2, need, CAP_SET);
	/* Where there are none to keep, the layers say what they lack. */
	if (r == 0 && cap_set_proc(caps) == 0) {
		for (size_t i = 0; i < 2; i++)
			(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE,
			    need[i], 0, 0);
	}
	(void)cap_free(caps);
	return r < 0 ? err_sys(e, "cap_set_flag") : 0;
}

static int
drop_caps(struct lockdown *l, struct err *e)
{
	const unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
	    SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED |
	    SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
	    SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
	cap_t none;
	int r;

	/* Without CAP_SETPCAP there are no capabilities to lose either, and
	 * no_new_privs keeps it so: not a failure. */
	for (cap_value_t c = 0; cap_get_bound(c) >= 0; c++) {
		if (cap_drop_bound(c) < 0)
			break;
	}
	(void)prctl(PR_SET_SECUREBITS, bits);
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	none = cap_init();
	r = none == NULL ? -1 : cap_set_proc(none);
	(void)cap_free(none);
	if (r < 0)
		return lockdown_lacks(l, LAYER_CAPS, "cap_set_proc", e);
	l->active |= LAYER_BIT(LAYER_CAPS);
	return 0;
}

/* The kernel's newest rights, which older headers do not name. */
struct ruleset {
	uint64_t fs, net, scoped;
};
#define FS_RIGHTS_1 ((1ULL << 13) - 1)
#define FS_REFER (1ULL << 13) /* 2 */
#define FS_TRUNCATE (1ULL << 14) /* 3 */
#define NET_TCP 3ULL /* 4: bind, connect */
#define FS_IOCTL (1ULL << 15) /* 5 */
#define SCOPE_ALL 3ULL /* 6: abstract sockets, signals */

static int
landlock(struct lockdown *l, struct err *e)
{
	struct ruleset r = { .fs = FS_RIGHTS_1 };
	long abi, fd;
	int sys;

	abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 0)
		return lockdown_lacks(l, LAYER_LANDLOCK, "not in this kernel",
		    e);
	r.fs |= (abi >= 2 ? FS_REFER : 0) | (abi >= 3 ? FS_TRUNCATE : 0) |
	    (abi >= 5 ? FS_IOCTL : 0);
	r.net = abi >= 4 ? NET_TCP : 0;
	r.scoped = abi >= 6 ? SCOPE_ALL : 0;
	fd = syscall(SYS_landlock_create_ruleset, &r, sizeof r, 0);
	if (fd < 0)
		return lockdown_lacks(l, LAYER_LANDLOCK, "ruleset", e);
	if (syscall(SYS_landlock_restrict_self, fd, 0) < 0) {
		sys = errno;
		(void)close((int)fd);
		errno = sys;
		return lockdown_lacks(l, LAYER_LANDLOCK, "restrict", e);
	}
	(void)close((int)fd);
	l->active |= LAYER_BIT(LAYER_LANDLOCK);
	return 0;
}

int
lockdown_priv(struct lockdown *l, struct err *e)
{
	if (drop_caps(l, e) < 0)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		if (lockdown_lacks(l, LAYER_NNP, "prctl", e) < 0)
			return -1;
	} else {
		l->active |= LAYER_BIT(LAYER_NNP);
	}
	return landlock(l, e);
}
