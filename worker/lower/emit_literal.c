/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, strings, templates, arrays, objects. */
#include "worker/lower/emit.h"

#include <string.h>

static void
number(struct emit *e, const struct node *n)
{
	for (uint32_t i = 0; i < n->atom->len; i++) {
		if (n->atom->s[i] != '_')
			buf_addc(e->out, n->atom->s[i]);
	}
}

void
emit_literal(struct emit *e, struct node *n)
{
	switch (n->kind) {
	case N_NUM: number(e, n); break;
	case N_BIGINT:
		emit_str(e, "$.big(\"");
		number(e, n);
		emit_str(e, "n\")");
		break;
	case N_STR: emit_quoted(e, n->atom); break;
	case N_REGEX:
		emit_str(e, "$.re(");
		emit_quoted(e, n->atom);
		buf_addc(e->out, ',');
		emit_quoted(e, n->raw);
		buf_addc(e->out, ')');
		break;
	case N_NULL: emit_str(e, "null"); break;
	case N_TRUE: emit_str(e, "true"); break;
	case N_FALSE: emit_str(e, "false"); break;
	default: break;
	}
}

static bool
has_spread(const struct node *n)
{
	for (; n != NULL; n = n->next) {
		if (n->kind == N_SPREAD)
			return true;
	}
	return false;
}

/* Elements up to the next spread, in brackets; returns what follows. */
static struct node *
run(struct emit *e, struct node *n)
{
	bool first = true;

	buf_addc(e->out, '[');
	for (; n != NULL && n->kind != N_SPREAD; n = n->next) {
		if (!first)
			buf_addc(e->out, ',');
		first = false;
		if (n->kind != N_HOLE)
			emit_expr(e, n, P_ASSIGN);
		else if (n->next == NULL || n->next->kind == N_SPREAD)
			buf_addc(e->out, ',');
	}
	buf_addc(e->out, ']');
	return n;
}

/* An array of the elements or arguments in the list. */
void
emit_literal_array(struct emit *e, struct node *n)
{
	bool first = true;

	if (!has_spread(n)) {
		(void)run(e, n);
		return;
	}
	if (n->kind == N_SPREAD && n->next == NULL) {
		emit_str(e, "$.copy(");
		emit_expr(e, n->a, P_ASSIGN);
		emit_close_at(e, emit_place_of(e, n->a));
		return;
	}
	n = run(e, n);
	emit_str(e, ".concat(");
	while (n != NULL) {
		if (!first)
			buf_addc(e->out, ',');
		first = false;
		if (n->kind == N_SPREAD) {
			emit_str(e, "$.dense(");
			emit_expr(e, n->a, P_ASSIGN);
			emit_close_at(e, emit_place_of(e, n->a));
			n = n->next;
		} else {
			n = run(e, n);
		}
	}
	buf_addc(e->out, ')');
}

void
emit_literal_list(struct emit *e, struct node *n)
{
	if (n == NULL || n->kind != N_SPREAD || n->next != NULL) {
		emit_literal_array(e, n);
		return;
	}
	emit_str(e, "$.dense(");
	emit_expr(e, n->a, P_ASSIGN);
	emit_close_at(e, emit_place_of(e, n->a));
}

void
emit_literal_key(struct emit *e, struct node *key, bool computed)
{
	if (computed) {
		buf_addc(e->out, '[');
		emit_big_key(e, key);
		buf_addc(e->out, ']');
	} else if (key->kind == N_ID && atom_is_ascii_name(key->atom)) {
		buf_add(e->out, key->atom->s, key->atom->len);
	} else if (key->kind == N_NUM) {
		number(e, key);
	} else if (key->kind == N_BIGINT) {
		buf_addc(e->out, '"');
		number(e, key);
		buf_addc(e->out, '"');
	} else {
		emit_quoted(e, key->atom);
	}
}

static bool
is_proto(const struct node *m)
{
	return !(m->flags & (NF_COMPUTED | NF_SHORTHAND)) &&
	    m->op == PROP_INIT && (m->a->kind == N_ID || m->a->kind == N_STR) &&
	    m->a->atom->len == 9 && memcmp(m->a->atom->s, "__proto__", 9) == 0;
}

bool
emit_literal_is_anonymous(const struct node *v)
{
	return (v->kind == N_FUNC && v->fn->name == NULL) ||
	    (v->kind == N_CLASS && v->cls->name == NULL);
}

/* Does it need more than Duktape's own object literals? */
static bool
is_plain(const struct node *m)
{
	if (m->kind == N_SPREAD || is_proto(m))
		return false;
	if (m->op == PROP_GET || m->op == PROP_SET)
		return !(m->flags & NF_COMPUTED) &&
		    !emit_func_is_short(m->b->fn);
	return !((m->flags & NF_COMPUTED) || m->a->kind == N_NUM) ||
	    !emit_literal_is_anonymous(m->b);
}

/* `x: () => 1` is printed as `x(){return 1}`: named, and no constructor. */
static bool
is_arrow(const struct node *m)
{
	return m->b->kind == N_FUNC && m->b->fn->arrow &&
	    m->b->fn->name == m->a->atom && m->a->kind == N_ID;
}

/* Duktape names a method after what is no string: `get(` it would take for an
 * accessor, `return(` for a statement. */
static bool
is_word(const struct node *key)
{
	return key->kind == N_ID && key->atom->kw == 0 &&
	    atom_is_ascii_name(key->atom);
}

static bool
is_method(const struct node *m)
{
	if ((m->flags & NF_COMPUTED) || emit_func_is_short(m->b->fn))
		return false;
	if (m->op == PROP_GET || m->op == PROP_SET)
		return true;
	return (m->op == PROP_METHOD || is_arrow(m)) && is_word(m->a) &&
	    emit_func_kind(m->b->fn) == NULL;
}

static void
plain_member(struct emit *e, struct node *m)
{
	bool computed = m->flags & NF_COMPUTED;

	emit_sync(e, m->line);
	if (m->op == PROP_GET)
		emit_str(e, "get ");
	else if (m->op == PROP_SET)
		emit_str(e, "set ");
	if (m->a->kind == N_ID && !computed && !is_word(m->a))
		emit_quoted(e, m->a->atom);
	else
		emit_literal_key(e, m->a, computed);
	if (m->b->kind == N_FUNC && is_method(m)) {
		emit_func_method(e, m->b);
		return;
	}
	buf_addc(e->out, ':');
	emit_expr(e, m->b, P_ASSIGN);
}

static void
later_member(struct emit *e, struct node *m, const char *t, bool accessors)
{
	static const char *const name[] = { "def", "get", "set", "def" };

	emit_sync(e, m->line);
	if (m->kind == N_SPREAD) {
		emit_fmt(e, "$.mix(%s,", t);
		emit_expr(e, m->a, P_ASSIGN);
		buf_addc(e->out, ')');
		return;
	}
	if (is_proto(m)) {
		emit_fmt(e, "$.proto(%s,", t);
		emit_expr(e, m->b, P_ASSIGN);
		buf_addc(e->out, ')');
		return;
	}
	if (m->op == PROP_INIT && !accessors && !(m->flags & NF_COMPUTED) &&
	    m->a->kind == N_ID) {
		emit_str(e, t);
		emit_property(e, m->a->atom);
		buf_addc(e->out, '=');
		emit_expr(e, m->b, P_ASSIGN);
		return;
	}
	if (m->op != PROP_GET && m->op != PROP_SET &&
	    ((m->flags & NF_COMPUTED) || m->a->kind == N_NUM) &&
	    emit_literal_is_anonymous(m->b))
		emit_fmt(e, "$.named(%s,", t);
	else
		emit_fmt(e, "$.%s(%s,", name[m->op], t);
	if (m->flags & NF_COMPUTED)
		emit_big_key(e, m->a);
	else if (m->a->kind == N_ID)
		emit_quoted(e, m->a->atom);
	else
		emit_literal_key(e, m->a, false);
	buf_addc(e->out, ',');
	emit_expr(e, m->b, P_ASSIGN);
	buf_addc(e->out, ')');
}

static bool
needs_home(const struct node *n)
{
	for (const struct node *m = n->a; m != NULL; m = m->next) {
		if (m->kind == N_PROP && m->op != PROP_INIT &&
		    m->b->kind == N_FUNC && m->b->fn->uses_super)
			return true;
	}
	return false;
}

static void
members(struct emit *e, struct node *n)
{
	struct node *m = n->a;
	const char *t;
	bool accessors = false, first = true;

	for (; m != NULL && is_plain(m); m = m->next)
		continue;
	if (m == NULL) {
		buf_addc(e->out, '{');
		for (m = n->a; m != NULL; m = m->next) {
			if (!first)
				buf_addc(e->out, ',');
			first = false;
			plain_member(e, m);
		}
		buf_addc(e->out, '}');
		return;
	}
	t = emit_temp(e);
	emit_fmt(e, "(%s={", t);
	for (m = n->a; is_plain(m); m = m->next) {
		if (!first)
			buf_addc(e->out, ',');
		first = false;
		accessors = accessors || m->op == PROP_GET || m->op == PROP_SET;
		plain_member(e, m);
	}
	buf_addc(e->out, '}');
	for (; m != NULL; m = m->next) {
		buf_addc(e->out, ',');
		accessors = accessors ||
		    (m->kind == N_PROP &&
			(m->op == PROP_GET || m->op == PROP_SET));
		later_member(e, m, t, accessors);
	}
	emit_fmt(e, ",%s)", t);
}

void
emit_literal_object(struct emit *e, struct node *n)
{
	const char *home = e->home, *holder;
	struct frame f;

	if (!needs_home(n)) {
		members(e, n);
		return;
	}
	holder = emit_text(e, "$o%u", ++e->serial);
	e->home = emit_text(e, "%s.p", holder);
	buf_addc(e->out, '(');
	emit_func_hidden(e);
	emit_fmt(e, "(%s){return %s.p=", holder, holder);
	emit_open(e, &f, e->frame->fn, true);
	members(e, n);
	emit_close(e);
	emit_str(e, "})({})");
	e->home = home;
}

void
emit_literal_template(struct emit *e, struct node *n)
{
	struct node *q = n->a;
	bool first = true;

	emit_quoted(e, q->atom);
	if (q->next == NULL)
		return;
	emit_str(e, ".concat(");
	for (q = q->next; q != NULL; q = q->next) {
		if (q->kind == N_QUASI && q->atom->len == 0)
			continue;
		if (!first)
			buf_addc(e->out, ',');
		first = false;
		if (q->kind == N_QUASI)
			emit_quoted(e, q->atom);
		else
			emit_big_text(e, q);
	}
	buf_addc(e->out, ')');
}
