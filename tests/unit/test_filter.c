/* SPDX-License-Identifier: Apache-2.0 */
/* What the broker and egress can no longer do; each tried in a child. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/filter.h"

#include "tests/unit/tap.h"

#define FILTER_FAILED 77
#define REFUSED (EPERM << 8) /* as of waitpid() */

/* The status of a child that filters itself, then acts. */
static int
in_child(int (*filter)(struct err *), int (*act)(void))
{
	struct err e;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (filter(&e) == -1)
			_exit(FILTER_FAILED);
		_exit(act());
	}
	(void)waitpid(pid, &status, 0);
	return status;
}

static int
run_a_program(void)
{
	char name[] = "/bin/true", *argv[] = { name, NULL };

	(void)execve(name, argv, argv + 1);
	return 1;
}

static int
trace_somebody(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : errno;
}

static int
load_bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0) == 0 ? 0 : errno;
}

static int
join_a_namespace(void)
{
	return syscall(SYS_setns, 0, 0) == 0 ? 0 : errno;
}

static int
fork_a_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid == -1 && errno == EPERM ? 0 : 1;
}

static int
make_a_namespace(void)
{
	return unshare(CLONE_NEWUSER) == -1 && errno == EPERM ? 0 : 1;
}

static int
make_new_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? 0 : 2;
}

/* What libcurl does: a file, a name, a socket, a thread inside getaddrinfo. */
static int
do_ones_work(void)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *a = NULL;
	int fd = open("/etc/hosts", O_RDONLY | O_CLOEXEC);
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int r = getaddrinfo("localhost", "80", &hints, &a);

	return fd >= 0 && s >= 0 && r == 0 ? 0 : 1;
}

static int
be_hard(void)
{
	struct rlimit core = { 1, 1 };
	char status[4096];
	FILE *f = fopen("/proc/self/status", "re");
	size_t n = f == NULL ? 0 : fread(status, 1, sizeof status - 1, f);

	status[n] = '\0';
	return strstr(status, "NoNewPrivs:\t1") != NULL &&
	    getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 ? 0 : 1;
}

static int
not_dumpable(void)
{
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}

static bool
killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

/* The lists, one by one ------------------------------------------------- */

#define CALLS_MAX 512 /* past the last there is */

static const struct {
	int nr; /* negative: not of this architecture */
	const char *name;
} never[] = {
#define NEVER(call) { SCMP_SYS(call), #call },
#define EGRESS(call)
#include "broker/filter.def"
#undef NEVER
#undef EGRESS
};
#define N_NEVER (sizeof never / sizeof never[0])

static bool known[CALLS_MAX]; /* allowed, or judged by their arguments, or NEVER */
static int nr_now;

static void
know(void)
{
	static const int some[] = {
#define NEVER(call) SCMP_SYS(call),
#define EGRESS(call) SCMP_SYS(call),
#include "broker/filter.def"
#undef NEVER
#undef EGRESS
		SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(clone),
		SCMP_SYS(clone3),
	};

#ifdef __x86_64__
	/* uretprobe and uprobe: the kernel exempts them from filters. */
	known[335] = known[336] = true;
#endif
	for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
		if (some[i] >= 0 && some[i] < CALLS_MAX)
			known[some[i]] = true;
}

/* With arguments by which nothing happens where it is not refused. */
static int
call_now(void)
{
	return syscall(nr_now, -1L, -1L, -1L, -1L, -1L, -1L) == -1 ? errno : 0;
}

/* Returns how many came further than the filter. */
static int
call_all_others(void)
{
	int through = 0;

	for (nr_now = 0; nr_now < CALLS_MAX; nr_now++) {
		if (known[nr_now] || call_now() == EPERM)
			continue;
		printf("# call %d is not refused\n", nr_now);
		through++;
	}
	(void)fflush(stdout);
	return through;
}

static void
what_none_may_is_refused_to_the_broker_and_egress_death(void)
{
	unsigned n = 0;

	for (size_t i = 0; i < N_NEVER; i++) {
		bool was = tap_bad_checks > 0;

		if ((nr_now = never[i].nr) < 0)
			continue;
		CHECK(in_child(filter_broker, call_now) == REFUSED);
		CHECK(killed(in_child(filter_egress, call_now)));
		if (!was && tap_bad_checks > 0)
			printf("# %s\n", never[i].name);
		n++;
	}
	CHECK(n >= 30);
}

static void
what_is_not_on_egress_list_is_refused(void)
{
	know();
	CHECK(in_child(filter_egress, call_all_others) == 0);
}

static void
egress_starts_no_program_and_no_process(void)
{
	CHECK(killed(in_child(filter_egress, run_a_program)));
	CHECK(in_child(filter_egress, fork_a_process) == 0);
	CHECK(in_child(filter_egress, make_a_namespace) == 0);
}

static void
egress_can_still_do_its_work(void)
{
	CHECK(in_child(filter_egress, do_ones_work) == 0);
}

static void
nobody_traces_loads_or_joins(void)
{
	CHECK(killed(in_child(filter_egress, trace_somebody)));
	CHECK(in_child(filter_broker, trace_somebody) == REFUSED);
	CHECK(in_child(filter_broker, load_bpf) == REFUSED);
	CHECK(in_child(filter_broker, join_a_namespace) == REFUSED);
}

static void
no_core_no_privilege_no_dump(void)
{
	CHECK(in_child(filter_egress, be_hard) == 0);
	CHECK(in_child(filter_broker, be_hard) == 0);
	CHECK(in_child(filter_broker, not_dumpable) == 0);
}

static void
no_memory_is_written_and_then_run(void)
{
	int status = in_child(filter_broker, make_new_code);

	/* Kernels before 6.3 do not have it. */
	CHECK(status == 0 || prctl(66 /* PR_GET_MDWE */, 0, 0, 0, 0) == -1);
}

int
main(void)
{
#ifdef CORDON_SANITIZED
	printf("1..0 # SKIP this build has no filter\n");
	return 77;
#endif
	TEST(egress_starts_no_program_and_no_process);
	TEST(egress_can_still_do_its_work);
	TEST(nobody_traces_loads_or_joins);
	TEST(what_none_may_is_refused_to_the_broker_and_egress_death);
	TEST(what_is_not_on_egress_list_is_refused);
	TEST(no_core_no_privilege_no_dump);
	TEST(no_memory_is_written_and_then_run);
	return tap_end();
}
