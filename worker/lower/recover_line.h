/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recover_line.h -- lines of a text, from one byte to before another.
 */
#ifndef CORDON_WORKER_LOWER_RECOVER_LINE_H
#define CORDON_WORKER_LOWER_RECOVER_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Unlike strchr(), of no NUL. */
static inline bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static inline uint32_t
line_end(const char *s, uint32_t len, uint32_t i)
{
	const char *nl = memchr(s + i, '\n', len - i);

	return nl == NULL ? len : (uint32_t)(nl - s);
}

static inline bool
is_blank(const char *s, uint32_t from, uint32_t to)
{
	while (from < to && is_one_of(s[from], " \t\r"))
		from++;
	return from == to;
}

static inline void
blank(char *s, uint32_t from, uint32_t to)
{
	for (; from < to; from++) {
		if (s[from] != '\n')
			s[from] = ' ';
	}
}

static inline char *
copy_of(const char *s, uint32_t len)
{
	char *copy = malloc((size_t)len + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

static inline bool
begins(const char *s, uint32_t from, uint32_t to, const char *word)
{
	size_t n = strlen(word);

	return to - from >= n && memcmp(s + from, word, n) == 0;
}

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
holds(const char *s, uint32_t from, uint32_t to, const char *part)
{
	return memmem(s + from, to - from, part, strlen(part)) != NULL;
}

/* recover_text.c: several words in a row, and nothing that only code has. */
bool recover_is_sentence(const char *s, uint32_t from, uint32_t to);

#endif
