/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c -- see frame.h. */
#include "common/base/frame.h"

#include <string.h>

/* Between the messages and the body of a FRAME_BOTH. */
static int
split(struct frame *f, struct err *e)
{
	const uint8_t *p = f->payload, *end = p + f->len, *nl;

	f->text = p;
	while ((nl = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p = nl + 1;
		if (p == end || *p != '\n')
			continue;
		f->text_len = (size_t)(nl - f->text);
		f->payload = p + 1;
		f->len = (size_t)(end - f->payload);
		return 0;
	}
	return err_set(e, ERR_PROTO, "no body after the messages");
}

int
frame_parse(const uint8_t *packet, size_t n, struct frame *ret, struct err *e)
{
	struct frame f = { .text = NULL };

	if (n < FRAME_HEAD)
		return err_set(e, ERR_PROTO, "packet of %zu bytes", n);
	if (n > FRAME_MAX)
		return err_set(e, ERR_PROTO, "packet longer than %d",
		    FRAME_MAX);
	if (packet[0] != FRAME_CTL && packet[0] != FRAME_BODY &&
	    packet[0] != FRAME_BOTH)
		return err_set(e, ERR_PROTO, "frame type %u",
		    (unsigned)packet[0]);
	f.type = (enum frame_type)packet[0];
	f.flags = packet[1];
	if ((f.flags & ~FRAME_END) != 0 || packet[2] != 0 || packet[3] != 0)
		return err_set(e, ERR_PROTO, "reserved bits in frame head");
	f.stream = (uint32_t)packet[4] | (uint32_t)packet[5] << 8 |
	    (uint32_t)packet[6] << 16 | (uint32_t)packet[7] << 24;
	if (f.type == FRAME_CTL && (f.stream != 0 || f.flags != 0))
		return err_set(e, ERR_PROTO, "stream on a control frame");
	if (f.type != FRAME_CTL && f.stream == 0)
		return err_set(e, ERR_PROTO, "body frame without a stream");
	f.payload = packet + FRAME_HEAD;
	f.len = n - FRAME_HEAD;
	if (f.type == FRAME_BOTH) {
		if (f.flags != FRAME_END)
			return err_set(e, ERR_PROTO, "half a body in a packet");
		if (split(&f, e) == -1)
			return -1;
	}
	*ret = f;
	return 0;
}

void
frame_head(const struct frame *f, uint8_t out[FRAME_HEAD])
{
	out[0] = (uint8_t)f->type;
	out[1] = f->flags;
	out[2] = out[3] = 0;
	out[4] = (uint8_t)f->stream;
	out[5] = (uint8_t)(f->stream >> 8);
	out[6] = (uint8_t)(f->stream >> 16);
	out[7] = (uint8_t)(f->stream >> 24);
}
