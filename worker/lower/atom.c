/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/atom.h"

#include <string.h>

/* More are had when needed; each page that a small program writes is a
 * fault. */
#define SLOTS_FIRST 64

static const char *const words[] = {
	"",
#define KEYWORD(x) #x,
#include "worker/lower/keyword.def"
#undef KEYWORD
};

/* Keywords by their hashes, made once: a text has few of them.  0: none. */
#define INDEX_SLOTS 256
static uint8_t index_of[INDEX_SLOTS];
static uint32_t hashes[KW_COUNT];

static uint32_t
hash_of(const char *s, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)s[i]) * 16777619u;
	return h ^ (h >> 15);
}

static void
grow(struct atoms *t)
{
	uint32_t n = (t->mask + 1) * 2;
	struct atom **slots = arena_bytes(t->arena, n * sizeof(*slots));
	struct atom *a, *next;

	memset(slots, 0, n * sizeof(*slots));
	for (uint32_t i = 0; i <= t->mask; i++) {
		for (a = t->slots[i]; a != NULL; a = next) {
			next = a->next;
			a->next = slots[a->hash & (n - 1)];
			slots[a->hash & (n - 1)] = a;
		}
	}
	t->slots = slots;
	t->mask = n - 1;
}

void
atom_prepare(void)
{
	if (hashes[1] != 0)
		return;
	for (unsigned i = 1; i < KW_COUNT; i++) {
		uint32_t h = hash_of(words[i], strlen(words[i])), at;

		for (at = h; index_of[at % INDEX_SLOTS] != 0;)
			at++;
		index_of[at % INDEX_SLOTS] = (uint8_t)i;
		hashes[i] = h;
	}
}

/* Whether a new atom is a keyword, whose text is then ours. */
static void
set_keyword(struct atom *a)
{
	unsigned i;

	for (uint32_t at = a->hash; (i = index_of[at % INDEX_SLOTS]) != 0;
	    at++) {
		if (hashes[i] != a->hash || strlen(words[i]) != a->len ||
		    memcmp(words[i], a->s, a->len) != 0)
			continue;
		a->kw = (uint8_t)i;
		a->s = words[i];
		return;
	}
}

struct atom *
atom_keyword(struct atoms *t, enum kw k)
{
	return atom_get(t, words[k], strlen(words[k]));
}

const char *
atom_word(enum kw k)
{
	return words[k];
}

void
atom_init(struct atoms *t, struct arena *a)
{
	atom_prepare();
	memset(t, 0, sizeof(*t));
	t->arena = a;
	t->slots = arena_bytes(a, SLOTS_FIRST * sizeof(*t->slots));
	memset(t->slots, 0, SLOTS_FIRST * sizeof(*t->slots));
	t->mask = SLOTS_FIRST - 1;
}

static struct atom *
lookup(const struct atoms *t, const char *s, size_t len, uint32_t h)
{
	struct atom *a;

	for (a = t->slots[h & t->mask]; a != NULL; a = a->next) {
		if (a->hash == h && a->len == len && memcmp(a->s, s, len) == 0)
			return a;
	}
	return NULL;
}

struct atom *
atom_find(const struct atoms *t, const char *s, size_t len)
{
	return lookup(t, s, len, hash_of(s, len));
}

struct atom *
atom_get(struct atoms *t, const char *s, size_t len)
{
	uint32_t h = hash_of(s, len);
	struct atom *a = lookup(t, s, len, h);

	if (a != NULL)
		return a;
	if (t->count > t->mask)
		grow(t);
	a = arena_item(t->arena, sizeof(*a));
	a->s = s;
	a->len = (uint32_t)len;
	a->hash = h;
	a->next = t->slots[h & t->mask];
	t->slots[h & t->mask] = a;
	t->count++;
	set_keyword(a);
	return a;
}

bool
atom_is_ascii_name(const struct atom *a)
{
	if (a->len == 0)
		return false;
	for (uint32_t i = 0; i < a->len; i++) {
		char c = a->s[i];
		bool letter = (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || c == '_' || c == '$';

		if (!letter && !(i > 0 && c >= '0' && c <= '9'))
			return false;
	}
	return true;
}
