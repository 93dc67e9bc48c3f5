/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `[a, b] = [b, a]`: an array pattern and a literal, element by element.
 *
 * No array is made where iterating one runs nothing of the program's, which
 * is asked when it runs.  Where it would, the array is made and read to its
 * end before anything is stored.
 */
#include "worker/lower/emit.h"

enum { FLAT_MAX = 16 }; /* elements: each takes a register */

struct flat {
	const char *name[FLAT_MAX];
	unsigned wanted, given, n;
};

static bool
is_flat_target(const struct node *n)
{
	if (n->kind == N_ASSIGN)
		return is_flat_target(n->a) && emit_op_is_quiet(n->b);
	return n->kind == N_ID || n->kind == N_HOLE || n->kind == N_MEMBER ||
	    n->kind == N_INDEX || n->kind == N_PRIVATE;
}

static bool
is_flat(const struct node *pattern, const struct node *value, struct flat *f)
{
	const struct node *m;

	f->wanted = f->given = 0;
	if (pattern->kind != N_ARRAY || value->kind != N_ARRAY)
		return false;
	for (m = pattern->a; m != NULL; m = m->next, f->wanted++) {
		if (!is_flat_target(m))
			return false;
	}
	for (m = value->a; m != NULL; m = m->next, f->given++) {
		if (m->kind == N_SPREAD || m->kind == N_HOLE)
			return false;
	}
	f->n = f->wanted > f->given ? f->wanted : f->given;
	return f->n > 0 && f->n <= FLAT_MAX;
}

static void
values(struct emit *e, struct node *list, struct flat *f)
{
	for (unsigned i = 0; i < f->n; i++) {
		f->name[i] = emit_temp(e);
		emit_fmt(e, "%s=", f->name[i]);
		if (list == NULL) {
			emit_str(e, "void 0");
		} else {
			emit_expr(e, list, P_ASSIGN);
			list = list->next;
		}
		emit_joint(e);
	}
}

/* The same values, by way of an array and its iterator. */
static void
iterated(struct emit *e, const struct flat *f, uint32_t place)
{
	const char *t = emit_temp(e);

	emit_fmt(e, e->apart ? "if(!$.flat()){%s=$.take(["
			     : "$.flat()||(%s=$.take([", t);
	for (unsigned i = 0; i < f->given; i++)
		emit_fmt(e, "%s%s", i > 0 ? "," : "", f->name[i]);
	emit_fmt(e, "],%u", f->wanted);
	emit_close_at(e, place);
	for (unsigned i = 0; i < f->wanted; i++)
		emit_fmt(e, ",%s=%s[%u]", f->name[i], t, i);
	emit_fmt(e, e->apart ? ";$.end(%s)}" : ",$.end(%s))", t);
}

bool
emit_flat(struct emit *e, struct node *pattern, struct node *value)
{
	struct flat f;
	unsigned i = 0;

	if (!is_flat(pattern, value, &f))
		return false;
	values(e, value->a, &f);
	iterated(e, &f, emit_place_of(e, value));
	for (struct node *m = pattern->a; m != NULL; m = m->next, i++) {
		if (m->kind == N_HOLE)
			continue;
		emit_joint(e);
		emit_pattern(e, m, f.name[i]);
	}
	return true;
}
