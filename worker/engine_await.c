/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_await.c -- a promise that was used as if it were its value.
 *
 * The message says which expression was undefined, no function or not
 * iterable.  It begins with a call of a connector, or with a variable that the
 * program's text gives such a call, or that of an async function of its own:
 * everywhere, and never after `await`.  Nothing is said otherwise.
 */
#include <string.h>

#include "common/base/words.h"
#include "worker/engine_int.h"

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
	size_t i = words_next(t, 0, w), after;

	for (; w.n > 0 && i < t.n; i = words_next(t, i + 1, w)) {
		after = words_past_space(t, i + w.n);
		if (i >= k && words_begin(t, i - k, before))
			return true;
		if (words_begin(t, after, "=") &&
		    words_begin(t, words_past_space(t, after + 1), "async"))
			return true;
	}
	return false;
}

/* The length of `github.issues.list(...)` or `load(...)` at i; 0: it is no call
 * that gives a promise. */
static size_t
promise_at(const struct engine *g, struct words t, size_t i)
{
	struct words head = { t.s + i, words_past(t, i) - i };
	const struct words code = { g->job->code, g->job->code_len };
	bool connector = is_connector(g, head);
	size_t k = i + head.n, depth = 0;

	while (connector && k + 1 < t.n && t.s[k] == '.')
		k = words_past(t, k + 1);
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
	size_t i = words_next(t, 0, w), after;
	bool any = false;

	for (; i < t.n; i = words_next(t, i + 1, w)) {
		after = words_past_space(t, i + w.n);
		if (words_begin(t, after, ")"))
			after = words_past_space(t, after + 1);
		if (words_begin(t, after, "=>"))
			return false;
		if (!words_begin(t, after, "=") || words_begin(t, after, "=="))
			continue;
		if (promise_at(g, t, words_past_space(t, after + 1)) == 0)
			return false;
		any = true;
	}
	return any;
}

void
engine_await_tell(struct engine *g, struct engine_result *ret)
{
	struct words path = words_spoken_of(ret->message), head = path;
	struct out o = { .a = g->arena };

	head.n = words_past(path, 0);
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
