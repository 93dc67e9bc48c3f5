/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_link.c -- see rpc_link.h. */
#include "broker/rpc_link.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/rpc_queue.h"
#include "broker/rpc_receive.h"
#include "common/base/frame.h"
#include "common/base/limits.h"

/* Reads before the loop turns to others: a flood costs the others at most so
 * many times RPC_PACKETS of the broker's time. */
#define READ_ROUNDS 2

struct rpc_link {
	struct ev_loop *loop;
	int fd;
	ev_io readable;
	ev_io writable;
	ev_timer later; /* fed, never started: end from the loop */
	const struct rpc_link_ops *ops;
	void *arg;
	struct rpc_link_limits limits;
	struct rpc_account *account;
	struct rpc_body *bodies; /* received, not taken */
	size_t n_bodies;
	uint32_t last_in, last_out; /* streams */
	uint64_t frames, bytes;
	unsigned turn; /* of the loop, in which it was read last */
	struct rpc_queue out;
	struct err why; /* for `later` */
	bool ended;
	bool mute; /* the peer does not read any more */
	unsigned busy; /* callbacks under way */
	bool freed; /* by one of them */
};

/* What the message at hand consists of.  One for the process: it has one loop,
 * and no read is inside another. */
static struct flat_value values[FLAT_MAX];
/* Between rpc_link_begin() and rpc_link_end(); its memory is kept. */
static struct buf message;

static void
release(struct rpc_link *l)
{
	struct rpc_body *b;

	while ((b = l->bodies) != NULL) {
		l->bodies = b->next;
		rpc_body_free(b);
	}
	rpc_queue_fini(&l->out);
	rpc_account_drop(l->account);
	free(l);
}

static void
stop(struct rpc_link *l)
{
	ev_io_stop(l->loop, &l->readable);
	ev_io_stop(l->loop, &l->writable);
	(void)ev_clear_pending(l->loop, &l->writable);
	(void)ev_clear_pending(l->loop, &l->later);
}

int
rpc_link_detach(struct rpc_link *l)
{
	int fd = l->fd;

	stop(l);
	l->ended = true;
	if (l->busy > 0)
		l->freed = true;
	else
		release(l);
	return fd;
}

void
rpc_link_free(struct rpc_link *l)
{
	if (l != NULL)
		(void)close(rpc_link_detach(l));
}

static void
end(struct rpc_link *l, const struct err *why)
{
	if (l->ended)
		return;
	l->ended = true;
	stop(l);
	l->busy++;
	l->ops->ended(l->arg, why);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): busy keeps it */
	if (--l->busy == 0 && l->freed)
		release(l);
}

static void
on_later(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct rpc_link *l = w->data;

	(void)loop;
	(void)revents;
	end(l, &l->why);
}

/* For callers that must not be called back. */
static void
end_later(struct rpc_link *l, const struct err *why)
{
	if (l->ended || ev_is_pending(&l->later))
		return;
	l->why = *why;
	ev_io_stop(l->loop, &l->readable);
	ev_feed_event(l->loop, &l->later, EV_TIMER);
}

/* Receiving ----------------------------------------------------------- */

static struct rpc_body *
find_body(struct rpc_link *l, uint32_t stream)
{
	struct rpc_body *b;

	for (b = l->bodies; b != NULL; b = b->next)
		if (b->stream == stream)
			break;
	return b;
}

static struct rpc_body *
new_body(struct rpc_link *l, uint32_t stream, struct err *e)
{
	struct rpc_body *b;

	if (stream != l->last_in + 1) {
		err_set(e, ERR_PROTO, "body stream %u after %u", stream,
		    l->last_in);
		return NULL;
	}
	if (l->n_bodies == l->limits.bodies) {
		err_set(e, ERR_LIMIT, "more than %zu bodies open",
		    l->limits.bodies);
		return NULL;
	}
	if ((b = rpc_body_new(l->account, l->limits.body)) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	b->stream = l->last_in = stream;
	b->next = l->bodies;
	l->bodies = b;
	l->n_bodies++;
	return b;
}

static int
on_body(struct rpc_link *l, const struct frame *f, struct err *e)
{
	struct rpc_body *b = find_body(l, f->stream);

	if (b == NULL && (b = new_body(l, f->stream, e)) == NULL)
		return -1;
	if (b->ended)
		return err_set(e, ERR_PROTO, "body %u goes on after its end",
		    f->stream);
	if (!rpc_body_add(b, f->payload, f->len))
		return err_set(e, ERR_LIMIT,
		    "bodies of more than %zu bytes, or %zu together",
		    l->limits.body, l->account->max);
	b->ended = (f->flags & FRAME_END) != 0;
	return 0;
}

static int
on_line(struct rpc_link *l, const char *s, size_t n, struct err *e)
{
	struct rpc_msg m;

	if (rpc_msg_read(s, n, values, &m, e) == -1)
		return -1;
	return l->ops->message(l->arg, &m, e);
}

static int
on_control(struct rpc_link *l, const uint8_t *text, size_t len, struct err *e)
{
	const char *p = (const char *)text, *last = p + len;

	if (len == 0)
		return err_set(e, ERR_PROTO, "empty control frame");
	while (p < last && !l->ended) {
		const char *nl = memchr(p, '\n', (size_t)(last - p));
		size_t n = (size_t)((nl == NULL ? last : nl) - p);

		if (on_line(l, p, n, e) == -1)
			return -1;
		p += n + 1;
	}
	return 0;
}

/* n bytes, of which no more than FRAME_MAX are there. */
static int
on_packet(struct rpc_link *l, const uint8_t *p, size_t n, struct err *e)
{
	struct frame f;

	l->frames++;
	l->bytes += n;
	if (n > FRAME_MAX)
		return err_set(e, ERR_PROTO, "packet longer than %d",
		    FRAME_MAX);
	if (frame_parse(p, n, &f, e) == -1)
		return -1;
	if (l->limits.frames > 0 && l->frames > l->limits.frames)
		return err_set(e, ERR_LIMIT, "more than %llu packets",
		    (unsigned long long)l->limits.frames);
	if (l->limits.bytes > 0 && l->bytes > l->limits.bytes)
		return err_set(e, ERR_LIMIT, "more than %llu bytes sent",
		    (unsigned long long)l->limits.bytes);
	if (f.type != FRAME_CTL && on_body(l, &f, e) == -1)
		return -1;
	if (f.type == FRAME_BODY)
		return 0;
	return f.type == FRAME_CTL ? on_control(l, f.payload, f.len, e) :
				     on_control(l, f.text, f.text_len, e);
}

/* A packet of no bytes and the end of the connection look the same. */
static int
on_nothing(const struct rpc_link *l, struct err *e)
{
	struct pollfd p = { .fd = l->fd, .events = POLLIN };

	if (poll(&p, 1, 0) == 1 && (p.revents & POLLHUP) != 0)
		return err_set(e, ERR_GONE, "it closed its connection");
	return err_set(e, ERR_PROTO, "packet of no bytes");
}

/* Returns how many packets came, 0 if none is there, -1 when it is over. */
static int
read_once(struct rpc_link *l, unsigned most, struct err *e)
{
	struct rpc_packet packets[RPC_PACKETS];
	int i, n = rpc_receive(l->fd, most, packets);

	/* It died with replies unread: that is told once, and before what it
	 * had still said, which may be its result. */
	if (n == -1 && errno == ECONNRESET)
		n = rpc_receive(l->fd, most, packets);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n == -1)
		return err_set(e, ERR_GONE, "it closed its connection");
	for (i = 0; i < n && !l->ended; i++) {
		if (packets[i].len == 0)
			return on_nothing(l, e);
		if (on_packet(l, packets[i].p, packets[i].len, e) == -1)
			return -1;
	}
	return n;
}

static void
read_rounds(struct rpc_link *l, unsigned most, int rounds)
{
	struct err why;
	int n = RPC_PACKETS;

	l->busy++;
	while (n == RPC_PACKETS && rounds-- > 0 && !l->ended) {
		n = read_once(l, most, &why);
		if (n == -1)
			end(l, &why);
	}
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): busy keeps it */
	if (--l->busy == 0 && l->freed)
		release(l);
}

/* Who says something in two turns of the loop, one after the other, says more:
 * a call, and its answer, come alone. */
static void
on_readable(struct ev_loop *loop, ev_io *w, int revents)
{
	struct rpc_link *l = w->data;
	unsigned turn = ev_iteration(loop);
	bool again = turn == l->turn + 1;

	(void)revents;
	l->turn = turn;
	read_rounds(l, again ? RPC_PACKETS : 1, READ_ROUNDS);
}

void
rpc_link_drain(struct rpc_link *l)
{
	static const struct err gone = { .code = ERR_GONE,
		.msg = "it closed its connection" };

	l->busy++;
	/* Its socket holds no more than some packets: net.core.wmem_max. */
	read_rounds(l, RPC_PACKETS, 1024);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): busy keeps it */
	end(l, &gone);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): busy keeps it */
	if (--l->busy == 0 && l->freed)
		release(l);
}

struct rpc_body *
rpc_link_take(struct rpc_link *l, uint32_t stream)
{
	struct rpc_body **p, *b;

	for (p = &l->bodies; (b = *p) != NULL; p = &b->next)
		if (b->stream == stream)
			break;
	if (b == NULL || !b->ended)
		return NULL;
	*p = b->next;
	b->next = NULL;
	l->n_bodies--;
	return b;
}

/* Sending ------------------------------------------------------------- */

static void
flush(struct rpc_link *l)
{
	if (l->ended || l->mute)
		return;
	switch (rpc_queue_write(&l->out, l->fd)) {
	case RPC_QUEUE_EMPTY:
		ev_io_stop(l->loop, &l->writable);
		break;
	case RPC_QUEUE_FULL:
		ev_io_start(l->loop, &l->writable);
		break;
	case RPC_QUEUE_BROKEN:
		/* What it said before it died is still to be read; reading
		 * finds the end. */
		ev_io_stop(l->loop, &l->writable);
		l->mute = true;
		break;
	}
}

void
rpc_link_flush(struct rpc_link *l)
{
	if (ev_clear_pending(l->loop, &l->writable) != 0)
		flush(l);
}

static void
on_writable(struct ev_loop *loop, ev_io *w, int revents)
{
	(void)loop;
	(void)revents;
	flush(w->data);
}

/* Not now: the next messages may fit into the same packet. */
static void
flush_later(struct rpc_link *l)
{
	struct err e;

	if (rpc_queue_ok(&l->out)) {
		if (!ev_is_active(&l->writable))
			ev_feed_event(l->loop, &l->writable, EV_WRITE);
		return;
	}
	err_set(&e, ERR_LIMIT, "more than %zu bytes wait to be read",
	    l->limits.out);
	end_later(l, &e);
}

uint32_t
rpc_link_stream(struct rpc_link *l)
{
	return ++l->last_out;
}

void
rpc_link_send_body(struct rpc_link *l, struct rpc_body *b)
{
	if (l->ended || l->mute) {
		rpc_body_free(b);
		return;
	}
	rpc_queue_body(&l->out, b);
	flush_later(l);
}

void
rpc_link_send(struct rpc_link *l, const char *s, size_t n)
{
	if (l->ended || l->mute)
		return;
	rpc_queue_control(&l->out, s, n);
	flush_later(l);
}

struct buf *
rpc_link_begin(struct rpc_link *l)
{
	(void)l;
	if (message.max == 0)
		buf_init(&message, FRAME_PAYLOAD_MAX);
	buf_clear(&message);
	return &message;
}

void
rpc_link_end(struct rpc_link *l)
{
	struct err e;

	if (buf_ok(&message)) {
		rpc_link_send(l, message.p, message.len);
		return;
	}
	err_set(&e, ERR_LIMIT, "a message longer than a packet");
	end_later(l, &e);
}

uint64_t
rpc_link_frames(const struct rpc_link *l)
{
	return l->frames;
}

struct rpc_link *
rpc_link_new(struct ev_loop *loop, int fd, const struct rpc_link_limits *limits,
    struct rpc_account *account, const struct rpc_link_ops *ops, void *arg)
{
	struct rpc_link *l = calloc(1, sizeof *l);

	if (l == NULL) {
		(void)close(fd);
		return NULL;
	}
	l->loop = loop;
	l->fd = fd;
	l->limits = *limits;
	l->account = account;
	account->refs++;
	l->ops = ops;
	l->arg = arg;
	rpc_queue_init(&l->out, limits->out);
	ev_io_init(&l->readable, on_readable, fd, EV_READ);
	ev_io_init(&l->writable, on_writable, fd, EV_WRITE);
	ev_init(&l->later, on_later);
	l->readable.data = l->writable.data = l->later.data = l;
	ev_io_start(loop, &l->readable);
	return l;
}
