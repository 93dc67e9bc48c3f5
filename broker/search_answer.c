/* SPDX-License-Identifier: Apache-2.0 */
/* search_answer.c -- see search_answer.h. */
#include "broker/search_answer.h"

#include <string.h>

#include "typegen/tokens.h"

/* By the estimate, which is short by a tenth at most for all but what is
 * mostly names, and for the line that counts the rest. */
#define ALL_TOKENS (SEARCH_ANSWER_TOKENS * 9 / 10 - 30)
/* Of them; the rest is for names. */
#define DETAIL_TOKENS (ALL_TOKENS - 150)
/* What is longer than an answer alone is lists of names nobody else has: the
 * estimate is short by a quarter there. */
#define CUT_TOKENS (DETAIL_TOKENS * 4 / 5)
#define SUMMARY_BYTES 100
#define TEXT_MAX ((size_t)4 * 1024 * 1024)

struct answer {
	struct buf *b;
	enum search_detail detail;
	size_t used; /* tokens */
	size_t shown;
	bool cut; /* names only, from here on */
};

static size_t
tokens(const struct buf *b)
{
	return b->len > 0 ? tokens_estimate(b->p, b->len) : 0;
}

/* A connector's name is the user's own word, and in every line: three letters
 * a token at worst, of which the estimate has one. */
static size_t
cost(const struct buf *one, const char *connector)
{
	return tokens(one) + (strlen(connector) + 2) / 3 - 1;
}

bool
search_answer_cut(struct buf *text, size_t bytes)
{
	if (text->len <= bytes)
		return false;
	while (bytes > 0 && ((unsigned char)text->p[bytes] & 0xc0) == 0x80)
		bytes--;
	text->len = bytes;
	text->p[bytes] = '\0';
	return true;
}

static void
cut_to_tokens(struct buf *text, size_t most)
{
	while (tokens(text) > most)
		(void)search_answer_cut(text,
		    text->len - (text->len / 16 + 1));
}

/* A line's worth, whole words of it. */
static void
add_summary(struct buf *b, const char *s)
{
	size_t n = strlen(s), end = SUMMARY_BYTES;

	buf_adds(b, ": ");
	if (n <= SUMMARY_BYTES) {
		buf_add(b, s, n);
		return;
	}
	while (end > SUMMARY_BYTES / 2 && s[end] != ' ')
		end--;
	if (s[end] != ' ')
		for (end = SUMMARY_BYTES;
		     end > 0 && ((unsigned char)s[end] & 0xc0) == 0x80; end--)
			continue;
	buf_add(b, s, end);
	buf_adds(b, " ...");
}

static void
put_name(const struct catalog_hit *h, const struct catalog_op *op,
    struct buf *one)
{
	buf_clear(one);
	buf_addf(one, "%s.%s", catalog_name(h->catalog), op->name);
	if (op->summary[0] != '\0')
		add_summary(one, op->summary);
	buf_addc(one, '\n');
}

/* Everything of one operation that is asked for. */
static void
put_detail(const struct catalog_hit *h, const struct catalog_op *op,
    enum search_detail detail, struct buf *one)
{
	buf_clear(one);
	if (op->summary[0] != '\0') {
		buf_adds(one, op->deprecated ? "/** @deprecated " : "/** ");
		buf_adds(one, op->summary);
		buf_adds(one, " */\n");
	}
	if (detail == DETAIL_FULL)
		catalog_describe(h->catalog, h->op, one);
	else
		catalog_usage(h->catalog, h->op, CATALOG_USAGE_BYTES, one);
	buf_addc(one, '\n');
}

static void
add_cut_note(struct buf *one, const struct catalog_hit *h,
    const struct catalog_op *op)
{
	buf_addf(one,
	    " ...\n// cut: for all of it, search for \"%s.%s\" with detail "
	    "\"full\"\n\n",
	    catalog_name(h->catalog), op->name);
}

/* Even the best may be longer than an answer: Stripe has arguments of 3,000
 * tokens. */
static size_t
fit_first(struct buf *one, const struct catalog_hit *h,
    const struct catalog_op *op)
{
	size_t whole = cost(one, catalog_name(h->catalog));

	if (whole <= DETAIL_TOKENS)
		return whole;
	cut_to_tokens(one, CUT_TOKENS);
	add_cut_note(one, h, op);
	return DETAIL_TOKENS;
}

static void
add_one(struct answer *a, const struct buf *one, size_t tokens)
{
	a->used += tokens;
	a->shown++;
	buf_add(a->b, one->p, one->len);
}

static void
add_hit(struct answer *a, const struct catalog_hit *h, struct buf *one)
{
	struct catalog_op op;
	size_t n;

	catalog_op(h->catalog, h->op, &op);
	if (!a->cut) {
		put_detail(h, &op, a->detail, one);
		if (buf_ok(one)) {
			n = a->shown == 0 ? fit_first(one, h, &op) :
					    cost(one, catalog_name(h->catalog));
			if (a->used + n <= DETAIL_TOKENS || a->shown == 0) {
				add_one(a, one, n);
				return;
			}
		}
		buf_adds(a->b, "more, by name:\n");
		a->cut = true;
	}
	put_name(h, &op, one);
	n = cost(one, catalog_name(h->catalog));
	if (a->used + n <= ALL_TOKENS)
		add_one(a, one, n);
}

/* The one that is meant. */
static void
add_alone(struct buf *b, const struct catalog_hit *h, size_t bytes,
    struct buf *one)
{
	struct catalog_op op;

	catalog_op(h->catalog, h->op, &op);
	put_detail(h, &op, DETAIL_FULL, one);
	if (search_answer_cut(one, bytes))
		buf_adds(one,
		    " ...\n// cut: codemode.describe() in a program has all\n");
	buf_add(b, one->p, one->len);
}

size_t
search_answer_add(struct buf *b, const struct catalog_hit *hits, size_t n,
    enum search_detail detail, size_t alone_bytes)
{
	struct answer a = { b, detail, tokens(b), 0, detail == DETAIL_NAMES };
	bool alone = detail == DETAIL_FULL && n > 0 &&
	    (n == 1 || (hits[0].named && !hits[1].named));
	struct buf one;
	size_t i;

	buf_init(&one, TEXT_MAX);
	if (alone) {
		add_alone(b, &hits[0], alone_bytes, &one);
		a.shown = 1;
	} else
		for (i = 0; i < n; i++)
			add_hit(&a, &hits[i], &one);
	buf_fini(&one);
	return a.shown;
}
