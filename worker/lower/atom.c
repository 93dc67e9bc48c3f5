/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/atom.h"

#include <string.h>

/* Of these 90 are the keywords'.  More are had when needed; each page that a
 * small program writes is a fault. */
#define SLOTS_FIRST 256

static const char *const words[] = {
	"",
#define KEYWORD(x) #x,
#include "worker/lower/keyword.def"
#undef KEYWORD
};

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

bool
atom_init(struct atoms *t, struct arena *a)
{
	memset(t, 0, sizeof(*t));
	t->arena = a;
	t->slots = arena_bytes(a, SLOTS_FIRST * sizeof(*t->slots));
	memset(t->slots, 0, SLOTS_FIRST * sizeof(*t->slots));
	t->mask = SLOTS_FIRST - 1;
	for (int i = 1; i < KW_COUNT; i++) {
		t->kw[i] = atom_get(t, words[i], strlen(words[i]));
		t->kw[i]->kw = (uint8_t)i;
	}
	return true;
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
