/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_queue.c -- see rpc_queue.h. */
#include "broker/rpc_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/base/frame.h"
#include "common/base/limits.h"

/* Packets given to the kernel at once; more than a call ever needs. */
#define BATCH 8
/* Kept to be used again: those of one packet.  Their text, if it is short. */
#define SPARE_MAX 2
#define SPARE_TEXT_MAX 4096

struct rpc_queued {
	struct rpc_queued *next;
	struct rpc_body *body; /* or NULL: control */
	struct buf text;
	size_t sent; /* of the body */
};

void
rpc_queue_init(struct rpc_queue *q, size_t max)
{
	*q = (struct rpc_queue){ .max = max };
}

static void
free_queued(struct rpc_queued *p)
{
	buf_fini(&p->text);
	free(p);
}

static void
drop_first(struct rpc_queue *q)
{
	struct rpc_queued *p = q->first;

	q->first = p->next;
	if (q->first == NULL)
		q->last = NULL;
	rpc_body_free(p->body);
	if (q->n_spare == SPARE_MAX || p->text.cap > SPARE_TEXT_MAX) {
		free_queued(p);
		return;
	}
	p->next = q->spare;
	q->spare = p;
	q->n_spare++;
}

void
rpc_queue_fini(struct rpc_queue *q)
{
	struct rpc_queued *p;

	while (q->first != NULL)
		drop_first(q);
	while ((p = q->spare) != NULL) {
		q->spare = p->next;
		free_queued(p);
	}
	q->n_spare = 0;
	q->bytes = 0;
}

bool
rpc_queue_ok(const struct rpc_queue *q)
{
	return !q->failed;
}

/* One to fill, or NULL without memory. */
static struct rpc_queued *
take_spare(struct rpc_queue *q)
{
	struct rpc_queued *p = q->spare;

	if (p == NULL) {
		if ((p = malloc(sizeof *p)) != NULL)
			buf_init(&p->text, FRAME_PAYLOAD_MAX);
		return p;
	}
	q->spare = p->next;
	q->n_spare--;
	buf_clear(&p->text);
	return p;
}

static struct rpc_queued *
append(struct rpc_queue *q)
{
	struct rpc_queued *p = take_spare(q);

	if (p == NULL) {
		q->failed = true;
		return NULL;
	}
	p->next = NULL;
	p->body = NULL;
	p->sent = 0;
	if (q->last == NULL)
		q->first = p;
	else
		q->last->next = p;
	q->last = p;
	return p;
}

static bool
has_room(struct rpc_queue *q, size_t n)
{
	if (n > q->max - q->bytes)
		q->failed = true;
	return !q->failed;
}

void
rpc_queue_control(struct rpc_queue *q, const char *s, size_t n)
{
	struct rpc_queued *p = q->last;

	if (n > FRAME_PAYLOAD_MAX)
		q->failed = true;
	if (!has_room(q, n + 1))
		return;
	if (p == NULL || p->body != NULL ||
	    n + 1 > FRAME_PAYLOAD_MAX - p->text.len) {
		if ((p = append(q)) == NULL)
			return;
	} else {
		buf_addc(&p->text, '\n');
		q->bytes++;
	}
	buf_add(&p->text, s, n);
	q->bytes += n;
	q->failed |= !buf_ok(&p->text);
}

void
rpc_queue_body(struct rpc_queue *q, struct rpc_body *b)
{
	struct rpc_queued *p;

	if (!has_room(q, b->bytes.len) || (p = append(q)) == NULL) {
		rpc_body_free(b);
		return;
	}
	p->body = b;
	q->bytes += b->bytes.len;
}

struct batch {
	struct mmsghdr m[BATCH];
	struct iovec iov[BATCH][4];
	uint8_t head[BATCH][FRAME_HEAD];
	unsigned n;
};

/* sendmsg() reads only. */
static struct iovec
piece(const void *p, size_t n)
{
	union {
		const void *in;
		void *out;
	} u = { .in = p };

	return (struct iovec){ u.out, n };
}

static void
add_packet(struct batch *b, struct frame *f)
{
	unsigned i = b->n++;

	frame_head(f, b->head[i]);
	b->iov[i][0] = piece(b->head[i], FRAME_HEAD);
	b->iov[i][1] = piece(f->payload, f->len);
	b->m[i] = (struct mmsghdr){ .msg_hdr = { .msg_iov = b->iov[i],
		.msg_iovlen = f->len > 0 ? 2 : 1 } };
}

/* May a body and the messages behind it go in one packet? */
static bool
fit(const struct rpc_queued *p)
{
	const struct rpc_queued *next = p->next;

	return p->body != NULL && p->sent == 0 && next != NULL &&
	    next->body == NULL && p->body->bytes.len <= FRAME_PAYLOAD_MAX - 2 &&
	    next->text.len <= FRAME_PAYLOAD_MAX - 2 - p->body->bytes.len;
}

static void
add_both(struct batch *b, const struct rpc_queued *p)
{
	struct frame f = { .type = FRAME_BOTH, .flags = FRAME_END,
		.stream = p->body->stream };
	const struct buf *text = &p->next->text;
	unsigned i = b->n++;

	frame_head(&f, b->head[i]);
	b->iov[i][0] = piece(b->head[i], FRAME_HEAD);
	b->iov[i][1] = piece(text->p, text->len);
	b->iov[i][2] = piece("\n\n", 2);
	b->iov[i][3] = piece(p->body->bytes.p, p->body->bytes.len);
	b->m[i] = (struct mmsghdr){ .msg_hdr = { .msg_iov = b->iov[i],
		.msg_iovlen = p->body->bytes.len > 0 ? 4 : 3 } };
}

static void
add_queued(struct batch *b, const struct rpc_queued *p)
{
	struct frame f = { .type = FRAME_CTL };
	size_t at = p->sent, left;

	if (p->body == NULL) {
		f.payload = (const uint8_t *)p->text.p;
		f.len = p->text.len;
		add_packet(b, &f);
		return;
	}
	f.type = FRAME_BODY;
	f.stream = p->body->stream;
	do {
		left = p->body->bytes.len - at;
		f.len = left > FRAME_PAYLOAD_MAX ? FRAME_PAYLOAD_MAX : left;
		f.flags = f.len == left ? FRAME_END : 0;
		if (f.len > 0)
			f.payload = (const uint8_t *)p->body->bytes.p + at;
		add_packet(b, &f);
		at += f.len;
	} while (b->n < BATCH && f.flags == 0);
}

/* The batch's first packet went out. */
static void
sent_one(struct rpc_queue *q, const struct batch *b, unsigned i)
{
	struct rpc_queued *p = q->first;
	size_t n = b->m[i].msg_hdr.msg_iovlen == 2 ? b->iov[i][1].iov_len : 0;

	if (b->head[i][0] == FRAME_BOTH) {
		q->bytes -= p->body->bytes.len + p->next->text.len;
		drop_first(q);
		drop_first(q);
		return;
	}
	q->bytes -= n;
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it is being sent */
	p->sent += n;
	if (p->body == NULL || (b->head[i][1] & FRAME_END) != 0)
		drop_first(q);
}

/* As sendmmsg(), but that one alone costs the kernel less. */
static int
send_batch(struct batch *b, int fd)
{
	int flags = MSG_DONTWAIT | MSG_NOSIGNAL;

	if (b->n == 1)
		return sendmsg(fd, &b->m[0].msg_hdr, flags) == -1 ? -1 : 1;
	return sendmmsg(fd, b->m, b->n, flags);
}

enum rpc_queue_state
rpc_queue_write(struct rpc_queue *q, int fd)
{
	while (q->first != NULL) {
		const struct rpc_queued *p;
		struct batch b;
		unsigned i;
		int n;

		b.n = 0;
		for (p = q->first; p != NULL && b.n < BATCH; p = p->next)
			if (fit(p)) {
				add_both(&b, p);
				p = p->next;
			} else
				add_queued(&b, p);
		n = send_batch(&b, fd);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == ENOBUFS))
			return RPC_QUEUE_FULL;
		if (n == -1)
			return RPC_QUEUE_BROKEN;
		for (i = 0; i < (unsigned)n; i++)
			sent_one(q, &b, i);
	}
	return RPC_QUEUE_EMPTY;
}
