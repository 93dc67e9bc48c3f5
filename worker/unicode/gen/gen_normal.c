/* SPDX-License-Identifier: Apache-2.0 */
/* gen_normal.c -- decompositions, compositions, combining classes; and the
 * sequences of emoji. */
#include <stdlib.h>
#include <string.h>

#include "worker/unicode/gen/gen.h"

#define PAIRS_MAX 4096

static uint8_t excluded[CP_MAX], ccc[CP_MAX];
static struct { uint32_t a, b, c; } pairs[PAIRS_MAX];
static size_t npairs;

static void
read_excluded(void)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, "DerivedNormalizationProps.txt", true);

	while (gen_line(f, &l))
		if (strcmp(l.f[1], "Full_Composition_Exclusion") == 0)
			memset(excluded + l.lo, 1, (size_t)l.hi - l.lo + 1);
}

static int
by_pair(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;

	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] < b[1] ? -1 : a[1] > b[1];
}

static void
put_class(void)
{
	uint32_t c, lo;

	printf("static const struct class_run class_runs[] = {\n");
	for (c = 0; c < CP_MAX;) {
		if (ccc[c] == 0) {
			c++;
			continue;
		}
		for (lo = c; c < CP_MAX && ccc[c] == ccc[lo]; c++)
			;
		printf("{%u,%u,%u},", lo, c - lo, ccc[lo]);
	}
	printf("\n};\n");
}

/* One step: the text in a list of code points, its place beside it. */
void
gen_normal(void)
{
	static struct line l;
	static uint32_t text[1 << 16];
	size_t at = 0, n, i, rows = 0;
	FILE *f = gen_open(gen_dir, "UnicodeData.txt", true);

	read_excluded();
	printf("static const struct decomposition decompositions[] = {\n");
	while (gen_line(f, &l)) {
		bool compat = l.f[5][0] == '<';
		char *s = l.f[5];

		ccc[l.lo] = (uint8_t)atoi(l.f[3]);
		if (*s == '\0')
			continue;
		if (compat)
			s = strchr(s, '>') + 1;
		while (*s == ' ')
			s++;
		if (at + 32 > sizeof(text) / sizeof(text[0]))
			gen_die("too many decompositions");
		n = gen_points(s, text + at, 32);
		printf("{%u,%zu,%zu,%d},%s", l.lo, at, n, compat,
		    ++rows % 8 == 0 ? "\n" : "");
		if (!compat && n == 2 && !excluded[l.lo]) {
			if (npairs == PAIRS_MAX)
				gen_die("too many compositions");
			pairs[npairs].a = text[at];
			pairs[npairs].b = text[at + 1];
			pairs[npairs++].c = l.lo;
		}
		at += n;
	}
	printf("\n};\nstatic const uint32_t decomposed[] = {\n");
	for (i = 0; i < at; i++)
		printf("%u,%s", text[i], i % 16 == 15 ? "\n" : "");
	qsort(pairs, npairs, sizeof(pairs[0]), by_pair);
	printf("};\nstatic const struct composition compositions[] = {\n");
	for (i = 0; i < npairs; i++)
		printf("{%u,%u,%u},%s", pairs[i].a, pairs[i].b, pairs[i].c,
		    i % 8 == 7 ? "\n" : "");
	printf("};\n");
	put_class();
}

static void
put_sequence(const char *kind, const uint32_t *cp, size_t n)
{
	size_t i;

	printf("%d,%zu,", kind[0] == 'B' ? 0 : strstr(kind, "Keycap") ? 1 :
	    strstr(kind, "Modifier") ? 2 : strstr(kind, "Flag") ? 3 :
	    strstr(kind, "Tag") ? 4 : 5, n);
	for (i = 0; i < n; i++)
		printf("%u,", cp[i]);
	printf("\n");
}

/* { which, how many, code points } ...; 0, 0 at the end. */
void
gen_sequences(void)
{
	static const char *const files[] = { "emoji-sequences.txt",
		"emoji-zwj-sequences.txt" };
	static struct line l;
	uint32_t cp[16], c;
	size_t i, n;
	FILE *f;

	printf("static const uint32_t sequences[] = {\n");
	for (i = 0; i < 2; i++) {
		f = gen_open(gen_emoji_dir, files[i], false);
		while (f != NULL && gen_line(f, &l)) {
			if (strstr(l.f[0], "..") != NULL) {
				for (c = l.lo; c <= l.hi; c++)
					put_sequence(l.f[1], &c, 1);
				continue;
			}
			n = gen_points(l.f[0], cp, 16);
			put_sequence(l.f[1], cp, n);
		}
	}
	printf("0,0};\n");
}
