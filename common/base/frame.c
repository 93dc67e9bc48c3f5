/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c -- see frame.h. */
#include "common/base/frame.h"

int
frame_parse(const uint8_t *packet, size_t n, struct frame *ret, struct err *e)
{
	struct frame f;

	if (n < FRAME_HEAD)
		return err_set(e, ERR_PROTO, "packet of %zu bytes", n);
	if (n > FRAME_MAX)
		return err_set(e, ERR_PROTO, "packet longer than %d",
		    FRAME_MAX);
	if (packet[0] != FRAME_CTL && packet[0] != FRAME_BODY)
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
	if (f.type == FRAME_BODY && f.stream == 0)
		return err_set(e, ERR_PROTO, "body frame without a stream");
	f.payload = packet + FRAME_HEAD;
	f.len = n - FRAME_HEAD;
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
