/* SPDX-License-Identifier: Apache-2.0 */
/* gen_breaks.c -- what UAX 29 asks of a code point: the classes of graphemes,
 * words and sentences, each in a table of runs. */
#include <string.h>

#include "worker/unicode/breaks_class.h"
#include "worker/unicode/gen/gen.h"

static uint8_t value[CP_MAX];

/* The file's second field, by its place in names; others stay what they are. */
static void
read_classes(FILE *f, const char *const *names, uint8_t count)
{
	static struct line l;
	uint8_t k;

	if (f == NULL)
		return;
	while (gen_line(f, &l)) {
		if (l.n < 2)
			gen_die("breaks: a line of %zu fields", l.n);
		for (k = 1; k < count && strcmp(names[k], l.f[1]) != 0; k++)
			;
		if (k < count)
			memset(value + l.lo, k, (size_t)l.hi - l.lo + 1);
	}
}

static void
put_runs(const char *name)
{
	uint32_t c = 0, from;

	printf("static const struct value_run %s[] = {\n", name);
	while (c < CP_MAX) {
		from = c;
		while (c < CP_MAX && value[c] == value[from])
			c++;
		if (value[from] != 0)
			printf("{%u,%u,%d},", from, c - 1, value[from]);
	}
	printf("\n};\n");
	memset(value, 0, sizeof(value));
}

#define X(id, text) text,
static const char *const graphemes[] = { GRAPHEME_CLASSES(X) };
static const char *const words[] = { WORD_CLASSES(X) };
static const char *const sentences[] = { SENTENCE_CLASSES(X) };
#undef X
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
gen_breaks(void)
{
	read_classes(gen_open(gen_dir, "auxiliary/GraphemeBreakProperty.txt",
			 true),
	    graphemes, COUNT(graphemes));
	/* Extended_Pictographic: these have no other class. */
	read_classes(gen_open(gen_emoji_dir, "emoji-data.txt", false),
	    graphemes, COUNT(graphemes));
	put_runs("grapheme_runs");
	read_classes(gen_open(gen_dir, "auxiliary/WordBreakProperty.txt", true),
	    words, COUNT(words));
	put_runs("word_runs");
	read_classes(gen_open(gen_dir, "auxiliary/SentenceBreakProperty.txt",
			 true),
	    sentences, COUNT(sentences));
	put_runs("sentence_runs");
}
