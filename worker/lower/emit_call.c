/* SPDX-License-Identifier: Apache-2.0 */
/* Members, calls, new, optional chains, tagged templates. */
#include "worker/lower/direct.h"

/* Optional links in one chain; more are an error of style, not of ours. */
#define LINKS_MAX 64

/* What follows an object: .key or [key]. */
static void
key_of(struct emit *e, struct node *n)
{
	uint32_t place = emit_place_of(e, n);

	if (n->kind == N_MEMBER && atom_is_ascii_name(n->atom)) {
		buf_addc(e->out, '.');
		emit_place(e, place);
		buf_add(e->out, n->atom->s, n->atom->len);
		return;
	}
	emit_place(e, place);
	buf_addc(e->out, '[');
	if (n->kind == N_PRIVATE)
		emit_str(e, emit_class_private(e, n->atom));
	else if (n->kind == N_MEMBER)
		emit_quoted(e, n->atom);
	else
		emit_big_key(e, n->b);
	emit_place(e, place);
	buf_addc(e->out, ']');
}

/* object.key, the object printed as `object`. */
void
emit_call_access(struct emit *e, struct node *n, const char *object)
{
	if (emit_class_calls(e, n)) {
		emit_fmt(e, "$.pg(%s,%s", object,
		    emit_class_private(e, n->atom));
		emit_close_at(e, emit_place_of(e, n));
		return;
	}
	emit_str(e, object);
	key_of(e, n);
}

void
emit_call_super_key(struct emit *e, struct node *n)
{
	const char *self = emit_expr_this_text(e);

	if (self[0] != '(') {
		emit_expr(e, n, P_ASSIGN);
		return;
	}
	emit_fmt(e, "(%s,", self);
	emit_expr(e, n, P_ASSIGN);
	buf_addc(e->out, ')');
}

static void
super_member(struct emit *e, struct node *n)
{
	emit_fmt(e, "$.sget(%s,", e->home);
	if (n->kind == N_MEMBER)
		emit_quoted(e, n->atom);
	else
		emit_call_super_key(e, n->b);
	buf_addc(e->out, ',');
	emit_expr_this(e);
	emit_close_at(e, emit_place_of(e, n));
}

void
emit_call_member(struct emit *e, struct node *n)
{
	if (n->a->kind == N_SUPER) {
		super_member(e, n);
		return;
	}
	if (emit_class_calls(e, n)) {
		emit_str(e, "$.pg(");
		emit_expr(e, n->a, P_ASSIGN);
		emit_fmt(e, ",%s", emit_class_private(e, n->atom));
		emit_close_at(e, emit_place_of(e, n));
		return;
	}
	emit_expr(e, n->a, P_CALL);
	emit_sync(e, n->line);
	key_of(e, n);
}

/* Can it be printed twice, the same each time and at no cost? */
static const char *
simple_text(struct emit *e, struct node *n)
{
	if (n == e->subst)
		return e->subst_text;
	if (n->kind == N_ID && n->bind != NULL && !emit_is_early(n) &&
	    n->bind->kind != B_INNER && !n->bind->member)
		return emit_name_of(e, n->bind);
	return NULL;
}

/* Prints `T=object` where needed and returns how to name the object. */
const char *
emit_call_receiver(struct emit *e, struct node *object)
{
	const char *t = simple_text(e, object);

	if (t != NULL) {
		emit_str(e, t);
		return t;
	}
	t = emit_temp(e);
	emit_fmt(e, "(%s=", t);
	emit_expr(e, object, P_ASSIGN);
	buf_addc(e->out, ')');
	return t;
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

/* What an error of the call speaks of: the callee's last word, or the "(". */
static uint32_t
call_place(const struct emit *e, const struct node *n)
{
	const struct node *f = n->a;

	if (n->kind == N_NEW)
		return n->pos;
	while (f->kind == N_CHAIN)
		f = f->a;
	if (f->kind == N_MEMBER || f->kind == N_PRIVATE || f->kind == N_ID)
		return emit_place_of(e, f);
	return n->kind == N_CALL ? emit_place_bracket(e, f, '(') : f->pos;
}

/* The arguments of the call n, and their ")". */
static void
arguments(struct emit *e, const struct node *n)
{
	bool first = true;

	for (struct node *a = n->b; a != NULL; a = a->next) {
		if (!first)
			buf_addc(e->out, ',');
		first = false;
		emit_expr(e, a, P_ASSIGN);
	}
	emit_close_at(e, call_place(e, n));
}

/* What follows a function and its receiver. */
static void
call_with(struct emit *e, const char *receiver, const struct node *n)
{
	emit_place(e, call_place(e, n));
	if (has_spread(n->b)) {
		emit_fmt(e, ".apply(%s,", receiver);
		emit_literal_list(e, n->b);
		emit_close_at(e, call_place(e, n));
		return;
	}
	emit_fmt(e, ".call(%s", receiver);
	if (n->b != NULL)
		buf_addc(e->out, ',');
	arguments(e, n);
}

static void
private_call(struct emit *e, struct node *n)
{
	const char *t;

	emit_str(e, "$.pg(");
	t = emit_call_receiver(e, n->a->a);
	emit_fmt(e, ",%s", emit_class_private(e, n->a->atom));
	emit_close_at(e, emit_place_of(e, n->a));
	call_with(e, t, n);
}

static void
super_method(struct emit *e, struct node *n)
{
	super_member(e, n->a);
	if (has_spread(n->b)) {
		emit_str(e, ".apply(");
		emit_expr_this(e);
		buf_addc(e->out, ',');
		emit_literal_list(e, n->b);
		emit_close_at(e, call_place(e, n));
		return;
	}
	emit_str(e, ".call(");
	emit_expr_this(e);
	if (n->b != NULL)
		buf_addc(e->out, ',');
	arguments(e, n);
}

static void
spread_call(struct emit *e, struct node *n)
{
	struct node *f = n->a;
	const char *t;

	if (f->kind == N_MEMBER || f->kind == N_INDEX ||
	    f->kind == N_PRIVATE) {
		t = emit_call_receiver(e, f->a);
		emit_sync(e, f->line);
		emit_call_access(e, f, "");
		call_with(e, t, n);
		return;
	}
	emit_expr(e, f, P_CALL);
	call_with(e, "void 0", n);
}

static bool
has_link(const struct node *n)
{
	for (; n->kind == N_MEMBER || n->kind == N_INDEX ||
	     n->kind == N_PRIVATE || n->kind == N_CALL; n = n->a) {
		if (n->flags & NF_OPT)
			return true;
	}
	return false;
}

/* (a?.b)(): the chain ends at the parenthesis, and a is the receiver. */
static void
call_of_chain(struct emit *e, struct node *n)
{
	struct node *member = n->a->a, whole = { .kind = N_CHAIN };
	const char *t = emit_temp(e);

	whole.a = member->a;
	whole.line = member->a->line;
	emit_fmt(e, "(%s=", t);
	if (has_link(member->a))
		emit_call_chain(e, &whole, "void 0");
	else
		emit_expr(e, member->a, P_ASSIGN);
	emit_fmt(e, ",%s==null?void 0:", t);
	emit_call_access(e, member, t);
	buf_addc(e->out, ')');
	call_with(e, t, n);
}

/* What is called; a variable that is printed as a member is called as none. */
static void
callee(struct emit *e, struct node *f)
{
	bool variable = f->kind == N_ID && f->bind != NULL && f->bind->member;

	if (variable)
		emit_str(e, "(0,");
	emit_expr(e, f, P_CALL);
	if (variable)
		buf_addc(e->out, ')');
}

void
emit_call(struct emit *e, struct node *n)
{
	struct node *f = n->a;

	if (n->flags & NF_DIRECT) {
		direct_emit(e, n);
	} else if (f == e->subst && e->subst_this != NULL) {
		const char *receiver = e->subst_this;

		e->subst_this = NULL;
		emit_str(e, e->subst_text);
		call_with(e, receiver, n);
	} else if (f == e->subst) {
		emit_str(e, e->subst_text);
		if (has_spread(n->b)) {
			call_with(e, "void 0", n);
			return;
		}
		buf_addc(e->out, '(');
		arguments(e, n);
	} else if (f->kind == N_CHAIN && f->a->kind != N_CALL) {
		call_of_chain(e, n);
	} else if (f->kind == N_SUPER) {
		emit_func_super(e, n);
	} else if (emit_class_calls(e, f)) {
		private_call(e, n);
	} else if ((f->kind == N_MEMBER || f->kind == N_INDEX) &&
	    f->a->kind == N_SUPER) {
		super_method(e, n);
	} else if (has_spread(n->b)) {
		spread_call(e, n);
	} else {
		callee(e, f);
		emit_sync(e, n->line);
		buf_addc(e->out, '(');
		arguments(e, n);
	}
}

/* May it stand after `new` without parentheses? */
static bool
is_bare(struct emit *e, const struct node *n)
{
	while (n->kind == N_MEMBER && n->a->kind != N_SUPER && n != e->subst)
		n = n->a;
	return n != e->subst && n->kind == N_ID && !emit_is_early(n);
}

void
emit_call_new(struct emit *e, struct node *n)
{
	if (has_spread(n->b)) {
		emit_str(e, "$.new(");
		emit_expr(e, n->a, P_ASSIGN);
		buf_addc(e->out, ',');
		emit_literal_list(e, n->b);
		emit_close_at(e, call_place(e, n));
		return;
	}
	emit_str(e, "new ");
	if (is_bare(e, n->a)) {
		emit_expr(e, n->a, P_CALL);
	} else {
		buf_addc(e->out, '(');
		emit_expr(e, n->a, P_SEQ);
		buf_addc(e->out, ')');
	}
	buf_addc(e->out, '(');
	arguments(e, n);
}

/* The optional links of a chain, innermost first. */
static unsigned
links_of(struct emit *e, struct node *n, struct node **links)
{
	struct node *all[LINKS_MAX];
	unsigned k = 0, i;

	for (; n->kind == N_MEMBER || n->kind == N_INDEX ||
	     n->kind == N_PRIVATE || n->kind == N_CALL; n = n->a) {
		if (!(n->flags & NF_OPT))
			continue;
		if (k == LINKS_MAX) {
			lexer_fail(e->x, n->pos, "a chain of more than %d "
			    "?. links; split it", LINKS_MAX);
			break;
		}
		all[k++] = n;
	}
	for (i = 0; i < k; i++)
		links[i] = all[k - 1 - i];
	return k;
}

static bool
is_super_member(const struct node *n)
{
	return (n->kind == N_MEMBER || n->kind == N_INDEX) &&
	    n->a->kind == N_SUPER;
}

/* `(T=base)==null||`: afterwards base is known as T. */
static void
link(struct emit *e, struct node *o)
{
	struct node *base = o->a;
	const char *t = NULL, *receiver = NULL;

	emit_sync(e, base->line);
	if (o->kind == N_CALL && base->kind != N_CALL &&
	    (base->kind == N_MEMBER || base->kind == N_INDEX ||
	    base->kind == N_PRIVATE) && base->a->kind != N_SUPER) {
		t = emit_temp(e);
		emit_fmt(e, "(%s=", t);
		if (emit_class_calls(e, base)) {
			emit_str(e, "$.pg(");
			receiver = emit_call_receiver(e, base->a);
			emit_fmt(e, ",%s", emit_class_private(e,
			    base->atom));
			emit_close_at(e, emit_place_of(e, base));
		} else {
			receiver = emit_call_receiver(e, base->a);
			emit_call_access(e, base, "");
		}
		buf_addc(e->out, ')');
	} else if ((t = simple_text(e, base)) != NULL) {
		emit_str(e, t);
	} else {
		t = emit_temp(e);
		emit_fmt(e, "(%s=", t);
		emit_expr(e, base, P_ASSIGN);
		buf_addc(e->out, ')');
		if (o->kind == N_CALL && is_super_member(base))
			receiver = emit_expr_this_text(e);
	}
	emit_str(e, "==null");
	e->subst = base;
	e->subst_text = t;
	e->subst_this = receiver;
}

static void
chain(struct emit *e, struct node *n, const char *missing, bool deletes)
{
	struct node *links[LINKS_MAX], *subst = e->subst;
	const char *text = e->subst_text, *receiver = e->subst_this;
	unsigned k = links_of(e, n->a, links);

	buf_addc(e->out, '(');
	for (unsigned i = 0; i < k; i++) {
		if (i > 0)
			emit_str(e, "||");
		link(e, links[i]);
	}
	emit_fmt(e, "?%s:%s", missing, deletes ? "delete " : "");
	emit_expr(e, n->a, P_ASSIGN);
	buf_addc(e->out, ')');
	e->subst = subst;
	e->subst_text = text;
	e->subst_this = receiver;
}

void
emit_call_chain(struct emit *e, struct node *n, const char *missing)
{
	chain(e, n, missing, false);
}

void
emit_call_delete(struct emit *e, struct node *n)
{
	chain(e, n, "true", true);
}

static void
strings(struct emit *e, struct node *q, bool raw)
{
	bool first = true;

	buf_addc(e->out, '[');
	for (; q != NULL; q = q->next) {
		if (q->kind != N_QUASI)
			continue;
		if (!first)
			buf_addc(e->out, ',');
		first = false;
		if (!raw && (q->flags & NF_OCTAL))
			emit_str(e, "void 0");
		else
			emit_quoted(e, raw ? q->raw : q->atom);
	}
	buf_addc(e->out, ']');
}

void
emit_call_tagged(struct emit *e, struct node *n)
{
	unsigned id = e->templates++;
	struct node *q;

	callee(e, n->a);
	if (e->text == 0)
		emit_fmt(e, "($.site(%u)||$.template(%u,", id, id);
	else
		emit_fmt(e, "($.site(\"%u/%u\")||$.template(\"%u/%u\",",
		    e->text, id, e->text, id);
	strings(e, n->b->a, false);
	buf_addc(e->out, ',');
	strings(e, n->b->a, true);
	buf_addc(e->out, ')');
	for (q = n->b->a; q != NULL; q = q->next) {
		if (q->kind == N_QUASI)
			continue;
		buf_addc(e->out, ',');
		emit_expr(e, q, P_ASSIGN);
	}
	emit_close_at(e, call_place(e, n));
}
