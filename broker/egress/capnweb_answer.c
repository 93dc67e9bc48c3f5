/* SPDX-License-Identifier: Apache-2.0 */
/* capnweb_answer.c -- what is answered; see capnweb.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/capnweb.h"
#include "common/host/json.h"

static const struct json_limits error_limits = {
	.bytes = CAPNWEB_ERROR_MAX,
	.depth = 32,
	.values = 4096,
};

/* A line of a reply, as far as it has been read. */
struct line {
	const char *p, *end;
};

static void
skip_blank(struct line *l)
{
	while (
	    l->p < l->end && (*l->p == ' ' || *l->p == '\t' || *l->p == '\r'))
		l->p++;
}

static bool
take(struct line *l, char c)
{
	skip_blank(l);
	if (l->p == l->end || *l->p != c)
		return false;
	l->p++;
	return true;
}

static bool
take_word(struct line *l, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(l->end - l->p) <= n || memcmp(l->p, word, n) != 0 ||
	    l->p[n] != '"')
		return false;
	l->p += n + 1;
	return true;
}

static bool
take_id(struct line *l, unsigned long *ret)
{
	unsigned long n = 0;
	const char *from;

	skip_blank(l);
	for (from = l->p;
	     l->p < l->end && *l->p >= '0' && *l->p <= '9' && l->p - from < 9;
	     l->p++)
		n = 10 * n + (unsigned long)(*l->p - '0');
	*ret = n;
	return l->p > from;
}

/* To the end without its "]". */
static bool
take_rest(struct line *l)
{
	skip_blank(l);
	while (l->end > l->p && strchr(" \t\r", l->end[-1]) != NULL)
		l->end--;
	if (l->end == l->p || *--l->end != ']')
		return false;
	return l->end > l->p;
}

/* Where it says so itself: a word in its own right, of no code of ours, which
 * the broker would take for its own. */
static bool
shown(const char *s, size_t max)
{
	size_t n = s == NULL ? 0
			     : strspn(s,
				   "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

	return n > 0 && n < max && s[n] == '\0' && strncmp(s, "E_", 2) != 0;
}

/* ["error", name, message, stack?, {props}?] */
static int
read_error(const char *s, size_t n, struct capnweb_answer *a, struct err *e)
{
	json_t *v = json_read(s, n, &error_limits, e);
	const char *word = json_string_value(json_array_get(v, 0));
	const char *name = json_string_value(json_array_get(v, 1));
	const char *text = json_string_value(json_array_get(v, 2));
	const char *code = json_str(json_array_get(v, 4), "code");

	if (v == NULL)
		return err_prefix(e, "its rejection");
	if (word == NULL || strcmp(word, "error") != 0)
		text = "it rejected the call with a value that is no error";
	(void)snprintf(a->name, sizeof a->name, "%s",
	    shown(name, sizeof a->name) ? name : "Error");
	(void)snprintf(a->code, sizeof a->code, "%s",
	    shown(code, sizeof a->code) ? code : "E_REMOTE");
	(void)snprintf(a->message, sizeof a->message, "%s",
	    text != NULL ? text : "");
	json_decref(v);
	return 0;
}

/* What answers: a call's line, or the end of all. */
struct said {
	bool resolve, abort;
	unsigned long id; /* 0: nothing that answers */
};

/* Leaves l at the value. */
static int
read_head(struct line *l, struct said *ret, struct err *e)
{
	struct said s = { .id = 0 };
	bool reject;

	if (!take(l, '['))
		return err_set(e, ERR_UPSTREAM, "a line is no message");
	if (!take(l, '"'))
		return err_set(e, ERR_UPSTREAM, "a message has no word");
	s.resolve = take_word(l, "resolve");
	reject = !s.resolve && take_word(l, "reject");
	s.abort = !s.resolve && !reject && take_word(l, "abort");
	if ((s.resolve || reject) && (!take(l, ',') || !take_id(l, &s.id)))
		return err_set(e, ERR_UPSTREAM, "an answer has no number");
	*ret = s; /* a stream it opens, a release: not ours to use */
	return 0;
}

/* The texts of a rejection, or the place of a value. */
static int
read_value(const char *s, struct line *l, bool resolved,
    struct capnweb_answer *ret, struct err *e)
{
	struct capnweb_answer a = { .there = true, .resolved = resolved };

	if (!take(l, ',') || !take_rest(l))
		return err_set(e, ERR_UPSTREAM, "an answer has no value");
	a.at = (size_t)(l->p - s);
	a.len = (size_t)(l->end - l->p);
	if (!resolved && read_error(l->p, a.len, &a, e) == -1)
		return -1;
	*ret = a;
	return 0;
}

/* The first answer counts.  Returns how many there are now of the n. */
static int
read_line(const char *s, struct line l, struct capnweb_answer *ret, unsigned n,
    struct err *e)
{
	struct capnweb_answer a;
	struct said said = { .id = 0 };
	unsigned i;
	int found = 0;

	if (read_head(&l, &said, e) == -1)
		return -1;
	if (!said.abort &&
	    (said.id < 1 || said.id > n || ret[said.id - 1].there))
		return 0;
	if (read_value(s, &l, said.resolve, &a, e) == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (!ret[i].there && (said.abort || i + 1 == said.id)) {
			ret[i] = a;
			found++;
		}
	return found;
}

static int
missing(unsigned n, struct err *e)
{
	return n == 0 ? 0 : err_set(e, ERR_UPSTREAM, "no answer to the call");
}

int
capnweb_answers(const char *s, size_t len, struct capnweb_answer *ret,
    unsigned n, struct err *e)
{
	const char *p = s, *end = s + len, *stop;
	unsigned lines = 0, left = n;
	int r = 0;

	memset(ret, 0, n * sizeof *ret);
	for (; r != -1 && left > 0 && p < end; p = stop + 1) {
		if ((stop = memchr(p, '\n', (size_t)(end - p))) == NULL)
			stop = end;
		if (stop == p)
			continue;
		if (++lines > CAPNWEB_LINES_MAX)
			r = err_set(e, ERR_LIMIT, "more than %d messages",
			    CAPNWEB_LINES_MAX);
		else
			r = read_line(s, (struct line){ p, stop }, ret, n, e);
		left -= r > 0 ? (unsigned)r : 0;
		if (stop == end)
			break;
	}
	if (r != -1)
		r = missing(left, e);
	return r == -1 ? err_prefix(e, "not a Cap'n Web reply") : 0;
}
