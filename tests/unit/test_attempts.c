/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel's audit tells of a filter's kill. */
#include "broker/attempts.h"

#include <linux/audit.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/tap.h"

#define HEAD "audit(1795692146.921:2964): auid=4294967295 uid=65534 "
#define SELF "comm=\"cordon-worker\" exe=\"/usr/bin/cordon-worker\" "

static struct attempt a;

static bool
reads(const char *text)
{
	return attempt_read(text, strlen(text), &a);
}

static void
a_record_of_a_kill_is_read(void)
{
	CHECK(reads(HEAD "gid=65534 ses=4294967295 pid=708 " SELF
	    "sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f3d5990c5d9 "
	    "code=0x80000000"));
	CHECK(a.pid == 708 && a.arch == 0xc000003e && a.nr == 41);
	CHECK(reads(HEAD "pid=9 sig=31 arch=40000003 syscall=-1"));
	CHECK(a.pid == 9 && a.nr == -1);
}

static void
what_is_no_kill_is_none(void)
{
	CHECK(!reads(""));
	CHECK(!reads(HEAD "pid=708 sig=0 arch=c000003e syscall=41"));
	CHECK(!reads(HEAD "sig=31 arch=c000003e syscall=41"));
	CHECK(!reads(HEAD "pid=708 sig=31 syscall=41"));
	CHECK(!reads(HEAD "pid=708 sig=31 arch=c000003e"));
	CHECK(!reads(HEAD "pid=-1 sig=31 arch=c000003e syscall=41"));
	CHECK(!reads(HEAD "pid=99999999999 sig=31 arch=c000003e syscall=41"));
	CHECK(!reads(HEAD "pid=7x sig=31 arch=c000003e syscall=41"));
	CHECK(!reads("pid=708 sig=31 arch=c000003e syscall=41"));
}

static void
other_words_that_end_alike_are_not_taken(void)
{
	CHECK(reads(HEAD "ppid=1 pid=708 comm=\"pid=5\" xsig=1 sig=31 "
	    "march=1 arch=c000003e nosyscall=2 syscall=41"));
	CHECK(a.pid == 708 && a.nr == 41);
}

static void
a_long_record_is_read_as_far_as_it_goes(void)
{
	char text[8192];

	memset(text, 'x', sizeof text);
	memcpy(text, HEAD, sizeof HEAD - 1);
	CHECK(!attempt_read(text, sizeof text, &a));
}

static const char *
text_of(uint32_t arch, long nr)
{
	static char text[ATTEMPT_TEXT_MAX];

	a = (struct attempt){ .pid = 1, .arch = arch, .nr = nr };
	attempt_text(&a, text);
	return text;
}

static void
a_call_has_its_name_in_its_abi(void)
{
	CHECK_STR(text_of(0xc000003e, 41), "socket (41, x86_64)");
	CHECK_STR(text_of(0xc000003e, 41 | 0x40000000), "socket (41, x32)");
	CHECK_STR(text_of(0x40000003, 5), "open (5, i386)");
	CHECK_STR(text_of(0xc00000b7, 198), "socket (198, aarch64)");
	CHECK_STR(text_of(0xc000003e, 9999), "no known call (9999, x86_64)");
	CHECK_STR(text_of(0xc000003e, -1), "no known call (-1, x86_64)");
	CHECK_STR(text_of(1, 1), "no known call (1, another architecture)");
}

static void
without_the_kernels_word_there_is_no_name(void)
{
	char text[ATTEMPT_TEXT_MAX] = "x";

	CHECK(!attempts_take(NULL, 1, "t", "r1", text));
	CHECK_STR(text, "");
	attempts_free(NULL);
}

/* The kernel's end of a socket, and what hears it. */
static int kernel;

static struct attempts *
listening(struct ev_loop *loop)
{
	struct attempts *heard;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) == -1)
		return NULL;
	kernel = pair[1];
	heard = attempts_hear(loop, pair[0]);
	CHECK(heard != NULL);
	return heard;
}

static void
tell(uint16_t type, pid_t pid, int nr)
{
	struct {
		struct nlmsghdr head;
		char text[256];
	} m = { .head.nlmsg_type = type };
	int n = snprintf(m.text, sizeof m.text,
	    HEAD "pid=%d sig=31 arch=c000003e syscall=%d", pid, nr);
	size_t len = NLMSG_HDRLEN + (size_t)n;

	m.head.nlmsg_len = (uint32_t)len;
	CHECK(send(kernel, &m, len, 0) == (ssize_t)len);
}

/* Whether a millisecond ends between the two or not: 1 of 1,000 was not. */
static void
a_record_that_came_before_is_found_at_any_time(void)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct attempts *heard = listening(loop);
	char text[ATTEMPT_TEXT_MAX];
	unsigned found = 0;

	for (pid_t pid = 1; pid <= 20000; pid++) {
		tell(AUDIT_SECCOMP, pid, 41);
		found += attempts_take(heard, pid, "t", "r1", text);
	}
	CHECK(found == 20000);
	CHECK_STR(text, "socket (41, x86_64)");
	CHECK(!attempts_take(heard, 20000, "t", "r1", text)); /* once */
	attempts_free(heard);
	(void)close(kernel);
	ev_loop_destroy(loop);
}

static void
what_others_died_of_or_audit_tells_else_is_not_taken(void)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct attempts *heard = listening(loop);
	char text[ATTEMPT_TEXT_MAX];

	tell(AUDIT_SECCOMP, 7, 41);
	tell(AUDIT_SYSCALL, 8, 41);
	CHECK(!attempts_take(heard, 8, "t", "r1", text));
	CHECK(attempts_take(heard, 7, "t", "r1", text));
	attempts_free(heard);
	(void)close(kernel);
	ev_loop_destroy(loop);
}

int
main(void)
{
	TEST(a_record_of_a_kill_is_read);
	TEST(what_is_no_kill_is_none);
	TEST(other_words_that_end_alike_are_not_taken);
	TEST(a_long_record_is_read_as_far_as_it_goes);
	TEST(a_call_has_its_name_in_its_abi);
	TEST(without_the_kernels_word_there_is_no_name);
	TEST(a_record_that_came_before_is_found_at_any_time);
	TEST(what_others_died_of_or_audit_tells_else_is_not_taken);
	return tap_end();
}
