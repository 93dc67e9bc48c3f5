/* SPDX-License-Identifier: Apache-2.0 */
/* search_words.c -- see search_words.h. */
#include "typegen/search_words.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

#include "typegen/search_fold.h"

#define KNOWN 4096 /* words; a power of 2 */

struct search_words {
	struct sb_stemmer *stemmer;
	/* The last words of each hash: documents repeat themselves, and
	 * stemming is most of what a word costs. */
	struct search_word known[KNOWN];
};

struct search_words *
search_words_new(struct err *e)
{
	struct search_words *w = calloc(1, sizeof *w);

	if (w != NULL)
		w->stemmer = sb_stemmer_new("porter", "UTF_8");
	if (w == NULL || w->stemmer == NULL) {
		free(w);
		err_set(e, ERR_NOMEM, "no stemmer");
		return NULL;
	}
	return w;
}

void
search_words_free(struct search_words *w)
{
	if (w != NULL)
		sb_stemmer_delete(w->stemmer);
	free(w);
}

#define STOP_LETTERS 6 /* of the longest one */

/* Is a word too common to search for? (plain, lower case) */
static bool
is_stop(const char *word)
{
	/* Sorted. */
	static const char *const words[] = {"a", "am", "an", "and", "are", "as", "at",
	    "be", "been", "but", "by", "can", "could", "do", "does", "for",
	    "from", "has", "have", "how", "i", "if", "in", "into", "is", "it",
	    "its", "me", "my", "need", "of", "on", "or", "our", "please",
	    "should", "so", "some", "such", "than", "that", "the", "their",
	    "them", "then", "there", "these", "they", "this", "to", "us",
	    "want", "was", "we", "were", "what", "when", "where", "which",
	    "who", "will", "with", "would", "you", "your"};
	size_t lo = 0, hi = sizeof words / sizeof words[0];

	if (strlen(word) > STOP_LETTERS)
		return false;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int r = strcmp(words[mid], word);

		if (r == 0)
			return true;
		if (r < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

bool
search_words_talk(const char *stem)
{
	static const char *const words[] = {"actual", "addition", "addit",
	    "also", "anyth", "anyon", "assist", "certain", "curiou", "especi",
	    "etc", "everyth", "exactli", "furthermor", "give", "hei", "hello",
	    "help", "hi", "interest", "just", "kind", "know", "let", "like",
	    "lot", "mayb", "moreov", "possibl", "provid", "realli", "regard",
	    "someon", "someth", "specif", "sure", "tell", "thank", "thing",
	    "variou", "wai", "wonder", NULL};
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (words[i][0] == stem[0] && strcmp(words[i], stem) == 0)
			return true;
	return false;
}

bool
search_words_stem(struct search_words *w, const char *word,
    char ret_stem[SEARCH_WORD_MAX])
{
	size_t n = strlen(word);
	const char *stem;

	if (n == 0 || n >= SEARCH_WORD_MAX)
		return false;
	stem = (const char *)sb_stemmer_stem(w->stemmer,
	    (const sb_symbol *)word, (int)n);
	if (stem == NULL || strlen(stem) >= SEARCH_WORD_MAX)
		return false;
	memcpy(ret_stem, stem, strlen(stem) + 1);
	return true;
}

/* What is known of a word shorter than SEARCH_WORD_MAX; where it has no stem,
 * that is the word. */
static struct search_word *
know(struct search_words *w, const char *word)
{
	struct search_word *k = &w->known[search_hash(word) & (KNOWN - 1)];

	if (strcmp(k->word, word) != 0) {
		memcpy(k->word, word, strlen(word) + 1);
		if (!search_words_stem(w, word, k->stem))
			memcpy(k->stem, word, strlen(word) + 1);
		k->stop = is_stop(word);
		k->note = 0;
	}
	return k;
}

enum kind { OTHER, LOWER, UPPER, DIGIT };

static enum kind
kind_of(unsigned char c)
{
	return c >= 'a' && c <= 'z' ? LOWER :
	    c >= 'A' && c <= 'Z'    ? UPPER :
	    c >= '0' && c <= '9'    ? DIGIT :
	    c >= 0x80		    ? LOWER :
				      OTHER;
}

/* Lower case, without accents; returns the length. */
static size_t
fold(const char *s, size_t n, char *out)
{
	size_t i, w = 0, len;

	for (i = 0; i < n && w + 4 < SEARCH_WORD_MAX; i += len) {
		unsigned char c = (unsigned char)s[i];

		len = 1;
		if (c < 0x80)
			out[w++] = (char)(kind_of(c) == UPPER ? c + 32 : c);
		else if (search_fold_kind(s + i, n - i, &len) != FOLD_MARK)
			w += search_fold_letter(s + i, len, out + w);
	}
	out[w] = '\0';
	return i < n ? 0 : w;
}

/* The character at s, a letter or not; an accent is as what it stands on. */
static enum kind
kind_at(const char *s, size_t n, enum kind before, size_t *ret_len)
{
	*ret_len = 1;
	if ((unsigned char)s[0] < 0x80)
		return kind_of((unsigned char)s[0]);
	switch (search_fold_kind(s, n, ret_len)) {
	case FOLD_LETTER:
		return LOWER;
	case FOLD_CAPITAL:
		return UPPER;
	case FOLD_MARK:
		return before;
	case FOLD_SIGN:
	case FOLD_PAIRED:
		break;
	}
	return OTHER;
}

/* Where the word that starts at s ends: at a hump, at digits, at a sign. */
static size_t
word_end(const char *s, size_t n)
{
	size_t i, len, last = 0; /* last: where the character before is */
	enum kind first = kind_at(s, n, OTHER, &len), before = first, k;
	unsigned letters = 1;

	for (i = len; i < n; last = i, i += len, before = k, letters++) {
		k = kind_at(s + i, n - i, before, &len);
		if (k == OTHER || (k == DIGIT) != (first == DIGIT))
			break;
		/* "URLPath": the last capital starts the next word. */
		if (k == LOWER && before == UPPER && letters > 1)
			return last;
		if (k == UPPER && before == LOWER)
			break;
	}
	return i < n ? i : n;
}

/* What search_words_each tells whom. */
struct telling {
	struct search_words *words;
	bool (*each)(void *arg, struct search_word *word);
	void *arg;
};

static bool
tell(const struct telling *t, const char *s, size_t len)
{
	char word[SEARCH_WORD_MAX];

	if (len == 0 || fold(s, len, word) == 0)
		return true;
	return t->each(t->arg, know(t->words, word));
}

/* A run without blanks, by pairs: what is asked for has some of them.  Returns
 * its length, or SIZE_MAX if enough was told. */
static size_t
tell_pairs(const struct telling *t, const char *s, size_t n)
{
	size_t at = 0, len, before = 0;

	for (; at < n && (unsigned char)s[at] >= 0x80; before = len, at += len) {
		if (search_fold_kind(s + at, n - at, &len) != FOLD_PAIRED)
			break;
		if (at > 0 && !tell(t, s + at - before, before + len))
			return SIZE_MAX;
	}
	return at > before || tell(t, s, at) ? at : SIZE_MAX;
}

void
search_words_each(struct search_words *w, const char *text, size_t n,
    bool (*each)(void *arg, struct search_word *word), void *arg)
{
	const struct telling t = { w, each, arg };
	enum fold_kind wide;
	size_t i = 0, len;

	while (i < n) {
		if (kind_of((unsigned char)text[i]) == OTHER) {
			i++;
			continue;
		}
		if ((unsigned char)text[i] >= 0x80) {
			wide = search_fold_kind(text + i, n - i, &len);
			if (wide == FOLD_PAIRED)
				len = tell_pairs(&t, text + i, n - i);
			if (len == SIZE_MAX)
				return;
			if (wide != FOLD_LETTER && wide != FOLD_CAPITAL) {
				i += len;
				continue;
			}
		}
		len = word_end(text + i, n - i);
		if (!tell(&t, text + i, len))
			return;
		i += len;
	}
}

uint32_t
search_hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return (uint32_t)(h ^ h >> 32);
}

uint32_t
search_letters(const char *s)
{
	uint32_t bits = 0;

	for (; *s != '\0'; s++)
		bits |= 1u << (kind_of((unsigned char)*s) == DIGIT ? 26 :
			*s >= 'a' && *s <= 'z' ? *s - 'a' : 27);
	return bits;
}
