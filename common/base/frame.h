/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.h -- one packet on a SOCK_SEQPACKET pair (worker <-> broker,
 * broker <-> egress).
 *
 *	offset  size
 *	0       1     type, enum frame_type
 *	1       1     flags: FRAME_END
 *	2       2     zero
 *	4       4     stream, little-endian; 0 in a control frame
 *	8       ...   payload, at most FRAME_PAYLOAD_MAX bytes
 *
 * The kernel keeps packet boundaries: there is no length field to trust and
 * nothing to reassemble.  A packet that is shorter than the head, longer than
 * FRAME_MAX (MSG_TRUNC), of unknown type or flags, or with a non-zero reserved
 * field is a protocol error; from a worker it is evidence and its death.
 *
 * FRAME_CTL carries one or more Cap'n Web messages (JSON arrays), separated by
 * newlines.  FRAME_BODY carries raw bytes of the body `stream`; FRAME_END in
 * flags marks its last packet (which may be empty).  A body is sent whole
 * before the control message that names it as ["body", stream].  Stream ids
 * are chosen by the sender, count up from 1 and are never reused.
 *
 * FRAME_BOTH is the two in one packet, so that a small call, answer, log or
 * result wakes the other side once: the messages, an empty line (JSON text has
 * none), and the whole body `stream`.  FRAME_END is set.
 * See rpc.h for the messages.
 */
#ifndef CORDON_COMMON_BASE_FRAME_H
#define CORDON_COMMON_BASE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/limits.h"

enum frame_type {
	FRAME_CTL = 'J',
	FRAME_BODY = 'D',
	FRAME_BOTH = 'B',
};
#define FRAME_END 0x01

struct frame {
	enum frame_type type;
	uint8_t flags;
	uint32_t stream;
	const uint8_t *payload; /* borrowed from the packet; FRAME_BOTH: */
	size_t len; /* of the body */
	const uint8_t *text; /* FRAME_BOTH: the messages, or NULL */
	size_t text_len;
};

/* Reads a packet's head; checks everything named above. */
int frame_parse(const uint8_t *packet, size_t n, struct frame *ret,
    struct err *e);
/* Writes the 8-byte head of f into out. */
void frame_head(const struct frame *f, uint8_t out[FRAME_HEAD]);

#endif
