/* SPDX-License-Identifier: Apache-2.0 */
/* breaks_class.h -- the classes of UAX 29, as the files of the Unicode
 * Character Database name them; the first is what is in none. */
#ifndef CORDON_WORKER_UNICODE_BREAKS_CLASS_H
#define CORDON_WORKER_UNICODE_BREAKS_CLASS_H

#define GRAPHEME_CLASSES(X)                      \
	X(G_OTHER, "")                           \
	X(G_CR, "CR")                            \
	X(G_LF, "LF")                            \
	X(G_CONTROL, "Control")                  \
	X(G_EXTEND, "Extend")                    \
	X(G_ZWJ, "ZWJ")                          \
	X(G_REGIONAL, "Regional_Indicator")      \
	X(G_PREPEND, "Prepend")                  \
	X(G_SPACING, "SpacingMark")              \
	X(G_L, "L")                              \
	X(G_V, "V")                              \
	X(G_T, "T")                              \
	X(G_LV, "LV")                            \
	X(G_LVT, "LVT")                          \
	X(G_PICTURE, "Extended_Pictographic")    \
	X(G_CONSONANT, "") /* of GB9c, since Unicode 15.1 */ \
	X(G_LINKER, "") /* these two extend, too */ \
	X(G_CONJOINS, "")

#define WORD_CLASSES(X)                     \
	X(W_OTHER, "")                      \
	X(W_CR, "CR")                       \
	X(W_LF, "LF")                       \
	X(W_NEWLINE, "Newline")             \
	X(W_EXTEND, "Extend")               \
	X(W_ZWJ, "ZWJ")                     \
	X(W_FORMAT, "Format")               \
	X(W_REGIONAL, "Regional_Indicator") \
	X(W_KATAKANA, "Katakana")           \
	X(W_HEBREW, "Hebrew_Letter")        \
	X(W_LETTER, "ALetter")              \
	X(W_SINGLE, "Single_Quote")         \
	X(W_DOUBLE, "Double_Quote")         \
	X(W_MIDNUMLET, "MidNumLet")         \
	X(W_MIDLETTER, "MidLetter")         \
	X(W_MIDNUM, "MidNum")               \
	X(W_NUMERIC, "Numeric")             \
	X(W_JOINS, "ExtendNumLet")          \
	X(W_SPACE, "WSegSpace")

#define SENTENCE_CLASSES(X)       \
	X(S_OTHER, "")            \
	X(S_CR, "CR")             \
	X(S_LF, "LF")             \
	X(S_SEP, "Sep")           \
	X(S_EXTEND, "Extend")     \
	X(S_FORMAT, "Format")     \
	X(S_SPACE, "Sp")          \
	X(S_LOWER, "Lower")       \
	X(S_UPPER, "Upper")       \
	X(S_LETTER, "OLetter")    \
	X(S_NUMERIC, "Numeric")   \
	X(S_ATERM, "ATerm")       \
	X(S_CONTINUE, "SContinue") \
	X(S_STERM, "STerm")       \
	X(S_CLOSE, "Close")

#define BREAKS_ID(id, text) id,
enum grapheme_class { GRAPHEME_CLASSES(BREAKS_ID) };
enum word_class { WORD_CLASSES(BREAKS_ID) };
enum sentence_class { SENTENCE_CLASSES(BREAKS_ID) };
#undef BREAKS_ID

#endif
