/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "tests/unit/tap.h"
#include "worker/regexp/regexp.h"
#include "worker/regexp/sort.h"

static size_t held; /* blocks */

static void *
memory(void *ctx, void *p, size_t n)
{
	(void)ctx;
	if (n == 0) {
		held -= p != NULL;
		free(p);
		return NULL;
	}
	held += p == NULL;
	return realloc(p, n);
}

static const struct re_memory mem = { memory, NULL };
static struct re_error error;
static int32_t caps[2 * 64];

static struct re_prog *
compiled(const char *pattern, const char *flags)
{
	uint16_t u[4096];
	size_t n, bytes;
	unsigned bits;

	for (n = 0; pattern[n] != '\0'; n++)
		u[n] = (unsigned char)pattern[n];
	CHECK(re_flags(flags, strlen(flags), &bits) == 0);
	return re_compile(u, n, bits, &mem, &bytes, &error);
}

/* As 8-bit and as 16-bit text, which must agree. */
static enum re_result
match(const char *pattern, const char *flags, const char *text)
{
	struct re_prog *p = compiled(pattern, flags);
	struct re_stack stack = { mem, NULL, 0, 0 };
	struct re_subject s = { text, strlen(text), false };
	int32_t wide[2 * 64];
	enum re_result a, b;
	uint16_t *u;
	size_t i;

	CHECK(p != NULL);
	if (p == NULL)
		return RE_MEMORY;
	u = malloc((s.len + 1) * sizeof(*u));
	if (u == NULL)
		return RE_MEMORY;
	for (i = 0; i < s.len; i++)
		u[i] = (unsigned char)text[i];
	a = re_exec(p, &s, 0, false, caps, &stack);
	s.text = u;
	s.wide = true;
	/* Once is enough of what goes on for long. */
	b = a == RE_STEPS ? a : re_exec(p, &s, 0, false, wide, &stack);
	CHECK(a == b);
	CHECK(a != RE_MATCH || memcmp(caps, wide,
	    re_prog_groups(p) * 2 * sizeof(*caps)) == 0);
	re_stack_fini(&stack);
	free(u);
	(void)memory(NULL, p, 0);
	return a;
}

static bool
found(const char *pattern, const char *flags, const char *text, int from,
    int to)
{
	return match(pattern, flags, text) == RE_MATCH && caps[0] == from &&
	    caps[1] == to;
}

static void
patterns_find_what_they_say(void)
{
	CHECK(found("a+b", "", "xaab", 1, 4));
	CHECK(found("(?<=\\$)\\d+", "", "a $42", 3, 5));
	CHECK(found("\\bfoo\\b", "i", "a FOO b", 2, 5));
	CHECK(found("(?=(a+))a*b\\1", "", "baaabac", 3, 6));
	CHECK(found("^b$", "m", "a\nb\nc", 2, 3));
	CHECK(found("\\p{Lu}+", "u", "abCD", 2, 4));
	CHECK(found("[\\w--[a-z]]+", "v", "ab_9", 2, 4));
	CHECK(found("(?:(?<a>x)|(?<a>y))\\k<a>", "", "xyy", 1, 3));
	CHECK(found("(?i:A)b", "", "Aab", 1, 3));
	CHECK(match("(?i:A)b", "", "aB") == RE_NONE);
}

static void
each_time_through_a_loop_forgets_its_groups(void)
{
	CHECK(found("(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", 0, 10));
	CHECK(caps[6] == 8 && caps[7] == 9); /* a of the last time */
	CHECK(caps[8] == -1); /* no b */
}

static void
what_is_no_pattern_says_why(void)
{
	static const char *const bad[][3] = {
		{ "(", "", "Unterminated group" },
		{ ")", "", "Unmatched ')'" },
		{ "a**", "", "Nothing to repeat" },
		{ "[b-a]", "", "Range out of order in character class" },
		{ "\\p{Foo}", "u", "Invalid property name" },
		{ "(?<a>x)(?<a>y)", "", "Duplicate capture group name" },
		{ "\\k<b>(?<a>)", "", "Invalid named capture referenced" },
		{ "a{2,1}", "",
		    "numbers out of order in {} quantifier" },
		{ "[", "", "Unterminated character class" },
		{ "]", "u", "Lone quantifier brackets" },
		{ "[^\\q{ab}]", "v",
		    "Negated character class may contain strings" },
		{ "a\\", "", "\\ at end of pattern" },
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(compiled(bad[i][0], bad[i][1]) == NULL);
		CHECK_STR(error.msg, bad[i][2]);
	}
}

static void
what_explodes_ends_within_its_steps(void)
{
	static const char *const bombs[] = { "(a+)+$", "(a|aa)+$",
		"(?=(a+)+$)b", "(?:(a+)(a+))*\\1\\2\\1\\2$",
		"((a?){30}){30}$", "(?<!(a+)+b)$x" };
	char text[3000];
	size_t i;

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 2] = '!';
	text[sizeof(text) - 1] = '\0';
	for (i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
		enum re_result r = match(bombs[i], "", text);

		CHECK(r == RE_STEPS || r == RE_NONE || r == RE_MEMORY);
	}
	CHECK(match("(a+)+$", "", text) == RE_STEPS);
	CHECK(match("((x{1000}){1000}){1000}", "", text) == RE_NONE);
}

static void
long_texts_need_no_stack(void)
{
	size_t n = 1000000;
	char *text = malloc(n + 1);

	CHECK(text != NULL);
	if (text == NULL)
		return;
	memset(text, 'a', n);
	text[n] = '\0';
	CHECK(found("(?:a|b)*", "", text, 0, (int)n));
	CHECK(found("[^x]*", "", text, 0, (int)n));
	CHECK(found(".*?$", "", text, 0, (int)n));
	CHECK(match("a*b", "", text) != RE_MATCH);
	free(text);
}

static void
too_deep_or_too_large_is_an_error(void)
{
	enum { N = 300000 };
	uint16_t *u = malloc(N * sizeof(*u));
	size_t i, bytes;

	CHECK(u != NULL);
	if (u == NULL)
		return;
	for (i = 0; i < N; i++)
		u[i] = '(';
	CHECK(re_compile(u, 100000, 0, &mem, &bytes, &error) == NULL);
	CHECK_STR(error.msg, "Regular expression too large");
	CHECK(re_compile(u, N, 0, &mem, &bytes, &error) == NULL);
	CHECK_STR(error.msg, "Regular expression too large");
	free(u);
}

static void
flags_are_each_once_and_u_or_v(void)
{
	unsigned bits;
	char text[9];

	CHECK(re_flags("gimsuyd", 7, &bits) == 0);
	re_flags_text(bits, text);
	CHECK_STR(text, "dgimsuy");
	CHECK(re_flags("gg", 2, &bits) == -1);
	CHECK(re_flags("uv", 2, &bits) == -1);
	CHECK(re_flags("x", 1, &bits) == -1);
}

static void
nothing_is_kept(void)
{
	CHECK(held == 0);
}

static int
by_value(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Against the C library's, of every size up to some thousands, many equal. */
static void
sorting_needs_no_memory(void)
{
	static uint32_t a[4000], b[4000];
	uint32_t seed = 7;

	for (size_t n = 0; n <= 4000; n = n < 70 ? n + 1 : n * 2 - 1) {
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			a[i] = b[i] = seed >> (n % 3 == 0 ? 29 : 8);
		}
		sort_array(a, n, sizeof a[0], by_value);
		qsort(b, n, sizeof b[0], by_value);
		CHECK(memcmp(a, b, n * sizeof a[0]) == 0);
	}
}

int
main(void)
{
	TEST(patterns_find_what_they_say);
	TEST(each_time_through_a_loop_forgets_its_groups);
	TEST(what_is_no_pattern_says_why);
	TEST(what_explodes_ends_within_its_steps);
	TEST(long_texts_need_no_stack);
	TEST(too_deep_or_too_large_is_an_error);
	TEST(flags_are_each_once_and_u_or_v);
	TEST(nothing_is_kept);
	TEST(sorting_needs_no_memory);
	return tap_end();
}
