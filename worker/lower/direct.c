/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/lower/direct.h"
#include "worker/lower/private.h"

#include <stdio.h>
#include <string.h>

bool
direct_is_call(const struct node *n)
{
	const struct node *f = n->a;

	return f->kind == N_ID && atom_is(f->atom, KW_eval) &&
	    f->bind == NULL && !(f->flags & NF_STATIC) && !(n->flags & NF_OPT);
}

static struct func *
owner_of(struct func *f)
{
	while (f->transparent && f->up != NULL)
		f = f->up;
	return f;
}

static bool
is_lexical(const struct binding *b)
{
	return b->kind >= B_LET && b->kind != B_SELF && b->kind != B_INNER;
}

/* May no `var` of the text pass it on its way to the function? */
static bool
is_fixed(const struct scoper *s, const struct binding *b)
{
	if (b->fn != s->fn)
		return false;
	return is_lexical(b) ||
	    (b->kind == B_PARAM && s->params_of == s->fn);
}

static struct node *
use(struct scoper *s, struct node *call, struct atom *a)
{
	struct node *id = arena_item(s->x->arena, sizeof(*id));

	id->kind = N_ID;
	id->atom = a;
	id->line = call->line;
	id->pos = call->pos;
	id->end = call->end;
	id->next = call->d;
	call->d = id;
	if (++s->seen > DIRECT_NAMES_MAX)
		lexer_fail(s->x, call->pos, "too many variables are in sight "
		    "of direct evals; write (0, eval)(...)");
	return id;
}

/* The accessors are functions: what they name is kept as by closures. */
static void
see(struct scoper *s, struct node *call, struct atom *a)
{
	struct node *id = use(s, call, a);
	struct func *f = owner_of(s->fn);
	struct binding *b;

	scope_use(s, id, false);
	if (id->flags & NF_STATIC) {
		f->alias_args = true;
		if (s->params_of == s->fn && f == s->fn)
			id->flags |= NF_FIXED;
	}
	if ((b = id->bind) == NULL)
		return;
	if (b->kind != B_CONST && b->kind != B_SELF && b->kind != B_INNER)
		scope_use(s, id, true);
	if (is_fixed(s, b))
		id->flags |= NF_FIXED;
	if (s->fn == b->fn) {
		b->elsewhere = true;
		scope_capture(b);
	}
}

void
direct_scope(struct scoper *s, struct node *call)
{
	struct func *f = owner_of(s->fn);
	struct atom *arguments = atom_keyword(s->x->atoms, KW_arguments);

	call->flags |= NF_DIRECT;
	for (const struct scope *sc = s->sc; sc != NULL; sc = sc->up) {
		for (struct binding *b = sc->list; b != NULL; b = b->next) {
			if (b->atom->cur == b && b->atom != arguments)
				see(s, call, b->atom);
		}
	}
	if (!f->field && (!f->is_program || arguments->cur != NULL))
		see(s, call, arguments);
	if (f->is_program)
		return;
	scope_use_this(s);
	f->alias_this = true;
	f->uses_super = f->uses_super || f->method;
	f->uses_target = f->uses_target || !f->field;
}

static bool
is_nearest(const struct cls *from, const struct cls *to, const struct atom *a)
{
	for (; from != to; from = from->up) {
		if (private_find(from, a) != NULL)
			return false;
	}
	return true;
}

static void
private_getter(struct emit *e, const struct atom *a)
{
	struct frame frame;

	emit_fmt(e, "get \"#%.*s\"(){return ", (int)a->len, a->s);
	emit_written(e, 0, 0);
	emit_open(e, &frame, e->frame->fn, true);
	emit_str(e, emit_class_private(e, a));
	emit_close(e);
	emit_str(e, "},");
}

/* The names to *b, or the accessors of their keys. */
static void
privates(struct emit *e, struct buf *b)
{
	const struct private_name *n;

	for (const struct cls *c = e->cls; c != NULL; c = c->up) {
		for (n = c->privates; n != NULL; n = n->next) {
			if (b != NULL)
				buf_addf(b, ",#%.*s", (int)n->atom->len,
				    n->atom->s);
			else if (is_nearest(e->cls, c, n->atom))
				private_getter(e, n->atom);
		}
	}
}

/* What the context is made of: letters, a space, names. */
static const struct atom *
context(struct emit *e, const struct node *call)
{
	struct func *f = owner_of(e->frame->fn);
	const struct around *a = f->around;
	bool program = f->is_program;
	struct atom *all = arena_item(e->arena, sizeof(*all));
	const char *sep = "";
	struct buf b;

	buf_init(&b, DIRECT_CONTEXT_MAX);
	if (e->frame->fn->strict)
		buf_addc(&b, DIRECT_STRICT);
	if (program ? a != NULL && a->has_this : true)
		buf_addc(&b, DIRECT_THIS);
	if (program ? a != NULL && a->super : f->method)
		buf_addc(&b, DIRECT_SUPER);
	if (program ? a != NULL && a->target : true)
		buf_addc(&b, DIRECT_TARGET);
	if (program ? a != NULL && a->field : f->field)
		buf_addc(&b, DIRECT_FIELD);
	buf_addc(&b, ' ');
	for (const struct node *n = call->d; n != NULL; n = n->next) {
		buf_adds(&b, sep);
		if (n->flags & NF_FIXED)
			buf_addc(&b, '!');
		buf_add(&b, n->atom->s, n->atom->len);
		sep = ",";
	}
	privates(e, &b);
	if (!buf_ok(&b))
		lexer_fail(e->x, call->pos, "too many variables are in sight "
		    "of this direct eval; write (0, eval)(...)");
	else
		all->s = emit_text(e, "%.*s", (int)b.len, b.p);
	all->len = (uint32_t)b.len;
	buf_fini(&b);
	return all;
}

static void
getter(struct emit *e, struct node *id)
{
	struct frame frame;

	emit_str(e, "get ");
	emit_quoted(e, id->atom);
	emit_str(e, "(){return ");
	emit_written(e, 0, 0);
	emit_open(e, &frame, e->frame->fn, true);
	emit_expr_id(e, id);
	emit_close(e);
	emit_str(e, "},");
}

static void
setter(struct emit *e, struct node *id)
{
	struct frame frame;

	emit_str(e, "set ");
	emit_quoted(e, id->atom);
	emit_str(e, "($v){");
	emit_written(e, 0, 0);
	emit_open(e, &frame, e->frame->fn, true);
	emit_pattern_open(e, id);
	emit_str(e, "$v");
	emit_pattern_close(e, id);
	emit_close(e);
	emit_str(e, "},");
}

/* `this` and new.target are no names: they cannot be taken for variables. */
static void
itself(struct emit *e)
{
	struct func *f = owner_of(e->frame->fn);
	struct frame frame;

	if (f->is_program && (f->around == NULL || !f->around->has_this))
		return;
	emit_open(e, &frame, e->frame->fn, true);
	emit_written(e, 0, 0);
	emit_written(e, 0, 0);
	emit_fmt(e, "get \"this\"(){return %s},", emit_expr_this_text(e));
	emit_fmt(e, "get \"new.target\"(){return %s}",
	    emit_expr_target_text(e));
	emit_close(e);
}

void
direct_emit(struct emit *e, struct node *call)
{
	const struct func *f = owner_of(e->frame->fn);
	bool super = f->is_program ? f->around != NULL && f->around->super
				   : f->method;

	emit_fmt(e, "$.direct(%s,", emit_global_name(e, call->a->atom));
	emit_quoted(e, context(e, call));
	emit_fmt(e, ",%s,{", super && e->home != NULL ? e->home : "null");
	for (struct node *n = call->d; n != NULL; n = n->next) {
		getter(e, n);
		if (n->bind != NULL)
			setter(e, n);
	}
	privates(e, NULL);
	itself(e);
	emit_str(e, "},");
	emit_literal_array(e, call->b);
	emit_close_at(e, emit_place_of(e, call->a));
}

void
direct_read(const char *s, struct around *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (; *s != '\0' && *s != ' '; s++) {
		switch (*s) {
		case DIRECT_STRICT: ret->strict = true; break;
		case DIRECT_THIS: ret->has_this = true; break;
		case DIRECT_SUPER: ret->super = true; break;
		case DIRECT_TARGET: ret->target = true; break;
		case DIRECT_FIELD: ret->field = true; break;
		default: break;
		}
	}
	ret->names = *s == ' ' ? s + 1 : s;
}

static const char *
direct_name(const struct scoper *s, const struct atom *a)
{
	bool plain = atom_is_ascii_name(a);
	size_t size = (size_t)a->len * 3 + 16;
	char *p = arena_bytes(s->x->arena, size);
	size_t n;

	if (p == NULL)
		return "";
	if (plain) {
		(void)snprintf(p, size, DIRECT_SCOPE ".%.*s", (int)a->len,
		    a->s);
		return p;
	}
	n = (size_t)snprintf(p, size, DIRECT_SCOPE "[\"");
	memcpy(p + n, a->s, a->len);
	(void)snprintf(p + n + a->len, size - n - a->len, "\"]");
	return p;
}

void
direct_declare(struct scoper *s, const struct around *a)
{
	struct func *f = arena_item(s->x->arena, sizeof(*f));
	struct node id = { .kind = N_ID };
	struct binding *b;
	const char *p = a->names;
	size_t n;

	s->fn = f;
	f->scope = scope_push(s, true);
	for (; *p != '\0'; p += n + (p[n] == ',')) {
		p += *p == '!';
		n = strcspn(p, ",");
		if (*p == '#' || n == 0)
			continue;
		id.atom = atom_get(s->x->atoms, p, n);
		b = scope_declare(s, &id, B_VAR);
		b->member = true;
		b->out = direct_name(s, id.atom);
	}
}

/* "#x" or "!x" */
static bool
is_listed(const struct around *a, char mark, const struct atom *name)
{
	size_t n;

	for (const char *p = a->names; *p != '\0'; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		if (*p == mark && n == name->len + 1 &&
		    memcmp(p + 1, name->s, name->len) == 0)
			return true;
	}
	return false;
}

bool
direct_has_private(const struct func *f, const struct atom *a)
{
	while (f->up != NULL)
		f = f->up;
	return f->around != NULL && is_listed(f->around, '#', a);
}

bool
direct_declares(const struct func *f)
{
	if (f->strict)
		return false;
	for (const struct node *n = f->body; n != NULL; n = n->next) {
		if (n->kind == S_FUNC)
			return true;
	}
	return f->vars != NULL;
}

static void
check(struct lexer *x, const struct around *a, const struct node *id)
{
	const struct atom *name = id->atom;

	if (is_listed(a, '!', name))
		lexer_fail(x, id->pos, "'%.*s' has already been declared",
		    (int)(name->len > 100 ? 100 : name->len), name->s);
}

void
direct_check(struct lexer *x, const struct func *f)
{
	for (const struct node *n = f->vars; n != NULL; n = n->next)
		check(x, f->around, n);
	for (const struct node *n = f->body; n != NULL; n = n->next) {
		if (n->kind == S_FUNC)
			check(x, f->around, n->a->a);
	}
}
