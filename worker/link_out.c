/* SPDX-License-Identifier: Apache-2.0 */
/* link_out.c -- see link_out.h. */
#include "worker/link_out.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/base/frame.h"
#include "worker/link_page.h"
#include "worker/template.h"

/* Of the message at hand, with room for a head before it. */
static struct buf text LINK_PAGE;
static uint8_t packet[FRAME_MAX];
static uint32_t streams LINK_PAGE;
/* A small body waits for the message that names it. */
static struct {
	const void *p; /* NULL: none */
	size_t len;
} waiting LINK_PAGE;
/* Rather copied than sent in a packet of its own: a wake-up costs more. */
#define WAITING_MAX 16384

int
link_out_prepare(struct err *e)
{
	/* Grown to its most now: it never allocates again. */
	buf_init(&text, FRAME_MAX);
	buf_add(&text, packet, FRAME_MAX);
	if (!buf_ok(&text))
		return err_set(e, ERR_NOMEM, "out of memory");
	buf_clear(&text);
	return 0;
}

void
link_out_touch(void)
{
	volatile char *line = text.p;

	*line = 0;
	streams = 0;
}

/* Nobody to tell of a failure but who does not listen: the end.  The broker
 * knows what it closed, and a worker has no other purpose. */
static void
send_packet(const void *p, size_t len)
{
	ssize_t n;

	do
		n = write(WORKER_FD, p, len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		_exit(1);
}

static void
send_frame(const struct frame *f)
{
	frame_head(f, packet);
	memcpy(packet + FRAME_HEAD, f->payload, f->len);
	send_packet(packet, FRAME_HEAD + f->len);
}

/* The text as the payload of f, where it is. */
static void
send_text(const struct frame *f)
{
	frame_head(f, (uint8_t *)text.p);
	send_packet(text.p, text.len);
}

uint32_t
link_out_body(const void *p, size_t n)
{
	struct frame f = { .type = FRAME_BODY, .payload = p };

	f.stream = ++streams;
	if (n == 0)
		f.payload = packet; /* of no length, but not NULL */
	if (n <= WAITING_MAX) {
		waiting.p = f.payload;
		waiting.len = n;
		return streams;
	}
	do {
		f.len = n > FRAME_PAYLOAD_MAX ? FRAME_PAYLOAD_MAX : n;
		f.flags = f.len == n ? FRAME_END : 0;
		send_frame(&f);
		f.payload += f.len;
		n -= f.len;
	} while (n > 0);
	return streams;
}

struct buf *
link_out_begin(void)
{
	static const uint8_t head[FRAME_HEAD];

	buf_clear(&text);
	buf_add(&text, head, sizeof head);
	return &text;
}

/* The message and the body before it as one packet, or the body alone when
 * the two are too long for one. */
static bool
send_both(void)
{
	struct frame f = { .type = FRAME_BODY, .flags = FRAME_END,
		.stream = streams, .payload = waiting.p, .len = waiting.len };

	waiting.p = NULL;
	if (!buf_ok(&text) || f.len + 2 > FRAME_MAX - text.len) {
		send_frame(&f);
		return false;
	}
	buf_adds(&text, "\n\n");
	buf_add(&text, f.payload, f.len);
	f.type = FRAME_BOTH;
	send_text(&f);
	return true;
}

int
link_out_end(void)
{
	struct frame f = { .type = FRAME_CTL };

	if (waiting.p != NULL && send_both())
		return 0;
	if (!buf_ok(&text))
		return -1;
	send_text(&f);
	return 0;
}
