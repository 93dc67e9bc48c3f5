/* SPDX-License-Identifier: Apache-2.0 */
/* A program's text, and what an engine's message speaks of. */
#include <stdlib.h>
#include <string.h>

#include "common/base/words.h"

#include "tests/unit/tap.h"

static struct words
of(const char *s)
{
	return (struct words){ s, strlen(s) };
}

static size_t
next(const char *text, size_t from, const char *word)
{
	return words_next(of(text), from, of(word));
}

static void
a_word_is_found_where_it_stands_alone(void)
{
	CHECK(next("ab", 0, "ab") == 0 && next("(ab)", 0, "ab") == 1);
	CHECK(next("ab ab", 1, "ab") == 3 && next("ab ab", 4, "ab") == 5);
	CHECK(next("abc cab a_b $ab ab$ ab", 0, "ab") == 20);
	CHECK(next("x.ab ab", 0, "ab") == 5 && next("ab.x", 0, "ab") == 0);
	CHECK(next("\xc3\xa9"
		   "ab ab\xc3\xa9 ab",
		  0, "ab") == 10);
	CHECK(next("a", 0, "ab") == 1 && next("", 0, "ab") == 0);
	CHECK(next("( )", 0, "") == 3 && next("ab", 2, "ab") == 2);
	CHECK(next("aa a", 0, "a") == 3 && next("a1 a", 1, "a") == 3);
}

/* No byte past a text that has no end of its own. */
static void
nothing_is_read_past_the_end(void)
{
	const struct words t = { "ab  = await", 2 }, u = { "ab   x", 4 };

	CHECK(words_past(t, 0) == 2 && words_past(t, 2) == 2);
	CHECK(words_past_space(u, 2) == 4 && words_past_space(u, 0) == 0);
	CHECK(words_begin(t, 0, "ab") && !words_begin(t, 0, "ab "));
	CHECK(words_begin(t, 2, "") && !words_begin(t, 3, ""));
	CHECK(words_next((struct words){ "ab", 1 }, 0, of("a")) == 0);
}

/* The broker has one thread: this took it more than a minute once. */
static void
a_long_word_in_a_long_text_takes_no_time(void)
{
	const size_t n = 1024 * 1024;
	char *s = malloc(n);

	if (s == NULL)
		abort();
	memset(s, 'a', n);
	CHECK(words_next((struct words){ s, n }, 0,
		  (struct words){ s, 60000 }) == n);
	free(s);
}

static bool
speaks_of(const char *message, const char *what)
{
	struct words w = words_spoken_of(message);

	return w.n == strlen(what) && memcmp(w.s, what, w.n) == 0;
}

static void
a_message_speaks_of_an_expression(void)
{
	CHECK(speaks_of("a.b is not a function", "a.b"));
	CHECK(speaks_of("page is not iterable", "page"));
	CHECK(speaks_of("Cannot read properties of undefined (reading 'x'): "
			"cs.data is undefined",
	    "cs.data"));
	CHECK(speaks_of("cs.data is undefined", ""));
	CHECK(speaks_of("too far", "") && speaks_of("", ""));
}

int
main(void)
{
	TEST(a_word_is_found_where_it_stands_alone);
	TEST(nothing_is_read_past_the_end);
	TEST(a_long_word_in_a_long_text_takes_no_time);
	TEST(a_message_speaks_of_an_expression);
	return tap_end();
}
