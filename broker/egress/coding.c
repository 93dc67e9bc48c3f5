/* SPDX-License-Identifier: Apache-2.0 */
/* coding.c -- see coding.h. */
#include "broker/egress/coding.h"

#include <brotli/decode.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#define PIECE 16384

enum how { GZIP, DEFLATE, BROTLI };

static const struct {
	const char *name;
	enum how how;
} names[] = {
	{ "gzip", GZIP },
	{ "x-gzip", GZIP },
	{ "deflate", DEFLATE },
	{ "br", BROTLI },
};

struct coding_stage {
	enum how how;
	bool begun; /* a byte came; the decoder is there */
	bool ended; /* at the end of the data, or of a member of gzip's */
	bool over; /* and all that comes is padding */
	size_t in, out;
	z_stream zlib;
	BrotliDecoderState *brotli;
	uint8_t piece[PIECE];
};

/* What coding_add() is about. */
struct run {
	struct coding *c;
	size_t most;
	coding_out *out;
	void *arg;
};

static enum coding_fault feed(const struct run *r, unsigned left,
    const uint8_t *s, size_t n);

/* Names -------------------------------------------------------------- */

static void
add(struct coding *c, enum how how)
{
	struct coding_stage *st =
	    c->n < CODING_MAX ? calloc(1, sizeof *st) : NULL;

	if (st == NULL) {
		c->unknown = true;
		return;
	}
	st->how = how;
	c->stage[c->n++] = st;
}

static void
add_named(struct coding *c, const char *s, size_t n)
{
	size_t i;

	if (n == 0 || (n == 8 && strncasecmp(s, "identity", n) == 0))
		return;
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strlen(names[i].name) == n &&
		    strncasecmp(s, names[i].name, n) == 0) {
			add(c, names[i].how);
			return;
		}
	c->unknown = true;
}

void
coding_named(struct coding *c, const char *value)
{
	while (*value != '\0') {
		size_t n;

		value += strspn(value, ", \t");
		n = strcspn(value, ", \t");
		add_named(c, value, n);
		value += n;
	}
}

/* Undoing ------------------------------------------------------------- */

static enum coding_fault
give(const struct run *r, unsigned left, size_t n)
{
	struct coding_stage *st = r->c->stage[left];

	if (n > r->most - st->out)
		return CODING_LONG;
	st->out += n;
	return n > 0 ? feed(r, left, st->piece, n) : CODING_FINE;
}

/* "deflate" is zlib's format, but some send the bare data (RFC 9110, 8.4.1.2).
 * Its first byte tells: no encoder pads a stored block with ones. */
static int
window_bits(enum how how, uint8_t first)
{
	return how == GZIP	     ? MAX_WBITS + 16 :
	    (first & 15) == Z_DEFLATED ? MAX_WBITS :
					 -MAX_WBITS;
}

static bool
begin(struct coding_stage *st, uint8_t first)
{
	st->begun = true;
	if (st->how != BROTLI)
		return inflateInit2(&st->zlib, window_bits(st->how, first)) ==
		    Z_OK;
	st->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	return st->brotli != NULL;
}

/* What comes behind the end: another member (RFC 1952, 2.2), or padding. */
static bool
goes_on(struct coding_stage *st)
{
	st->over |= st->how != GZIP || *st->zlib.next_in == 0;
	if (st->over || inflateReset(&st->zlib) != Z_OK)
		return false;
	st->ended = false;
	return true;
}

static enum coding_fault
add_zlib(const struct run *r, unsigned left, const uint8_t *s, size_t n)
{
	struct coding_stage *st = r->c->stage[left];
	z_stream *z = &st->zlib;
	enum coding_fault fault = CODING_FINE;
	int result;

	z->next_in = (uint8_t *)(uintptr_t)s; /* it is not written to */
	z->avail_in = (uInt)n;
	do {
		if (st->ended && !goes_on(st))
			return CODING_FINE;
		z->next_out = st->piece;
		z->avail_out = PIECE;
		result = inflate(z, Z_NO_FLUSH);
		st->ended = result == Z_STREAM_END;
		if (!st->ended && result != Z_OK && result != Z_BUF_ERROR)
			return CODING_BROKEN;
		fault = give(r, left, PIECE - z->avail_out);
	} while (fault == CODING_FINE &&
	    (z->avail_in > 0 || (z->avail_out == 0 && !st->ended)));
	return fault;
}

static enum coding_fault
add_brotli(const struct run *r, unsigned left, const uint8_t *s, size_t n)
{
	struct coding_stage *st = r->c->stage[left];
	enum coding_fault fault = CODING_FINE;
	BrotliDecoderResult result;

	do {
		uint8_t *out = st->piece;
		size_t room = PIECE;

		result = BrotliDecoderDecompressStream(st->brotli, &n, &s,
		    &room, &out, NULL);
		if (result == BROTLI_DECODER_RESULT_ERROR)
			return CODING_BROKEN;
		fault = give(r, left, PIECE - room);
	} while (fault == CODING_FINE &&
	    result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
	st->ended = st->over = result == BROTLI_DECODER_RESULT_SUCCESS;
	return fault;
}

/* Through the codings that are left, the last that was applied first. */
static enum coding_fault
feed(const struct run *r, unsigned left, const uint8_t *s, size_t n)
{
	struct coding_stage *st;

	if (left == 0)
		return r->out(r->arg, (const char *)s, n) ? CODING_FINE :
							    CODING_LONG;
	st = r->c->stage[--left];
	if (n > r->most - st->in)
		return CODING_LONG;
	st->in += n;
	if (st->over)
		return CODING_FINE;
	if (!st->begun && !begin(st, s[0]))
		return CODING_BROKEN;
	return st->how == BROTLI ? add_brotli(r, left, s, n) :
				   add_zlib(r, left, s, n);
}

enum coding_fault
coding_add(struct coding *c, const char *s, size_t n, size_t most,
    coding_out *out, void *arg)
{
	struct run r = { .c = c, .most = most, .out = out, .arg = arg };

	if (n == 0)
		return CODING_FINE;
	return c->unknown ? CODING_UNKNOWN :
			    feed(&r, c->n, (const uint8_t *)s, n);
}

enum coding_fault
coding_end(const struct coding *c)
{
	unsigned i;

	for (i = 0; i < c->n; i++)
		if (c->stage[i]->begun && !c->stage[i]->ended)
			return CODING_SHORT;
	return CODING_FINE;
}

const char *
coding_why(enum coding_fault fault)
{
	switch (fault) {
	case CODING_FINE:
		break;
	case CODING_LONG:
		return "the body of the reply is too long";
	case CODING_BROKEN:
		return "the compressed body of the reply is broken";
	case CODING_UNKNOWN:
		return "the reply's Content-Encoding is none of gzip, deflate "
		       "and br";
	case CODING_SHORT:
		return "the compressed body of the reply ended early";
	}
	return "nothing";
}

void
coding_fini(struct coding *c)
{
	unsigned i;

	for (i = 0; i < c->n; i++) {
		struct coding_stage *st = c->stage[i];

		if (st->how != BROTLI)
			(void)inflateEnd(&st->zlib);
		else if (st->brotli != NULL)
			BrotliDecoderDestroyInstance(st->brotli);
		free(st);
	}
	memset(c, 0, sizeof *c);
}
