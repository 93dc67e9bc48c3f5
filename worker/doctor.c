/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doctor.c -- `cordon-worker --doctor`.
 *
 * A throw-away child puts up the wall, layer by layer, lacking whatever it
 * must, sees whether each has its effect, sends canaries, and says which layers
 * it got and why not the others.
 */
#include "worker/doctor.h"

#include <linux/audit.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/lockdown.h"
#include "worker/template.h"

/* Without these there is no wall worth the name. */
static const enum lockdown_layer vital[] = { LAYER_FILTER, LAYER_NNP,
	LAYER_RLIMITS };

struct findings {
	uint32_t active;
	uint32_t extras; /* what a cordoned worker would have */
	int failed;
	char why[LAYER_MAX][80];
	char error[200];
};

static void
examine(int fd)
{
	struct lockdown_canaries c;
	struct lockdown_opts o = { .rpc_fd = WORKER_FD, .may_lack = ~0U,
		.canaries = &c };
	struct findings f = { .extras = geteuid() == 0 ? 1U << EXTRA_UID : 0 };
	struct err e;

	f.extras |= lockdown_harden(sched_getcpu());
	f.failed = lockdown_template(&o, &f.active, &e) < 0 ||
	    lockdown_canaries_end(&c, &e) < 0;
	if (f.failed)
		(void)snprintf(f.error, sizeof f.error, "%.199s", e.msg);
	for (unsigned i = 0; i < LAYER_MAX; i++)
		(void)snprintf(f.why[i], sizeof f.why[i], "%.79s",
		    lockdown_why((enum lockdown_layer)i));
	_exit(write(fd, &f, sizeof f) == (ssize_t)sizeof f ? 0 : 1);
}

static int
ask(struct findings *ret)
{
	int p[2], status;
	ssize_t n;
	pid_t pid;

	if (pipe(p) < 0 || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		/* Where a template has its pair. */
		if (dup2(p[1], WORKER_FD) < 0)
			_exit(1);
		examine(WORKER_FD);
	}
	(void)close(p[1]);
	n = read(p[0], ret, sizeof *ret);
	(void)close(p[0]);
	(void)waitpid(pid, &status, 0);
	return n == (ssize_t)sizeof *ret ? 0 : -1;
}

static bool
has(const struct findings *f, enum lockdown_layer l)
{
	return (f->active & lockdown_layer_bit(lockdown_layer_name(l))) != 0;
}

static int
verdict(const struct findings *f)
{
	int v = 0;

	for (unsigned i = 0; i < LAYER_MAX; i++)
		v |= !has(f, (enum lockdown_layer)i);
	for (size_t i = 0; i < sizeof vital / sizeof vital[0]; i++) {
		if (!has(f, vital[i]))
			v = 2;
	}
	return f->failed ? 2 : v;
}

/* Would the broker hear which forbidden call a worker died of?  As it listens
 * itself (broker/attempts.c): the records have pids of the first namespace. */
static bool
names_calls(void)
{
	const ino_t first_pid_ns = 0xeffffffcU;
	struct sockaddr_nl group = { .nl_family = AF_NETLINK,
		.nl_groups = 1U << (AUDIT_NLGRP_READLOG - 1) };
	struct stat ns;
	bool may;
	int fd;

	if (stat("/proc/self/ns/pid", &ns) < 0 || ns.st_ino != first_pid_ns)
		return false;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	if (fd < 0)
		return false;
	may = bind(fd, (const struct sockaddr *)&group, sizeof group) == 0;
	(void)close(fd);
	return may;
}

static const char *const verdicts[] = { "FULL", "DEGRADED", "REFUSE" };

static void
print_json(const struct findings *f, int v)
{
	printf("{\"verdict\":\"%s\",\"layers\":{", verdicts[v]);
	for (unsigned i = 0; i < LAYER_MAX; i++)
		printf("%s\"%s\":%s", i > 0 ? "," : "",
		    lockdown_layer_name((enum lockdown_layer)i),
		    has(f, (enum lockdown_layer)i) ? "true" : "false");
	printf("},\"cordoned\":{");
	for (unsigned i = 0; i < EXTRA_MAX; i++)
		printf("%s\"%s\":%s", i > 0 ? "," : "",
		    lockdown_extra_name((enum lockdown_extra)i),
		    (f->extras & 1U << i) != 0 ? "true" : "false");
	printf("},\"names_calls\":%s}\n", names_calls() ? "true" : "false");
}

/* What cordon.yaml would have to say for workers to start all the same. */
static void
print_may_lack(const struct findings *f)
{
	const char *sep = "";

	printf(": workers start only if cordon.yaml says "
	    "\"isolation: {may_lack: [");
	for (unsigned i = 0; i < LAYER_MAX; i++) {
		if (has(f, (enum lockdown_layer)i))
			continue;
		printf("%s%s", sep,
		    lockdown_layer_name((enum lockdown_layer)i));
		sep = ", ";
	}
	printf("]}\"");
}

static void
print_text(const struct findings *f, int v)
{
	for (unsigned i = 0; i < LAYER_MAX; i++) {
		const char *name = lockdown_layer_name((enum lockdown_layer)i);

		if (has(f, (enum lockdown_layer)i))
			printf("%-14s holds\n", name);
		else if ((lockdown_not_built() & lockdown_layer_bit(name)) != 0)
			printf("%-14s MISSING: not in this build (sanitizers "
			    "do what it forbids)\n", name);
		else
			printf("%-14s MISSING%s%s\n", name,
			    f->why[i][0] != '\0' ? ": " : "", f->why[i]);
	}
	for (unsigned i = 0; i < EXTRA_MAX; i++)
		printf("%-22s %s\n",
		    lockdown_extra_name((enum lockdown_extra)i),
		    (f->extras & 1U << i) != 0 ? "for cordoned workers" :
		    "not on this host (for cordoned workers; no layer)");
	printf("%-22s %s\n", "names_calls", names_calls() ?
	    "evidence of a forbidden system call names it" :
	    "not for this user: evidence of a forbidden system call has no "
	    "name (needs CAP_AUDIT_READ; no layer)");
	printf("%s", verdicts[v]);
	if (f->failed)
		printf(": %s", f->error);
	else if (v == 1)
		print_may_lack(f);
	else if (v == 2)
		printf(": not without these layers");
	printf("\n");
}

int
doctor_run(bool json)
{
	struct findings f;
	int v;

	if (ask(&f) < 0) {
		fprintf(stderr, "cordon-worker: the probe died; its layers "
		    "cannot be told\n");
		return 2;
	}
	v = verdict(&f);
	if (json)
		print_json(&f, v);
	else
		print_text(&f, v);
	return v;
}
