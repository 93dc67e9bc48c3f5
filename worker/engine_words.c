/* SPDX-License-Identifier: Apache-2.0 */
/* engine_words.c -- Duktape's errors in the words its users know. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "worker/engine_int.h"

#define NOT_DEFINED "#1 is not defined"

/* Duktape's words, and those a reader of JavaScript knows.  `%` is any text; $1
 * and $2 are what stood there, @2 in quotes if it is no name, #1 a variable. */
static const struct {
	const char *theirs, *ours;
	enum engine_saying said; /* better, if the text tells */
} words[] = {
	{ "callstack limit", "too much recursion: the call stack is full",
	    SAID_NOTHING },
	{ "C stack limit", "too much recursion: the call stack is full",
	    SAID_NOTHING },
	{ "valstack limit", "too much recursion: the value stack is full",
	    SAID_NOTHING },
	{ "alloc failed", NULL,
	    SAID_NOTHING }, /* engine_error_memory() names the limit */
	{ "alloc failed (line %)", NULL, SAID_NOTHING }, /* while compiling */
#define LIMITS 5 /* the rows above: no memory is there to look further */
	{ "cannot read property % of undefined",
	    "Cannot read properties of undefined (reading '$1')",
	    SAID_OF_UNDEFINED },
	{ "cannot read property % of null",
	    "Cannot read properties of null (reading '$1')", SAID_OF_NULL },
	{ "cannot write property % of undefined",
	    "Cannot set properties of undefined (setting '$1')", SAID_NOTHING },
	{ "cannot write property % of null",
	    "Cannot set properties of null (setting '$1')", SAID_NOTHING },
	{ "cannot delete property % of %",
	    "Cannot convert undefined or null to object", SAID_NOTHING },
	{ "identifier '%' undefined", NOT_DEFINED, SAID_NOTHING },
	{ "% not callable (property '%' of %)", "@2 is not a function",
	    SAID_NO_FUNCTION },
	{ "% not callable (property % of %)", "@2 is not a function",
	    SAID_NO_FUNCTION },
	{ "% not callable", "$1 is not a function", SAID_NO_FUNCTION },
	{ "[object Function] not constructable",
	    "this function is not a constructor", SAID_NO_CONSTRUCTOR },
	{ "% not constructable", "$1 is not a constructor",
	    SAID_NO_CONSTRUCTOR },
	{ "cannot string coerce Symbol",
	    "Cannot convert a Symbol value to a string", SAID_NOTHING },
	{ "cannot number coerce Symbol",
	    "Cannot convert a Symbol value to a number", SAID_NOTHING },
	{ "not object coercible", "Cannot convert undefined or null to object",
	    SAID_NOTHING },
	{ "coercion to primitive failed",
	    "Cannot convert object to primitive value", SAID_NOTHING },
	{ "invalid array length", "Invalid array length", SAID_NOTHING },
	{ "invalid length", "Invalid array length", SAID_NOTHING },
	{ "invalid input", "URI malformed", SAID_NOTHING },
	{ "Invalid Date", "Invalid time value", SAID_NOTHING },
	{ "cyclic input", "Converting circular structure to JSON",
	    SAID_NOTHING },
	{ "not extensible",
	    "Cannot add or change a property: the object is not extensible",
	    SAID_NOTHING },
	{ "not writable", "Cannot assign to a read only property",
	    SAID_NOTHING },
	{ "not configurable", "Cannot redefine or delete a property",
	    SAID_NOTHING },
	{ "setter undefined", "Cannot set a property which has only a getter",
	    SAID_NOTHING },
	{ "object required, found % (stack index -%)",
	    "Right-hand side of 'instanceof' is not an object", SAID_NOTHING },
	{ "object required, found % (stack index %)", "$1 is not an object",
	    SAID_NOTHING },
	{ "invalid instanceof rval",
	    "Right-hand side of 'instanceof' is not callable", SAID_NOTHING },
	{ "instanceof rval has no .prototype",
	    "Function has non-object prototype 'undefined' in instanceof "
	    "check",
	    SAID_NOTHING },
};

#define HOLES_MAX 3

struct hole {
	const char *s;
	size_t n;
};

/* Does s read as the pattern?  Each hole is as short as can be, the last one
 * as long. */
static bool
reads_as(const char *s, const char *pattern, struct hole *holes)
{
	size_t k = 0, n = strcspn(pattern, "%"), left;
	const char *at;

	if (strncmp(s, pattern, n) != 0)
		return false;
	s += n;
	pattern += n;
	while (*pattern != '\0') {
		n = strcspn(++pattern, "%");
		left = strlen(s);
		at = s;
		if (pattern[n] == '\0') { /* the last hole */
			if (left < n)
				return false;
			at += left - n;
		}
		while (strncmp(at, pattern, n) != 0) {
			if (*at++ == '\0')
				return false;
		}
		holes[k++] = (struct hole){ s, (size_t)(at - s) };
		s = at + n;
		pattern += n;
	}
	return *s == '\0';
}

static bool
is_name(const struct hole *h)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		if (!isalnum((unsigned char)h->s[i]) && h->s[i] != '_' &&
		    h->s[i] != '$' && (unsigned char)h->s[i] < 0x80)
			return false;
	return i > 0 && !isdigit((unsigned char)h->s[0]);
}

/* -1: no digit as worker/lower prints them. */
static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = c == '\0' ? NULL : strchr(digits, c);

	return p == NULL ? -1 : (int)(p - digits);
}

/* What a program calls `n\u00e9` is `$_n$c3$a9` when it is lowered, and its own
 * `$x` is `$$x`. */
static void
push_name(duk_context *duk, const struct hole *h)
{
	const char *s = h->s;
	size_t n = h->n;
	bool bytes = n > 2 && s[0] == '$' && s[1] == '_';
	size_t i = bytes ? 2 : n > 1 && s[0] == '$' && s[1] == '$' ? 1 : 0;
	size_t k = 0;
	char *p = duk_push_fixed_buffer(duk, n);

	while (i < n) {
		if (bytes && s[i] == '$' && n - i > 2 && hex(s[i + 1]) >= 0 &&
		    hex(s[i + 2]) >= 0) {
			p[k++] = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 3;
		} else {
			p[k++] = s[i++];
		}
	}
	engine_push_utf8(duk, p, k);
	duk_remove(duk, -2);
}

static void
push_hole(duk_context *duk, const struct hole *h, bool quote)
{
	duk_push_lstring(duk, h->s, h->n);
	if (quote && !is_name(h)) {
		duk_push_literal(duk, "'");
		duk_insert(duk, -2);
		duk_push_literal(duk, "'");
		duk_concat(duk, 3);
	}
}

static void
push_words(duk_context *duk, const char *ours, const struct hole *holes)
{
	duk_idx_t parts = 0;
	size_t n;

	for (; *ours != '\0'; ours += n, parts++) {
		n = 2;
		if (ours[0] == '#') {
			push_name(duk, &holes[ours[1] - '1']);
		} else if (ours[0] == '$' || ours[0] == '@') {
			push_hole(duk, &holes[ours[1] - '1'], ours[0] == '@');
		} else {
			n = strcspn(ours, "$@#");
			duk_push_lstring(duk, ours, n);
		}
	}
	duk_concat(duk, parts);
}

#define CHAIN_MAX 32 /* classes of errors that extend each other */

/* Is it its constructor that makes the error at 0?  Then the words are the
 * program's.  Below errCreate on the call stack is who makes it. */
static bool
made_on_purpose(duk_context *duk)
{
	duk_idx_t top = duk_get_top(duk);
	bool yes = false;

	duk_inspect_callstack_entry(duk, -2);
	if (!duk_is_object(duk, -1) ||
	    !duk_get_prop_literal(duk, -1, "function") ||
	    !duk_is_object(duk, -1))
		goto out;
	duk_push_literal(duk, "prototype");
	duk_get_prop_desc(duk, -2, 0);
	if (!duk_is_object(duk, -1) ||
	    !duk_get_prop_literal(duk, -1, "value") || !duk_is_object(duk, -1))
		goto out;
	duk_dup(duk, 0);
	/* [ ... prototype object ] */
	for (int i = 0; i < CHAIN_MAX && !yes && duk_is_object(duk, -1); i++) {
		duk_get_prototype(duk, -1);
		duk_remove(duk, -2);
		yes = duk_strict_equals(duk, -1, -2);
	}
out:
	duk_set_top(duk, top);
	return yes;
}

/* 'x', 0 or [Symbol wellknown '?Symbol.iterator?'], as Duktape shows a key,
 * without the quotes. */
static struct hole
bare_key(struct hole h)
{
	static const char known[] = "[Symbol wellknown '?";
	static const char local[] = "[Symbol local '";
	const size_t k = sizeof(known) - 1, l = sizeof(local) - 1;

	if (h.n > 1 && h.s[0] == '\'' && h.s[h.n - 1] == '\'')
		return (struct hole){ h.s + 1, h.n - 2 };
	if (h.n > k + 3 && memcmp(h.s, known, k) == 0)
		return (struct hole){ h.s + k, h.n - k - 3 };
	if (h.n > l + 3 && memcmp(h.s, local, l) == 0) {
		h = (struct hole){ h.s + l + 1, h.n - l - 3 };
		while (h.n > 0 && h.s[h.n - 1] != '?') /* its number */
			h.n--;
		h.n -= h.n > 0;
	}
	return h;
}

/* The new message of the error at 0; what was said to be no function is kept
 * for engine_path_tell(). */
static void
say(duk_context *duk, size_t i, struct hole *holes)
{
	enum engine_saying said = words[i].said;
	bool symbol = holes[0].n > 0 && holes[0].s[0] == '[';
	const char *ours = words[i].ours, *use;

	if (strcmp(ours, NOT_DEFINED) == 0 &&
	    (use = engine_absent(holes[0].s, holes[0].n)) != NULL) {
		holes[1] = (struct hole){ use, strlen(use) };
		ours = "#1 is not available: $2";
	}
	if (strstr(ours, "ing '$1'") != NULL) {
		holes[0] = bare_key(holes[0]);
		if (symbol) {
			duk_push_sprintf(duk, "Symbol(%.*s)",
			    (int)(holes[0].n < 200 ? holes[0].n : 200),
			    holes[0].s);
			holes[0].s = duk_get_lstring(duk, -1, &holes[0].n);
		}
	}
	if (said == SAID_NOTHING ||
	    !engine_said_push(duk, said, holes[0].s, holes[0].n)) {
		push_words(duk, ours, holes);
	} else if (strcmp(words[i].theirs, "% not callable") == 0) {
		duk_push_lstring(duk, holes[0].s, holes[0].n);
		duk_put_prop_literal(duk, 0, ENGINE_WAS_KEY);
	}
	duk_put_prop_literal(duk, 0, "message");
}

void
engine_error_memory(const struct engine *g, char *b, size_t n)
{
	(void)snprintf(b, n, "out of memory: a program may use %zu MiB",
	    region_limit(g->arena) >> 20);
}

/* Duktape calls it with each new error; what it returns is thrown. */
duk_ret_t
engine_error_translate(duk_context *duk)
{
	struct hole holes[HOLES_MAX] = { 0 }; /* not every row has one */
	char b[96];
	const char *s;
	size_t i;

	duk_set_top(duk, 1);
	if (!duk_is_object(duk, 0))
		return 1;
	/* An own string only: this must run no code of the program's. */
	duk_push_literal(duk, "message");
	duk_get_prop_desc(duk, 0, 0);
	if (!duk_is_object(duk, -1) ||
	    !duk_get_prop_literal(duk, -1, "value") ||
	    (s = duk_get_string(duk, -1)) == NULL)
		goto out;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (reads_as(s, words[i].theirs, holes))
			break;
	if (i == sizeof(words) / sizeof(words[0]) ||
	    (i >= LIMITS && made_on_purpose(duk)))
		goto out;
	if (words[i].ours == NULL) {
		engine_error_memory(engine_of(duk), b, sizeof(b));
		duk_push_string(duk, b);
		duk_put_prop_literal(duk, 0, "message");
		duk_push_literal(duk, "MemoryError");
		duk_put_prop_literal(duk, 0, "name");
	} else {
		say(duk, i, holes);
	}
out:
	duk_set_top(duk, 1);
	return 1;
}
