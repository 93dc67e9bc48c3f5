/* SPDX-License-Identifier: Apache-2.0 */
/* link_in.c -- see link_in.h. */
#include "worker/link_in.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base/frame.h"
#include "worker/link_page.h"
#include "worker/template.h"

/* Bodies not yet named, at most one for each open call. */
#define BODIES_MAX CALLS_OPEN_MAX

static struct {
	char *inbox;
	size_t used, kept; /* bytes; `kept` of them for good */
	size_t text_len, text_at;
	unsigned n_bodies;
	struct body {
		uint32_t stream;
		bool whole;
		size_t at, len;
	} bodies[BODIES_MAX];
	const char *text; /* of the control frame at hand, in the packet */
} in LINK_PAGE;
/* One more than a packet may have.  A small one is in one page. */
static uint8_t packet[FRAME_MAX + 1] __attribute__((aligned(4096)));

int
link_in_prepare(struct err *e)
{
	/* Pages that no reply fills cost nothing. */
	in.inbox = mmap(NULL, INBOX_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (in.inbox == MAP_FAILED)
		return err_sys(e, "map %d bytes for replies", INBOX_BYTES);
	(void)madvise(in.inbox, INBOX_BYTES, MADV_NOHUGEPAGE);
	return 0;
}

void
link_in_touch(void)
{
	volatile char *inbox = in.inbox;
	volatile uint8_t *first = packet;

	*inbox = 0;
	*first = 0;
	in.n_bodies = 0;
}

static struct body *
find_body(uint32_t stream)
{
	for (unsigned i = 0; i < in.n_bodies; i++) {
		if (in.bodies[i].stream == stream)
			return &in.bodies[i];
	}
	return NULL;
}

/* Packets of one body come without those of another between them. */
static int
add_body(const struct frame *f, struct err *e)
{
	struct body *b = find_body(f->stream);

	if (b == NULL && in.n_bodies < BODIES_MAX) {
		b = &in.bodies[in.n_bodies++];
		*b = (struct body){ .stream = f->stream, .at = in.used };
	}
	if (b == NULL || b->whole || b->at + b->len != in.used)
		return err_set(e, ERR_PROTO, "body %u out of turn", f->stream);
	if (f->len > INBOX_BYTES - in.used)
		return err_set(e, ERR_LIMIT, "replies larger than %d bytes",
		    INBOX_BYTES);
	memcpy(in.inbox + in.used, f->payload, f->len);
	in.used += f->len;
	b->len += f->len;
	b->whole = (f->flags & FRAME_END) != 0;
	return 0;
}

static int
read_packet(struct frame *ret, struct err *e)
{
	ssize_t n;

	do
		n = read(WORKER_FD, packet, sizeof packet);
	while (n < 0 && errno == EINTR);
	if (n == 0 || (n < 0 && errno == ECONNRESET))
		return 0;
	if (n < 0)
		return err_sys(e, "read");
	return frame_parse(packet, (size_t)n, ret, e) < 0 ? -1 : 1;
}

/* Packets up to and with the next that has messages. */
static int
fill(struct err *e)
{
	struct frame f;
	int r;

	in.used = in.kept;
	in.n_bodies = 0;
	/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): set when r > 0 */
	while ((r = read_packet(&f, e)) > 0 && f.type == FRAME_BODY) {
		if (add_body(&f, e) < 0)
			return -1;
	}
	if (r <= 0)
		return r;
	if (f.type == FRAME_BOTH) {
		if (add_body(&f, e) < 0)
			return -1;
	} else {
		f.text = f.payload;
		f.text_len = f.len;
	}
	in.text = (const char *)f.text;
	in.text_len = f.text_len;
	in.text_at = 0;
	return 1;
}

/* A message is a line: JSON's texts have no line ends in them. */
int
link_in_next(struct scan *ret, struct err *e)
{
	const char *p, *end;
	size_t n;
	int r;

	if (in.text_at >= in.text_len && (r = fill(e)) <= 0)
		return r;
	p = in.text + in.text_at;
	n = in.text_len - in.text_at;
	if (n > 0 && (end = memchr(p, '\n', n)) != NULL)
		n = (size_t)(end - p);
	in.text_at += n + 1;
	if (n < 2 || p[0] != '[' || p[n - 1] != ']')
		return err_set(e, ERR_PROTO, "no message in a frame");
	*ret = (struct scan){ p, n };
	return 1;
}

struct scan
link_in_body(struct scan reference)
{
	struct scan none = { NULL, 0 };
	const struct body *b;
	uint64_t stream;

	if (!scan_is(scan_item(reference, 0), "body") ||
	    !scan_number(scan_item(reference, 1), UINT32_MAX, &stream))
		return none;
	b = find_body((uint32_t)stream);
	if (b == NULL || !b->whole)
		return none;
	return (struct scan){ in.inbox + b->at, b->len };
}

void *
link_in_room(size_t n)
{
	size_t at = (in.used + 15) & ~(size_t)15;

	if (at > INBOX_BYTES || n > INBOX_BYTES - at)
		return NULL;
	in.used = at + n;
	return in.inbox + at;
}

void
link_in_keep(void)
{
	in.kept = in.used;
}
