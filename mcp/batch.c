/* SPDX-License-Identifier: Apache-2.0 */
/* batch.c -- see batch.h. */
#include "mcp/batch.h"

#include <stdlib.h>

/* SESSION_BATCH_MAX answers, most of them short. */
#define BATCH_BYTES_MAX (32 * 1024 * 1024)

struct batch {
	struct sink out; /* send NULL: muted */
	struct buf text;
	size_t open;
	bool sealed;
	bool any; /* a request was among them */
};

struct batch *
batch_new(const struct sink *out)
{
	struct batch *b = calloc(1, sizeof *b);

	if (b == NULL)
		return NULL;
	b->out = *out;
	buf_init(&b->text, BATCH_BYTES_MAX);
	return b;
}

void
batch_expect(struct batch *b)
{
	b->open++;
}

void
batch_unexpect(struct batch *b)
{
	b->open--;
}

static void
end_if_done(struct batch *b)
{
	struct outgoing o = { "", 0, 200, true };

	if (!b->sealed || b->open > 0)
		return;
	if (b->text.len > 0 && buf_ok(&b->text)) {
		buf_addc(&b->text, ']');
		o.json = b->text.p;
		o.len = b->text.len;
	}
	if (b->any && b->out.send != NULL)
		b->out.send(b->out.ctx, &o);
	buf_fini(&b->text);
	free(b);
}

void
batch_send(void *ctx, const struct outgoing *o)
{
	struct batch *b = ctx;

	if (!o->last) {
		if (b->out.send != NULL)
			b->out.send(b->out.ctx, o);
		return;
	}
	b->any = true;
	if (o->len > 0) {
		buf_addc(&b->text, b->text.len == 0 ? '[' : ',');
		buf_add(&b->text, o->json, o->len);
	}
	b->open--;
	end_if_done(b);
}

bool
batch_seal(struct batch *b)
{
	bool answers = b->any || b->open > 0;

	b->sealed = true;
	end_if_done(b);
	return answers;
}

void
batch_mute(struct batch *b)
{
	b->out.send = NULL;
}
