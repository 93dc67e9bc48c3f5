/* SPDX-License-Identifier: Apache-2.0 */
/* wire_stdio.c -- an MCP server that is a process of ours; see wire.h. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/wire.h"
#include "common/host/clock.h"
#include "common/host/log.h"
#include "mcp/line.h"

#define READ_BYTES 65536
/* Between the end of its output and the news of its death. */
#define DYING_S 1.0
/* One line of the log; and so many of them in so many milliseconds. */
#define STDERR_LINE_MAX 400
#define STDERR_LINES 10
#define STDERR_WINDOW_MS 10000

struct stdio_wire {
	struct wire base;
	struct ev_loop *loop;
	struct spawner *spawner;
	uint32_t process; /* 0: ended */
	int fds[3];
	ev_io reading, writing, hearing;
	ev_timer closed; /* its output is; it may be dying */
	struct buf line, out, said;
	const struct wire_spec *spec;
	const struct wire_events *ev;
	void *arg;
	uint64_t window;
	unsigned lines, lost;
	bool over; /* `down` was told */
	bool choked; /* it reads nothing */
	char last[STDERR_LINE_MAX + 1]; /* a hint why it ended */
};

/* Nothing more is read or told. */
static void
stop(struct stdio_wire *t)
{
	ev_io_stop(t->loop, &t->reading);
	ev_io_stop(t->loop, &t->writing);
	ev_io_stop(t->loop, &t->hearing);
	ev_timer_stop(t->loop, &t->closed);
}

static void
end(struct stdio_wire *t, enum err_code code, const char *how)
{
	struct err why;

	stop(t);
	if (t->over)
		return;
	t->over = true;
	if (t->last[0] != '\0')
		err_set(&why, code, "%.200s; it said: %.200s", how, t->last);
	else
		err_set(&why, code, "%.400s", how);
	t->ev->down(t->arg, &why);
}

/* Its messages -------------------------------------------------------- */

/* Lines that are no JSON are what careless servers print: told and passed. */
static void
take_line(struct stdio_wire *t, const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == '\r' || s[n - 1] == ' '))
		n--;
	while (n > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	if (n == 0)
		return;
	if (*s == '{')
		t->ev->message(t->arg, s, n);
	else
		log_warn("connector=%s prints what is no message",
		    t->spec->name);
}

static void
take_lines(struct stdio_wire *t, size_t from)
{
	size_t start = 0;
	char *nl;

	while (
	    (nl = memchr(t->line.p + from, '\n', t->line.len - from)) != NULL) {
		size_t at = (size_t)(nl - t->line.p);

		take_line(t, t->line.p + start, at - start);
		start = from = at + 1;
	}
	buf_drop(&t->line, start);
}

static void
on_closed(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	end(w->data, ERR_UPSTREAM, "it closed its output");
}

static void
on_readable(struct ev_loop *loop, ev_io *w, int revents)
{
	struct stdio_wire *t = w->data;
	static char bytes[READ_BYTES];
	ssize_t n = t->choked ? 0 : read(t->fds[1], bytes, sizeof bytes);
	size_t before = t->line.len;

	(void)loop;
	(void)revents;
	if (t->choked) {
		end(t, ERR_LIMIT, "it does not read its messages");
		return;
	}
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		/* How it ended says more; it is told soon. */
		ev_io_stop(t->loop, &t->reading);
		ev_timer_start(t->loop, &t->closed);
		return;
	}
	buf_add(&t->line, bytes, (size_t)n);
	if (!buf_ok(&t->line)) {
		end(t, ERR_LIMIT, "it sent a message longer than 24 MiB");
		return;
	}
	take_lines(t, before);
}

/* Its standard error -------------------------------------------------- */

/* Frames of stars and the like say nothing. */
static bool
has_a_word(const char *s)
{
	while (*s != '\0' && isalnum((unsigned char)*s) == 0 &&
	    (unsigned char)*s < 0x80)
		s++;
	return *s != '\0';
}

static void
log_line(struct stdio_wire *t, const char *s, size_t n)
{
	uint64_t now = clock_mono_ms();
	char line[STDERR_LINE_MAX + 1];
	struct buf b;

	if (now - t->window >= STDERR_WINDOW_MS) {
		if (t->lost > 0)
			log_info("connector=%s said %u lines more",
			    t->spec->name, t->lost);
		t->window = now;
		t->lines = t->lost = 0;
	}
	buf_init(&b, (size_t)64 * STDERR_LINE_MAX);
	redact_text(t->spec->redact, s, n, &b);
	if (buf_ok(&b) && b.len > 0) {
		(void)snprintf(line, sizeof line, "%s", b.p);
		if (has_a_word(line))
			memcpy(t->last, line, sizeof line);
		if (t->lines++ < STDERR_LINES)
			log_info("connector=%s says: %s", t->spec->name,
			    LOG_QUOTED(line));
		else
			t->lost++;
	}
	buf_fini(&b);
}

static void
on_said(struct ev_loop *loop, ev_io *w, int revents)
{
	struct stdio_wire *t = w->data;
	char bytes[4096];
	ssize_t n = read(t->fds[2], bytes, sizeof bytes), i;

	(void)loop;
	(void)revents;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		ev_io_stop(t->loop, &t->hearing);
		return;
	}
	for (i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (t->said.len < STDERR_LINE_MAX)
				buf_addc(&t->said, bytes[i]);
			continue;
		}
		if (t->said.len > 0)
			log_line(t, t->said.p, t->said.len);
		buf_clear(&t->said);
	}
}

/* Our messages -------------------------------------------------------- */

static void
flush(struct stdio_wire *t)
{
	while (t->out.len > 0) {
		ssize_t n = write(t->fds[0], t->out.p, t->out.len);

		if (n > 0)
			buf_drop(&t->out, (size_t)n);
		else if (n == -1 && errno == EAGAIN) {
			ev_io_start(t->loop, &t->writing);
			return;
		} else if (n == -1 && errno != EINTR) {
			buf_clear(&t->out); /* its death is told soon */
			break;
		}
	}
	ev_io_stop(t->loop, &t->writing);
}

static void
on_writable(struct ev_loop *loop, ev_io *w, int revents)
{
	(void)loop;
	(void)revents;
	flush(w->data);
}

static void
send_line(struct wire *w, const struct client_out *o)
{
	struct stdio_wire *t = (struct stdio_wire *)w;

	if (t->process == 0)
		return;
	line_add(&t->out, o->text, o->len);
	/* It reads nothing: it is ended, and then told. */
	if (!buf_ok(&t->out)) {
		t->choked = true;
		buf_clear(&t->out);
		ev_feed_event(t->loop, &t->reading, EV_READ);
		return;
	}
	flush(t);
}

/* Its life ------------------------------------------------------------ */

static void
on_ended(void *arg, const char *how, int status)
{
	struct stdio_wire *t = arg;

	(void)status;
	t->process = 0;
	/* What it said last is worth reading. */
	if (ev_is_active(&t->hearing))
		on_said(t->loop, &t->hearing, EV_READ);
	while (ev_is_active(&t->reading)) {
		size_t before = t->line.len;

		on_readable(t->loop, &t->reading, EV_READ);
		if (t->line.len == before)
			break;
	}
	if (t->said.len > 0)
		log_line(t, t->said.p, t->said.len);
	end(t, ERR_UPSTREAM, how);
}

static void
free_stdio(struct wire *w)
{
	struct stdio_wire *t = (struct stdio_wire *)w;
	int i;

	stop(t);
	if (t->process != 0)
		spawner_stop(t->spawner, t->process);
	for (i = 0; i < 3; i++)
		(void)close(t->fds[i]);
	buf_fini(&t->line);
	buf_fini(&t->out);
	buf_fini(&t->said);
	free(t);
}

static void
watch(struct stdio_wire *t)
{
	ev_io_init(&t->reading, on_readable, t->fds[1], EV_READ);
	ev_io_init(&t->writing, on_writable, t->fds[0], EV_WRITE);
	ev_io_init(&t->hearing, on_said, t->fds[2], EV_READ);
	ev_timer_init(&t->closed, on_closed, DYING_S, 0.);
	t->reading.data = t->writing.data = t->hearing.data = t;
	t->closed.data = t;
	ev_io_start(t->loop, &t->reading);
	ev_io_start(t->loop, &t->hearing);
}

struct wire *
wire_stdio_new(struct ev_loop *loop, struct spawner *spawner,
    const struct wire_spec *spec, const struct wire_events *ev, void *arg,
    struct err *e)
{
	struct stdio_wire *t = calloc(1, sizeof *t);
	struct spawner_order o = {
		.argv = (const char *const *)(void *)spec->argv,
		.env = (const char *const *)(void *)spec->env,
		.cwd = spec->cwd,
	};

	if (t == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	t->base = (struct wire){ send_line, free_stdio };
	t->loop = loop;
	t->spawner = spawner;
	t->spec = spec;
	t->ev = ev;
	t->arg = arg;
	buf_init(&t->line, CLIENT_MESSAGE_MAX);
	buf_init(&t->out, WIRE_OUT_MAX);
	buf_init(&t->said, STDERR_LINE_MAX + 1);
	t->process = spawner_start(spawner, &o, t->fds, on_ended, t, e);
	if (t->process == 0) {
		free(t);
		return NULL;
	}
	watch(t);
	return &t->base;
}
