/* SPDX-License-Identifier: Apache-2.0 */
/* One call: which operation it names, what it is given, and saying so. */
#include "worker/lower/calls.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/utf8.h"

#define KEYS_MAX 64 /* of one object: more names than an operation has */
#define COLUMN_MAX 10000 /* bytes: on a longer line no place is told */

static bool
is_word(const struct atom *a, const char *s)
{
	return a->len == strlen(s) && memcmp(a->s, s, a->len) == 0;
}

/* What may be said to the broker: no lone surrogate, nothing that ends it. */
static bool
is_text(const struct atom *a)
{
	for (uint32_t i = 0; i < a->len; i++) {
		if ((uint8_t)a->s[i] < ' ')
			return false;
	}
	return a->len < NAME_MAX_BYTES && utf8_valid(a->s, a->len);
}

static bool
is_one_of(const struct atom *a, const char *const *words)
{
	while (*words != NULL && !is_word(a, *words))
		words++;
	return *words != NULL;
}

/* The name of a step down: .atom or ["text"]; NULL: it is another thing. */
static const struct atom *
step(const struct node *n)
{
	const struct node *key;

	if (n->kind == N_MEMBER)
		return n->atom;
	if (n->kind != N_INDEX)
		return NULL;
	key = calls_resolved(n->b);
	return key->kind == N_STR ? key->atom : NULL;
}

struct atom *
calls_root(const struct node *n)
{
	while (n->kind == N_MEMBER || n->kind == N_INDEX ||
	    n->kind == N_CHAIN || n->kind == N_CALL)
		n = n->a;
	for (unsigned i = 0; i < PATH_MAX_STEPS && n->kind == N_ID &&
	     n->bind != NULL; i++) {
		n = calls_resolved(n);
		while (n->kind == N_MEMBER || n->kind == N_INDEX)
			n = n->a;
	}
	return n->kind == N_ID && n->bind == NULL ? n->atom : NULL;
}

/* Asked once for each name. */
static enum lower_root
root_of(const struct lower_calls *want, struct atom *a)
{
	if (a->root == LOWER_ROOT_UNASKED)
		a->root = (uint8_t)want->root(want->ctx, a->s, a->len);
	return (enum lower_root)a->root;
}

/* Down to the first name; what lies between goes to s->path, in order. */
static bool
read_path(struct node *callee, struct site *s)
{
	const struct node *n = callee, *to;
	unsigned k = 0, from = PATH_MAX_STEPS;

	for (;;) {
		if (step(n) != NULL) {
			if ((n->flags & NF_OPT) != 0 || from == 0)
				return false;
			s->path[--from] = n;
			n = n->a;
			continue;
		}
		to = n->kind == N_ID ? calls_resolved(n) : n;
		if (to == n || k++ == PATH_MAX_STEPS)
			break;
		s->aliased = true;
		n = to;
	}
	if (n->kind != N_ID || n->bind != NULL || from == PATH_MAX_STEPS ||
	    (n->flags & NF_STATIC) != 0)
		return false;
	s->root = n->atom;
	s->n = PATH_MAX_STEPS - from;
	memmove(s->path, s->path + from, s->n * sizeof s->path[0]);
	return true;
}

/* codemode.github.x is github.x, but for what codemode has itself. */
static bool
read_connector(const struct lower_calls *want, struct site *s)
{
	static const char *const own[] = { "search", "describe", "result",
		"step", "run", NULL };
	static const char *const codemode = "codemode";
	struct atom *a;

	s->connector = s->root;
	if (!is_word(s->root, codemode) && s->aliased)
		return root_of(want, s->root) == LOWER_ROOT_CONNECTOR;
	if (!is_word(s->root, codemode))
		return root_of(want, s->root) != LOWER_ROOT_OTHER;
	if (s->n < 2 || s->path[0]->kind != N_MEMBER ||
	    is_one_of(s->path[0]->atom, own))
		return false;
	a = s->path[0]->atom;
	if (root_of(want, a) != LOWER_ROOT_CONNECTOR)
		return false;
	s->connector = a;
	memmove(s->path, s->path + 1, (s->n - 1) * sizeof s->path[0]);
	s->n--;
	return true;
}

/* Does the prelude make an operation of that path? (94-connectors.js) */
static bool
is_operation(struct site *s)
{
	static const char *const never[] = { "then", "toJSON", "prototype",
		"constructor", "toString", "valueOf", NULL };
	static const char *const ways[] = { "withResponse", "pages", NULL };
	size_t len = s->connector->len;

	for (unsigned i = 0; i < s->n; i++) {
		const struct atom *a = step(s->path[i]);

		if (is_one_of(a, never) || !is_text(a))
			return false;
		if (i > 0 && is_one_of(a, ways)) {
			if (i + 1 < s->n)
				return false;
			s->n--;
		} else {
			len += a->len + 1;
		}
	}
	return len < NAME_MAX_BYTES;
}

bool
calls_site(const struct lower_calls *want, struct node *call, struct site *ret)
{
	ret->call = call;
	if (!read_path(call->a, ret))
		return false;
	if ((call->flags & NF_OPT) != 0)
		return false;
	return read_connector(want, ret) && is_operation(ret);
}

/* Saying so ----------------------------------------------------------- */

/* In characters, from 1; 0: too far to count. */
static uint32_t
column_of(const struct lexer *x, uint32_t pos)
{
	uint32_t col = 1, i;

	for (i = pos; i > 0 && x->src[i - 1] != '\n'; i--) {
		if (pos - i > COLUMN_MAX)
			return 0;
		if (((uint8_t)x->src[i - 1] & 0xc0) != 0x80)
			col++;
	}
	return col;
}

static const struct atom *
key_of(const struct node *p)
{
	if ((p->flags & NF_COMPUTED) != 0)
		return NULL;
	if (p->a->kind != N_ID && p->a->kind != N_STR)
		return NULL;
	return is_text(p->a->atom) && !is_word(p->a->atom, "__proto__")
	    ? p->a->atom
	    : NULL;
}

/* Is each key to be seen? */
static bool
is_plain(const struct node *object)
{
	unsigned n = 0;

	for (const struct node *p = object->a; p != NULL; p = p->next) {
		if (p->kind != N_PROP || key_of(p) == NULL || ++n > KEYS_MAX)
			return false;
	}
	return true;
}

/* The names that are given for certain, or the others. */
static void
write_keys(const struct node *object, const char *as, bool given,
    struct buf *out)
{
	const char *before = "";

	buf_addf(out, ",\"%s\":[[", as);
	for (const struct node *p = object->a; p != NULL; p = p->next) {
		const struct atom *a = key_of(p);

		if ((p->op == PROP_INIT && calls_is_given(p->b)) != given)
			continue;
		buf_adds(out, before);
		buf_add_json(out, a->s, a->len);
		before = ",";
	}
	buf_adds(out, "]]");
}

/* The literal that `body` is, if all of its keys are to be seen. */
static const struct node *
body_of(const struct node *object)
{
	for (const struct node *p = object->a; p != NULL; p = p->next) {
		if (is_word(key_of(p), "body") && p->op == PROP_INIT)
			return p->b->kind == N_OBJECT && is_plain(p->b) ? p->b
									: NULL;
	}
	return NULL;
}

/* What the prelude refuses as arguments. */
static const char *
wrong_kind(const struct node *n)
{
	switch (n->kind) {
	case N_STR:
	case N_TEMPLATE: return "a string";
	case N_NUM: return "a number";
	case N_TRUE:
	case N_FALSE: return "a boolean";
	case N_ARRAY: return "an array";
	default: return NULL;
	}
}

static void
write_args(const struct node *arg, struct buf *out)
{
	const struct node *body;

	if (arg == NULL || arg->kind == N_NULL ||
	    (arg->kind == N_ID && arg->bind == NULL &&
		atom_is(arg->atom, KW_undefined))) {
		buf_adds(out, ",\"given\":[[]],\"maybe\":[[]]");
	} else if (wrong_kind(arg) != NULL) {
		buf_addf(out, ",\"wrong\":\"%s\"", wrong_kind(arg));
	} else if (arg->kind == N_OBJECT && is_plain(arg)) {
		write_keys(arg, "given", true, out);
		write_keys(arg, "maybe", false, out);
		if ((body = body_of(arg)) == NULL)
			return;
		write_keys(body, "body_given", true, out);
		write_keys(body, "body_maybe", false, out);
	}
}

/* Its length is bounded: is_operation(). */
static void
write_operation(const struct site *s, struct buf *out)
{
	char name[NAME_MAX_BYTES + 1];
	size_t n = 0;

	for (unsigned i = 0; i < s->n; i++) {
		const struct atom *a = step(s->path[i]);

		if (i > 0)
			name[n++] = '.';
		memcpy(name + n, a->s, a->len);
		n += a->len;
	}
	buf_add_json(out, name, n);
}

/* The operation's own name; of a connector that is none, the beginning. */
static void
write_place(const struct lexer *x, const struct site *s, struct buf *out)
{
	const struct node *start = s->path[0]->a, *n = s->path[s->n - 1];
	bool by_name = step(s->call->a) == NULL; /* const f = github.f; f() */
	uint32_t line, pos;

	if (s->aliased)
		for (start = s->call->a; step(start) != NULL;)
			start = start->a;
	line = start->line;
	pos = start->pos;
	if (s->connector->root == LOWER_ROOT_CONNECTOR && !by_name &&
	    n->kind == N_MEMBER &&
	    n->end >= n->atom->len &&
	    memcmp(x->src + n->end - n->atom->len, n->atom->s, n->atom->len) ==
		0) {
		line = n->line;
		pos = n->end - n->atom->len;
	}
	buf_addf(out, "\"line\":%u,\"column\":%u", line, column_of(x, pos));
}

void
calls_write(const struct lexer *x, const struct site *s, struct buf *out)
{
	buf_addc(out, '{');
	write_place(x, s, out);
	buf_adds(out, ",\"connector\":");
	buf_add_json(out, s->connector->s, s->connector->len);
	buf_adds(out, ",\"operation\":");
	write_operation(s, out);
	write_args(s->call->b, out);
	buf_addc(out, '}');
}
