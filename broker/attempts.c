/* SPDX-License-Identifier: Apache-2.0 */
/* attempts.c -- see attempts.h. */
#include "broker/attempts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/host/clock.h"
#include "common/host/log.h"

/* Of all the host's: each template's canaries are some. */
#define SEEN_MAX 256
/* Deaths whose record is under way; it comes within milliseconds or never. */
#define AWAITED_MAX 32
#define LATE_MS 2000
#define RECORD_MAX 2048
/* In one turn of the loop: no host's audit keeps the broker. */
#define HEARD_MAX 1024
/* A thousand records: what 2,500 deaths a second leave while the loop is busy
 * for 0.4 s.  The kernel's own choice is some 200. */
#define HEARING_BYTES (1 << 20)
/* include/linux/proc_ns.h: where pids are what audit calls them. */
#define FIRST_PID_NS 0xeffffffcU

struct attempts {
	struct ev_loop *loop;
	int fd;
	ev_io readable;
	struct {
		struct attempt a;
		uint64_t at_ms; /* 0: none, or taken */
	} seen[SEEN_MAX];
	size_t n_seen; /* ever: the oldest gives way */
	struct awaited {
		pid_t pid;
		uint64_t until_ms; /* 0: none */
		char tenant[64], run[24];
	} awaited[AWAITED_MAX];
	size_t n_awaited;
};

/* A record --------------------------------------------------------------- */

/* key=NUMBER, as a word of its own: what a process chose (comm) is in quotes or
 * in hexadecimal, and has no blanks. */
static bool
number(const char *text, const char *key, int base, long *ret)
{
	const char *s = text;
	size_t n = strlen(key);
	char *end;

	while ((s = strstr(s, key)) != NULL && s != text && s[-1] != ' ')
		s += n;
	if (s == NULL)
		return false;
	*ret = strtol(s + n, &end, base);
	return end != s + n && (*end == ' ' || *end == '\0');
}

bool
attempt_read(const char *text, size_t n, struct attempt *ret)
{
	char line[RECORD_MAX];
	long pid, arch, sig;

	if (n >= sizeof line)
		n = sizeof line - 1;
	memcpy(line, text, n);
	line[n] = '\0';
	if (strncmp(line, "audit(", 6) != 0 ||
	    !number(line, "pid=", 10, &pid) || !number(line, "sig=", 10, &sig) ||
	    !number(line, "arch=", 16, &arch) ||
	    !number(line, "syscall=", 10, &ret->nr) || sig != SIGSYS ||
	    pid <= 0 || pid > INT32_MAX)
		return false;
	ret->pid = (pid_t)pid;
	ret->arch = (uint32_t)arch;
	return true;
}

static const char *
arch_name(uint32_t arch, uint32_t *ret_of)
{
	*ret_of = arch;
	switch (arch) {
	case SCMP_ARCH_X86_64: return "x86_64";
	case SCMP_ARCH_X86: return "i386";
	case SCMP_ARCH_AARCH64: return "aarch64";
	case SCMP_ARCH_ARM: return "arm";
	default: return "another architecture";
	}
}

#define X32_BIT 0x40000000L

void
attempt_text(const struct attempt *a, char ret[ATTEMPT_TEXT_MAX])
{
	bool x32 = a->arch == SCMP_ARCH_X86_64 && (a->nr & X32_BIT) != 0 &&
	    a->nr > 0;
	uint32_t of;
	const char *arch = arch_name(a->arch, &of);
	char *name = seccomp_syscall_resolve_num_arch(x32 ? SCMP_ARCH_X32 : of,
	    (int)a->nr);

	(void)snprintf(ret, ATTEMPT_TEXT_MAX, "%.40s (%ld, %s)",
	    name != NULL ? name : "no known call",
	    x32 ? a->nr & ~X32_BIT : a->nr, x32 ? "x32" : arch);
	free(name);
}

/* Hearing ---------------------------------------------------------------- */

static void
say_late(struct awaited *w, const struct attempt *found)
{
	char text[ATTEMPT_TEXT_MAX];

	attempt_text(found, text);
	log_warn("tenant=%s run=%s attempt=%s", w->tenant, w->run,
	    LOG_QUOTED(text));
	w->until_ms = 0;
}

static void
heard(struct attempts *a, const struct attempt *found)
{
	uint64_t now = clock_mono_ms();
	size_t i;

	for (i = 0; i < AWAITED_MAX; i++)
		if (a->awaited[i].until_ms > now &&
		    a->awaited[i].pid == found->pid) {
			say_late(&a->awaited[i], found);
			return;
		}
	i = a->n_seen++ % SEEN_MAX;
	a->seen[i].a = *found;
	a->seen[i].at_ms = now;
}

static void
hear(struct attempts *a)
{
	union {
		struct nlmsghdr head;
		char bytes[RECORD_MAX + NLMSG_HDRLEN];
	} m;
	struct attempt found;
	ssize_t n;

	for (int i = 0; i < HEARD_MAX; i++) {
		n = recv(a->fd, &m, sizeof m, MSG_DONTWAIT);
		if (n == -1 && errno == ENOBUFS)
			continue; /* some are lost; the next are there */
		if (n <= 0)
			return;
		if (n > NLMSG_HDRLEN && m.head.nlmsg_type == AUDIT_SECCOMP &&
		    attempt_read(m.bytes + NLMSG_HDRLEN,
			(size_t)n - NLMSG_HDRLEN, &found))
			heard(a, &found);
	}
}

static void
on_readable(struct ev_loop *loop, ev_io *w, int revents)
{
	(void)loop;
	(void)revents;
	hear(w->data);
}

bool
attempts_take(struct attempts *a, pid_t pid, const char *tenant,
    const char *run, char ret[ATTEMPT_TEXT_MAX])
{
	struct awaited *w;
	uint64_t now;
	size_t i;

	ret[0] = '\0';
	if (a == NULL || pid <= 0)
		return false;
	hear(a);
	now = clock_mono_ms(); /* none was heard later than this */
	for (i = 0; i < SEEN_MAX; i++)
		if (a->seen[i].a.pid == pid && a->seen[i].at_ms != 0 &&
		    now - a->seen[i].at_ms < LATE_MS) {
			a->seen[i].at_ms = 0;
			attempt_text(&a->seen[i].a, ret);
			return true;
		}
	w = &a->awaited[a->n_awaited++ % AWAITED_MAX];
	w->pid = pid;
	w->until_ms = now + LATE_MS;
	(void)snprintf(w->tenant, sizeof w->tenant, "%s", tenant);
	(void)snprintf(w->run, sizeof w->run, "%s", run);
	return false;
}

/* Opening ---------------------------------------------------------------- */

/* Of all that audit tells, only what is asked here: a host with rules of its
 * own may tell thousands a second.  The type is the header's, of this host's
 * order of bytes; the filter reads as networks do. */
static int
only_kills(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
		    offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(AUDIT_SECCOMP), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, ~0U),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog prog = { sizeof code / sizeof code[0], code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof prog);
}

/* As much as we may have; none is lost for less unless the loop is late. */
static void
hear_more(int fd)
{
	int bytes = HEARING_BYTES;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) ==
	    -1)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes,
		    sizeof bytes);
}

static int
open_socket(void)
{
	struct sockaddr_nl group = { .nl_family = AF_NETLINK,
		.nl_groups = 1U << (AUDIT_NLGRP_READLOG - 1) };
	struct stat ns;
	int fd;

	if (stat("/proc/self/ns/pid", &ns) == -1 || ns.st_ino != FIRST_PID_NS)
		return -1;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    NETLINK_AUDIT);
	if (fd == -1)
		return -1;
	hear_more(fd);
	if (only_kills(fd) == 0 &&
	    bind(fd, (const struct sockaddr *)&group, sizeof group) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

struct attempts *
attempts_new(struct ev_loop *loop)
{
	int fd = open_socket();

	/* For this alone it was given; what we start has no use for it. */
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_AUDIT_READ, 0, 0);
	return fd == -1 ? NULL : attempts_hear(loop, fd);
}

struct attempts *
attempts_hear(struct ev_loop *loop, int fd)
{
	struct attempts *a;

	if ((a = calloc(1, sizeof *a)) == NULL) {
		(void)close(fd);
		return NULL;
	}
	a->loop = loop;
	a->fd = fd;
	ev_io_init(&a->readable, on_readable, fd, EV_READ);
	a->readable.data = a;
	ev_io_start(loop, &a->readable);
	return a;
}

void
attempts_free(struct attempts *a)
{
	if (a == NULL)
		return;
	ev_io_stop(a->loop, &a->readable);
	(void)close(a->fd);
	free(a);
}
