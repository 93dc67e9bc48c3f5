/* SPDX-License-Identifier: Apache-2.0 */
/* What is put before, after and around lines of code: quotes, tags, signs of a
 * difference, numbers.  All of it becomes blank. */
#include "worker/lower/recover.h"
#include "worker/lower/recover_line.h"

/* Does each line that is no sentence begin with ">"? */
static bool
is_quoted(const char *s, uint32_t len)
{
	bool any = false;
	uint32_t i, end;

	for (i = 0; i < len; i = end + 1) {
		end = line_end(s, len, i);
		while (i < end && is_one_of(s[i], " \t\r"))
			i++;
		if (i < end && s[i] == '>')
			any = true;
		else if (i < end && !recover_is_sentence(s, i, end))
			return false;
	}
	return any;
}

static void
blank_quotes(char *s, uint32_t len)
{
	for (uint32_t i = 0, end; i < len; i = end + 1) {
		end = line_end(s, len, i);
		while (i < end && is_one_of(s[i], " \t\r"))
			i++;
		if (i < end && s[i] == '>')
			s[i] = ' ';
	}
}

/* The length of <code ...>, </pre> and the like; 0: it is none. */
static uint32_t
tag_at(const char *s, uint32_t i, uint32_t end)
{
	const char *close = memchr(s + i, '>', end - i);
	uint32_t at = i + 1;

	if (s[i] != '<' || close == NULL)
		return 0;
	at += s[at] == '/';
	if (begins(s, at, end, "code"))
		at += 4;
	else if (begins(s, at, end, "pre"))
		at += 3;
	else
		return 0;
	return is_one_of(s[at], " >") ? (uint32_t)(close - s) + 1 - i : 0;
}

/* Those that begin and end a line; whether there were any. */
static bool
blank_tags(char *s, uint32_t len)
{
	bool any = false;
	uint32_t i, end, to, n;

	for (i = 0; i < len; i = end + 1) {
		end = line_end(s, len, i);
		for (; i<end; i += n> 0 ? n : 1) {
			n = tag_at(s, i, end);
			if (n == 0 && !is_one_of(s[i], " \t"))
				break;
			blank(s, i, i + n);
			any = any || n > 0;
		}
		for (to = end; to > i; to--) {
			n = s[to - 1] == '<' ? tag_at(s, to - 1, end) : 0;
			if (n > 0 && is_blank(s, to - 1 + n, end))
				blank(s, to - 1, to - 1 + n);
			else if (n > 0)
				break;
		}
	}
	return any;
}

/* <answer ...> ... </answer> around all of the text: its name's length; 0. */
static uint32_t
wrapped_in(const char *s, uint32_t from, uint32_t to)
{
	uint32_t n = 0;

	while (from + 1 + n < to &&
	    (is_letter(s[from + 1 + n]) || is_one_of(s[from + 1 + n], "_-")))
		n++;
	return n > 0 && s[from] == '<' && to - from > 2 * n + 5 &&
		is_one_of(s[from + 1 + n], " >") && s[to - 1] == '>' &&
		memcmp(s + to - n - 3, "</", 2) == 0 &&
		memcmp(s + to - n - 1, s + from + 1, n) == 0
	    ? n
	    : 0;
}

/* That of tags which hold all, where it can be code; and sentences in tags
 * (<thinking>...</thinking>) before it. */
static bool
blank_wrapper(char *s, uint32_t len)
{
	uint32_t from = 0, to = len, n, open;
	const char *end;

	while (from < to && is_one_of(s[from], " \t\r\n"))
		from++;
	while (to > from && is_one_of(s[to - 1], " \t\r\n"))
		to--;
	n = wrapped_in(s, from, to);
	end = memchr(s + from, '>', to - from);
	if (end == NULL || s[from] != '<')
		return false;
	open = (uint32_t)(end - s) + 1;
	if (n > 0 && (holds(s, open, to, "(") || holds(s, open, to, ";"))) {
		blank(s, from, open);
		blank(s, to - n - 3, to);
		return true;
	}
	end = memmem(s + open, to - open, "</", 2);
	if (end == NULL || !is_letter(s[from + 1]) ||
	    !recover_is_prose(s + open, (uint32_t)(end - s) - open))
		return false;
	n = (uint32_t)(end - s);
	end = memchr(end, '>', to - n);
	if (end == NULL)
		return false;
	blank(s, from, (uint32_t)(end - s) + 1);
	return true;
}

/* A line of a difference: what it begins with; 0: it is of none. */
static char
sign_of(const char *s, uint32_t i, uint32_t end)
{
	static const char *const heads[] = { "+++ ", "--- ", "@@", "diff ",
		"index " };

	for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++) {
		if (begins(s, i, end, heads[k]))
			return '-';
	}
	return is_one_of(s[i], "+- ") ? s[i] : '\0';
}

/* "+" and "-" before every line: what was there before is blank. */
static bool
blank_signs(char *s, uint32_t len)
{
	bool any = false;
	uint32_t i, end;

	for (i = 0; i < len; i = end + 1) {
		end = line_end(s, len, i);
		any = any || (i < end && s[i] == '+');
		if (!is_blank(s, i, end) && sign_of(s, i, end) == '\0')
			return false;
	}
	for (i = 0; any && i < len; i = end + 1) {
		end = line_end(s, len, i);
		if (i < end && sign_of(s, i, end) == '-')
			blank(s, i, end);
		else if (i < end)
			s[i] = ' ';
	}
	return any;
}

/* The number before a line, and what is between: how long; *ret has it. */
static uint32_t
number_at(const char *s, uint32_t i, uint32_t end, unsigned *ret)
{
	enum { DIGITS_MAX = 6 };
	uint32_t at = i, first;

	while (at < end && is_one_of(s[at], " \t"))
		at++;
	first = at;
	for (*ret = 0; at < end && s[at] >= '0' && s[at] <= '9'; at++) {
		if (at - first == DIGITS_MAX)
			return 0;
		*ret = *ret * 10 + (unsigned)(s[at] - '0');
	}
	if (at == first)
		return 0;
	while (at < end && s[at] == ' ')
		at++;
	at += at < end && is_one_of(s[at], "|:.)");
	return at == end || is_one_of(s[at - 1], " |:.)") ||
		is_one_of(s[at], "\t\r")
	    ? at - i
	    : 0;
}

/* Line numbers: each is one more than the one before. */
static bool
blank_numbers(char *s, uint32_t len)
{
	unsigned last = 0, number, lines = 0;
	uint32_t i, end, n;

	for (i = 0; i < len; i = end + 1) {
		end = line_end(s, len, i);
		if (is_blank(s, i, end))
			continue;
		if (number_at(s, i, end, &number) == 0 ||
		    (lines++ > 0 && number != last + 1))
			return false;
		last = number;
	}
	if (lines < 2)
		return false;
	for (i = 0; i < len; i = end + 1) {
		end = line_end(s, len, i);
		n = number_at(s, i, end, &number);
		blank(s, i, i + n);
	}
	return true;
}

char *
recover_marks(const char *s, uint32_t len)
{
	char *copy = copy_of(s, len);
	bool any;

	if (copy == NULL)
		return NULL;
	any = is_quoted(copy, len);
	if (any)
		blank_quotes(copy, len);
	any = blank_tags(copy, len) || any;
	any = any || blank_wrapper(copy, len) || blank_signs(copy, len) ||
	    blank_numbers(copy, len);
	if (any)
		return copy;
	free(copy);
	return NULL;
}
