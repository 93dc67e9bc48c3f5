/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lockdown_check.c -- does the wall do what its layers' calls said?
 *
 * A call that succeeds proves little: layers are tried by effect, here by the
 * template itself before its filter, and after it by canaries.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/lockdown_int.h"

/* Effects ------------------------------------------------------------- */

static bool
is_first(void)
{
	return getpid() == 1;
}

/* An interface that is up, or any beside lo, is a network. */
static bool
no_network(void)
{
	struct ifreq r = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool none = true;

	if (fd < 0)
		return true; /* and none to be had */
	if (ioctl(fd, SIOCGIFFLAGS, &r) == 0)
		none = (r.ifr_flags & IFF_UP) == 0;
	for (int i = 2; i < 16; i++) {
		/* tunl0 and its like are there from birth, and down. */
		memset(&r, 0, sizeof r);
		r.ifr_ifindex = i;
		if (ioctl(fd, SIOCGIFNAME, &r) == 0 &&
		    ioctl(fd, SIOCGIFFLAGS, &r) == 0 &&
		    (r.ifr_flags & IFF_UP) != 0)
			none = false;
	}
	(void)close(fd);
	return none;
}

static bool
empty(void)
{
	static const char *const names[] = { "/etc", "/proc", "/usr", "/dev",
		"/tmp", "/sys", "/home", "/bin" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (access(names[i], F_OK) == 0 || errno != ENOENT)
			return false;
	}
	return mkdir("/x", 0700) < 0;
}

static bool
no_capability(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2] = { 0 };

	if (syscall(SYS_capget, &head, caps) < 0)
		return false;
	return (caps[0].permitted | caps[1].permitted | caps[0].effective |
	    caps[1].effective | caps[0].inheritable |
	    caps[1].inheritable) == 0;
}

static bool
no_new_privs(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

static bool
not_dumpable(void)
{
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}

static bool
limited(void)
{
	struct rlimit files = { 0 }, core = { 0 }, size = { 0 };

	return getrlimit(RLIMIT_NOFILE, &files) == 0 &&
	    getrlimit(RLIMIT_CORE, &core) == 0 &&
	    getrlimit(RLIMIT_FSIZE, &size) == 0 &&
	    files.rlim_max <= LOCKDOWN_TEMPLATE_FILES &&
	    core.rlim_max == 0 && size.rlim_max == 0;
}

static bool
no_path(void)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		(void)close(fd);
	return fd < 0 && errno == EACCES;
}

static bool
no_new_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return true;
	(void)munmap(p, 4096);
	return false;
}

static const struct {
	enum lockdown_layer layer;
	bool (*holds)(void);
} effects[] = {
	{ LAYER_PID_NS, is_first },
	{ LAYER_NET_NS, no_network },
	{ LAYER_ROOT, empty },
	{ LAYER_CAPS, no_capability },
	{ LAYER_NNP, no_new_privs },
	{ LAYER_DUMPABLE, not_dumpable },
	{ LAYER_RLIMITS, limited },
	{ LAYER_LANDLOCK, no_path },
	{ LAYER_MDWE, no_new_code },
};

int
lockdown_check(struct lockdown *l, struct err *e)
{
	for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
		enum lockdown_layer layer = effects[i].layer;

		if ((l->active & LAYER_BIT(layer)) == 0 || effects[i].holds())
			continue;
		errno = EBADE;
		if (lockdown_lacks(l, layer, "it has no effect", e) < 0)
			return -1;
	}
	return 0;
}

/* Namespaces ---------------------------------------------------------- */

static const struct {
	enum lockdown_layer layer;
	const char *path;
} spaces[] = {
	{ LAYER_USER_NS, "/proc/self/ns/user" },
	{ LAYER_NET_NS, "/proc/self/ns/net" },
	{ LAYER_MOUNT_NS, "/proc/self/ns/mnt" },
	{ LAYER_PID_NS, "/proc/self/ns/pid_for_children" },
	{ LAYER_IPC_NS, "/proc/self/ns/ipc" },
	{ LAYER_UTS_NS, "/proc/self/ns/uts" },
	{ LAYER_CGROUP_NS, "/proc/self/ns/cgroup" },
};

void
lockdown_check_note(uint64_t was[LAYER_MAX])
{
	struct stat st;

	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
		was[spaces[i].layer] = stat(spaces[i].path, &st) == 0 ?
		    st.st_ino : 0;
}

int
lockdown_check_moved(struct lockdown *l, const uint64_t was[LAYER_MAX],
    uint32_t layers, struct err *e)
{
	uint64_t now[LAYER_MAX] = { 0 };

	lockdown_check_note(now);
	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
		enum lockdown_layer x = spaces[i].layer;

		if ((l->active & layers & LAYER_BIT(x)) == 0 || was[x] == 0 ||
		    was[x] != now[x])
			continue;
		errno = EBADE;
		if (lockdown_lacks(l, x, "it has no effect", e) < 0)
			return -1;
	}
	return 0;
}

/* Canaries ------------------------------------------------------------ */

#define NO_FILTER 99 /* a canary's exit status */

static char room[16];

static void
ask_pid(void)
{
	(void)syscall(SYS_getpid);
}

static void
open_root(void)
{
	(void)syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY, 0);
}

static void
write_elsewhere(void)
{
	(void)syscall(SYS_write, 2, room, 0);
}

static void
make_a_socket(void)
{
	(void)syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
}

static void
fork_once(void)
{
	if (syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0) == 0)
		_exit(0);
}

static void
map_what_runs(void)
{
	(void)syscall(SYS_mmap, NULL, 4096L, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);
}

#ifdef __x86_64__
static void
read_the_counter(void)
{
	unsigned lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
}

static void
ask_as_x32(void)
{
	(void)syscall(SYS_getpid | 0x40000000);
}
#elif defined(__aarch64__)
/* Trapped from Linux 6.12; before, the layer says that it is lacking. */
static void
read_the_counter(void)
{
	uint64_t now;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(now));
}
#endif

static const struct {
	const char *act;
	void (*try)(void);
	enum lockdown_layer layer;
	int sig;
} canaries[LOCKDOWN_CANARIES] = {
	{ "asked for its pid", ask_pid, LAYER_FILTER, SIGSYS },
	{ "opened a directory", open_root, LAYER_FILTER, SIGSYS },
	{ "wrote to another descriptor", write_elsewhere, LAYER_FILTER,
	    SIGSYS },
	{ "made a socket", make_a_socket, LAYER_FILTER, SIGSYS },
	{ "forked", fork_once, LAYER_FILTER, SIGSYS },
	{ "mapped memory that runs", map_what_runs, LAYER_FILTER, SIGSYS },
#ifdef __x86_64__
	{ "made a call of another ABI", ask_as_x32, LAYER_FILTER, SIGSYS },
#endif
#if defined(__x86_64__) || defined(__aarch64__)
	{ "read the time stamp counter", read_the_counter, LAYER_TSC,
	    SIGSEGV },
#endif
};

/* As the template's own fork, later: both filters, one upon the other. */
static void
be_canary(struct lockdown *l, size_t i)
{
	uint32_t active;
	struct err e;

	if (lockdown_filter_template(l, &e) < 0 ||
	    (l->active & LAYER_BIT(LAYER_FILTER)) == 0)
		_exit(NO_FILTER);
	lockdown_has(l->active);
	if (lockdown_worker(l->o, &active, &e) == 0)
		canaries[i].try();
	_exit(0);
}

static int
start_canary(struct lockdown *l, size_t i)
{
	int pidfd = -1;
	long pid = syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &pidfd, NULL,
	    0);

	if (pid == 0)
		be_canary(l, i);
	if (pid > 0)
		(void)close(pidfd);
	return (int)pid;
}

void
lockdown_canaries(struct lockdown *l, struct lockdown_canaries *ret)
{
	uint32_t on = l->active | LAYER_BIT(LAYER_FILTER);

	if ((lockdown_not_built() & LAYER_BIT(LAYER_FILTER)) != 0)
		on = 0;
	for (size_t i = 0; i < LOCKDOWN_CANARIES; i++)
		ret->pid[i] = canaries[i].act != NULL &&
		    (on & LAYER_BIT(canaries[i].layer)) != 0 ?
		    start_canary(l, i) : 0;
}

int
lockdown_canaries_end(const struct lockdown_canaries *c, struct err *e)
{
	int status, rc = 0;

	for (size_t i = 0; i < LOCKDOWN_CANARIES; i++) {
		const char *layer = lockdown_layer_name(canaries[i].layer);

		if (c->pid[i] == 0)
			continue;
		if (c->pid[i] < 0)
			rc = err_set(e, ERR_SYS, "no canary can be forked");
		else if (wait4(c->pid[i], &status, 0, NULL) != c->pid[i])
			rc = err_sys(e, "wait for a canary");
		else if (WIFEXITED(status) &&
		    WEXITSTATUS(status) == NO_FILTER)
			continue; /* the template says so itself */
		else if (!WIFSIGNALED(status) ||
		    WTERMSIG(status) != canaries[i].sig)
			rc = err_set(e, ERR_SYS, "isolation layer %s has no "
			    "effect: a canary %s and did not die of it (see "
			    "cordon doctor)", layer, canaries[i].act);
	}
	return rc;
}
