/* SPDX-License-Identifier: Apache-2.0 */
/* gen_breaks.c -- what UAX 29 asks of a code point: the classes of graphemes,
 * words and sentences, each in a table of runs. */
#include "worker/unicode/breaks_class.h"
#include "worker/unicode/gen/gen.h"

#define X(id, text) text,
static const char *const graphemes[] = { GRAPHEME_CLASSES(X) };
static const char *const words[] = { WORD_CLASSES(X) };
static const char *const sentences[] = { SENTENCE_CLASSES(X) };
#undef X
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
gen_breaks(void)
{
	gen_values_read(gen_open(gen_dir, "auxiliary/GraphemeBreakProperty.txt",
			    true),
	    graphemes, COUNT(graphemes));
	/* Extended_Pictographic: these have no other class. */
	gen_values_read(gen_open(gen_emoji_dir, "emoji-data.txt", false),
	    graphemes, COUNT(graphemes));
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
