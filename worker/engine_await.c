/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_await.c -- a promise that was used as if it were its value.
 *
 * The message says which expression was undefined, no function or not
 * iterable.  It begins with a call of a connector, or with a variable that the
 * program's text gives such a call, or that of an async function of its own:
 * everywhere, and never after `await`.  Nothing is said otherwise.
 */
#include <ctype.h>
#include <string.h>

#include "worker/engine_int.h"

struct words {
	const char *s;
	size_t n;
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	    (unsigned char)c >= 0x80;
}

static size_t
past_word(struct words t, size_t i)
{
	while (i < t.n && is_word(t.s[i]))
		i++;
	return i;
}

static size_t
past_space(struct words t, size_t i)
{
	while (i < t.n && isspace((unsigned char)t.s[i]))
		i++;
	return i;
}

static bool
begins(struct words t, size_t i, const char *s)
{
	size_t n = strlen(s);

	return i <= t.n && t.n - i >= n && memcmp(t.s + i, s, n) == 0;
}

/* Where the word next stands alone and is no member; t.n: nowhere. */
static size_t
next_use(struct words t, size_t from, struct words w)
{
	for (size_t i = from; i + w.n <= t.n; i++) {
		if (memcmp(t.s + i, w.s, w.n) == 0 &&
		    (i == 0 || (!is_word(t.s[i - 1]) && t.s[i - 1] != '.')) &&
		    (i + w.n == t.n || !is_word(t.s[i + w.n])))
			return i;
	}
	return t.n;
}

/* Do the functions of that name give promises? */
static bool
is_connector(const struct engine *g, struct words w)
{
	if (w.n == 7 && memcmp(w.s, "Promise", 7) == 0)
		return true;
	for (const char *const *c = g->job->connectors; c != NULL && *c != NULL;
	     c++) {
		if (strlen(*c) == w.n && memcmp(*c, w.s, w.n) == 0)
			return true;
	}
	return false;
}

/* `async function f` or `f = async`. */
static bool
is_async(struct words t, struct words w)
{
	static const char before[] = "async function ";
	const size_t k = sizeof(before) - 1;
	size_t i = next_use(t, 0, w), after;

	for (; w.n > 0 && i < t.n; i = next_use(t, i + 1, w)) {
		after = past_space(t, i + w.n);
		if (i >= k && begins(t, i - k, before))
			return true;
		if (begins(t, after, "=") &&
		    begins(t, past_space(t, after + 1), "async"))
			return true;
	}
	return false;
}

/* The length of `github.issues.list(...)` or `load(...)` at i; 0: it is no call
 * that gives a promise. */
static size_t
promise_at(const struct engine *g, struct words t, size_t i)
{
	struct words head = { t.s + i, past_word(t, i) - i };
	const struct words code = { g->job->code, g->job->code_len };
	bool connector = is_connector(g, head);
	size_t k = i + head.n, depth = 0;

	while (connector && k + 1 < t.n && t.s[k] == '.')
		k = past_word(t, k + 1);
	if (k == t.n || t.s[k] != '(' || (!connector && !is_async(code, head)))
		return 0;
	for (; k < t.n; k++) {
		depth += t.s[k] == '(';
		if (t.s[k] == ')' && --depth == 0)
			return k + 1 - i;
	}
	return 0;
}

/* Is every `w = ...` of the program such a call, and w no parameter? */
static bool
holds_promise(const struct engine *g, struct words w)
{
	const struct words t = { g->job->code, g->job->code_len };
	size_t i = next_use(t, 0, w), after;
	bool any = false;

	for (; i < t.n; i = next_use(t, i + 1, w)) {
		after = past_space(t, i + w.n);
		if (begins(t, after, ")"))
			after = past_space(t, after + 1);
		if (begins(t, after, "=>"))
			return false;
		if (!begins(t, after, "=") || begins(t, after, "=="))
			continue;
		if (promise_at(g, t, past_space(t, after + 1)) == 0)
			return false;
		any = true;
	}
	return any;
}

/* The expression of which the message speaks. */
static struct words
spoken_of(const char *m)
{
	const char *end = strstr(m, " is not a function"), *colon;

	if (end == NULL)
		end = strstr(m, " is not iterable");
	if (end != NULL)
		return (struct words){ m, (size_t)(end - m) };
	colon = strstr(m, "'): ");
	end = colon == NULL ? NULL : strstr(colon, " is undefined");
	if (end == NULL)
		return (struct words){ m, 0 };
	return (struct words){ colon + 4, (size_t)(end - colon) - 4 };
}

void
engine_await_tell(struct engine *g, struct engine_result *ret)
{
	struct words path = spoken_of(ret->message), head = path;
	struct out o = { .a = g->arena };

	head.n = past_word(path, 0);
	if (head.n == 0)
		return;
	if (promise_at(g, path, 0) > 0)
		head.n = promise_at(g, path, 0);
	else if (!holds_promise(g, head))
		return;
	engine_out_adds(&o, ret->message);
	engine_out_adds(&o, "; ");
	engine_out_add(&o, head.s, head.n);
	engine_out_adds(&o, " is a promise: await it");
	if (o.p != NULL && !o.failed)
		ret->message = o.p;
}
