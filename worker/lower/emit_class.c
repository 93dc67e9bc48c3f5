/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Classes.  Each evaluation has a holder $hN: .c the constructor, .p the
 * prototype; $hN$x is the key of #x.  What runs later stands in its place as a
 * function declaration, which hoists: so every line keeps its number.
 */
#include "worker/lower/direct.h"
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

	if (p == NULL)
		return "";
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

static bool
is_private(const struct member *m)
{
	return !m->computed && m->key != NULL && m->key->kind == N_PRIVATE;
}

static bool
is_instance_init(const struct member *m)
{
	if (m->is_static || m->kind == M_CTOR || m->kind == M_BLOCK)
		return false;
	return m->kind == M_FIELD || is_private(m);
}

bool
emit_class_has_init(const struct cls *c)
{
	for (const struct member *m = c->members; m != NULL; m = m->next) {
		if (is_instance_init(m))
			return true;
	}
	return false;
}

static void
key(struct emit *e, const struct member *m)
{
	if (is_private(m))
		emit_str(e, emit_class_private(e, m->key->atom));
	else if (m->computed)
		emit_fmt(e, "%s.k%u", emit_class_holder(e, e->cls), m->pos);
	else if (m->key->kind == N_NUM || m->key->kind == N_BIGINT)
		emit_literal_key(e, m->key, false);
	else
		emit_quoted(e, m->key->atom);
}

/* A computed key is evaluated once, where it stands. */
static void
computed_key(struct emit *e, struct member *m)
{
	if (!m->computed || m->key == NULL)
		return;
	emit_fmt(e, "%s.k%u=$.key(", emit_class_holder(e, e->cls), m->pos);
	emit_big_key(e, m->key);
	emit_str(e, ");");
}

static void
set_home(struct emit *e, bool is_static)
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

	computed_key(e, m);
	if (is_private(m)) {
		/* Kept until an object is made; a class has its own now. */
		emit_fmt(e, "%s.m%u=", h, m->pos);
	} else {
		emit_fmt(e, "$.%s(%s.%s,", define[m->kind], h,
		    m->is_static ? "c" : "p");
		key(e, m);
		buf_addc(e->out, ',');
	}
	set_home(e, m->is_static);
	emit_func(e, m->value, false);
	emit_str(e, is_private(m) ? ";" : ");");
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
	key(e, m);
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

static void
define_field(struct emit *e, struct member *m)
{
	emit_sync(e, m->line);
	emit_str(e, is_private(m) ? "$.pd(this," : "$.def(this,");
	key(e, m);
	buf_addc(e->out, ',');
	field_value(e, m);
	emit_str(e, ");");
}

/* A run of instance fields as one function; returns the last of the run. */
static struct member *
field_run(struct emit *e, struct member *m)
{
	struct frame f;
	struct member *last = m, *n;

	for (n = m; n != NULL && n->kind == M_FIELD && !n->is_static;
	     n = n->next) {
		/* A key belongs to the class, not to the function. */
		if (n->computed && n != m)
			break;
		last = n;
	}
	computed_key(e, m);
	emit_fmt(e, "function $f%u(){var $t=this;", m->pos);
	emit_open(e, &f, e->frame->fn, false);
	set_home(e, false);
	for (n = m;; n = n->next) {
		define_field(e, n);
		if (n == last)
			break;
	}
	emit_close(e);
	emit_str(e, "}");
	return last;
}

/* Static fields and blocks run when all methods are there. */
static void
static_init(struct emit *e, struct member *m)
{
	struct func *fn = m->value != NULL ? m->value->fn : e->frame->fn;
	struct frame f;

	computed_key(e, m);
	emit_fmt(e, "function $s%u(){var $t=this;", m->pos);
	set_home(e, true);
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
		define_field(e, m);
	}
	emit_close(e);
	emit_str(e, "}");
}

static void
constructor(struct emit *e, struct cls *c)
{
	emit_fmt(e, "function $c%u", c->id_no);
	set_home(e, false);
	emit_func_ctor(e, c);
}

static void
default_constructor(struct emit *e, const struct cls *c)
{
	emit_fmt(e, "function $c%u(){var $n=new.target||$.target(", c->id_no);
	if (c->name != NULL)
		emit_quoted(e, c->name);
	else
		emit_str(e, "\"\"");
	emit_str(e, ")");
	if (c->extends != NULL)
		emit_fmt(e, ",$t=$.superOf($c%u,$n,this,arguments)", c->id_no);
	buf_addc(e->out, ';');
	if (emit_class_has_init(c))
		emit_fmt(e, "$i%u.call(%s);", c->id_no,
		    c->extends != NULL ? "$t" : "this");
	emit_str(e, c->extends != NULL ? "return $t}" : "}");
}

/* What each new object is given: methods first, then fields in order. */
static void
instance_init(struct emit *e, const struct cls *c)
{
	const struct member *m;
	bool in_run = false;

	if (!emit_class_has_init(c))
		return;
	emit_fmt(e, "function $i%u(){", c->id_no);
	for (m = c->members; m != NULL; m = m->next) {
		if (is_instance_init(m) && m->kind != M_FIELD)
			private_method(e, m, "this");
	}
	for (m = c->members; m != NULL; m = m->next) {
		bool is_field = m->kind == M_FIELD && !m->is_static;

		if (is_field && (!in_run || m->computed))
			emit_fmt(e, "$f%u.call(this);", m->pos);
		in_run = is_field;
	}
	emit_str(e, "}");
}

static void
members(struct emit *e, struct cls *c)
{
	for (struct member *m = c->members; m != NULL; m = m->next) {
		emit_sync(e, m->line);
		switch (m->kind) {
		case M_CTOR: constructor(e, c); break;
		case M_FIELD:
			if (m->is_static)
				static_init(e, m);
			else
				m = field_run(e, m);
			break;
		case M_BLOCK: static_init(e, m); break;
		default: method(e, m); break;
		}
	}
}

static void
statics(struct emit *e, const struct cls *c)
{
	const struct member *m;

	for (m = c->members; m != NULL; m = m->next) {
		if (m->is_static && is_private(m) && m->kind != M_FIELD)
			private_method(e, m, emit_text(e, "$h%u.c", c->id_no));
	}
	for (m = c->members; m != NULL; m = m->next) {
		if (m->is_static && (m->kind == M_FIELD || m->kind == M_BLOCK))
			emit_fmt(e, "$s%u.call($h%u.c);", m->pos, c->id_no);
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
	members(e, c);
	if (c->ctor == NULL)
		default_constructor(e, c);
	instance_init(e, c);
	statics(e, c);
	emit_fmt(e, "return $h%u.c", c->id_no);
	emit_close(e);
	e->cls = c->up;
	e->home = home;
	if (c->extends != NULL)
		emit_place(e, c->extends->pos);
	emit_str(e, c->extends != NULL ? "})" : "})({})");
}
