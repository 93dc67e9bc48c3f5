/* SPDX-License-Identifier: Apache-2.0 */
/* collection.c -- see collection.h: calls, and all numbers by each way in. */
#include "tests/escape/collection.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/escape/collection_int.h"
#include "worker/template.h"

#define ALIVE 42 /* what a process that comes back exits with */
/* Linux exempts these two from filters; outside their trampoline they only
 * raise SIGILL or fail. */
#define NR_URETPROBE 335
#define NR_UPROBE 336
#define MAX 640

char attack_mem[8192] __attribute__((aligned(4096)));
#define mem attack_mem

/* Its own descriptor, to be passed over itself. */
static struct {
	struct msghdr h;
	struct iovec iov;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
} rights;

static struct attack all[MAX];
static size_t n_all;

#define ARG(x) ((long)(uintptr_t)(x))

static void
add_calls(void)
{
#define CALL(name, nr, a, b, c, d, e, f) \
	{ name, NULL, nr, { ARG(a), ARG(b), ARG(c), ARG(d), ARG(e), ARG(f) }, \
	    DIES(SIGSYS) },
	const struct attack list[] = {
#include "tests/escape/attacks.def"
#include "tests/escape/more_attacks.def"
	};
#undef CALL

	memcpy(all, list, sizeof list);
	n_all = sizeof list / sizeof list[0];
}

static void
fill_rights(void)
{
	static const int fd = WORKER_FD;

	struct cmsghdr *c;

	rights.iov = (struct iovec){ mem, 1 };
	rights.h = (struct msghdr){ .msg_iov = &rights.iov, .msg_iovlen = 1,
		.msg_control = rights.control,
		.msg_controllen = sizeof rights.control };
	c = CMSG_FIRSTHDR(&rights.h);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
}

size_t
attack_list(const struct attack **ret)
{
	if (n_all == 0) {
		fill_rights();
		add_calls();
		n_all += attack_acts(all + n_all, MAX - n_all);
		n_all += attack_tricks(all + n_all, MAX - n_all);
		n_all += attack_hatch(all + n_all, MAX - n_all);
		n_all += attack_doors(all + n_all, MAX - n_all);
	}
	*ret = all;
	return n_all;
}

void
attack_run(const struct attack *a)
{
	if (a->act != NULL)
		a->act();
	else
		(void)syscall(a->nr, a->a[0], a->a[1], a->a[2], a->a[3],
		    a->a[4], a->a[5]);
}

bool
attack_died(const struct attack *a, int status)
{
	return WIFSIGNALED(status) &&
	    (a->dies & DIES(WTERMSIG(status))) != 0;
}

/* The sweep ----------------------------------------------------------- */

const char *
sweep_entry(enum entry by)
{
	static const char *const names[ENTRY_MAX] = { "by syscall", "as x32",
		"by int 0x80", "by sysenter" };

	return names[by];
}

bool
sweep_here(enum entry by)
{
#ifdef __x86_64__
	return by < ENTRY_MAX;
#else
	return by == ENTRY_64;
#endif
}

void
sweep_run(enum entry by, long nr)
{
	if (by == ENTRY_64)
		(void)syscall(nr, 9, 0, 0, 0, 0, 0);
#ifdef __x86_64__
	else if (by == ENTRY_X32)
		(void)syscall(nr | 0x40000000, 9, 0, 0, 0, 0, 0);
	else if (by == ENTRY_INT80)
		(void)attack_int80(nr);
	else
		attack_sysenter(nr);
#endif
}

bool
sweep_exempt(enum entry by, long nr)
{
#ifdef __x86_64__
	return by == ENTRY_64 && (nr == NR_URETPROBE || nr == NR_UPROBE);
#else
	(void)by;
	(void)nr;
	return false;
#endif
}

bool
sweep_harmless(enum entry by, long nr, int status)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (sig == SIGSYS)
		return true;
	/* Without 32-bit emulation in the kernel the gate itself faults. */
	if (by == ENTRY_INT80 || by == ENTRY_SYSENTER)
		return sig == SIGSEGV || sig == SIGILL;
	if (by == ENTRY_64 && nr == SYS_exit_group)
		return WIFEXITED(status) && WEXITSTATUS(status) == 9;
	return sweep_exempt(by, nr) && (sig == SIGILL ||
	    (WIFEXITED(status) && WEXITSTATUS(status) == ALIVE));
}
