/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_written.c -- the text that a function was written as.
 *
 * Each function of a lowered text has a number (inside_apply_marks()), whose
 * place in the text worker/lower has said: closures pay nothing for it.
 */
#include <string.h>

#include "common/base/limits.h"
#include "worker/engine_int.h"
#include "worker/runtime/inside.h"

/* Texts that were evaluated, together; functions of others are said to be
 * native.  As many bytes as a program may have. */
#define WRITTEN_BYTES_MAX CODE_MAX

struct range {
	uint32_t from, end; /* 0 and 0: nobody wrote it */
};

struct written {
	struct written *next; /* an earlier text */
	uint32_t first, n; /* the numbers of its functions */
	const char *text;
	struct range at[];
};

/* The program's text is the job's, and stays. */
static bool
stays(enum engine_text kind)
{
	return kind == ENGINE_PROGRAM || kind == ENGINE_SCRIPT ||
	    kind == ENGINE_WITH;
}

static bool
has_any(const struct range *at, size_t n)
{
	while (n > 0 && at[n - 1].end == 0)
		n--;
	return n > 0;
}

static const char *
keep_text(struct engine *g, const char *s, size_t n, size_t with)
{
	char *p;

	if (n + with > WRITTEN_BYTES_MAX - g->written_bytes ||
	    (p = region_alloc(g->arena, n + 1)) == NULL)
		return NULL;
	g->written_bytes += n + with;
	memcpy(p, s, n);
	return p;
}

uint32_t
engine_written_keep(struct engine *g, enum engine_text kind, const char *s,
    size_t n, const void *at, size_t bytes)
{
	uint32_t first =
	    g->written == NULL ? 1 : g->written->first + g->written->n;
	size_t count = bytes / sizeof(struct range);
	struct written *w;

	if (!has_any(at, count) || count > INSIDE_NUMBER_MAX - first ||
	    (w = region_alloc(g->arena, sizeof(*w) + bytes)) == NULL)
		return 0;
	w->text = stays(kind) ? s : keep_text(g, s, n, sizeof(*w) + bytes);
	if (w->text == NULL) {
		region_free(g->arena, w);
		return 0;
	}
	w->first = first;
	w->n = (uint32_t)count;
	memcpy(w->at, at, bytes);
	w->next = g->written;
	g->written = w;
	return first;
}

void
engine_written_check(struct engine *g, uint32_t first, long n)
{
	struct written *w = g->written;

	if (first == 0 || w == NULL || w->first != first || w->n == n)
		return;
	memset(w->at, 0, w->n * sizeof(w->at[0]));
}

duk_ret_t
engine_written_text(duk_context *duk)
{
	struct engine *g = engine_of(duk);
	uint32_t no = inside_number(duk, 0);
	const struct written *w = g->written;
	struct range at;

	while (w != NULL && w->first > no)
		w = w->next;
	if (no == 0 || w == NULL || no - w->first >= w->n)
		return 0;
	at = w->at[no - w->first];
	if (at.end == 0)
		return 0;
	engine_push_utf8(duk, w->text + at.from, at.end - at.from);
	return 1;
}
