/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fresh.c -- workers that share nothing, for cordoned tenants.
 *
 * `cordon-worker --factory` speaks as a template does, but each worker it makes
 * is a program of its own: a private copy of this one in a memfd, executed as
 * pid 1 of namespaces of its own, under its own uid (started as root) and on
 * one core.  So it shares no page, no layout and no seed with any other.
 * The broker has it made ahead of need.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/frame.h"
#include "worker/image.h"
#include "worker/link.h"
#include "worker/lockdown.h"
#include "worker/replica.h"
#include "worker/template_loop.h"
#include "worker/template_run.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
/* Where a child keeps the copy until it executes it. */
#define IMAGE_FD 4
/* A cordoned worker's own user, when started as root: one of these many from
 * 1879048192, which systemd's list of uids calls unused. */
#define OWN_UID_FIRST 1879048192U
#define OWN_UIDS 65536U

static struct {
	int exe;
	int engine; /* a warm one, to be copied; -1: each warms its own */
	bool wrong; /* it could not be made, or the probe did not work with it */
	int core;
	struct template_opts o;
} factory;

/* What the probe says: fixed, for it is written through the last filter. */
struct findings {
	uint32_t active, extras;
};

/* The copy ------------------------------------------------------------ */

static int
open_image(struct err *e)
{
	factory.exe = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	return factory.exe < 0 ? err_sys(e, "open /proc/self/exe") : 0;
}

static int
copy_part(int fd, const struct image_part *part)
{
	off_t at = part->offset, end = at + (off_t)part->bytes;

	if (lseek(fd, at, SEEK_SET) != at)
		return -1;
	while (at < end)
		if (sendfile(fd, factory.exe, &at, (size_t)(end - at)) <= 0)
			return -1;
	return 0;
}

/* What is loaded of the file: not what is between, nor debug information. */
static int
copy_image(void)
{
	struct image_part part;
	int fd = memfd_create("cordon-worker", MFD_CLOEXEC | MFD_EXEC);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("cordon-worker", MFD_CLOEXEC);
	for (size_t i = 0; fd >= 0 && image_part(i, &part); i++) {
		if (copy_part(fd, &part) == 0)
			continue;
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* Becoming a worker --------------------------------------------------- */

/* The broker must learn why; the worker has no other way to say it. */
static void
give_up(const struct err *e)
{
	link_abort(e->msg);
	_exit(1);
}

static void
execute(const struct findings *f, bool probe)
{
	static char heap[24], cpu[16], lack[16], active[16], extras[16];
	static char name[] = "cordon-worker", fresh[] = "--fresh",
		    heap_opt[] = "--heap", cpu_opt[] = "--cpu-ms",
		    lack_opt[] = "--lack-bits", active_opt[] = "--active",
		    extras_opt[] = "--extras", probe_opt[] = "--probe",
		    replica_opt[] = "--replica", one[] = "1", zero[] = "0";
	char *argv[] = { name, fresh, heap_opt, heap, cpu_opt, cpu, lack_opt,
		lack, active_opt, active, extras_opt, extras, replica_opt,
		factory.engine < 0 ? zero : one, probe ? probe_opt : NULL, one,
		NULL };
	char *env[] = { NULL };

	(void)snprintf(heap, sizeof heap, "%zu", factory.o.heap);
	(void)snprintf(cpu, sizeof cpu, "%u", factory.o.cpu_ms);
	(void)snprintf(lack, sizeof lack, "%u", factory.o.may_lack);
	(void)snprintf(active, sizeof active, "%u", f->active);
	(void)snprintf(extras, sizeof extras, "%u", f->extras);
	(void)syscall(SYS_execveat, IMAGE_FD, "", argv, env, AT_EMPTY_PATH);
}

static void
take_fds(int fd, int image, struct err *e)
{
	int engine = factory.engine;

	/* None stands where another is to be. */
	if ((image = fcntl(image, F_DUPFD_CLOEXEC, 16)) < 0 ||
	    (fd = fcntl(fd, F_DUPFD_CLOEXEC, 16)) < 0 ||
	    (engine >= 0 &&
		((engine = fcntl(engine, F_DUPFD_CLOEXEC, 16)) < 0 ||
		    dup3(engine, REPLICA_FD, 0) < 0)) ||
	    dup3(fd, WORKER_FD, 0) < 0 ||
	    dup3(image, IMAGE_FD, O_CLOEXEC) < 0 ||
	    close_range(engine < 0 ? REPLICA_FD : REPLICA_FD + 1, ~0U, 0) < 0) {
		err_sys(e, "descriptors");
		_exit(1);
	}
}

/* In the child. */
static void
become(int fd, int image, uint32_t id, uint32_t born, bool probe)
{
	struct lockdown_opts o = { .rpc_fd = WORKER_FD,
		.may_lack = factory.o.may_lack,
		.born = born };
	struct findings f = { 0 };
	struct err e;
	int own;

	o.uid = OWN_UID_FIRST + id % OWN_UIDS;
	take_fds(fd, image, &e);
	own = lockdown_enter(&o, &f.active, &e);
	if (own < 0)
		give_up(&e);
	f.extras =
	    lockdown_harden(factory.core) | (own > 0 ? 1U << EXTRA_UID : 0);
	execute(&f, probe);
	err_sys(&e, "execute a private copy of the worker");
	give_up(&e);
}

static pid_t
clone_pidfd(int flags, int *ret_pidfd)
{
	return (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD | flags, NULL,
	    ret_pidfd, NULL, 0);
}

static pid_t
make(int fd, uint32_t id, int *ret_pidfd, bool probe)
{
	const uint32_t pid_ns =
	    lockdown_layer_bit(lockdown_layer_name(LAYER_PID_NS));
	int image = copy_image();
	pid_t pid = -1;

	if (image < 0)
		return -1;
	pid = clone_pidfd(CLONE_NEWPID, ret_pidfd);
	if (pid == 0)
		become(fd, image, id, pid_ns, probe);
	if (pid < 0 && (factory.o.may_lack & pid_ns) != 0) {
		pid = clone_pidfd(0, ret_pidfd);
		if (pid == 0)
			become(fd, image, id, 0, probe);
	}
	(void)close(image);
	return pid;
}

static pid_t
make_worker(int fd, uint32_t id, int *ret_pidfd)
{
	return make(fd, id, ret_pidfd, false);
}

/* The factory --------------------------------------------------------- */

/* One that only says what it has: its last word is that, or an abort. */
static int
ask_probe(struct findings *ret, struct err *e)
{
	char text[1024];
	int pair[2], pidfd = -1, status;
	ssize_t n;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(e, "socketpair");
	pid = make(pair[1], 0, &pidfd, true);
	if (pid < 0)
		return err_sys(e, "a process in namespaces of its own");
	(void)close(pair[1]);
	n = read(pair[0], text, sizeof text - 1);
	(void)wait4(pid, &status, 0, NULL);
	(void)close(pair[0]);
	(void)close(pidfd);
	if (n == (ssize_t)sizeof *ret) {
		memcpy(ret, text, sizeof *ret);
		return 0;
	}
	text[n < 0 ? 0 : n] = '\0';
	return err_set(e, ERR_SYS, "a cordoned worker cannot start: %.200s",
	    n > FRAME_HEAD + 3 ? text + FRAME_HEAD : "it died");
}

/* A copy that does not work is not held against the tenant. */
static int
ask_probes(struct findings *ret, struct err *e)
{
	if (ask_probe(ret, e) == 0)
		return 0;
	if (factory.engine < 0)
		return -1;
	(void)close(factory.engine);
	factory.engine = -1;
	factory.wrong = true;
	return ask_probe(ret, e);
}

/* One of the cores we may have; another factory most likely has another. */
static int
pick_core(void)
{
	cpu_set_t may;
	int i, n;

	if (sched_getaffinity(0, sizeof may, &may) < 0)
		return -1;
	n = CPU_COUNT(&may);
	n = n == 0 ? 0 : getpid() % n;
	for (i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET((size_t)i, &may) && n-- == 0)
			return i;
	return -1;
}

/* "own_uid,own_core": what is lacking, for the log and the doctor. */
static void
name_lacking(uint32_t extras, char *text, size_t n)
{
	size_t at = (size_t)snprintf(text, n, "%s",
	    factory.wrong ? "copied_engine" : "");

	for (unsigned x = 0; x < EXTRA_MAX; x++) {
		if ((extras & 1U << x) == 0 && at < n)
			at += (size_t)snprintf(text + at, n - at, "%s%s",
			    at > 0 ? "," : "",
			    lockdown_extra_name((enum lockdown_extra)x));
	}
}

void
fresh_factory(const struct template_opts *o)
{
	struct lockdown_opts wall = { .rpc_fd = WORKER_FD,
		.may_lack = o->may_lack | lockdown_not_built() };
	struct findings f = { 0 };
	char extras[160], lacks[256];
	int signals = -1;
	struct err e;

	factory.o = *o;
	factory.o.may_lack = wall.may_lack;
	factory.core = pick_core();
	factory.engine = replica_make(o->heap, &e);
	factory.wrong = factory.engine < 0 && e.code != ERR_NOTFOUND;
	if (link_prepare(&e) < 0 || open_image(&e) < 0 ||
	    lockdown_factory(&wall, &e) < 0 ||
	    (signals = template_signals(&e)) < 0 || ask_probes(&f, &e) < 0)
		template_fail(&e);
	name_lacking(f.extras, extras, sizeof extras);
	template_lacks(f.active, extras, lacks, sizeof lacks);
	template_loop(signals, f.active, lacks, make_worker);
}

/* After exec ---------------------------------------------------------- */

/* The probe: it has every layer, runs on the copy, and is no tenant's. */
static void
probe(const struct template_opts *o, struct lockdown_opts *wall,
    struct findings *f)
{
	struct lockdown_canaries canaries;
	struct err e;

	wall->canaries = &canaries;
	if (template_warm(o, wall, &f->active, &e) < 0 ||
	    lockdown_canaries_end(&canaries, &e) < 0 ||
	    lockdown_worker(wall, &f->active, &e) < 0)
		give_up(&e);
	if (o->replica && !template_works()) {
		(void)err_set(&e, ERR_SYS, "the copy of its engine is wrong");
		give_up(&e);
	}
	_exit(write(WORKER_FD, f, sizeof *f) == (ssize_t)sizeof *f ? 0 : 1);
}

void
fresh_run(const struct template_opts *o)
{
	struct lockdown_opts wall = { .rpc_fd = WORKER_FD,
		.may_lack = o->may_lack,
		.cpu_ms = o->cpu_ms,
		.entered = true,
		.born = o->active };
	struct findings f = { .extras = o->extras };
	struct err e;

	if (link_prepare(&e) < 0)
		_exit(1);
	if (o->probe)
		probe(o, &wall, &f);
	if (template_warm(o, &wall, &f.active, &e) < 0)
		give_up(&e);
	template_work(&wall);
}
