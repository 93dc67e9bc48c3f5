/* SPDX-License-Identifier: Apache-2.0 */
/* pool_template.c -- see pool_template.h. */
#include "broker/pool_template.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/spawn.h"
#include "worker/template.h"

/* Warming takes milliseconds; under a sanitizer on a busy host, seconds. */
#define READY_WITHIN_S 20.0
/* Asked for and not yet there: as many as its socket surely holds. */
#define FORKS_OPEN_MAX 32
#define WHY_MAX 400

struct pool_template {
	struct ev_loop *loop;
	struct spawned child;
	ev_io readable;
	struct spawn_watch death;
	ev_timer patience;
	const struct pool_template_ops *ops;
	void *arg;
	struct pool_worker *workers;
	size_t n_workers, n_forking;
	uint32_t forks;
	char lacks[256];
	double born;
	bool ready; /* it said so */
	bool gone;
	bool draining;
	bool said; /* `why` is its own word, or what it did wrong */
	char why[WHY_MAX];
};

static void
link_worker(struct pool_template *t, struct pool_worker *w)
{
	w->next = t->workers;
	if (w->next != NULL)
		w->next->prev = w;
	t->workers = w;
	t->n_workers++;
}

static void
free_worker(struct pool_template *t, struct pool_worker *w)
{
	if (w->prev != NULL)
		w->prev->next = w->next;
	else
		t->workers = w->next;
	if (w->next != NULL)
		w->next->prev = w->prev;
	t->n_workers--;
	if (w->state == WORKER_FORKING)
		t->n_forking--;
	if (w->fd != -1)
		(void)close(w->fd);
	if (w->pidfd != -1)
		(void)close(w->pidfd);
	free(w);
}

static struct pool_worker *
find_worker(struct pool_template *t, uint32_t id)
{
	struct pool_worker *w = t->workers;

	while (w != NULL && w->id != id)
		w = w->next;
	return w;
}

static void
tell_exit(struct pool_template *t, struct pool_worker *w,
    const struct pool_exit *x)
{
	if (w->state != WORKER_TAKEN)
		t->ops->lost(t->arg, w);
	else if (w->exited != NULL)
		w->exited(w->arg, x);
	free_worker(t, w);
	if (t->draining && t->workers == NULL)
		spawn_kill(t->child.pidfd);
}

/* The first reason is the true one. */
static void
condemn(struct pool_template *t, const char *why)
{
	if (t->why[0] == '\0')
		(void)snprintf(t->why, sizeof t->why, "%s", why);
	t->said = true;
	spawn_kill(t->child.pidfd);
	ev_io_stop(t->loop, &t->readable);
}

static void
on_forked(struct pool_template *t, const struct template_msg *m, int *fd)
{
	struct pool_worker *w = find_worker(t, m->worker_id);

	if (w == NULL || w->state != WORKER_FORKING || *fd == -1) {
		condemn(t, "it forked what nobody asked for");
		return;
	}
	w->pidfd = *fd;
	w->pid = spawn_pid(*fd);
	*fd = -1;
	w->state = WORKER_READY;
	t->n_forking--;
	if (t->draining)
		spawn_kill(w->pidfd);
	else
		t->ops->forked(t->arg, w);
}

static void
on_exited(struct pool_template *t, const struct template_msg *m)
{
	struct pool_worker *w = find_worker(t, m->worker_id);
	struct pool_exit x = { .known = true, .status = m->status,
		.cpu_ms = m->cpu_ms, .cpu_us = m->cpu_ms * 1000ULL,
		.maxrss_kib = m->maxrss_kib };

	if (w == NULL) {
		condemn(t, "it lost a worker nobody knows");
		return;
	}
	x.pid = w->pid;
	tell_exit(t, w, &x);
}

static void
on_message(struct pool_template *t, const struct template_msg *m, int *fd)
{
	switch (m->say) {
	case TEMPLATE_READY:
		if (t->ready) {
			condemn(t, "it was ready twice");
			break;
		}
		t->ready = true;
		(void)snprintf(t->lacks, sizeof t->lacks, "%.255s", m->text);
		ev_timer_stop(t->loop, &t->patience);
		t->ops->ready(t->arg, t);
		break;
	case TEMPLATE_FAILED:
		condemn(t, m->text);
		break;
	case TEMPLATE_FORKED:
		on_forked(t, m, fd);
		break;
	case TEMPLATE_EXITED:
		on_exited(t, m);
		break;
	default:
		condemn(t, "it said an unknown word");
	}
}

/* Takes the first descriptor that came along, closes the others. */
static int
passed_fd(struct msghdr *h)
{
	struct cmsghdr *c;
	int fd = -1;

	for (c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		size_t i, n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (i = 0; i < n; i++) {
			int got;

			memcpy(&got, CMSG_DATA(c) + i * sizeof got, sizeof got);
			if (fd == -1)
				fd = got;
			else
				(void)close(got);
		}
	}
	return fd;
}

/* Returns 1 for a message, 0 for none, -1 for the end or a violation. */
static int
receive(struct pool_template *t, struct template_msg *ret, int *ret_fd)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { ret, sizeof *ret };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof control };
	ssize_t n = recvmsg(t->child.fd, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (n == -1)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	*ret_fd = passed_fd(&h);
	if (n != (ssize_t)sizeof *ret || (h.msg_flags & MSG_TRUNC) != 0) {
		if (*ret_fd != -1)
			(void)close(*ret_fd);
		return -1;
	}
	ret->text[sizeof ret->text - 1] = '\0';
	return 1;
}

static void
read_all(struct pool_template *t)
{
	struct template_msg m;
	int fd, rc;

	do {
		if ((rc = receive(t, &m, &fd)) != 1)
			break;
		on_message(t, &m, &fd);
		if (fd != -1)
			(void)close(fd);
	} while (ev_is_active(&t->readable));
	/* Its end says nothing: `dead` follows, and knows the status. */
	if (rc == -1)
		ev_io_stop(t->loop, &t->readable);
}

static void
on_readable(struct ev_loop *loop, ev_io *w, int revents)
{
	(void)loop;
	(void)revents;
	read_all(w->data);
}

/* Those at work, or all others. */
static void
tell_exits(struct pool_template *t, bool taken)
{
	static const struct pool_exit unknown = { .known = false };
	struct pool_worker *w = t->workers, *next;

	for (; w != NULL; w = next) {
		next = w->next;
		if ((w->state == WORKER_TAKEN) == taken)
			tell_exit(t, w, &unknown);
	}
}

static void
on_dead(void *arg, const char *how)
{
	struct pool_template *t = arg;

	/* Its last words, FAILED above all, came before its death. */
	if (ev_is_active(&t->readable))
		read_all(t);
	ev_io_stop(t->loop, &t->readable);
	ev_timer_stop(t->loop, &t->patience);
	if (t->why[0] == '\0')
		(void)snprintf(t->why, sizeof t->why, "%s", how);
	t->gone = true;
	/* Who is told of one at work may ask for another at once: of the idle
	 * ones, which are dead too, none is given out any more. */
	tell_exits(t, false);
	tell_exits(t, true);
	t->ops->dead(t->arg, t, t->why);
}

static void
on_impatient(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	condemn(w->data, "it was not ready in time");
}

static int
ask_fork(struct pool_template *t, uint32_t id, int fd)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .space = { 0 } };
	struct template_msg m = { .say = TEMPLATE_FORK, .worker_id = id };
	struct iovec iov = { &m, sizeof m };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof control };
	struct cmsghdr *c = CMSG_FIRSTHDR(&h);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	return sendmsg(t->child.fd, &h, MSG_DONTWAIT | MSG_NOSIGNAL) ==
		(ssize_t)sizeof m ? 0 : -1;
}

struct pool_worker *
pool_template_fork(struct pool_template *t, uint32_t id)
{
	struct pool_worker *w;
	int pair[2], rc;

	if (!t->ready || t->gone || t->draining || t->n_forking >= FORKS_OPEN_MAX)
		return NULL;
	if ((w = calloc(1, sizeof *w)) == NULL)
		return NULL;
	if (spawn_pair(pair, NULL) == -1) {
		free(w);
		return NULL;
	}
	rc = ask_fork(t, id, pair[1]);
	(void)close(pair[1]);
	w->id = id;
	w->fd = pair[0];
	w->pidfd = -1;
	w->of = t;
	link_worker(t, w);
	t->n_forking++;
	if (rc == -1) {
		free_worker(t, w);
		return NULL;
	}
	t->forks++;
	return w;
}

void
pool_template_drain(struct pool_template *t)
{
	struct pool_worker *w;

	t->draining = true;
	for (w = t->workers; w != NULL; w = w->next)
		if (w->state == WORKER_READY)
			spawn_kill(w->pidfd);
	if (t->workers == NULL)
		spawn_kill(t->child.pidfd);
}

struct pool_template *
pool_template_new(struct ev_loop *loop, const struct pool_template_opts *o,
    struct err *e)
{
	struct pool_template *t = calloc(1, sizeof *t);

	if (t == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	if (spawn_program(o->argv, o->env, &t->child, e) == -1) {
		free(t);
		return NULL;
	}
	t->loop = loop;
	t->ops = o->ops;
	t->arg = o->arg;
	t->born = ev_now(loop);
	ev_io_init(&t->readable, on_readable, t->child.fd, EV_READ);
	t->death.died = on_dead;
	t->death.arg = t;
	ev_timer_init(&t->patience, on_impatient, READY_WITHIN_S, 0.);
	t->readable.data = t->patience.data = t;
	ev_io_start(loop, &t->readable);
	spawn_watch_start(&t->death, loop, &t->child);
	ev_timer_start(loop, &t->patience);
	return t;
}

void
pool_template_free(struct pool_template *t)
{
	if (t == NULL)
		return;
	if (spawn_watch_active(&t->death)) {
		spawn_watch_stop(&t->death);
		spawn_kill(t->child.pidfd);
		spawn_reap(t->child.pidfd);
	}
	ev_io_stop(t->loop, &t->readable);
	ev_timer_stop(t->loop, &t->patience);
	while (t->workers != NULL)
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it unlinks itself */
		free_worker(t, t->workers);
	(void)close(t->child.fd);
	(void)close(t->child.pidfd);
	free(t);
}

bool
pool_template_ready(const struct pool_template *t)
{
	return t->ready && !t->gone;
}

bool
pool_template_was_ready(const struct pool_template *t)
{
	return t->ready;
}

bool
pool_template_said(const struct pool_template *t)
{
	return t->said;
}

const char *
pool_template_lacks(const struct pool_template *t)
{
	return t->lacks;
}

size_t
pool_template_forking(const struct pool_template *t)
{
	return t->n_forking;
}

uint32_t
pool_template_forks(const struct pool_template *t)
{
	return t->forks;
}

double
pool_template_born(const struct pool_template *t)
{
	return t->born;
}

size_t
pool_template_workers(const struct pool_template *t)
{
	return t->n_workers;
}

pid_t
pool_template_pid(const struct pool_template *t)
{
	return t->child.pid;
}
