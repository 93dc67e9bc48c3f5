/* SPDX-License-Identifier: Apache-2.0 */
/* spawner.c -- egress's end; see spawner.h. */
#include "broker/egress/spawner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/egress/spawner_int.h"
#include "broker/egress/vault.h"
#include "broker/spawn.h"
#include "common/host/log.h"

struct started {
	struct started *next;
	uint32_t number;
	spawner_ended *ended;
	void *arg;
};

struct spawner {
	struct ev_loop *loop;
	ev_io io;
	int fd;
	uint32_t last;
	struct started *all;
};

int
spawner_fork(struct err *e)
{
	int pair[2];
	pid_t pid;

	if (spawn_pair(pair, e) == -1)
		return -1;
	if ((pid = fork()) == -1) {
		err_sys(e, "fork");
		(void)close(pair[0]);
		(void)close(pair[1]);
		return -1;
	}
	if (pid == 0) {
		(void)close(pair[0]);
		spawner_child(pair[1]);
	}
	(void)close(pair[1]);
	return pair[0];
}

static struct started *
take(struct spawner *s, uint32_t number)
{
	struct started **at = &s->all, *t;

	while ((t = *at) != NULL && t->number != number)
		at = &t->next;
	if (t != NULL)
		*at = t->next;
	return t;
}

static void
on_ended(struct spawner *s, const struct spawner_msg *m)
{
	struct started *t = take(s, m->number);
	char how[160];

	if (t == NULL)
		return;
	if (m->word == SPAWNER_FAILED)
		(void)snprintf(how, sizeof how, "it cannot be started: %s",
		    strerror(m->status));
	else
		spawn_status_text(m->status, how, sizeof how);
	t->ended(t->arg, how, m->word == SPAWNER_FAILED ? -1 : m->status);
	free(t);
}

/* Without it nothing can be started: egress is to be started anew. */
static void
on_lost(struct spawner *s)
{
	log_error("the process that starts MCP servers is gone");
	ev_io_stop(s->loop, &s->io);
	(void)raise(SIGTERM);
}

static void
on_readable(struct ev_loop *loop, ev_io *w, int revents)
{
	struct spawner *s = w->data;
	struct spawner_msg m;
	ssize_t n = recv(s->fd, &m, sizeof m, MSG_DONTWAIT);

	(void)loop;
	(void)revents;
	if (n == (ssize_t)sizeof m)
		on_ended(s, &m);
	else if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
		on_lost(s);
}

struct spawner *
spawner_new(struct ev_loop *loop, int fd)
{
	struct spawner *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->loop = loop;
	s->fd = fd;
	ev_io_init(&s->io, on_readable, fd, EV_READ);
	s->io.data = s;
	ev_io_start(loop, &s->io);
	return s;
}

void
spawner_free(struct spawner *s)
{
	struct started *t;

	if (s == NULL)
		return;
	ev_io_stop(s->loop, &s->io);
	(void)close(s->fd);
	while ((t = s->all) != NULL) {
		s->all = t->next;
		free(t);
	}
	free(s);
}

static void
close_all(const int *fds, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (fds[i] != -1)
			(void)close(fds[i]);
}

/* fds[0..2] the server's, fds[3..5] ours. */
static int
make_pipes(int fds[6], struct err *e)
{
	int i, pair[2];

	for (i = 0; i < 6; i++)
		fds[i] = -1;
	for (i = 0; i < 3; i++) {
		if (pipe2(pair, O_CLOEXEC) == -1) {
			err_sys(e, "pipe");
			close_all(fds, 6);
			return -1;
		}
		fds[i] = pair[i == 0 ? 0 : 1];
		fds[3 + i] = pair[i == 0 ? 1 : 0];
		(void)fcntl(fds[3 + i], F_SETFL, O_NONBLOCK);
	}
	return 0;
}

static size_t
texts_len(const char *const *list, uint32_t *ret_n)
{
	size_t bytes = 0;
	uint32_t n;

	for (n = 0; list[n] != NULL; n++)
		bytes += strlen(list[n]) + 1;
	*ret_n = n;
	return bytes;
}

static char *
put_text(char *to, const char *text)
{
	size_t n = strlen(text) + 1;

	memcpy(to, text, n);
	return to + n;
}

static char *
put_texts(char *to, const char *const *list)
{
	for (; *list != NULL; list++)
		to = put_text(to, *list);
	return to;
}

/* The packet: it holds the secrets of the environment. */
static struct secret *
make_packet(const struct spawner_order *o, uint32_t number, size_t *ret_n,
    struct err *e)
{
	struct spawner_msg m = { .word = SPAWNER_START, .number = number };
	const char *cwd = o->cwd != NULL ? o->cwd : "";
	size_t n = strlen(cwd) + 1;
	struct secret *s;
	char *to;

	n += texts_len(o->argv, &m.n_args);
	n += texts_len(o->env, &m.n_env);
	if (n > SPAWNER_TEXT_MAX) {
		err_set(e, ERR_LIMIT,
		    "its arguments and environment are "
		    "longer than %d bytes",
		    SPAWNER_TEXT_MAX);
		return NULL;
	}
	if ((s = vault_new(sizeof m + n)) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	to = vault_bytes(s);
	memcpy(to, &m, sizeof m);
	to = put_text(to + sizeof m, cwd);
	to = put_texts(to, o->argv);
	(void)put_texts(to, o->env);
	*ret_n = sizeof m + n;
	return s;
}

static int
send_order(const struct spawner *s, const struct spawner_order *o,
    uint32_t number, const int fds[3], struct err *e)
{
	char control[CMSG_SPACE(3 * sizeof(int))] = { 0 };
	struct iovec v;
	struct msghdr h = { .msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control };
	struct cmsghdr *c = CMSG_FIRSTHDR(&h);
	struct secret *packet = make_packet(o, number, &v.iov_len, e);
	int r = 0;

	if (packet == NULL)
		return -1;
	v.iov_base = vault_bytes(packet);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(3 * sizeof(int));
	memcpy(CMSG_DATA(c), fds, 3 * sizeof(int));
	if (sendmsg(s->fd, &h, MSG_NOSIGNAL) == -1)
		r = err_sys(e, "order a process");
	vault_free(packet);
	return r;
}

uint32_t
spawner_start(struct spawner *s, const struct spawner_order *o, int ret[3],
    spawner_ended *ended, void *arg, struct err *e)
{
	struct started *t = calloc(1, sizeof *t);
	int fds[6];

	if (t == NULL || make_pipes(fds, e) == -1) {
		if (t == NULL)
			err_set(e, ERR_NOMEM, "out of memory");
		free(t);
		return 0;
	}
	t->number = ++s->last;
	t->ended = ended;
	t->arg = arg;
	if (send_order(s, o, t->number, fds, e) == -1) {
		close_all(fds, 6);
		free(t);
		return 0;
	}
	close_all(fds, 3);
	memcpy(ret, fds + 3, 3 * sizeof(int));
	t->next = s->all;
	s->all = t;
	return t->number;
}

void
spawner_stop(struct spawner *s, uint32_t number)
{
	struct spawner_msg m = { .word = SPAWNER_STOP, .number = number };

	free(take(s, number));
	(void)send(s->fd, &m, sizeof m, MSG_NOSIGNAL | MSG_DONTWAIT);
}
