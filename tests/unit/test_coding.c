/* SPDX-License-Identifier: Apache-2.0 */
/* A reply's compression, undone; and whether it came to its end. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "broker/egress/coding.h"
#include "common/base/buf.h"

#include "tests/unit/tap.h"

#define MOST ((size_t)1 << 20)
#define MEMBER (MAX_WBITS + 16)

/* By the brotli of another program. */
static const char br[] =
    "\x1b\x6e\x01\xf8\x45\x4f\x96\xea\xd7\xd5\x62\xf6\x20\xf8\x05\x4a\x18\x0a"
    "\x2b\x84\x8a\x02\xc2\x2a\xe2\xd7\x42\xe2\x7a\x18\xa0\x89\x01";

static struct buf
text(void)
{
	struct buf b;
	int i;

	buf_init(&b, MOST);
	for (i = 0; i < 20; i++)
		buf_adds(&b, "once upon a time, ");
	buf_adds(&b, "the end");
	return b;
}

/* `b` becomes what zlib makes of it. */
static void
squeeze(struct buf *b, int bits)
{
	z_stream z = { 0 };
	struct buf out;

	buf_init(&out, 4 * MOST);
	CHECK(deflateInit2(&z, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) ==
	    Z_OK);
	z.next_in = (Bytef *)b->p;
	z.avail_in = (uInt)b->len;
	z.avail_out = (uInt)deflateBound(&z, (uLong)b->len);
	z.next_out = (Bytef *)buf_room(&out, z.avail_out);
	CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
	out.len = z.total_out;
	deflateEnd(&z);
	buf_fini(b);
	*b = out;
}

static bool
on_out(void *arg, const char *s, size_t n)
{
	buf_add(arg, s, n);
	return buf_ok(arg);
}

/* What comes of it, `piece` bytes at a time, goes to *ret. */
static enum coding_fault
undo(const char *names, const char *s, size_t n, size_t piece, struct buf *ret)
{
	enum coding_fault fault = CODING_FINE;
	struct coding c = { 0 };
	size_t i;

	buf_init(ret, MOST);
	coding_named(&c, names);
	for (i = 0; i < n && fault == CODING_FINE; i += piece)
		fault = coding_add(&c, s + i, n - i < piece ? n - i : piece,
		    MOST, on_out, ret);
	if (fault == CODING_FINE)
		fault = coding_end(&c);
	coding_fini(&c);
	return fault;
}

static enum coding_fault
fault_of(const char *names, const char *s, size_t n)
{
	struct buf out;
	enum coding_fault fault = undo(names, s, n, n, &out);

	buf_fini(&out);
	return fault;
}

/* It is text(), and the end of every shorter one is missed. */
static void
check(const char *names, const char *s, size_t n)
{
	static const size_t pieces[] = { 1, 2, 7, 100000 };
	struct buf want = text(), got;
	size_t i;

	for (i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		CHECK(undo(names, s, n, pieces[i], &got) == CODING_FINE);
		CHECK(got.len == want.len &&
		    memcmp(got.p, want.p, got.len) == 0);
		buf_fini(&got);
	}
	for (i = 1; i < n; i++)
		CHECK(fault_of(names, s, i) == CODING_SHORT);
	CHECK(fault_of(names, s, 0) == CODING_FINE); /* no body at all */
	buf_fini(&want);
}

static void
each_coding_knows_its_end(void)
{
	static const struct {
		const char *names;
		int bits[2];
	} kinds[] = {
		{ "gzip", { MEMBER, 0 } },
		{ "X-GZip", { MEMBER, 0 } },
		{ "deflate", { MAX_WBITS, 0 } },
		{ "deflate", { -MAX_WBITS, 0 } },
		{ "identity, gzip", { MEMBER, 0 } },
		{ "deflate,gzip", { MAX_WBITS, MEMBER } },
	};
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct buf b = text();

		squeeze(&b, kinds[i].bits[0]);
		if (kinds[i].bits[1] != 0)
			squeeze(&b, kinds[i].bits[1]);
		check(kinds[i].names, b.p, b.len);
		buf_fini(&b);
	}
	check("br", br, sizeof br - 1);
}

static void
the_inner_of_two_may_be_the_short_one(void)
{
	struct buf b = text();

	squeeze(&b, MEMBER);
	b.len -= 9;
	squeeze(&b, MEMBER);
	CHECK(fault_of("gzip, gzip", b.p, b.len) == CODING_SHORT);
	buf_fini(&b);
}

static void
members_follow_each_other_and_padding_the_last(void)
{
	struct buf a, b, all, want, got;
	size_t piece;

	a = text();
	b = text();
	want = text();
	buf_add(&want, b.p, b.len);
	squeeze(&a, MEMBER);
	squeeze(&b, MEMBER);
	buf_init(&all, MOST);
	buf_add(&all, a.p, a.len);
	buf_add(&all, b.p, b.len);
	CHECK(fault_of("gzip", all.p, all.len - 1) == CODING_SHORT);
	buf_add(&all, "\0\0\0x", 4);
	for (piece = 1; piece < 300; piece++) {
		CHECK(undo("gzip", all.p, all.len, piece, &got) == CODING_FINE);
		CHECK(got.len == want.len &&
		    memcmp(got.p, want.p, got.len) == 0);
		buf_fini(&got);
	}
	buf_add(&a, "no member", 9);
	CHECK(fault_of("gzip", a.p, a.len) == CODING_BROKEN);
	buf_fini(&a);
	buf_fini(&b);
	buf_fini(&all);
	buf_fini(&want);
}

static void
what_is_not_compressed_so_is_broken(void)
{
	struct buf b = text();

	CHECK(fault_of("gzip", "hello", 5) == CODING_BROKEN);
	CHECK(fault_of("deflate", "hello", 5) == CODING_BROKEN);
	CHECK(fault_of("br", "\xff\xff\xff", 3) == CODING_BROKEN);
	CHECK(fault_of("rot13", "hello", 5) == CODING_UNKNOWN);
	CHECK(fault_of("gzip zstd", "hello", 5) == CODING_UNKNOWN);
	CHECK(fault_of("br, br, br, br, br, br", "", 1) == CODING_UNKNOWN);
	squeeze(&b, MEMBER);
	b.p[b.len - 6] ^= 1; /* of its checksum */
	CHECK(fault_of("gzip", b.p, b.len) == CODING_BROKEN);
	buf_fini(&b);
}

static void
what_has_no_end_is_too_long(void)
{
	struct buf b, padded;
	size_t i;

	/* Too much comes out; it counts for the first coding of two, whatever
	 * the second makes of it: nothing here, behind its end. */
	buf_init(&b, 2 * MOST);
	for (i = 0; i < 2 * MOST; i += 16)
		buf_add(&b, "0123456789abcdef", 16);
	squeeze(&b, MEMBER);
	CHECK(fault_of("gzip", b.p, b.len) == CODING_LONG);
	buf_fini(&b);
	b = text();
	squeeze(&b, MAX_WBITS);
	buf_init(&padded, 4 * MOST);
	buf_add(&padded, b.p, b.len);
	for (i = 0; i < 2 * MOST; i += 16)
		buf_add(&padded, "0123456789abcdef", 16);
	CHECK(fault_of("deflate", padded.p, MOST) == CODING_FINE);
	CHECK(fault_of("deflate", padded.p, padded.len) == CODING_LONG);
	squeeze(&padded, MEMBER);
	CHECK(padded.len < MOST / 16);
	CHECK(fault_of("deflate, gzip", padded.p, padded.len) == CODING_LONG);
	buf_fini(&padded);
	buf_fini(&b);
}

int
main(void)
{
	TEST(each_coding_knows_its_end);
	TEST(the_inner_of_two_may_be_the_short_one);
	TEST(members_follow_each_other_and_padding_the_last);
	TEST(what_is_not_compressed_so_is_broken);
	TEST(what_has_no_end_is_too_long);
	return tap_end();
}
