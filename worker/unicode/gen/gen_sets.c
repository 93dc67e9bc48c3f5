/* SPDX-License-Identifier: Apache-2.0 */
/* gen_sets.c -- what \p{} names: sets of code points, and their names. */
#include <stdlib.h>
#include <string.h>

#include "worker/unicode/gen/gen.h"

#define SETS_MAX 700
#define NAMES_MAX 2000

static uint8_t *sets[SETS_MAX]; /* a byte for each code point */
static size_t nsets;
static struct { char text[64]; size_t set; } names[NAMES_MAX];
static size_t nnames;

/* What the language names, of all binary properties. */
static const char *const binary[] = { "ASCII_Hex_Digit", "Alphabetic",
	"Bidi_Control", "Bidi_Mirrored", "Case_Ignorable", "Cased",
	"Changes_When_Casefolded", "Changes_When_Casemapped",
	"Changes_When_Lowercased", "Changes_When_NFKC_Casefolded",
	"Changes_When_Titlecased", "Changes_When_Uppercased", "Dash",
	"Default_Ignorable_Code_Point", "Deprecated", "Diacritic", "Emoji",
	"Emoji_Component", "Emoji_Modifier", "Emoji_Modifier_Base",
	"Emoji_Presentation", "Extended_Pictographic", "Extender",
	"Grapheme_Base", "Grapheme_Extend", "Hex_Digit",
	"IDS_Binary_Operator", "IDS_Trinary_Operator", "ID_Continue",
	"ID_Start", "Ideographic", "Join_Control", "Logical_Order_Exception",
	"Lowercase", "Math", "Noncharacter_Code_Point", "Pattern_Syntax",
	"Pattern_White_Space", "Quotation_Mark", "Radical",
	"Regional_Indicator", "Sentence_Terminal", "Soft_Dotted",
	"Terminal_Punctuation", "Unified_Ideograph", "Uppercase",
	"Variation_Selector", "White_Space", "XID_Continue", "XID_Start",
	NULL };

/* The set of this name (a kind's letter, then the text), made if new. */
static uint8_t *
set_of(char kind, const char *name)
{
	size_t i;

	for (i = 0; i < nnames; i++)
		if (names[i].text[0] == kind &&
		    strcmp(names[i].text + 1, name) == 0)
			return sets[names[i].set];
	if (nsets == SETS_MAX || nnames == NAMES_MAX ||
	    strlen(name) + 2 > sizeof(names[0].text))
		gen_die("too many sets, or too long a name: %s", name);
	sets[nsets] = calloc(CP_MAX, 1);
	if (sets[nsets] == NULL)
		gen_die("no memory");
	names[nnames].set = nsets;
	(void)snprintf(names[nnames++].text, sizeof(names[0].text), "%c%s",
	    kind, name);
	return sets[nsets++];
}

/* Another name for a set there is; false if there is none. */
static bool
alias(char kind, const char *old, const char *new)
{
	size_t i, k;

	for (i = 0; i < nnames; i++)
		if (names[i].text[0] == kind &&
		    strcmp(names[i].text + 1, old) == 0)
			break;
	if (i == nnames)
		return false;
	for (k = 0; k < nnames; k++)
		if (names[k].text[0] == kind &&
		    strcmp(names[k].text + 1, new) == 0)
			return true;
	if (nnames == NAMES_MAX || strlen(new) + 2 > sizeof(names[0].text))
		gen_die("too many names: %s", new);
	names[nnames].set = names[i].set;
	(void)snprintf(names[nnames++].text, sizeof(names[0].text), "%c%s",
	    kind, new);
	return true;
}

static void
fill(uint8_t *set, uint32_t lo, uint32_t hi)
{
	memset(set + lo, 1, (size_t)hi - lo + 1);
}

static bool
is_binary(const char *name)
{
	size_t i;

	for (i = 0; binary[i] != NULL; i++)
		if (strcmp(binary[i], name) == 0)
			return true;
	return false;
}

static void
binaries(const char *dir, const char *file)
{
	static struct line l;
	FILE *f = gen_open(dir, file, true);

	while (gen_line(f, &l))
		if (l.n >= 2 && is_binary(l.f[1]))
			fill(set_of('b', l.f[1]), l.lo, l.hi);
}

static void
categories(void)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, "UnicodeData.txt", true);
	uint8_t *assigned = set_of('b', "Assigned"), *none;
	uint32_t first = 0;

	while (gen_line(f, &l)) {
		size_t n = strlen(l.f[1]);

		if (n > 8 && strcmp(l.f[1] + n - 8, ", First>") == 0)
			first = l.lo;
		else if (n <= 7 || strcmp(l.f[1] + n - 7, ", Last>") != 0)
			first = l.lo;
		fill(set_of('g', l.f[2]), first, l.lo);
		fill(assigned, first, l.lo);
	}
	none = set_of('g', "Cn");
	for (uint32_t c = 0; c < CP_MAX; c++)
		none[c] = !assigned[c];
}

static void
unions(void)
{
	static const char *const of[] = { "C", "CcCfCnCoCs", "L",
		"LlLmLoLtLu", "LC", "LlLtLu", "M", "McMeMn", "N", "NdNlNo",
		"P", "PcPdPePfPiPoPs", "S", "ScSkSmSo", "Z", "ZlZpZs", NULL };
	size_t i, k;

	for (i = 0; of[i] != NULL; i += 2) {
		uint8_t *all = set_of('g', of[i]);

		for (k = 0; of[i + 1][k] != '\0'; k += 2) {
			char name[3] = { of[i + 1][k], of[i + 1][k + 1], 0 };
			const uint8_t *one = set_of('g', name);

			for (uint32_t c = 0; c < CP_MAX; c++)
				all[c] |= one[c];
		}
	}
}

static void
scripts(void)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, "Scripts.txt", true);
	uint8_t *none = set_of('s', "Unknown");

	memset(none, 1, CP_MAX);
	while (gen_line(f, &l)) {
		fill(set_of('s', l.f[1]), l.lo, l.hi);
		memset(none + l.lo, 0, (size_t)l.hi - l.lo + 1);
	}
}

/* All names of the values of one property. */
static void
value_aliases(const char *property, char kind)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, "PropertyValueAliases.txt", true);

	while (gen_line(f, &l)) {
		size_t i, k;

		if (strcmp(l.f[0], property) != 0)
			continue;
		for (i = 1; i < l.n; i++)
			for (k = 1; k < l.n; k++)
				if (alias(kind, l.f[i], l.f[k]))
					continue;
	}
}

/* Script_Extensions: the script itself where the file says nothing. */
static void
extensions(void)
{
	static struct line l;
	static uint8_t told[CP_MAX];
	FILE *f = gen_open(gen_dir, "ScriptExtensions.txt", true);
	size_t i, old = nnames;

	while (gen_line(f, &l)) {
		char *s = l.f[1], *next;

		fill(told, l.lo, l.hi);
		for (; s != NULL; s = next) {
			if ((next = strchr(s, ' ')) != NULL)
				*next++ = '\0';
			/* By the short name, which scripts have by now. */
			if (!alias('s', s, s))
				gen_die("a script without a name: %s", s);
			fill(set_of('x', s), l.lo, l.hi);
		}
	}
	/* Zinh is Qaai too, and one set. */
	value_aliases("sc", 'x');
	for (i = 0; i < old; i++) {
		const uint8_t *script;
		uint8_t *set;

		/* Four letters: one name for each, whatever the others. */
		if (names[i].text[0] != 's' || strlen(names[i].text) != 5)
			continue;
		script = sets[names[i].set];
		set = set_of('x', names[i].text + 1);
		for (uint32_t c = 0; c < CP_MAX; c++)
			set[c] |= script[c] && !told[c];
	}
}

static void
property_aliases(void)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, "PropertyAliases.txt", true);
	size_t i;

	while (gen_line(f, &l))
		if (is_binary(l.f[1]))
			for (i = 0; i < l.n; i++)
				(void)alias('b', l.f[1], l.f[i]);
}

static size_t
put_number(size_t n)
{
	size_t bytes = 1;

	for (; n >= 128; n >>= 7, bytes++)
		printf("%zu,", (n & 127) | 128);
	printf("%zu,", n);
	return bytes;
}

/* Ranges: how far after the last one, how long; 0 0 ends a set. */
static size_t
put_set(const uint8_t *set)
{
	uint32_t c = 0, last = 0, from;
	size_t bytes = 0;

	while (c < CP_MAX) {
		if (!set[c]) {
			c++;
			continue;
		}
		for (from = c; c < CP_MAX && set[c]; c++)
			;
		bytes += put_number(from - last);
		bytes += put_number(c - from);
		last = c;
	}
	bytes += put_number(0);
	bytes += put_number(0);
	printf("\n");
	return bytes;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

void
gen_sets(void)
{
	static size_t at[SETS_MAX];
	size_t i, bytes = 0;
	const char *s;

	categories();
	unions();
	scripts();
	binaries(gen_dir, "PropList.txt");
	binaries(gen_dir, "DerivedCoreProperties.txt");
	binaries(gen_dir, "DerivedNormalizationProps.txt");
	binaries(gen_dir, "extracted/DerivedBinaryProperties.txt");
	binaries(gen_dir, "emoji/emoji-data.txt");
	fill(set_of('b', "Any"), 0, CP_MAX - 1);
	fill(set_of('b', "ASCII"), 0, 127);
	value_aliases("gc", 'g');
	value_aliases("sc", 's');
	extensions();
	value_aliases("sc", 'x');
	property_aliases();
	for (i = 0; binary[i] != NULL; i++)
		(void)set_of('b', binary[i]);
	printf("static const uint8_t set_bytes[] = {\n");
	for (i = 0; i < nsets; i++) {
		at[i] = bytes;
		bytes += put_set(sets[i]);
	}
	qsort(names, nnames, sizeof(names[0]), by_name);
	printf("};\nstatic const char set_names[] = {\n");
	for (i = 0; i < nnames; i++) {
		for (s = names[i].text; *s != '\0'; s++)
			printf("'%c',", *s);
		printf("0,\n");
	}
	printf("};\nstatic const struct set_name set_table[] = {\n");
	for (i = bytes = 0; i < nnames; i++) {
		printf("{%zu,%zu},", bytes, at[names[i].set]);
		bytes += strlen(names[i].text) + 1;
	}
	printf("\n};\n");
}
