/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_worker.c -- speaks as cordon-worker's template and workers do, without
 * engine or wall.  The program's text is a word that says what to do; "attack
 * NAME" is something no honest worker does (fake_attacks.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/fakes/fake_attacks.h"
#include "tests/fakes/peer.h"
#include "worker/template.h"

#define WORKERS 4096

static struct {
	uint32_t id;
	pid_t pid;
} workers[WORKERS];

/* The worker ---------------------------------------------------------- */

static char code[65536];
static size_t code_len;

static void
answer(const char *json)
{
	peer_body(fake_stream(), json, strlen(json));
	peer_say("[\"resolve\",1,{\"result\":[\"body\",%u],"
		 "\"truncated\":false}]", fake_stream_last());
}

/* Makes n calls at once, then reads that many answers. */
static void
make_calls(const char *operation, const char *args, unsigned n)
{
	static struct peer_packet p;
	unsigned i, got = 0, errors = 0;
	size_t bytes = 0;
	char text[128];

	for (i = 1; i <= n; i++) {
		peer_body(fake_stream(), args, strlen(args));
		peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\","
			 "\"%s\",[\"body\",%u]]]]\n[\"pull\",%u]",
		    operation, fake_stream_last(), i);
	}
	while (got < n && peer_read(&p)) {
		const char *end, *s = peer_text(&p, &end);

		if (p.f.type != FRAME_CTL)
			bytes += p.f.len;
		while (s != NULL && s < end) {
			got++;
			if (strncmp(s, "[\"reject\"", 9) == 0)
				errors++;
			s = memchr(s, '\n', (size_t)(end - s));
			s = s == NULL ? NULL : s + 1;
		}
	}
	(void)snprintf(text, sizeof text,
	    "{\"answers\":%u,\"errors\":%u,\"bytes\":%zu}", got, errors, bytes);
	answer(text);
}

/* The next answer, with its body. */
static void
read_answer(void)
{
	static struct peer_packet p;
	const char *end;

	while (peer_read(&p) && peer_text(&p, &end) == NULL)
		;
}

static long
now_ms(void)
{
	struct timespec t = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000L + t.tv_nsec / 1000000L;
}

/* Pushes n calls, and when their answers are there for certain asks for one
 * after the other: how many milliseconds that takes is its result. */
static void
pull_late(const char *operation, unsigned n)
{
	char text[24];
	long began;

	for (unsigned i = 0; i < n; i++) {
		peer_body(fake_stream(), "{}", 2);
		peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\","
			 "\"%s\",[\"body\",%u]]]]", operation,
		    fake_stream_last());
	}
	(void)usleep(60000);
	began = now_ms();
	for (unsigned i = 1; i <= n; i++) {
		peer_say("[\"pull\",%u]", i);
		read_answer();
	}
	(void)snprintf(text, sizeof text, "%ld", now_ms() - began);
	answer(text);
}

static void
log_lines(unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		peer_body(fake_stream(), "a \"line\"\n", 9);
		peer_say("[\"push\",[\"pipeline\",0,[\"log\"],[\"warn\","
			 "[\"body\",%u]]]]", fake_stream_last());
	}
	answer("1");
}

/* An error about a name of so many letters, in one packet. */
static void
blame(size_t n)
{
	static const char head[] = "[\"reject\",1,[\"error\",\"TypeError\",\"",
			  tail[] = " is not a function\",\"at x\",{}]]";
	static char text[FRAME_PAYLOAD_MAX];
	size_t at = sizeof head - 1;

	memcpy(text, head, at);
	for (; n > 0 && at + sizeof tail < sizeof text; n--)
		text[at++] = 'a';
	memcpy(text + at, tail, sizeof tail - 1);
	peer_frame(FRAME_CTL, 0, 0, text, at + sizeof tail - 1);
}

static void
run_program(void)
{
	static struct peer_packet packet;
	char word[32] = "", rest[64] = "";
	unsigned n = 0;

	(void)sscanf(code, "%31s %63s %u", word, rest, &n);
	if (strcmp(word, "sleep") == 0)
		(void)pause();
	else if (strcmp(word, "spin") == 0)
		for (;;)
			__asm__ volatile("");
	else if (strcmp(word, "signal") == 0)
		(void)raise(atoi(rest));
	else if (strcmp(word, "ask-and-signal") == 0) {
		/* For what is no call, and is answered all the same. */
		peer_say("[\"push\",[\"pipeline\",0,[\"none\"],[]]]\n[\"pull\",1]");
		(void)raise(atoi(rest));
	} else if (strcmp(word, "exit") == 0)
		_exit(atoi(rest));
	else if (strcmp(word, "throw") == 0)
		peer_say("[\"reject\",1,[\"error\",\"RangeError\",\"too\\u0000 far\","
			 "\"at x\",{\"line\":3,\"column\":7,\"source\":\"f()\"}]]");
	else if (strcmp(word, "abort") == 0)
		peer_say("[\"abort\",[\"error\",\"Error\",\"no more memory\"]]");
	else if (strcmp(word, "blame") == 0)
		blame((size_t)atoi(rest));
	else if (strcmp(word, "log") == 0)
		log_lines((unsigned)atoi(rest));
	else if (strcmp(word, "get") == 0 || strcmp(word, "post") == 0 ||
	    strcmp(word, "got") == 0)
		make_calls(word, rest, n);
	else if (strcmp(word, "late-pull") == 0)
		pull_late(rest, n);
	else if (strcmp(word, "check") == 0) {
		/* What the program's calls are, in the packet of the first. */
		peer_body(fake_stream(), "{}", 2);
		peer_say("[\"push\",[\"pipeline\",0,[\"check\"],[[[%s]]]]]\n"
			 "[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\","
			 "[\"body\",%u]]]]\n[\"pull\",2]",
		    code + strlen("check "), fake_stream_last());
		(void)peer_read(&packet);
		answer("\"called\"");
	} else if (strcmp(word, "unread") == 0) {
		/* Ends without reading its answer, which is there. */
		peer_body(fake_stream(), "{}", 2);
		peer_say("[\"push\",[\"pipeline\",0,[\"call\"],[\"api\",\"get\","
			 "[\"body\",%u]]]]\n[\"pull\",1]", fake_stream_last());
		(void)usleep(50000);
		answer("\"unread\"");
		_exit(0);
	} else if (strcmp(word, "late") == 0) {
		(void)usleep(20500);
		answer("\"late\"");
	} else if (strcmp(word, "twice") == 0) {
		/* One answer more, and a call that nobody may make any more. */
		answer("\"first\"");
		answer("\"second\"");
		make_calls("get", "{\"tenant\":\"another\"}", 1);
	} else if (strcmp(word, "attack") == 0) {
		fake_attack(rest);
		fake_attack_more(rest);
	} else
		answer("\"ok\"");
	/* A real one waits to be killed, too. */
	for (;;)
		(void)pause();
}

static void
work(void)
{
	static struct peer_packet p;

	while (peer_read(&p)) {
		if (p.f.type != FRAME_CTL && p.f.stream == 1 &&
		    code_len + p.f.len < sizeof code) {
			memcpy(code + code_len, p.f.payload, p.f.len);
			code_len += p.f.len;
		}
		if (p.f.type != FRAME_BODY)
			run_program();
	}
	_exit(0);
}

/* The template -------------------------------------------------------- */

static void
tell(struct template_msg *m, int fd)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .space = { 0 } };
	struct iovec iov = { m, sizeof *m };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (fd != -1) {
		h.msg_control = &control;
		h.msg_controllen = sizeof control;
		c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	if (sendmsg(TEMPLATE_FD, &h, MSG_NOSIGNAL) == -1)
		_exit(0);
}

static int
hear(struct template_msg *m)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { m, sizeof *m };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof control };
	struct cmsghdr *c;
	int fd = -1;

	if (recvmsg(TEMPLATE_FD, &h, MSG_CMSG_CLOEXEC) <= 0)
		_exit(0);
	if ((c = CMSG_FIRSTHDR(&h)) != NULL)
		memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

static void
on_fork(void)
{
	struct template_msg m = { 0 }, say = { .say = TEMPLATE_FORKED };
	int fd = hear(&m), pidfd, i = 0;
	pid_t pid, template = getpid();
	sigset_t none;

	if ((pid = fork()) == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (getppid() != template)
			_exit(0);
		(void)dup2(fd, WORKER_FD);
		(void)syscall(SYS_close_range, WORKER_FD + 1, ~0U, 0);
		(void)sigemptyset(&none);
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		work();
	}
	(void)close(fd);
	while (workers[i].pid != 0)
		i++;
	workers[i].pid = pid;
	workers[i].id = m.worker_id;
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	say.worker_id = m.worker_id;
	say.pid = pid;
	tell(&say, pidfd);
	(void)close(pidfd);
}

static void
on_child(int sfd)
{
	struct template_msg say = { .say = TEMPLATE_EXITED };
	struct signalfd_siginfo si;
	struct rusage ru;
	pid_t pid;
	int i;

	(void)!read(sfd, &si, sizeof si);
	while ((pid = wait4(-1, &say.status, WNOHANG, &ru)) > 0) {
		for (i = 0; i < WORKERS && workers[i].pid != pid;)
			i++;
		if (i == WORKERS)
			continue;
		say.worker_id = workers[i].id;
		say.pid = pid;
		say.cpu_ms = (uint32_t)(ru.ru_utime.tv_usec / 1000);
		say.maxrss_kib = (uint64_t)ru.ru_maxrss;
		workers[i].pid = 0;
		tell(&say, -1);
	}
}

int
main(int argc, char **argv)
{
	struct template_msg m = { .say = TEMPLATE_READY, .arg = 1 };
	struct pollfd p[2] = { { .fd = TEMPLATE_FD, .events = POLLIN } };
	sigset_t set;

	/* No test waits for what outlived it. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* The heap's size picks how the template itself misbehaves. */
	if (argc > 3 && strcmp(argv[3], "1") == 0) {
		m.say = TEMPLATE_FAILED;
		(void)snprintf(m.text, sizeof m.text, "layer landlock: no");
		tell(&m, -1);
		_exit(1);
	}
	if (argc > 3 && strcmp(argv[3], "2") == 0)
		_exit(3);
	if (argc > 3 && strcmp(argv[3], "3") == 0)
		(void)pause(); /* never ready: to be killed */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	p[1] = (struct pollfd){ .fd = signalfd(-1, &set, SFD_CLOEXEC),
		.events = POLLIN };
	tell(&m, -1);
	for (;;) {
		(void)poll(p, 2, -1);
		if (p[1].revents != 0)
			on_child(p[1].fd);
		if (p[0].revents != 0)
			on_fork();
	}
}
