/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reply.h -- an upstream's answer as the program will see it.  Pure: header
 * lines and bytes in; bounded, decompressed, redacted and classified out.
 */
#ifndef CORDON_BROKER_EGRESS_REPLY_H
#define CORDON_BROKER_EGRESS_REPLY_H

#include <stdbool.h>

#include "broker/egress/charset.h"
#include "broker/egress/coding.h"
#include "broker/egress/redact.h"
#include "common/base/buf.h"

/* Of all headers together, and so many; what is beyond is left out. */
#define REPLY_HEADERS_MAX 16384
#define REPLY_HEADERS_COUNT 256
#define REPLY_STREAM_MAX ((size_t)1024 * 1024) /* of one that may never end */

struct reply {
	const struct redact *redact;
	/* Lower-case names (no Set-Cookie) and their values, UTF-8, each ended
	 * by a NUL, in the order of their coming. */
	struct buf headers;
	unsigned n_headers;
	char *location; /* as sent, or NULL */
	char media[128]; /* of Content-Type, lower-case, without parameters */
	enum charset charset; /* as said */
	struct utf16 utf16;
	/* Its headers are those of the reply itself, not of a 1xx; they are all
	 * there, and others are trailers, which say nothing of the body (RFC
	 * 9110, 6.5.1). */
	bool final, ended;
	char length[24]; /* Content-Length, "": none */
	struct coding coding;
	size_t received, most; /* body bytes, decompressed, before redaction */
	bool cut; /* more would have come */
	struct buf held;
	struct buf body;
};

/* At most so many bytes of body; 0: BODY_MAX. */
void reply_init(struct reply *r, const struct redact *redact, size_t most);
void reply_fini(struct reply *r);
/* Forgets all: the next response of a redirect, or after a 1xx. */
void reply_reset(struct reply *r);
/* One header line, with its end or without.  False: two lengths, and nobody
 * knows where the reply ends (RFC 9112, 6.3). */
bool reply_header(struct reply *r, const char *s, size_t n);
/* The value of a header, or NULL; until the next is added. */
const char *reply_value(const struct reply *r, const char *name);
/* Adds a header of our own, or, with NULL, takes it away. */
void reply_say(struct reply *r, const char *name, const char *value);
/* Appends them as a JSON object, of twice their bytes at most and a few. */
void reply_write_headers(const struct reply *r, struct buf *out);
/* Its bytes as they come: CODING_LONG when there are more than there may be. */
enum coding_fault reply_data(struct reply *r, const char *s, size_t n);
/* Is it of a kind that may never end, and without a length?  Once its headers
 * are there. */
bool reply_is_stream(const struct reply *r);
/* After the last byte: did all of it come that its compression tells? */
bool reply_whole(const struct reply *r);
/* Before reply_finish(), of a stream that is not waited for any longer: only
 * whole lines of it count.  Behind them may be half a character, or what would
 * have been a secret. */
void reply_cut(struct reply *r);
/* Then: "json", "lines" (JSON texts), "events" (server-sent),
 * "text", "bytes" or "empty".  Nothing of it is parsed here.  NULL: there is no
 * memory for its end, and it is no reply. */
const char *reply_finish(struct reply *r);

#endif
