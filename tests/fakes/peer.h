/* SPDX-License-Identifier: Apache-2.0 */
/* peer.h -- frames, spoken by the fakes: correct ones, and raw bytes. */
#ifndef CORDON_TESTS_FAKES_PEER_H
#define CORDON_TESTS_FAKES_PEER_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/frame.h"

#define PEER_FD 3

struct peer_packet {
	struct frame f;
	uint8_t bytes[FRAME_MAX];
};

static inline void
peer_raw(const void *p, size_t n)
{
	if (write(PEER_FD, p, n) == -1)
		_exit(9); /* killed before it could: nobody looks */
}

static inline void
peer_frame(int type, int flags, uint32_t stream, const void *p, size_t n)
{
	static uint8_t out[FRAME_MAX + 4096];
	struct frame f = { .type = (enum frame_type)type,
		.flags = (uint8_t)flags, .stream = stream };

	frame_head(&f, out);
	if (n > 0)
		memcpy(out + FRAME_HEAD, p, n);
	peer_raw(out, FRAME_HEAD + n);
}

static inline void
peer_body(uint32_t stream, const void *p, size_t n)
{
	const char *s = p;
	size_t k;

	do {
		k = n > FRAME_PAYLOAD_MAX ? FRAME_PAYLOAD_MAX : n;
		peer_frame(FRAME_BODY, k == n ? FRAME_END : 0, stream, s, k);
		s += k;
		n -= k;
	} while (n > 0);
}

__attribute__((format(printf, 1, 2))) static inline void
peer_say(const char *fmt, ...)
{
	char text[8192];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	peer_frame(FRAME_CTL, 0, 0, text, (size_t)n);
}

/* A packet's messages, as far as *end; NULL: it has none. */
static inline const char *
peer_text(const struct peer_packet *p, const char **end)
{
	int both = p->f.type == FRAME_BOTH;
	const uint8_t *s = both ? p->f.text : p->f.payload;

	if (p->f.type == FRAME_BODY)
		return NULL;
	*end = (const char *)s + (both ? p->f.text_len : p->f.len);
	return (const char *)s;
}

/* False at the end of the connection. */
static inline int
peer_read(struct peer_packet *p)
{
	ssize_t n = read(PEER_FD, p->bytes, sizeof p->bytes);

	return n > 0 && frame_parse(p->bytes, (size_t)n, &p->f, NULL) == 0;
}

#endif
