/* SPDX-License-Identifier: Apache-2.0 */
/* Code among prose: what is not code becomes blank. */
#include <stdlib.h>
#include <string.h>

#include "worker/lower/recover_line.h"
#include "worker/lower/recover.h"

#define WORDS_LEAST 4 /* of a sentence */

/* Cells --------------------------------------------------------------- */

/* ```js or ```typescript: other languages and bare fences are not code for
 * certain. */
static bool
opens_cell(const char *s, uint32_t from, uint32_t to)
{
	while (from < to && (s[from] == ' ' || s[from] == '\t'))
		from++;
	if (!begins(s, from, to, "```"))
		return false;
	from += 3;
	while (to > from && (s[to - 1] == ' ' || s[to - 1] == '\r'))
		to--;
	for (const char *const *w = (const char *const[]){ "js", "javascript",
		 "ts", "typescript", "jsx", "tsx", NULL };
	     *w != NULL; w++) {
		if (to - from == strlen(*w) && begins(s, from, to, *w))
			return true;
	}
	return false;
}

static bool
closes_cell(const char *s, uint32_t from, uint32_t to)
{
	while (from < to && (s[from] == ' ' || s[from] == '\t'))
		from++;
	return begins(s, from, to, "```");
}

char *
recover_cells(const char *s, uint32_t len)
{
	char *copy = copy_of(s, len);
	unsigned cells = 0;
	bool inside = false, here;
	uint32_t i, end;

	for (i = 0; copy != NULL && i < len; i = end + 1) {
		end = line_end(s, len, i);
		here = inside && !closes_cell(s, i, end);
		if (!here)
			blank(copy, i, end);
		if (!inside && opens_cell(s, i, end)) {
			inside = true;
			cells++;
		} else {
			inside = here;
		}
	}
	if (cells < 2) {
		free(copy);
		return NULL;
	}
	return copy;
}

/* Prose --------------------------------------------------------------- */

/* Words that begin a statement; English ones begin with a capital. */
static bool
is_statement(const char *s, uint32_t from, uint32_t to)
{
	static const char *const words[] = { "return", "await", "const", "let",
		"var", "throw", "if", "for", "while", "do", "switch", "try",
		"import", "export", "function", "class", "async", "new",
		"typeof", "yield", "delete", "void", "else", "interface",
		"type", "enum", "declare", "namespace", "abstract", "case" };
	size_t n = 0;

	while (from + n < to && is_letter(s[from + n]))
		n++;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i]) == n && begins(s, from, to, words[i]))
			return true;
	}
	return false;
}

/* "1. " or "2) " before what a list says. */
static uint32_t
after_number(const char *s, uint32_t from, uint32_t to)
{
	uint32_t i = from;

	while (i < to && s[i] >= '0' && s[i] <= '9')
		i++;
	return i > from && i + 1 < to && is_one_of(s[i], ".)") &&
		s[i + 1] == ' '
	    ? i + 2
	    : from;
}

/* Several words in a row, and nothing that only code has. */
bool
recover_is_sentence(const char *s, uint32_t from, uint32_t to)
{
	static const char *const code[] = { ";", "{", "}", "=>", " = ", "//",
		"/*", "==", NULL };
	uint32_t i;
	unsigned words = 1, least = WORDS_LEAST;

	while (to > from && (s[to - 1] == ' ' || s[to - 1] == '\r'))
		to--;
	while (from < to && is_one_of(s[from], " \t>#*-"))
		from++;
	i = after_number(s, from, to);
	if (i > from)
		least = 2;
	from = i;
	if (from == to || !is_letter(s[from]) || is_statement(s, from, to))
		return false;
	for (unsigned k = 0; code[k] != NULL; k++) {
		if (holds(s, from, to, code[k]))
			return false;
	}
	for (i = from + 1; i + 1 < to; i++)
		words += s[i] == ' ' && is_letter(s[i + 1]) &&
		    (is_letter(s[i - 1]) || is_one_of(s[i - 1], ",.'`)!"));
	/* "Sure:" too: where it is a label it was read as one before. */
	return words >= least || s[to - 1] == ':' ||
	    (words >= 2 && is_one_of(s[to - 1], ".!"));
}

/* A rule of dashes too. */
static bool
is_empty(const char *s, uint32_t from, uint32_t to)
{
	while (from < to && is_one_of(s[from], " \t\r-*_"))
		from++;
	return from == to;
}

/* The end of the sentences that begin the text. */
static uint32_t
after_prose(const char *s, uint32_t len)
{
	uint32_t i = 0, end, last = 0;

	for (; i < len; i = end + 1) {
		end = line_end(s, len, i);
		if (recover_is_sentence(s, i, end))
			last = end;
		else if (!is_empty(s, i, end))
			break;
	}
	return last;
}

/* Where those begin that end it. */
static uint32_t
before_prose(const char *s, uint32_t from, uint32_t len)
{
	uint32_t end = len, i, first = len;

	while (end > from) {
		for (i = end; i > from && s[i - 1] != '\n';)
			i--;
		if (recover_is_sentence(s, i, end))
			first = i;
		else if (!is_empty(s, i, end))
			break;
		end = i > from ? i - 1 : from;
	}
	return first;
}

char *
recover_code(const char *s, uint32_t len)
{
	uint32_t from = after_prose(s, len), to = before_prose(s, from, len);
	char *copy;

	if ((from == 0 && to == len) || (copy = copy_of(s, len)) == NULL)
		return NULL;
	blank(copy, 0, from);
	blank(copy, to, len);
	return copy;
}

bool
recover_is_prose(const char *s, uint32_t len)
{
	uint32_t from = after_prose(s, len);

	return from > 0 && is_empty(s, from, line_end(s, len, from)) &&
	    before_prose(s, 0, len) <= from;
}
