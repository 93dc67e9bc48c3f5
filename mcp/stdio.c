/* SPDX-License-Identifier: Apache-2.0 */
/* stdio.c -- see stdio.h. */
#include "mcp/stdio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mcp/line.h"

#define READ_BYTES 65536
/* A client that sends many messages at once gets their answers by one write,
 * but not all at the end. */
#define OUT_TOGETHER 16384
/* Above this, nothing more is read before the client has read. */
#define OUT_HIGH (4 * 1024 * 1024)
/* The calls still open may add to it, a result of 16 MiB at the most each,
 * but never all of them. */
#define OUT_MAX (256 * 1024 * 1024)

struct stdio {
	struct ev_loop *loop;
	struct session *session;
	int in, out;
	int in_flags, out_flags; /* before us, -1: unchanged */
	ev_io reading, writing, watching;
	ev_prepare ending;
	struct buf line; /* up to its newline */
	bool skipping; /* the rest of a line that was too long */
	bool eof;
	bool reading_on; /* answers to what was read go out together */
	struct buf text; /* to be written */
	void (*over)(void *arg);
	void *arg;
};

/* Only what can be waited for: a file or a terminal is written as it is. */
static int
unblock(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	struct stat st;

	if (flags == -1 || fstat(fd, &st) == -1 ||
	    (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode)) ||
	    (flags & O_NONBLOCK) != 0 ||
	    fcntl(fd, F_SETFL, flags | O_NONBLOCK) == -1)
		return -1;
	return flags;
}

static void
end(struct stdio *t)
{
	ev_io_stop(t->loop, &t->reading);
	ev_io_stop(t->loop, &t->writing);
	ev_io_stop(t->loop, &t->watching);
	ev_prepare_stop(t->loop, &t->ending);
	t->over(t->arg);
}

/* Ends outside of every callback that a session may be in. */
static void
on_prepare(struct ev_loop *loop, ev_prepare *w, int events)
{
	struct stdio *t = w->data;

	(void)loop;
	(void)events;
	if (!t->eof || t->text.len > 0 || session_calls(t->session) > 0)
		return;
	end(t);
}

static void
flush(struct stdio *t)
{
	while (t->text.len > 0) {
		ssize_t n = write(t->out, t->text.p, t->text.len);

		if (n > 0)
			buf_drop(&t->text, (size_t)n);
		else if (n == -1 && errno == EAGAIN) {
			ev_io_start(t->loop, &t->writing);
			break;
		} else if (n == -1 && errno != EINTR) {
			buf_clear(&t->text);
			t->eof = true;
			session_drop(t->session, t, true);
			ev_io_stop(t->loop, &t->reading);
			break;
		}
	}
	if (t->text.len == 0)
		ev_io_stop(t->loop, &t->writing);
	if (!t->eof && t->text.len < OUT_HIGH)
		ev_io_start(t->loop, &t->reading);
}

static void
on_writable(struct ev_loop *loop, ev_io *w, int events)
{
	(void)loop;
	(void)events;
	flush(w->data);
}

static void
send_line(void *ctx, const struct outgoing *o)
{
	struct stdio *t = ctx;

	if (o->len == 0)
		return;
	line_add(&t->text, o->json, o->len);
	if (!buf_ok(&t->text)) {
		/* A client that reads nothing gets nothing. */
		buf_clear(&t->text);
		t->eof = true;
		session_drop(t->session, t, true);
		return;
	}
	if (!t->reading_on || t->text.len >= OUT_TOGETHER)
		flush(t);
	if (t->text.len >= OUT_HIGH)
		ev_io_stop(t->loop, &t->reading);
}

static void
take_line(struct stdio *t)
{
	struct sink sink = { send_line, t };
	size_t n = t->line.len;

	if (t->skipping || !buf_ok(&t->line)) {
		struct outgoing o = { NULL, 0, 0, true };
		struct buf b;

		buf_init(&b, 1024);
		jsonrpc_write_error(&b, "", JSONRPC_INVALID,
		    "a message has at most 4 MiB", NULL);
		o.json = b.p;
		o.len = b.len;
		send_line(t, &o);
		buf_fini(&b);
	} else {
		while (n > 0 && strchr(" \t\r", t->line.p[n - 1]) != NULL)
			n--;
		if (n > 0)
			session_receive(t->session, t->line.p, n, NULL, &sink);
	}
	t->skipping = false;
	buf_clear(&t->line);
}

static void
take(struct stdio *t, const char *p, size_t n)
{
	while (n > 0) {
		const char *nl = memchr(p, '\n', n);
		size_t part = nl != NULL ? (size_t)(nl - p) : n;

		if (!t->skipping)
			buf_add(&t->line, p, part);
		if (!buf_ok(&t->line)) {
			buf_clear(&t->line);
			t->skipping = true;
		}
		if (nl == NULL)
			return;
		take_line(t);
		n -= part + 1;
		p += part + 1;
	}
}

static void
on_hangup(struct ev_loop *loop, ev_io *w, int events)
{
	struct stdio *t = w->data;
	struct pollfd p = { t->out, 0, 0 };

	(void)loop;
	(void)events;
	if (poll(&p, 1, 0) == 1 &&
	    (p.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
		buf_clear(&t->text);
		session_drop(t->session, t, true);
	}
	ev_io_stop(t->loop, &t->watching);
}

static void
on_eof(struct stdio *t)
{
	t->eof = true;
	ev_io_stop(t->loop, &t->reading);
	if (t->line.len > 0)
		take_line(t);
	/* A pipe without a reader reports an error to any watcher. */
	if (t->out_flags != -1)
		ev_io_start(t->loop, &t->watching);
}

static void
on_readable(struct ev_loop *loop, ev_io *w, int events)
{
	struct stdio *t = w->data;
	static char p[READ_BYTES]; /* on the stack it would be cleared */
	ssize_t n = read(t->in, p, sizeof p);

	(void)loop;
	(void)events;
	if (n > 0) {
		t->reading_on = true;
		take(t, p, (size_t)n);
		t->reading_on = false;
		flush(t);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		on_eof(t);
}

struct stdio *
stdio_new(struct ev_loop *loop, const struct server *s, int in, int out,
    void (*over)(void *arg), void *arg, struct err *e)
{
	struct stdio *t = calloc(1, sizeof *t);

	if (t == NULL || (t->session = session_new(s, "local", e)) == NULL) {
		if (t == NULL)
			err_set(e, ERR_NOMEM, "out of memory");
		free(t);
		return NULL;
	}
	t->loop = loop;
	t->in = in;
	t->out = out;
	t->over = over;
	t->arg = arg;
	t->in_flags = unblock(in);
	t->out_flags = unblock(out);
	buf_init(&t->line, json_limits_message.bytes);
	buf_init(&t->text, OUT_MAX);
	ev_io_init(&t->reading, on_readable, in, EV_READ);
	ev_io_init(&t->writing, on_writable, out, EV_WRITE);
	ev_io_init(&t->watching, on_hangup, out, EV_READ);
	ev_prepare_init(&t->ending, on_prepare);
	t->reading.data = t->writing.data = t->watching.data = t;
	t->ending.data = t;
	session_hear(t->session, &(struct sink){ send_line, t });
	ev_io_start(loop, &t->reading);
	ev_prepare_start(loop, &t->ending);
	return t;
}

void
stdio_free(struct stdio *t)
{
	if (t == NULL)
		return;
	ev_io_stop(t->loop, &t->reading);
	ev_io_stop(t->loop, &t->writing);
	ev_io_stop(t->loop, &t->watching);
	ev_prepare_stop(t->loop, &t->ending);
	session_free(t->session);
	if (t->in_flags != -1)
		(void)fcntl(t->in, F_SETFL, t->in_flags);
	if (t->out_flags != -1)
		(void)fcntl(t->out, F_SETFL, t->out_flags);
	buf_fini(&t->line);
	buf_fini(&t->text);
	free(t);
}
