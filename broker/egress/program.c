/* SPDX-License-Identifier: Apache-2.0 */
/* program.c -- running it; see program.h.  What it prints is read by
 * program_read.c. */
#include "broker/egress/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/egress/credential_int.h"
#include "common/host/clock.h"

#define ENV_MAX 8

struct program {
	const struct conf_connector *cc;
	struct ev_loop *loop;
	struct spawner *spawner;
	struct token *token; /* that this is the source of */
	uint32_t process; /* 0: ended, or never started */
	bool open; /* its output is */
	int status; /* of its end */
	struct secret *output;
	size_t len;
	int fds[2]; /* its output and error */
	ev_io reading, hearing;
	ev_timer late;
};

/* Ends what is under way of it. */
static void
clear(struct program *p)
{
	int i;

	ev_io_stop(p->loop, &p->reading);
	ev_io_stop(p->loop, &p->hearing);
	ev_timer_stop(p->loop, &p->late);
	if (p->process != 0)
		spawner_stop(p->spawner, p->process);
	p->process = 0;
	for (i = 0; i < 2; i++)
		if (p->fds[i] != -1)
			(void)close(p->fds[i]);
	p->fds[0] = p->fds[1] = -1;
	p->open = false;
	vault_free(p->output);
	p->output = NULL;
	p->len = 0;
}

static void
fail(struct program *p, const char *why)
{
	char text[256];

	clear(p);
	/* Where it lies is the operator's business. */
	(void)snprintf(text, sizeof text, "no secret from its program: %.200s",
	    why);
	token_failed(p->token, text);
}

static void
finish(struct program *p)
{
	struct token_value v = { NULL, NULL, NULL };
	int64_t life;
	struct err e;

	if (!WIFEXITED(p->status) || WEXITSTATUS(p->status) != 0) {
		fail(p, "it failed; run it by hand to see why");
		return;
	}
	if (program_read(vault_bytes(p->output), p->len, clock_wall_ms(), &v,
		&life, &e) == -1 ||
	    credential_check(&p->cc->auth, &v, &e) == -1 ||
	    (life < 1 &&
		err_set(&e, ERR_INPUT,
		    "what it gave is over "
		    "already"))) {
		vault_free(v.secret);
		vault_free(v.session);
		vault_free(v.key_id);
		fail(p, e.msg);
		return;
	}
	clear(p);
	token_got(p->token, &v, life);
}

static void
on_output(struct ev_loop *loop, ev_io *w, int revents)
{
	struct program *p = w->data;
	char *at = vault_bytes(p->output) + p->len;
	ssize_t n = read(w->fd, at, PROGRAM_OUTPUT_MAX + 1 - p->len);

	(void)revents;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0 && (p->len += (size_t)n) > PROGRAM_OUTPUT_MAX) {
		fail(p, "it prints too much");
		return;
	}
	if (n > 0)
		return;
	ev_io_stop(loop, w);
	p->open = false;
	if (p->process == 0)
		finish(p);
}

/* Read, so that it is not stopped by a full pipe; and dropped. */
static void
on_error_text(struct ev_loop *loop, ev_io *w, int revents)
{
	char text[4096];
	ssize_t n = read(w->fd, text, sizeof text);

	(void)revents;
	explicit_bzero(text, sizeof text);
	if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
		ev_io_stop(loop, w);
}

static void
on_ended(void *arg, const char *how, int status)
{
	struct program *p = arg;

	p->process = 0;
	p->status = status;
	if (status == -1)
		fail(p, how);
	else if (!p->open)
		finish(p);
}

static void
on_late(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	fail(w->data, "it takes too long");
}

static void
make_env(char *env[ENV_MAX])
{
	static const char *const names[] = { "PATH", "HOME", "USER", "TZ",
		"LANG", "SSL_CERT_FILE", "SSL_CERT_DIR" };
	size_t i, n = 0;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL &&
		    asprintf(&env[n], "%s=%s", names[i], value) != -1)
			n++;
	}
	env[n] = NULL;
}

static int
start(struct program *p, struct err *e)
{
	char *env[ENV_MAX];
	struct spawner_order o = {
		.argv = (const char *const *)(const void *)p->cc->auth.exec,
		.env = (const char *const *)(const void *)env
	};
	int fds[3];
	size_t i;

	if (conf_auth_program(o.argv[0], e) == -1)
		return -1;
	if ((p->output = vault_new(PROGRAM_OUTPUT_MAX + 1)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	make_env(env);
	p->process = spawner_start(p->spawner, &o, fds, on_ended, p, e);
	for (i = 0; env[i] != NULL; i++)
		free(env[i]);
	if (p->process == 0)
		return -1;
	(void)close(fds[0]); /* it is told nothing */
	p->fds[0] = fds[1];
	p->fds[1] = fds[2];
	p->open = true;
	ev_io_set(&p->reading, p->fds[0], EV_READ);
	ev_io_set(&p->hearing, p->fds[1], EV_READ);
	ev_io_start(p->loop, &p->reading);
	ev_io_start(p->loop, &p->hearing);
	ev_now_update(p->loop);
	ev_timer_set(&p->late, PROGRAM_WAIT_S, 0.);
	ev_timer_start(p->loop, &p->late);
	return 0;
}

/* From the loop: that it cannot be started is told as any failure. */
static void
on_begin(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct program *p = w->data;
	struct err e;

	(void)revents;
	ev_timer_stop(loop, w);
	ev_set_cb(w, on_late);
	if (start(p, &e) == -1)
		fail(p, e.msg);
}

static bool
ask(void *source)
{
	struct program *p = source;

	ev_set_cb(&p->late, on_begin);
	ev_timer_set(&p->late, 0., 0.);
	ev_timer_start(p->loop, &p->late);
	return true;
}

static bool
asking(void *source)
{
	struct program *p = source;

	return ev_is_active(&p->late);
}

static void
stop(void *source)
{
	struct program *p = source;

	clear(p);
	free(p);
}

struct token *
program_new(struct ev_loop *loop, struct spawner *spawner,
    const struct conf_connector *cc)
{
	static const struct token_source ops = { ask, asking, stop };
	struct program *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->cc = cc;
	p->loop = loop;
	p->spawner = spawner;
	p->fds[0] = p->fds[1] = -1;
	ev_init(&p->reading, on_output);
	ev_init(&p->hearing, on_error_text);
	ev_init(&p->late, on_late);
	p->reading.data = p->hearing.data = p->late.data = p;
	p->token = token_new(cc->name, NULL, &ops, p);
	if (p->token != NULL)
		return p->token;
	stop(p);
	return NULL;
}
