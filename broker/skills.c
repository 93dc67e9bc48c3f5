/* SPDX-License-Identifier: Apache-2.0 */
/* skills.c -- see skills.h.  The directory, and finding one. */
#include "broker/skills.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/file.h"
#include "common/host/log.h"

/* A word of a query, and what a hit in each place is worth. */
#define WORD_MAX 40
#define WORDS_MAX 32
#define IN_NAME 4
#define IN_DESCRIPTION 3
#define IN_TEXT 1

void
skills_fini(struct skills *s)
{
	while (s->n > 0)
		skill_fini(&s->list[--s->n]);
	free(s->list);
	s->list = NULL;
}

const struct skill *
skills_find(const struct skills *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): each has a name */
		if (strcmp(s->list[i].name, name) == 0)
			return &s->list[i];
	return NULL;
}

bool
skills_same(const struct skills *a, const struct skills *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->list[i].name, b->list[i].name) != 0 ||
		    strcmp(a->list[i].description, b->list[i].description) !=
			0 ||
		    strcmp(a->list[i].text, b->list[i].text) != 0)
			return false;
	return true;
}

/* Reading ---------------------------------------------------------------- */

struct reading {
	struct skills *s;
	void (*tell)(void *arg, const char *path, const char *why);
	void *arg;
};

static void
log_left_out(void *arg, const char *path, const char *why)
{
	(void)arg;
	log_error("skill %s is left out: %s", path, LOG_QUOTED(why));
}

static void
add(const struct reading *r, const char *path, const char *fallback)
{
	struct skills *s = r->s;
	struct skill one;
	struct err e;
	struct buf b;

	buf_init(&b, SKILL_BYTES_MAX);
	if (file_read(path, &b, &e) == -1 ||
	    skill_parse(fallback, b.p != NULL ? b.p : "", b.len, &one, &e) ==
		-1)
		r->tell(r->arg, path, e.msg);
	else if (skills_find(s, one.name) != NULL) {
		(void)err_set(&e, ERR_INPUT, "there is another %s", one.name);
		r->tell(r->arg, path, e.msg);
		skill_fini(&one);
	} else
		s->list[s->n++] = one;
	buf_fini(&b);
}

static int
is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
take(const struct reading *r, const char *dir, const char *name)
{
	size_t n = strlen(name);
	bool file = n > 3 && strcmp(name + n - 3, ".md") == 0;
	char *fallback = strndup(name, file ? n - 3 : n);
	struct buf path;
	struct err e;

	buf_init(&path, PATH_MAX);
	buf_addf(&path, "%s/%s%s", dir, name, file ? "" : "/SKILL.md");
	if (fallback != NULL && buf_ok(&path) && file_exists(path.p)) {
		if (r->s->n == SKILLS_MAX) {
			(void)err_set(&e, ERR_LIMIT, "there are %d already",
			    SKILLS_MAX);
			r->tell(r->arg, path.p, e.msg);
		} else
			add(r, path.p, fallback);
	}
	buf_fini(&path);
	free(fallback);
}

static int
by_name(const void *a, const void *b)
{
	const struct skill *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int
skills_read_telling(const char *config_dir,
    void (*tell)(void *arg, const char *path, const char *why), void *arg,
    struct skills *ret)
{
	const struct reading reading = { ret, tell, arg };
	struct dirent **list = NULL;
	struct buf dir;
	int i, n;

	*ret = (struct skills){ NULL, 0 };
	buf_init(&dir, PATH_MAX);
	buf_addf(&dir, "%s/skills", config_dir);
	n = buf_ok(&dir) ? scandir(dir.p, &list, is_visible, alphasort) : 0;
	if (n > 0)
		ret->list = calloc(SKILLS_MAX, sizeof *ret->list);
	for (i = 0; i < n; i++) {
		if (ret->list != NULL)
			take(&reading, dir.p, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	buf_fini(&dir);
	if (n > 0 && ret->list == NULL)
		return -1;
	if (ret->n > 0)
		qsort(ret->list, ret->n, sizeof *ret->list, by_name);
	return 0;
}

int
skills_read(const char *config_dir, struct skills *ret)
{
	return skills_read_telling(config_dir, log_left_out, NULL, ret);
}

/* Finding ---------------------------------------------------------------- */

/* The next word of a text, small letters; false at its end. */
static bool
next_word(const char **at, char word[WORD_MAX])
{
	const unsigned char *p = (const unsigned char *)*at;
	size_t n = 0;

	while (*p != '\0' && !isalnum(*p) && *p < 0x80)
		p++;
	for (; *p != '\0' && (isalnum(*p) || *p >= 0x80); p++)
		if (n < WORD_MAX - 1)
			word[n++] = (char)(*p < 0x80 ? tolower(*p) : *p);
	word[n] = '\0';
	*at = (const char *)p;
	return n > 0;
}

/* "release", "releases", "released" are one; "is" and "it" are not. */
static bool
like(const char *a, const char *b)
{
	size_t n = 0, x = strlen(a), y = strlen(b);

	while (a[n] != '\0' && a[n] == b[n])
		n++;
	return (n == x && n == y) || (n >= 4 && x - n <= 3 && y - n <= 3);
}

static bool
has(const char *text, const char *word)
{
	char one[WORD_MAX];

	while (next_word(&text, one))
		if (like(one, word))
			return true;
	return false;
}

/* Words that are in every text find nothing. */
static bool
says_nothing(const char *word)
{
	static const char *const empty[] = { "the", "and", "for", "how", "with",
		"all", "that", "this", "from", "are", "was", "you", "our" };
	size_t i;

	for (i = 0; i < sizeof empty / sizeof empty[0]; i++)
		if (strcmp(word, empty[i]) == 0)
			return true;
	return strlen(word) < 3;
}

static unsigned
score(const struct skill *s, const char *query)
{
	unsigned sum = 0, words = 0;
	char word[WORD_MAX];

	if (strcmp(s->name, query) == 0)
		return UINT_MAX;
	while (words < WORDS_MAX && next_word(&query, word)) {
		if (says_nothing(word))
			continue;
		words++;
		if (has(s->name, word))
			sum += IN_NAME;
		if (has(s->description, word))
			sum += IN_DESCRIPTION;
		if (has(s->text, word))
			sum += IN_TEXT;
	}
	/* One word deep in a text is no match; half of them in its title is. */
	return sum >= IN_DESCRIPTION && 2 * sum >= IN_DESCRIPTION * words ? sum
									  : 0;
}

size_t
skills_search(const struct skills *s, const char *query,
    const struct skill **ret, size_t most)
{
	unsigned scores[SKILLS_MAX], sum;
	size_t i, k, n = 0;

	for (i = 0; i < s->n; i++) {
		if ((sum = score(&s->list[i], query)) == 0)
			continue;
		for (k = n < most ? n++ : most; k > 0 && scores[k - 1] < sum;
		     k--)
			if (k < most) {
				scores[k] = scores[k - 1];
				ret[k] = ret[k - 1];
			}
		if (k < most) {
			scores[k] = sum;
			ret[k] = &s->list[i];
		}
	}
	return n;
}
