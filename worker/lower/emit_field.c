/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a class gives its objects, and itself: fields, private methods, static
 * blocks.  What runs later stands in its place as a function: $iN, which
 * constructors call, for the first fields, $fN for others, $sN for a static.
 */
#include "worker/lower/emit_class.h"

/* Evaluating it can neither throw nor see where it stands. */
static bool
is_literal(const struct node *n)
{
	switch (n->kind) {
	case N_NUM:
	case N_STR:
	case N_NULL:
	case N_TRUE:
	case N_FALSE: return true;
	case N_OBJECT: return n->a == NULL;
	case N_ARRAY:
		for (n = n->a; n != NULL; n = n->next) {
			if (!is_literal(n))
				return false;
		}
		return true;
	default: return false;
	}
}

/* A few fields of literals need no function. */
bool
emit_field_is_inline(const struct cls *c)
{
	enum { INLINE_MAX = 8 }; /* each super() prints them */
	unsigned n = 0;

	for (const struct member *m = c->members; m != NULL; m = m->next) {
		if (!emit_class_is_init(m))
			continue;
		if (m->kind != M_FIELD || m->computed || ++n > INLINE_MAX ||
		    (m->value != NULL && !is_literal(m->value->fn->body)))
			return false;
	}
	return true;
}

static void
private_method(struct emit *e, const struct member *m, const char *target)
{
	static const char *const define[] = {
		[M_METHOD] = "pmethod",
		[M_GET] = "pget",
		[M_SET] = "pset",
	};

	emit_fmt(e, "$.%s(%s,", define[m->kind], target);
	emit_class_key(e, m);
	emit_fmt(e, ",%s.m%u);", emit_class_holder(e, e->cls), m->pos);
}

/* Prints the value of a field in the frame of its own function. */
static void
field_value(struct emit *e, struct member *m)
{
	struct func *outer = e->frame->fn;

	if (m->value == NULL) {
		emit_str(e, "void 0");
		return;
	}
	e->frame->fn = m->value->fn;
	emit_expr(e, m->value->fn->body, P_ASSIGN);
	e->frame->fn = outer;
}

/* Is the value named after a key that is known when it runs? */
static bool
is_named_late(const struct member *m)
{
	return (m->computed || m->key->kind == N_NUM) && m->value != NULL &&
	    emit_literal_is_anonymous(m->value->fn->body);
}

static void
define_field(struct emit *e, struct member *m, const char *self)
{
	const char *how = is_named_late(m) ? "named" : "def";

	emit_fmt(e, "$.%s(%s,", emit_class_is_private(m) ? "pd" : how, self);
	emit_class_key(e, m);
	buf_addc(e->out, ',');
	field_value(e, m);
	buf_addc(e->out, ')');
}

bool
emit_class_init(struct emit *e, const struct cls *c, const char *self)
{
	bool first = true;

	if (!emit_class_has_init(c))
		return false;
	if (!emit_field_is_inline(c)) {
		emit_fmt(e, "$i%u.call(%s)", c->id_no, self);
		return true;
	}
	for (struct member *m = c->members; m != NULL; m = m->next) {
		if (!emit_class_is_field(m))
			continue;
		if (!first)
			buf_addc(e->out, ',');
		first = false;
		define_field(e, m, self);
	}
	return true;
}

static bool
has_fields_before(const struct cls *c, const struct member *m)
{
	for (const struct member *n = c->members; n != m; n = n->next) {
		if (emit_class_is_field(n))
			return true;
	}
	return false;
}

/* What each new object is given begins with the private methods... */
static void
private_methods(struct emit *e, const struct cls *c)
{
	for (const struct member *m = c->members; m != NULL; m = m->next) {
		if (emit_class_is_init(m) && m->kind != M_FIELD)
			private_method(e, m, "this");
	}
}

/* ... and after the first run of fields come the others. */
static void
other_runs(struct emit *e, const struct member *last)
{
	bool in_run = true;

	for (const struct member *m = last->next; m != NULL; m = m->next) {
		if (emit_class_is_field(m) && (!in_run || m->computed))
			emit_fmt(e, "$f%u.call(this);", m->pos);
		in_run = emit_class_is_field(m);
	}
}

/* A key belongs to the class, not to the function. */
static struct member *
end_of_run(struct member *m)
{
	while (m->next != NULL && emit_class_is_field(m->next) &&
	    !m->next->computed)
		m = m->next;
	return m;
}

/* A run of instance fields as one function; returns the last of the run.  The
 * first one is what constructors call. */
struct member *
emit_field_run(struct emit *e, const struct cls *c, struct member *m)
{
	bool first = !has_fields_before(c, m);
	struct member *last = end_of_run(m), *n;
	struct frame f;

	emit_class_computed(e, m);
	emit_fmt(e, "function $%c%u(){var $t=this;", first ? 'i' : 'f',
	    first ? c->id_no : m->pos);
	emit_written(e, 0, 0);
	emit_open(e, &f, e->frame->fn, false);
	if (first)
		private_methods(e, c);
	emit_class_home(e, false);
	for (n = m;; n = n->next) {
		emit_sync(e, n->line);
		define_field(e, n, "this");
		buf_addc(e->out, ';');
		if (n == last)
			break;
	}
	if (first)
		other_runs(e, last);
	emit_close(e);
	emit_str(e, "}");
	return last;
}

/* Static fields and blocks run when all methods are there. */
void
emit_field_static(struct emit *e, struct member *m)
{
	struct func *fn = m->value != NULL ? m->value->fn : e->frame->fn;
	struct frame f;

	emit_class_computed(e, m);
	emit_fmt(e, "function $s%u(){var $t=this;", m->pos);
	emit_written(e, 0, 0);
	emit_class_home(e, true);
	if (m->kind == M_BLOCK) {
		struct target *targets = e->targets;
		struct label *labels = e->labels;

		e->targets = NULL;
		e->labels = NULL;
		emit_open(e, &f, fn, false);
		emit_stmt_tdz(e, fn->scope);
		emit_stmts(e, fn->body);
		e->targets = targets;
		e->labels = labels;
	} else {
		emit_open(e, &f, fn, false);
		emit_sync(e, m->line);
		define_field(e, m, "this");
		buf_addc(e->out, ';');
	}
	emit_close(e);
	emit_str(e, "}");
}

/* Of a class that has no fields. */
void
emit_field_rest(struct emit *e, const struct cls *c)
{
	if (!emit_class_has_init(c) || has_fields_before(c, NULL))
		return;
	emit_fmt(e, "function $i%u(){", c->id_no);
	emit_written(e, 0, 0);
	private_methods(e, c);
	emit_str(e, "}");
}

void
emit_field_statics(struct emit *e, const struct cls *c)
{
	const struct member *m;

	for (m = c->members; m != NULL; m = m->next) {
		if (m->is_static && emit_class_is_private(m) &&
		    m->kind != M_FIELD)
			private_method(e, m, emit_text(e, "$h%u.c", c->id_no));
	}
	for (m = c->members; m != NULL; m = m->next) {
		if (m->is_static && (m->kind == M_FIELD || m->kind == M_BLOCK))
			emit_fmt(e, "$s%u.call($h%u.c);", m->pos, c->id_no);
	}
}
