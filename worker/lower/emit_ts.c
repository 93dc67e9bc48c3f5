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
			emit_expr(e, m->b, P_ASSIGN);
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
