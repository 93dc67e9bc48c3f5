/* SPDX-License-Identifier: Apache-2.0 */
/* lockdown_ns.c -- namespaces and a root with nothing in it. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/lockdown_int.h"

/* Who a worker is inside its own user namespace: nobody. */
#define INSIDE_ID 65534U

static const struct {
	enum lockdown_layer layer;
	int flag;
} spaces[] = {
	{ LAYER_NET_NS, CLONE_NEWNET },
	{ LAYER_MOUNT_NS, CLONE_NEWNS },
	{ LAYER_PID_NS, CLONE_NEWPID },
	{ LAYER_IPC_NS, CLONE_NEWIPC },
	{ LAYER_UTS_NS, CLONE_NEWUTS },
	{ LAYER_CGROUP_NS, CLONE_NEWCGROUP },
};

static int
write_file(const char *path, const char *text)
{
	ssize_t n;
	int fd, sys;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	sys = errno;
	(void)close(fd);
	errno = sys;
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

static int
user_ns(struct lockdown *l, struct err *e)
{
	unsigned uid = geteuid(), gid = getegid();
	char map[64];

	/* A change of uid has made us non-dumpable, and our own /proc files
	 * root's; lockdown_mem() takes this back. */
	(void)prctl(PR_SET_DUMPABLE, 1);
	if (unshare(CLONE_NEWUSER) < 0)
		return lockdown_lacks(l, LAYER_USER_NS, "unshare", e);
	l->active |= LAYER_BIT(LAYER_USER_NS);
	(void)snprintf(map, sizeof map, "%u %u 1", INSIDE_ID, uid);
	if (write_file("/proc/self/uid_map", map) < 0)
		return lockdown_lacks(l, LAYER_USER_NS, "uid_map", e);
	(void)snprintf(map, sizeof map, "%u %u 1", INSIDE_ID, gid);
	if (write_file("/proc/self/setgroups", "deny") < 0 ||
	    write_file("/proc/self/gid_map", map) < 0)
		return lockdown_lacks(l, LAYER_USER_NS, "gid_map", e);
	return 0;
}

/* All but those of the layers `not`. */
static int
other_ns(struct lockdown *l, uint32_t not, struct err *e)
{
	int all = 0;

	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
		if ((not & LAYER_BIT(spaces[i].layer)) != 0)
			continue;
		all |= spaces[i].flag;
		l->active |= LAYER_BIT(spaces[i].layer);
	}
	if (unshare(all) == 0)
		return 0;
	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
		if ((all & spaces[i].flag) != 0 &&
		    unshare(spaces[i].flag) < 0 &&
		    lockdown_lacks(l, spaces[i].layer, "unshare", e) < 0)
			return -1;
	}
	return 0;
}

static int
make_all(struct lockdown *l, uint32_t not, struct err *e)
{
	uint64_t was[LAYER_MAX] = { 0 };

	lockdown_check_note(was);
	if (user_ns(l, e) < 0 || other_ns(l, not, e) < 0)
		return -1;
	return lockdown_check_moved(l, was, ~not, e);
}

/* An empty tmpfs becomes the root; the old one is let go.  /proc is only the
 * place to put it: it is there, for we have just written below it. */
static int
empty_root(struct lockdown *l, struct err *e)
{
	const unsigned long flags = MS_RDONLY | MS_NOSUID | MS_NODEV |
	    MS_NOEXEC | MS_NOATIME;

	if ((l->active & LAYER_BIT(LAYER_MOUNT_NS)) == 0) {
		errno = EPERM;
		return lockdown_lacks(l, LAYER_ROOT, "no mount namespace", e);
	}
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return lockdown_lacks(l, LAYER_ROOT, "private mounts", e);
	if (mount("none", "/proc", "tmpfs", flags, "size=4k,nr_inodes=1,"
	    "mode=555") < 0)
		return lockdown_lacks(l, LAYER_ROOT, "tmpfs", e);
	if (chdir("/proc") < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
		return lockdown_lacks(l, LAYER_ROOT, "pivot_root", e);
	if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return lockdown_lacks(l, LAYER_ROOT, "umount", e);
	l->active |= LAYER_BIT(LAYER_ROOT);
	return 0;
}

/* A pid namespace is for the children of who asks for it: the process itself
 * was made in one, or goes without. */
int
lockdown_ns_enter(struct lockdown *l, struct err *e)
{
	if ((l->active & LAYER_BIT(LAYER_PID_NS)) == 0) {
		errno = EPERM;
		if (lockdown_lacks(l, LAYER_PID_NS, "clone", e) < 0)
			return -1;
	}
	return make_all(l, LAYER_BIT(LAYER_PID_NS), e);
}

int
lockdown_ns_factory(struct lockdown *l, struct err *e)
{
	return geteuid() == 0 ? 0 : user_ns(l, e);
}

int
lockdown_ns(struct lockdown *l, struct err *e)
{
	if (l->o->entered)
		return empty_root(l, e);
	if (make_all(l, 0, e) < 0)
		return -1;
	return empty_root(l, e);
}

/* What was the template's process: ends as pid 1 ends, holds nothing. */
static void
shepherd(pid_t child)
{
	int status;

	/* The change of uid has undone what the broker set for us.  Should it
	 * have died just now, the template sees the end of their pair. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)close_range(0, ~0U, 0);
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			_exit(125);
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int
lockdown_ns_pid1(struct lockdown *l, struct err *e)
{
	int alive[2];
	pid_t pid;
	char c;

	if (l->o->entered)
		return prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ?
		    err_sys(e, "PR_SET_PDEATHSIG") : 0;
	if ((l->active & LAYER_BIT(LAYER_PID_NS)) == 0)
		return 0;
	if (pipe2(alive, O_CLOEXEC) < 0)
		return err_sys(e, "pipe2");
	pid = fork();
	if (pid < 0)
		return lockdown_lacks(l, LAYER_PID_NS, "fork", e);
	if (pid > 0)
		shepherd(pid);
	/* The shepherd's death is ours.  Set, then looked whether it has died
	 * before: its end of the pipe is closed as it starts waiting. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return err_sys(e, "PR_SET_PDEATHSIG");
	(void)close(alive[1]);
	if (read(alive[0], &c, 1) != 0 || getppid() != 0)
		return err_set(e, ERR_GONE, "the process that started the "
		    "template is gone");
	(void)close(alive[0]);
	return 0;
}
