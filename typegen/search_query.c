/* SPDX-License-Identifier: Apache-2.0 */
/* search_query.c -- see search_query.h. */
#include "typegen/search_query.h"

#include <math.h>
#include <string.h>

#include "common/base/near.h"
#include "typegen/search_acts.h"
#include "typegen/search_synonyms.h"

#define TYPO_MIN 4 /* letters of a word from which one may be wrong */
#define PREFIX_MIN 4 /* letters that two words must share */
#define PREFIX_MORE 4 /* letters one may have more */
#define PREFIX_TERMS 12 /* that one word may bring */

/* What a stand-in is worth; tuned as search.c's weights are. */
#define SYNONYM 0.4f
#define TYPO 0.3f
#define PREFIX 0.48f
#define JOINED 0.8f
#define FILED 1.0f
#define NAMED 0.8f

uint32_t
search_query_find(const struct catalog *c, const char *stem)
{
	uint32_t size = c->h->count[CAT_SLOTS], at, tries;

	if (size == 0 || (size & (size - 1)) != 0)
		return UINT32_MAX;
	at = search_hash(stem) & (size - 1);
	for (tries = 0; tries < size; tries++, at = (at + 1) & (size - 1)) {
		const uint32_t *slot = cat_entry(c, CAT_SLOTS, at);
		const struct cat_term *t;

		if (*slot == 0)
			break;
		t = cat_entry(c, CAT_TERMS, *slot - 1);
		if (strcmp(cat_string(c, t->text), stem) == 0)
			return *slot - 1;
	}
	return UINT32_MAX;
}

static uint64_t
frequency(const struct query *q, const char *stem)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < q->n_catalogs; i++) {
		const struct catalog *c = q->catalogs[i];
		uint32_t t = search_query_find(c, stem);

		if (t != UINT32_MAX)
			n += ((const struct cat_term *)cat_entry(c, CAT_TERMS,
				  t))
				 ->posts;
	}
	return n;
}

float
search_query_idf(const struct query *q, uint64_t df)
{
	return df == 0
	    ? 0
	    : logf(1 + ((float)q->ops - (float)df + 0.5f) / ((float)df + 0.5f));
}

/* One more term; a stand-in that no catalog has is none. */
static void
add_term(struct query *q, const char *stem, float weight, unsigned of)
{
	struct query_term *t = &q->terms[q->n];
	unsigned i;

	for (i = 0; i < q->n; i++)
		if (strcmp(q->terms[i].stem, stem) == 0)
			return;
	if (q->n == SEARCH_TERMS_MAX || strlen(stem) >= sizeof t->stem)
		return;
	t->df = frequency(q, stem);
	if (t->df == 0 && weight < 1)
		return;
	memcpy(t->stem, stem, strlen(stem) + 1);
	t->weight = weight;
	t->of = of;
	t->letters = (unsigned)strlen(stem);
	q->n++;
}

/* "web hook" may be one word over there. */
static void
add_joined(struct query *q, const char *word)
{
	char both[2 * SEARCH_WORD_MAX];
	size_t a = strlen(q->last), b = strlen(word);
	char stem[SEARCH_WORD_MAX];

	if (a > 0 && b > 0 && a + b < SEARCH_WORD_MAX) {
		memcpy(both, q->last, a);
		memcpy(both + a, word, b + 1);
		if (search_words_stem(q->words, both, stem))
			add_term(q, stem, JOINED, q->n_words - 1);
	}
	memcpy(q->last, word, b + 1);
}

static bool
add_word(void *arg, struct search_word *w)
{
	struct query *q = arg;
	unsigned before = q->n;

	if (q->acts == 0)
		q->acts = search_acts_meant(w->word);
	/* "is" has the stem of "I". */
	if (w->stop && (!q->stop_words || strcmp(w->word, w->stem) != 0)) {
		q->last[0] = '\0';
		return true;
	}
	if (search_words_talk(w->stem) && !q->take_talk) {
		q->talk++;
		q->last[0] = '\0';
		return true;
	}
	add_term(q, w->stem, 1, q->n_words);
	if (q->n > before) {
		q->terms[before].letters = (unsigned)strlen(w->word);
		q->n_words++;
	}
	if (q->n_words > 0)
		add_joined(q, w->word);
	return q->n_words < SEARCH_WORDS_MAX;
}

/* Are there no more than two bits?  A call of the library's count would cost
 * more than all else of the loop. */
static bool
two_bits(uint32_t x)
{
	x &= x - 1;
	return (x & (x - 1)) == 0;
}

/* Does it start with that letter, and have at least a word's? */
static bool
longer(const char *s, char first)
{
	return s[0] == first && strlen(s) >= TYPO_MIN;
}

/* A word nobody uses: the words one edit away stand for it. */
static void
add_typos(struct query *q, const struct query_term *of)
{
	const struct query_term t = *of;
	uint32_t bits = search_letters(t.stem), k;
	char first;
	size_t i;

	/* Two characters without a letter in common are a byte apart. */
	if (t.letters < TYPO_MIN || (unsigned char)t.stem[0] >= 0xe0)
		return;
	/* Three letters are near to too much: one was left out of them. */
	first = strlen(t.stem) < TYPO_MIN ? t.stem[0] : '\0';
	for (i = 0; i < q->n_catalogs; i++) {
		const struct catalog *c = q->catalogs[i];
		uint32_t n = c->h->count[CAT_TERMS];
		const struct cat_term *e = cat_entry(c, CAT_TERMS, 0);

		for (k = 0; k < n; k++)
			if (two_bits(e[k].letters ^ bits) &&
			    (first == '\0' ||
				longer(cat_string(c, e[k].text), first)) &&
			    near_edits(t.stem, cat_string(c, e[k].text), 1) ==
				1)
				add_term(q, cat_string(c, e[k].text), TYPO,
				    t.of);
	}
}

/* The first term that is not before `s`. */
static uint32_t
first_from(const struct catalog *c, const char *s)
{
	uint32_t lo = 0, hi = c->h->count[CAT_TERMS];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct cat_term *t = cat_entry(c, CAT_TERMS, mid);

		if (strcmp(cat_string(c, t->text), s) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Words that go on where this one ends, and those it goes on from. */
static void
add_prefixes(struct query *q, const struct query_term *of)
{
	const struct query_term t = *of;
	size_t len = strlen(t.stem), i, n;
	char shorter[SEARCH_WORD_MAX];
	uint32_t k;

	if (len < PREFIX_MIN)
		return;
	for (i = 0; i < q->n_catalogs; i++) {
		const struct catalog *c = q->catalogs[i];

		k = first_from(c, t.stem);
		for (n = 0; n < PREFIX_TERMS; n++, k++) {
			const struct cat_term *e = cat_entry(c, CAT_TERMS, k);
			const char *s = cat_string(c, e->text);

			if (strncmp(s, t.stem, len) != 0)
				break;
			if (strlen(s) <= len + PREFIX_MORE)
				add_term(q, s, PREFIX, t.of);
		}
	}
	memcpy(shorter, t.stem, len + 1);
	for (n = 1; n <= PREFIX_MORE && len - n >= PREFIX_MIN; n++) {
		shorter[len - n] = '\0';
		add_term(q, shorter, PREFIX, t.of);
	}
}

static void
expand(struct query *q)
{
	unsigned n = q->n, i;
	const char *const *s;

	for (i = 0; i < n; i++) {
		if (q->terms[i].df == 0)
			add_typos(q, &q->terms[i]);
		q->unknown |= q->terms[i].df == 0;
	}
	for (i = 0; i < n; i++) {
		s = search_synonyms(q->words, q->terms[i].stem);
		for (; s != NULL && *s != NULL; s++)
			add_term(q, *s, SYNONYM, q->terms[i].of);
	}
	for (i = 0; i < n; i++)
		add_prefixes(q, &q->terms[i]);
}

/* Does it speak of something by its name: "Mulholland Drive", a quoted title?
 * A sentence's first word has a capital anyway. */
static bool
has_name(const char *s, size_t n)
{
	bool start = true;
	size_t i;

	for (i = 0; i < n; i++) {
		bool capital = s[i] >= 'A' && s[i] <= 'Z' && i + 1 < n &&
		    s[i + 1] >= 'a' && s[i + 1] <= 'z';

		if (capital && !start && s[i - 1] == ' ')
			return true;
		if (s[i] == '"' && i + 1 < n && strchr(s + i + 1, '"') != NULL)
			return true;
		if (s[i] != ' ' && s[i] != '\'')
			start = s[i] == '.' || s[i] == '?' || s[i] == '!';
	}
	return false;
}

/* "save it as /tmp/a/b.csv": it speaks of a file.  A question that begins with
 * a path, or with a method and a path, asks for that path. */
static bool
has_file(const char *s, size_t n)
{
	unsigned words = 0;
	size_t i;

	for (i = 1; i < n; i++) {
		size_t len;

		words += s[i] == ' ' && s[i - 1] != ' ';
		if (words < 2 || s[i - 1] != ' ' ||
		    (s[i] != '/' && s[i] != '~'))
			continue;
		len = strcspn(s + i, " \n");
		if (len > 2 && memchr(s + i + 1, '/', len - 1) != NULL)
			return true;
	}
	return false;
}

static bool
any_known(const struct query *q)
{
	unsigned i;

	for (i = 0; i < q->n; i++)
		if (q->terms[i].df > 0)
			return true;
	return false;
}

void
search_query_read(struct query *q, const char *text)
{
	size_t n = strnlen(text, SEARCH_QUERY_MAX), i;

	q->text = text;
	for (i = 0; i < q->n_catalogs; i++)
		q->ops += catalog_ops(q->catalogs[i]);
	/* Words of talk and stop words count where there is nothing else. */
	for (i = 0; i < 3 && !any_known(q); i++) {
		q->n = q->n_words = 0;
		q->take_talk = i > 0;
		q->stop_words = i > 1;
		search_words_each(q->words, text, n, add_word, q);
		expand(q);
	}
	/* What is known by a name only must be searched for first. */
	if (q->unknown && has_name(text, n) && q->n_words < SEARCH_WORDS_MAX) {
		add_term(q, "search", NAMED, q->n_words);
		add_term(q, "find", NAMED, q->n_words);
	}
	if (has_file(text, n))
		add_term(q, "file", FILED, q->n_words);
}
