/* SPDX-License-Identifier: Apache-2.0 */
/* break, continue and the labels they name. */
#include "worker/lower/emit.h"

static bool
carries(const struct target *t, const struct atom *label)
{
	if (t->label == label)
		return true;
	for (const struct label *l = t->labels; l != NULL; l = l->next) {
		if (l->atom == label)
			return true;
	}
	return false;
}

static struct target *
find_target(struct emit *e, bool is_continue, const struct atom *label)
{
	struct target *t = e->targets;

	for (; t != NULL; t = t->up) {
		if (label != NULL ? carries(t, label) &&
		    (t->loop || !is_continue) :
		    is_continue ? t->loop : t->loop || t->breakable)
			return t;
	}
	return NULL;
}

static void
leave_body(struct emit *e, bool is_continue, struct atom *label,
    const struct target *t)
{
	struct frame *f = e->frame;
	struct leap *l;

	if (is_continue && f->own == t) {
		if (f->write_back != NULL)
			emit_fmt(e, "return void(%s);", f->write_back);
		else
			emit_str(e, "return;");
		return;
	}
	for (l = f->leaps; l != NULL; l = l->next) {
		if (l->label == label && l->is_continue == is_continue)
			break;
	}
	if (l == NULL) {
		l = arena_item(e->arena, sizeof(*l));
		l->label = label;
		l->is_continue = is_continue;
		l->code = ++f->codes;
		l->next = f->leaps;
		f->leaps = l;
	}
	emit_fmt(e, "return %u;", l->code);
}

/* break or continue; out of a lifted body it is a return with a code. */
void
emit_jump(struct emit *e, bool is_continue, struct atom *label,
    struct node *at)
{
	const struct target *t = find_target(e, is_continue, label);
	const char *word = is_continue ? "continue" : "break";

	if (t == NULL) {
		if (label != NULL)
			lexer_fail(e->x, at->pos, "there is no %s '%.*s' to "
			    "%s", is_continue ? "loop" : "statement",
			    (int)(label->len > 100 ? 100 : label->len),
			    label->s, word);
		else
			lexer_fail(e->x, at->pos, "'%s' outside a loop%s",
			    word, is_continue ? "" : " or switch");
		return;
	}
	if (t->frame != e->frame) {
		leave_body(e, is_continue, label, t);
		return;
	}
	emit_str(e, word);
	if (label != NULL)
		emit_fmt(e, " %s", emit_global_name(e, label));
	buf_addc(e->out, ';');
}

/* The labels before the statement that comes next. */
void
emit_jump_labels(struct emit *e)
{
	for (const struct label *l = e->labels; l != NULL; l = l->next)
		emit_fmt(e, "%s:", emit_global_name(e, l->atom));
	e->labels = NULL;
}
