/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sse.h -- text/event-stream, read as it comes (HTML, "Server-sent events").
 * Pure; the stream is hostile.
 */
#ifndef CORDON_MCP_SSE_H
#define CORDON_MCP_SSE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/buf.h"

#define SSE_ID_MAX 512 /* it is sent back as a header */

struct sse {
	struct buf line, data;
	bool after_cr; /* a LF belongs to the CR before it */
	bool has_data;
	bool skip_event; /* of another type than "message" */
	char id[SSE_ID_MAX + 1]; /* the last one seen, "" before */
	uint32_t retry_ms; /* 0: none was said */
};

typedef void sse_event(void *arg, const char *data, size_t n);

/* One line and one event are at most `max` bytes. */
void sse_init(struct sse *s, size_t max);
void sse_fini(struct sse *s);
/* False when a line or an event is too long. */
bool sse_feed(struct sse *s, const char *p, size_t n, sse_event *event,
    void *arg);

#endif
