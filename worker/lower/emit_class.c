/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Classes.  Each evaluation has a holder $hN: .c the constructor, .p the
 * prototype; $hN$x is the key of #x.  What runs later stands in its place as a
 * function declaration, which hoists: so every line keeps its number.
 */
#include "worker/lower/direct.h"
#include "worker/lower/emit_class.h"
#include "worker/lower/private.h"

#include <stdio.h>

const char *
emit_class_holder(struct emit *e, const struct cls *c)
{
	return emit_text(e, "$h%u", c->id_no);
}

static const char *
private_key(struct emit *e, const struct cls *c, const struct atom *a)
{
	char hex[8];
	size_t n = 0;
	char *p = arena_bytes(e->arena, (size_t)a->len * 3 + 24);

	n = (size_t)snprintf(p, 24, "$h%u$", c->id_no);
	for (uint32_t i = 0; i < a->len; i++) {
		unsigned char ch = (unsigned char)a->s[i];

		if (ch < 0x80) {
			p[n++] = (char)ch;
			continue;
		}
		(void)snprintf(hex, sizeof(hex), "$%02x", ch);
		for (int k = 0; k < 3; k++)
			p[n++] = hex[k];
	}
	p[n] = '\0';
	return p;
}

const char *
emit_class_private(struct emit *e, const struct atom *a)
{
	const struct cls *c = e->cls;

	while (c != NULL && private_find(c, a) == NULL)
		c = c->up;
	return c != NULL ? private_key(e, c, a)
			 : emit_text(e, DIRECT_SCOPE "[\"#%.*s\"]",
			       (int)a->len, a->s);
}

/* Is it the member of a private name, which a function reads and sets? */
bool
emit_class_calls(const struct emit *e, const struct node *n)
{
	return n->kind == N_PRIVATE && !e->marks;
}

bool
emit_class_is_private(const struct member *m)
{
	return !m->computed && m->key != NULL && m->key->kind == N_PRIVATE;
}

bool
emit_class_is_init(const struct member *m)
{
	if (m->is_static || m->kind == M_CTOR || m->kind == M_BLOCK)
		return false;
	return m->kind == M_FIELD || emit_class_is_private(m);
}

bool
emit_class_has_init(const struct cls *c)
{
	for (const struct member *m = c->members; m != NULL; m = m->next) {
		if (emit_class_is_init(m))
			return true;
	}
	return false;
}

bool
emit_class_is_field(const struct member *m)
{
	return m->kind == M_FIELD && !m->is_static;
}

void
emit_class_key(struct emit *e, const struct member *m)
{
	if (emit_class_is_private(m))
		emit_str(e, emit_class_private(e, m->key->atom));
	else if (m->computed)
		emit_fmt(e, "%s.k%u", emit_class_holder(e, e->cls), m->pos);
	else if (m->key->kind == N_NUM || m->key->kind == N_BIGINT)
		emit_literal_key(e, m->key, false);
	else
		emit_quoted(e, m->key->atom);
}

/* A computed key is evaluated once, where it stands. */
void
emit_class_computed(struct emit *e, struct member *m)
{
	if (!m->computed || m->key == NULL)
		return;
	emit_fmt(e, "%s.k%u=$.key(", emit_class_holder(e, e->cls), m->pos);
	emit_big_key(e, m->key);
	emit_str(e, ");");
}

void
emit_class_home(struct emit *e, bool is_static)
{
	e->home = emit_text(e, "%s.%s", emit_class_holder(e, e->cls),
	    is_static ? "c" : "p");
}

static void
method(struct emit *e, struct member *m)
{
	static const char *const define[] = {
		[M_METHOD] = "method",
		[M_GET] = "cget",
		[M_SET] = "cset",
	};
	const char *h = emit_class_holder(e, e->cls);

	emit_class_computed(e, m);
	if (emit_class_is_private(m)) {
		/* Kept until an object is made; a class has its own now. */
		emit_fmt(e, "%s.m%u=", h, m->pos);
	} else {
		emit_fmt(e, "$.%s(%s.%s,", define[m->kind], h,
		    m->is_static ? "c" : "p");
		emit_class_key(e, m);
		buf_addc(e->out, ',');
	}
	emit_class_home(e, m->is_static);
	emit_func(e, m->value, false);
	emit_str(e, emit_class_is_private(m) ? ";" : ");");
}

static void
constructor(struct emit *e, const struct node *n)
{
	emit_fmt(e, "function $c%u", n->cls->id_no);
	emit_class_home(e, false);
	emit_func_ctor(e, n);
}

static void
default_constructor(struct emit *e, const struct node *n)
{
	const struct cls *c = n->cls;

	emit_fmt(e, "function $c%u(){var $n=new.target||$.target(", c->id_no);
	if (c->name != NULL)
		emit_quoted(e, c->name);
	else
		emit_str(e, "\"\"");
	emit_str(e, ")");
	emit_written(e, n->pos, n->end);
	if (c->extends != NULL) {
		emit_str(e, ",$t=");
		emit_func_parent(e, c);
	}
	buf_addc(e->out, ';');
	if (emit_class_init(e, c, c->extends != NULL ? "$t" : "this"))
		buf_addc(e->out, ';');
	emit_str(e, c->extends != NULL ? "return $t}" : "}");
}

static void
members(struct emit *e, const struct node *class)
{
	struct cls *c = class->cls;

	for (struct member *m = c->members; m != NULL; m = m->next) {
		emit_sync(e, m->line);
		switch (m->kind) {
		case M_CTOR: constructor(e, class); break;
		case M_FIELD:
			if (m->is_static)
				emit_field_static(e, m);
			else if (!emit_field_is_inline(c))
				m = emit_field_run(e, c, m);
			break;
		case M_BLOCK: emit_field_static(e, m); break;
		default: method(e, m); break;
		}
	}
}

static void
begin(struct emit *e, const struct cls *c)
{
	emit_fmt(e, "$.class($h%u,$c%u,", c->id_no, c->id_no);
	if (c->name != NULL)
		emit_quoted(e, c->name);
	else
		emit_str(e, "\"\"");
	emit_str(e, c->extends != NULL ? ",$s);" : ");");
	if (c->ctor != NULL && emit_func_is_short(c->ctor))
		emit_fmt(e, "$.len($c%u,%u);", c->id_no,
		    (unsigned)c->ctor->nparams);
	for (const struct private_name *p = c->privates; p != NULL;
	     p = p->next) {
		emit_fmt(e, "var %s=$.private(", private_key(e, c, p->atom));
		emit_quoted(e, p->atom);
		emit_str(e, ");");
	}
}

/* The class's own name has no value yet, but closures may keep it. */
static void
heritage(struct emit *e, struct cls *c)
{
	const char *name = emit_text(e, "$k%u", c->id_no);

	if (!c->inner_early) {
		emit_expr(e, c->extends, P_ASSIGN);
		return;
	}
	emit_declare(e, name);
	c->inner->out = emit_text(e, "(%s||$.early(\"%.*s\")).c", name,
	    (int)c->id->atom->len, c->id->atom->s);
	emit_expr(e, c->extends, P_ASSIGN);
	c->inner->out = NULL;
}

void
emit_class(struct emit *e, struct node *n)
{
	struct cls *c = n->cls;
	const char *home = e->home;
	struct frame f;

	if (c->extends != NULL) {
		emit_str(e, "$.derive(");
		heritage(e, c);
		buf_addc(e->out, ',');
		emit_func_hidden(e);
		emit_fmt(e, "($h%u,$s){", c->id_no);
		if (c->inner_early)
			emit_fmt(e, "$k%u=$h%u;", c->id_no, c->id_no);
	} else {
		buf_addc(e->out, '(');
		emit_func_hidden(e);
		emit_fmt(e, "($h%u){", c->id_no);
	}
	emit_open(e, &f, e->frame->fn, true);
	e->cls = c;
	begin(e, c);
	members(e, n);
	if (c->ctor == NULL)
		default_constructor(e, n);
	emit_field_rest(e, c);
	emit_field_statics(e, c);
	emit_fmt(e, "return $h%u.c", c->id_no);
	emit_close(e);
	e->cls = c->up;
	e->home = home;
	if (c->extends != NULL)
		emit_place(e, c->extends->pos);
	emit_str(e, c->extends != NULL ? "})" : "})({})");
}
