/* SPDX-License-Identifier: Apache-2.0 */
/* TypeScript's enum and namespace, which leave something behind. */
#include "worker/lower/emit.h"

/* `(function($e){` ... `})(N||(N={}));`, N a variable. */
static void
open_object(struct emit *e, struct node *n, struct frame *f)
{
	emit_declare(e, emit_name_of(e, n->a->bind));
	buf_addc(e->out, '(');
	emit_func_hidden(e);
	emit_fmt(e, "($e){var $e%u=$e;", (unsigned)n->pos);
	emit_open(e, f, n->fn, true);
}

static void
close_object(struct emit *e, struct node *n, bool exported)
{
	const char *name;

	emit_close(e);
	name = emit_name_of(e, n->a->bind);
	if (!exported) {
		emit_fmt(e, "})(%s||(%s={}));", name, name);
		return;
	}
	emit_fmt(e, "})(%s=$e", name);
	emit_property(e, n->a->atom);
	emit_str(e, "||($e");
	emit_property(e, n->a->atom);
	emit_str(e, "={}));");
}

static bool
is_exported(const struct emit *e, const struct node *n)
{
	return (n->flags & NF_EXPORT) && e->frame->fn->is_namespace;
}

/* `'a' + x`, which tsc takes for a string, whatever x is. */
static bool
is_text(const struct node *n)
{
	switch (n->kind) {
	case N_STR:
	case N_TEMPLATE: return !(n->flags & NF_CAST);
	case N_BINARY:
		return n->op == T_PLUS && (is_text(n->a) || is_text(n->b));
	default: return false;
	}
}

static bool
is_of_enum(const struct node *n)
{
	while (n->kind == N_MEMBER || n->kind == N_INDEX)
		n = n->a;
	return n->kind == N_ID && n->bind != NULL && n->bind->kind == B_ENUM;
}

/* Would tsc know the value of a member, or that it is a string?  Else the
 * value has its name as a property, even if it is one. */
static bool
is_known(const struct node *n, const struct func *of)
{
	if (n->flags & NF_CAST)
		return false;
	switch (n->kind) {
	case N_ID:
		return n->bind != NULL &&
		    (n->bind->kind == B_CONST || n->bind->member ||
			n->bind->fn == of);
	case N_MEMBER:
	case N_INDEX: return is_of_enum(n);
	case N_BINARY:
		return n->op != T_PLUS || is_text(n) ||
		    (is_known(n->a, of) && is_known(n->b, of));
	case N_NUM:
	case N_STR:
	case N_TEMPLATE:
	case N_UNARY: return true;
	default: return false;
	}
}

static void
initializer(struct emit *e, struct node *n, const struct func *of)
{
	emit_expr(e, n, P_ASSIGN);
	if (!is_known(n, of))
		emit_str(e, ",1");
}

void
emit_ts_enum(struct emit *e, struct node *n)
{
	bool exported = is_exported(e, n);
	struct binding *b;
	struct frame f;

	open_object(e, n, &f);
	for (struct node *m = n->fn->body; m != NULL; m = m->next) {
		emit_sync(e, m->line);
		b = m->a->kind == N_ID ? m->a->bind : NULL;
		if (b != NULL)
			emit_fmt(e, "var %s=", emit_name_of(e, b));
		emit_str(e, "$p=$.enum($e,");
		emit_quoted(e, m->a->atom);
		buf_addc(e->out, ',');
		if (m->b != NULL)
			initializer(e, m->b, n->fn);
		else if (m == n->fn->body)
			buf_addc(e->out, '0');
		else
			emit_str(e, "$p+1");
		emit_str(e, ");");
	}
	emit_declare(e, "$p");
	close_object(e, n, exported);
}

void
emit_ts_namespace(struct emit *e, struct node *n)
{
	bool exported = is_exported(e, n);
	struct frame f;

	open_object(e, n, &f);
	emit_stmt_tdz(e, n->fn->scope);
	emit_stmts(e, n->fn->body);
	close_object(e, n, exported);
}

static bool
declares(const struct node *n, const struct atom *a)
{
	switch (n->kind) {
	case S_VAR:
		for (const struct node *d = n->a; d != NULL; d = d->next) {
			if (d->a->kind != N_ID || d->a->atom == a)
				return true;
		}
		return false;
	case S_FUNC: return n->a->fn->name == a;
	case S_CLASS: return n->a->cls->name == a;
	default: return false;
	}
}

static bool
is_member(const struct node *part, const struct node *const *path, unsigned n)
{
	const struct node *s;

	for (s = part->fn->body; s != NULL; s = s->next) {
		if (!(s->flags & NF_EXPORT))
			continue;
		if (declares(s, path[0]->atom))
			return true;
		if ((s->kind == S_ENUM || s->kind == S_NAMESPACE) &&
		    s->a->atom == path[0]->atom &&
		    (n == 1 || s->kind == S_ENUM ||
			is_member(s, path + 1, n - 1)))
			return true;
	}
	return false;
}

/* What the path A.B.C leads to; where that is not to be seen, a value. */
static bool
leads_to_value(const struct node *n)
{
	enum { PATH_MAX_NAMES = 16 };
	const struct node *path[PATH_MAX_NAMES];
	const struct node *part;
	unsigned i = PATH_MAX_NAMES;

	for (; n->kind == N_MEMBER; n = n->a) {
		if (i == 0)
			return true;
		path[--i] = n;
	}
	if (n->kind != N_ID || n->bind == NULL || i == PATH_MAX_NAMES)
		return n->bind != NULL;
	part = n->bind->parts;
	if (part == NULL)
		return true;
	for (; part != NULL; part = part->b) {
		if (part->kind != S_NAMESPACE ||
		    is_member(part, path + i, PATH_MAX_NAMES - i))
			return true;
	}
	return false;
}

bool
emit_ts_is_value(const struct emit *e, const struct node *n)
{
	if (n->a->a->bind->uses > 0)
		return true;
	return (n->flags & NF_EXPORT) && e->frame->fn->is_namespace &&
	    leads_to_value(n->a->b);
}
