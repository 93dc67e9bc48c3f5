/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/unicode/unicode.h"

#include <string.h>

struct set_name {
	uint32_t name, at;
};
struct case_run {
	uint32_t lo;
	uint16_t n;
	uint8_t step;
	int32_t delta;
};
struct class_run {
	uint32_t lo;
	uint16_t n;
	uint8_t class;
};
struct decomposition {
	uint32_t c;
	uint16_t at;
	uint8_t n, compat;
};
struct composition {
	uint32_t a, b, c;
};
struct value_run {
	uint32_t lo, hi;
	uint8_t value;
};
#include "unicode_tables.inc"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NAME_MAX_BYTES 64 /* no name is longer */

static bool
find(char kind, const char *name, struct unicode_set *ret)
{
	size_t lo = 0, hi = COUNT(set_table), mid;
	char key[NAME_MAX_BYTES + 2];
	size_t n = strlen(name);
	int c;

	if (n == 0 || n > NAME_MAX_BYTES)
		return false;
	key[0] = kind;
	memcpy(key + 1, name, n + 1);
	while (lo < hi) {
		mid = (lo + hi) / 2;
		c = strcmp(key, set_names + set_table[mid].name);
		if (c == 0) {
			ret->p = set_bytes + set_table[mid].at;
			ret->at = 0;
			return true;
		}
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}

bool
unicode_find(const char *name, const char *value, struct unicode_set *ret)
{
	static const struct { const char *name; char kind; } with[] = {
		{ "General_Category", 'g' }, { "gc", 'g' }, { "Script", 's' },
		{ "sc", 's' }, { "Script_Extensions", 'x' }, { "scx", 'x' } };
	size_t i;

	if (value == NULL)
		return find('b', name, ret) || find('g', name, ret);
	for (i = 0; i < COUNT(with); i++)
		if (strcmp(name, with[i].name) == 0)
			return find(with[i].kind, value, ret);
	return false;
}

static uint32_t
number(const uint8_t **p)
{
	uint32_t n = 0;
	unsigned shift = 0;

	while (**p & 128) {
		n |= (*(*p)++ & 127u) << shift;
		shift += 7;
	}
	return n | (uint32_t)*(*p)++ << shift;
}

bool
unicode_next(struct unicode_set *s, uint32_t *ret_lo, uint32_t *ret_hi)
{
	uint32_t gap = number(&s->p), n = number(&s->p);

	if (n == 0)
		return false;
	*ret_lo = s->at + gap;
	s->at = *ret_lo + n;
	*ret_hi = s->at - 1;
	return true;
}

bool
unicode_in(struct unicode_set s, uint32_t c)
{
	uint32_t lo, hi;

	while (unicode_next(&s, &lo, &hi))
		if (c <= hi)
			return c >= lo;
	return false;
}

bool
unicode_id_start(uint32_t c)
{
	struct unicode_set s;

	if (c < 128)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    c == '$' || c == '_';
	return unicode_find("ID_Start", NULL, &s) && unicode_in(s, c);
}

bool
unicode_id_part(uint32_t c)
{
	struct unicode_set s;

	if (c < 128)
		return unicode_id_start(c) || (c >= '0' && c <= '9');
	return c == 0x200c || c == 0x200d ||
	    (unicode_find("ID_Continue", NULL, &s) && unicode_in(s, c));
}

bool
unicode_find_sequences(const char *name, struct unicode_sequences *ret)
{
	static const char *const kinds[] = { "Basic_Emoji",
		"Emoji_Keycap_Sequence", "RGI_Modifier_Sequence",
		"RGI_Flag_Sequence", "RGI_Emoji_Tag_Sequence",
		"RGI_ZWJ_Sequence", "RGI_Emoji_Modifier_Sequence",
		"RGI_Emoji_Flag_Sequence", "", "RGI_Emoji_ZWJ_Sequence" };
	size_t i;

	ret->p = sequences;
	ret->kinds = 0x3f;
	if (strcmp(name, "RGI_Emoji") == 0)
		return sequences[1] != 0;
	for (i = 0; i < COUNT(kinds); i++) {
		if (strcmp(name, kinds[i]) != 0)
			continue;
		ret->kinds = 1u << (i < 6 ? i : i - 4);
		return sequences[1] != 0;
	}
	return false;
}

size_t
unicode_next_sequence(struct unicode_sequences *s, const uint32_t **ret)
{
	uint32_t kind, n;

	for (;;) {
		kind = s->p[0];
		n = s->p[1];
		if (n == 0)
			return 0;
		*ret = s->p + 2;
		s->p += 2 + n;
		if (s->kinds >> kind & 1)
			return n;
	}
}

static uint32_t
map(const struct case_run *runs, size_t n, uint32_t c)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		const struct case_run *r;

		mid = (lo + hi) / 2;
		r = &runs[mid];
		if (c < r->lo)
			hi = mid;
		else if (c - r->lo > (r->n - 1u) * r->step)
			lo = mid + 1;
		else if ((c - r->lo) % r->step != 0)
			break;
		else
			return (uint32_t)((int32_t)c + r->delta);
	}
	return c;
}

uint32_t
unicode_fold(uint32_t c)
{
	if (c < 128)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	return map(map_fold, COUNT(map_fold), c);
}

uint32_t
unicode_canon(uint32_t c)
{
	if (c < 128)
		return c >= 'a' && c <= 'z' ? c - 32 : c;
	return map(map_canon, COUNT(map_canon), c);
}

void
unicode_each_case(bool fold, void (*f)(void *ctx, uint32_t c, uint32_t to),
    void *ctx)
{
	const struct case_run *r = fold ? map_fold : map_canon;
	size_t n = fold ? COUNT(map_fold) : COUNT(map_canon), i;
	uint32_t k, c;

	for (i = 0; i < n; i++) {
		for (k = 0; k < r[i].n; k++) {
			c = r[i].lo + k * r[i].step;
			f(ctx, c, (uint32_t)((int32_t)c + r[i].delta));
		}
	}
}

static size_t
full(const uint32_t (*special)[4], size_t nspecial,
    const struct case_run *runs, size_t nruns, uint32_t c, uint32_t *ret)
{
	size_t i;

	if (c >= 0xdf) {
		for (i = 0; i < nspecial; i++) {
			if (special[i][0] != c)
				continue;
			memcpy(ret, special[i] + 1, 3 * sizeof(*ret));
			return ret[2] != 0 ? 3 : 2;
		}
	}
	ret[0] = map(runs, nruns, c);
	return 1;
}

size_t
unicode_upper(uint32_t c, uint32_t ret[3])
{
	return full(special_upper, COUNT(special_upper), map_upper,
	    COUNT(map_upper), c, ret);
}

size_t
unicode_lower(uint32_t c, uint32_t ret[3])
{
	return full(special_lower, COUNT(special_lower), map_lower,
	    COUNT(map_lower), c, ret);
}

uint8_t
unicode_class(uint32_t c)
{
	size_t lo = 0, hi = COUNT(class_runs), mid;

	if (c < 0x300)
		return 0;
	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (c < class_runs[mid].lo)
			hi = mid;
		else if (c - class_runs[mid].lo >= class_runs[mid].n)
			lo = mid + 1;
		else
			return class_runs[mid].class;
	}
	return 0;
}

size_t
unicode_decompose(uint32_t c, bool compat, const uint32_t **ret)
{
	size_t lo = 0, hi = COUNT(decompositions), mid;

	if (c < 0xa0)
		return 0;
	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (c < decompositions[mid].c) {
			hi = mid;
		} else if (c > decompositions[mid].c) {
			lo = mid + 1;
		} else if (decompositions[mid].compat && !compat) {
			return 0;
		} else {
			*ret = decomposed + decompositions[mid].at;
			return decompositions[mid].n;
		}
	}
	return 0;
}

uint32_t
unicode_compose(uint32_t a, uint32_t b)
{
	size_t lo = 0, hi = COUNT(compositions), mid;

	while (lo < hi) {
		const struct composition *p;

		mid = (lo + hi) / 2;
		p = &compositions[mid];
		if (a < p->a || (a == p->a && b < p->b))
			hi = mid;
		else if (a > p->a || b > p->b)
			lo = mid + 1;
		else
			return p->c;
	}
	return 0;
}

static uint8_t
value_in(const struct value_run *runs, size_t n, uint32_t c)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (c < runs[mid].lo)
			hi = mid;
		else if (c > runs[mid].hi)
			lo = mid + 1;
		else
			return runs[mid].value;
	}
	return 0;
}

enum unicode_bidi
unicode_bidi(uint32_t c)
{
	return (enum unicode_bidi)value_in(bidi_runs, COUNT(bidi_runs), c);
}

enum unicode_joining
unicode_joining(uint32_t c)
{
	return (enum unicode_joining)value_in(joining_runs,
	    COUNT(joining_runs), c);
}

uint8_t
unicode_grapheme_class(uint32_t c)
{
	return (uint8_t)value_in(grapheme_runs, COUNT(grapheme_runs), c);
}

uint8_t
unicode_word_class(uint32_t c)
{
	return (uint8_t)value_in(word_runs, COUNT(word_runs), c);
}

uint8_t
unicode_sentence_class(uint32_t c)
{
	return (uint8_t)value_in(sentence_runs, COUNT(sentence_runs), c);
}
