/* SPDX-License-Identifier: Apache-2.0 */
/* search_index.c -- see search_index.h. */
#include "typegen/search_index.h"

#include <stdlib.h>
#include <string.h>

#include "typegen/search_acts.h"

#define HITS_MAX (1024u * 1024 * 1024) /* Graph needs 60 MB */
#define K1 2.56f
#define B 0.5f /* how much a long field dilutes its words */

/* Tuned with search_query.c and search.c over all sets of
 * tests/bench/search.mjs at once, by coordinate descent. */
static const float boost[FIELD_MAX] = {
	[FIELD_NAME] = 5.0f,
	[FIELD_PATH] = 1.5f,
	[FIELD_SUMMARY] = 1.5f,
	[FIELD_DESCRIPTION] = 0.48f,
	[FIELD_TAGS] = 0.96f,
	[FIELD_PARAMS] = 1.02f,
	[FIELD_PARAM_TEXT] = 0.32f,
	[FIELD_BODY] = 1.2f,
	[FIELD_REPLY] = 0.3f,
};

struct hit {
	uint32_t term, op;
	uint16_t field, leaf;
};

int
search_index_open(struct search_index *s, struct err *e)
{
	memset(s, 0, sizeof *s);
	buf_init(&s->hits, HITS_MAX);
	buf_init(&s->lengths, HITS_MAX);
	buf_init(&s->ranks, HITS_MAX);
	s->terms = json_object();
	s->words = search_words_new(e);
	return s->words != NULL && s->terms != NULL ? 0 : -1;
}

void
search_index_close(struct search_index *s)
{
	search_words_free(s->words);
	json_decref(s->terms);
	buf_fini(&s->hits);
	buf_fini(&s->lengths);
	buf_fini(&s->ranks);
}

/* The number of a term, new where it is; plus 1, or 0: there can be none. */
static uint32_t
term_of(struct search_index *s, const char *stem)
{
	json_t *n = json_object_get(s->terms, stem);

	if (n == NULL) {
		n = json_integer((json_int_t)json_object_size(s->terms) + 1);
		if (json_object_set_new(s->terms, stem, n) == -1)
			return 0; /* not UTF-8: nobody can ask for it */
	}
	return (uint32_t)json_integer_value(n);
}

static bool
add_word(void *arg, struct search_word *w)
{
	struct search_index *s = arg;
	struct hit h = { .op = s->ops - 1,
		.field = (uint16_t)s->field,
		.leaf = s->leaf };
	struct cat_rank *rank = (struct cat_rank *)(void *)s->ranks.p;
	uint32_t *len;

	if (w->stop)
		return true;
	if (w->note == 0 && (w->note = term_of(s, w->stem)) == 0)
		return true;
	h.term = w->note - 1;
	buf_add(&s->hits, &h, sizeof h);
	len = (uint32_t *)(void *)s->lengths.p;
	len[(s->ops - 1) * FIELD_MAX + s->field]++;
	if (s->leaf && buf_ok(&s->ranks) && rank[h.op].leaf_words < 255)
		rank[h.op].leaf_words++;
	return buf_ok(&s->hits);
}

void
search_index_op(struct search_index *s, const char *name, const char *method,
    bool deprecated)
{
	static const uint32_t zero[FIELD_MAX];
	struct cat_rank rank = { 0, deprecated, search_act_of(method) };
	const char *leaf = strrchr(name, '.'), *slash = strrchr(name, '/');

	buf_add(&s->lengths, zero, sizeof zero);
	buf_add(&s->ranks, &rank, sizeof rank);
	s->ops++;
	leaf = slash != NULL && (leaf == NULL || slash > leaf) ? slash : leaf;
	leaf = leaf != NULL ? leaf + 1 : name;
	s->field = FIELD_NAME;
	search_words_each(s->words, name, (size_t)(leaf - name), add_word, s);
	s->leaf = true;
	search_words_each(s->words, leaf, strlen(leaf), add_word, s);
	s->leaf = false;
}

void
search_index_text(struct search_index *s, enum search_field f, const char *text)
{
	if (text == NULL || s->ops == 0 || !buf_ok(&s->lengths))
		return;
	s->field = f;
	search_words_each(s->words, text, strlen(text), add_word, s);
}

void
search_index_prose(struct search_index *s, const char *text)
{
	size_t n = 0;

	if (text == NULL || s->ops == 0 || !buf_ok(&s->lengths))
		return;
	while (text[n] != '\0' && text[n] != '\n' &&
	    (text[n] != '.' || (text[n + 1] != ' ' && text[n + 1] != '\n')))
		n++;
	s->field = FIELD_SUMMARY;
	search_words_each(s->words, text, n, add_word, s);
	search_index_text(s, FIELD_DESCRIPTION, text + n);
}

static int
by_term(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* By term, each term's in the order they came: by operation.  Counted, since
 * comparing costs more than all else of writing them. */
static bool
sort_hits(struct search_index *s, const uint32_t *place, size_t terms)
{
	size_t n = s->hits.len / sizeof(struct hit), i;
	const struct hit *h = (const struct hit *)(const void *)s->hits.p;
	struct hit *sorted = calloc(n + 1, sizeof *sorted);
	size_t *at = calloc(terms + 1, sizeof *at);

	if (sorted == NULL || at == NULL) {
		free(sorted);
		free(at);
		return false;
	}
	for (i = 0; i < n; i++)
		at[place[h[i].term] + 1]++;
	for (i = 0; i < terms; i++)
		at[i + 1] += at[i];
	for (i = 0; i < n; i++) {
		uint32_t term = place[h[i].term];

		sorted[at[term]] = h[i];
		sorted[at[term]++].term = term;
	}
	if (n > 0)
		memcpy(s->hits.p, sorted, n * sizeof *sorted);
	free(sorted);
	free(at);
	return true;
}

static void
averages(const struct search_index *s, float avg[FIELD_MAX])
{
	const uint32_t *len = (const uint32_t *)(const void *)s->lengths.p;
	size_t i, f;

	for (f = 0; f < FIELD_MAX; f++) {
		double sum = 0;
		size_t n = 0;

		for (i = 0; i < s->ops; i++) {
			sum += len[i * FIELD_MAX + f];
			n += len[i * FIELD_MAX + f] > 0;
		}
		avg[f] = n > 0 ? (float)(sum / (double)n) : 1;
	}
}

/* The weight of one term in one operation: hits [i, *end). */
static struct cat_post
weigh(const struct search_index *s, const float avg[FIELD_MAX],
    const struct hit *h, size_t i, size_t n, size_t *end)
{
	const uint32_t *len = (const uint32_t *)(const void *)s->lengths.p;
	struct cat_post post = { .op = h[i].op };
	float tf = 0;
	size_t k;

	for (k = i; k < n && h[k].term == h[i].term && h[k].op == h[i].op;
	     k++) {
		uint32_t f = h[k].field;
		float l = (float)len[(size_t)h[k].op * FIELD_MAX + f];

		tf += boost[f] / (1 - B + B * l / avg[f]);
		post.in_leaf |= h[k].leaf;
	}
	*end = k;
	post.weight = (uint16_t)(65535 * tf / (K1 + tf));
	return post;
}

/* A term of one in 32 operations, and not of a few. */
static uint32_t
write_bits(const struct cat_post *p, uint32_t n, uint32_t ops,
    struct cat_write *out)
{
	uint32_t at = cat_write_count(out, CAT_BITS), i = 0, first;
	struct cat_bits b;

	if (n < 64 || n < ops / 32)
		return 0;
	for (first = 0; first < ops; first += 32) {
		b = (struct cat_bits){ 0, i };
		for (; i < n && p[i].op - first < 32; i++)
			b.bits |= 1u << (p[i].op - first);
		cat_write_add(out, CAT_BITS, &b);
	}
	return at + 1;
}

/* Open addressing, at most half full. */
static void
write_slots(const char **text, size_t n, struct cat_write *out)
{
	uint32_t size = 4, *slots, at;
	size_t i;

	while (size < 2 * n)
		size *= 2;
	slots = calloc(size, sizeof *slots);
	for (i = 0; slots != NULL && i < n; i++) {
		at = search_hash(text[i]) & (size - 1);
		while (slots[at] != 0)
			at = (at + 1) & (size - 1);
		slots[at] = (uint32_t)i + 1;
	}
	for (i = 0; slots != NULL && i < size; i++)
		cat_write_add(out, CAT_SLOTS, &slots[i]);
	out->table[CAT_SLOTS].failed |= slots == NULL;
	free(slots);
}

void
search_index_write(struct search_index *s, struct cat_write *out)
{
	size_t n = json_object_size(s->terms), i = 0, k;
	size_t hits = s->hits.len / sizeof(struct hit);
	const struct hit *h = (const struct hit *)(const void *)s->hits.p;
	const char **text = calloc(n + 1, sizeof *text), *term;
	uint32_t *place = calloc(n + 1, sizeof *place);
	float avg[FIELD_MAX];
	json_t *v;

	if (text == NULL || place == NULL || !buf_ok(&s->hits)) {
		out->table[CAT_TERMS].failed = true;
		free(text);
		free(place);
		return;
	}
	json_object_foreach(s->terms, term, v) text[i++] = term;
	qsort(text, n, sizeof *text, by_term);
	for (i = 0; i < n; i++)
		place[json_integer_value(json_object_get(s->terms, text[i])) -
		    1] = (uint32_t)i;
	out->table[CAT_TERMS].failed |= !sort_hits(s, place, n);
	averages(s, avg);
	for (i = 0, k = 0; k < n; k++) {
		struct cat_term t = { cat_write_string(out, text[k]),
			cat_write_count(out, CAT_POSTS), 0,
			search_letters(text[k]), 0, 0 };
		const struct buf *posts = &out->table[CAT_POSTS];

		while (i < hits && h[i].term == k) {
			struct cat_post p = weigh(s, avg, h, i, hits, &i);

			cat_write_add(out, CAT_POSTS, &p);
			t.posts++;
			if (p.weight > t.most)
				t.most = p.weight;
		}
		if (buf_ok(posts))
			t.bits =
			    write_bits((const struct cat_post *)(const void *)
					   posts->p +
				    t.first_post,
				t.posts, s->ops, out);
		cat_write_add(out, CAT_TERMS, &t);
	}
	write_slots(text, n, out);
	for (i = 0; i < s->ops; i++)
		cat_write_add(out, CAT_RANKS,
		    s->ranks.p + i * sizeof(struct cat_rank));
	free(text);
	free(place);
}
