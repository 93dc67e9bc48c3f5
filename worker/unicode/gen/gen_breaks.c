/* SPDX-License-Identifier: Apache-2.0 */
/* gen_breaks.c -- what UAX 29 asks of a code point: the classes of graphemes,
 * words and sentences, each in a table of runs. */
#include <string.h>

#include "worker/unicode/breaks_class.h"
#include "worker/unicode/gen/gen.h"

#define X(id, text) text,
static const char *const graphemes[] = { GRAPHEME_CLASSES(X) };
static const char *const words[] = { WORD_CLASSES(X) };
static const char *const sentences[] = { SENTENCE_CLASSES(X) };
#undef X
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Indic_Conjunct_Break, which Unicode has since 15.1. */
static void
read_conjuncts(void)
{
	FILE *f = gen_open(gen_dir, "DerivedCoreProperties.txt", true);
	static struct line l;

	while (gen_line(f, &l)) {
		if (l.n < 3 || strcmp(l.f[1], "InCB") != 0)
			continue;
		if (strcmp(l.f[2], "Consonant") == 0)
			gen_values_change(&l, G_OTHER, G_CONSONANT);
		else if (strcmp(l.f[2], "Linker") == 0)
			gen_values_change(&l, G_EXTEND, G_LINKER);
		else if (strcmp(l.f[2], "Extend") == 0)
			gen_values_change(&l, G_EXTEND, G_CONJOINS);
	}
}

void
gen_breaks(void)
{
	gen_values_read(gen_open(gen_dir, "auxiliary/GraphemeBreakProperty.txt",
			    true),
	    graphemes, COUNT(graphemes));
	/* Extended_Pictographic: these have no other class. */
	gen_values_read(gen_open(gen_emoji_dir, "emoji-data.txt", false),
	    graphemes, COUNT(graphemes));
	read_conjuncts();
	gen_values_put("grapheme_runs");
	gen_values_read(gen_open(gen_dir, "auxiliary/WordBreakProperty.txt",
			    true),
	    words, COUNT(words));
	gen_values_put("word_runs");
	gen_values_read(gen_open(gen_dir, "auxiliary/SentenceBreakProperty.txt",
			    true),
	    sentences, COUNT(sentences));
	gen_values_put("sentence_runs");
}
