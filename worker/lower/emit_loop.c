/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loops.  When a closure keeps a variable of the body, the body becomes a
 * function of its own ("lifted"), called once a round; how it was left comes
 * back as a value: nothing to go on, a number for a jump, an array to return.
 */
#include "worker/lower/emit.h"

#include <string.h>

/* The struct that jumps in the body aim at. */
static void
enter(struct emit *e, struct target *t)
{
	memset(t, 0, sizeof(*t));
	t->up = e->targets;
	t->frame = e->frame;
	t->loop = true;
	t->labels = e->labels;
}

static void
begin_loop(struct emit *e, struct target *t, const char *text)
{
	struct label *labels = e->labels;

	emit_jump_labels(e);
	t->labels = labels;
	emit_str(e, text);
}

/* A body that stays where it is. */
static void
plain_body(struct emit *e, struct target *t, struct node *n)
{
	e->targets = t;
	emit_stmt(e, n);
	e->targets = t->up;
}

/* What the caller of a lifted body does with what it returned. */
static void
leaps(struct emit *e, struct target *t, const struct frame *f,
    const char *code, struct node *at)
{
	if (f->leaps == NULL && !f->returns)
		return;
	e->targets = t;
	emit_fmt(e, "if(%s!==void 0){", code);
	for (const struct leap *l = f->leaps; l != NULL; l = l->next) {
		emit_fmt(e, "if(%s===%u){", code, l->code);
		emit_jump(e, l->is_continue, l->label, at);
		buf_addc(e->out, '}');
	}
	if (f->returns && e->frame->lifted) {
		e->frame->returns = true;
		emit_fmt(e, "return %s;", code);
	} else if (f->returns) {
		if (e->frame->fn->ctor && e->frame->fn->derived &&
		    !e->frame->fn->try_return)
			emit_fmt(e, "return $.made(%s[0],$t);", code);
		else
			emit_fmt(e, "return %s[0];", code);
	}
	buf_addc(e->out, '}');
	e->targets = t->up;
}

/* A variable of `for (let ...)` has another name in the lifted body. */
struct copy {
	struct copy *next;
	struct binding *b;
	const char *outer, *inner;
};

struct lifted {
	struct frame frame;
	const char *name, *code;
	struct copy *copies;
};

static const char *
joined(struct emit *e, const char *a, const char *b)
{
	return emit_text(e, "%s%s%s", a, a[0] == '\0' ? "" : ",", b);
}

static const char *
copy_name(struct emit *e, struct binding *b, const char *name)
{
	const char *copy;

	do {
		copy = emit_text(e, "%s$%u", name, ++b->atom->serial + 1);
	} while (atom_find(e->atoms, copy, strlen(copy)) != NULL);
	return copy;
}

static void
copy_names(struct emit *e, struct lifted *l, const struct scope *head)
{
	const char *back = "";
	struct copy *c;

	for (struct binding *b = head->list; b != NULL; b = b->next) {
		c = arena_item(e->arena, sizeof(*c));
		c->b = b;
		c->outer = emit_name_of(e, b);
		c->inner = copy_name(e, b, c->outer);
		c->next = l->copies;
		l->copies = c;
		back = joined(e, back,
		    emit_text(e, "%s=%s", c->outer, c->inner));
	}
	l->frame.write_back = back[0] == '\0' ? NULL : back;
}

/* Which names the variables go by from here on; returns them as a list. */
static const char *
use_names(struct emit *e, const struct lifted *l, bool inside)
{
	const char *list = "";

	for (const struct copy *c = l->copies; c != NULL; c = c->next) {
		c->b->out = inside ? c->inner : c->outer;
		list = joined(e, list, c->b->out);
	}
	return list;
}

static void
open_lifted(struct emit *e, struct lifted *l, struct target *t,
    const char *params)
{
	const char *back = l->frame.write_back;

	e->targets = t;
	emit_fmt(e, "%s=", l->name);
	emit_func_hidden(e);
	emit_fmt(e, "(%s){", params);
	emit_open(e, &l->frame, e->frame->fn, true);
	l->frame.lifted = true;
	l->frame.own = t;
	l->frame.write_back = back;
}

static void
close_lifted(struct emit *e, struct lifted *l, const struct target *t)
{
	if (l->frame.write_back != NULL)
		emit_fmt(e, ";%s", l->frame.write_back);
	emit_close(e);
	emit_str(e, "};");
	e->targets = t->up;
}

static void
call_lifted(struct emit *e, struct lifted *l, struct target *t,
    struct node *at, const char *args)
{
	bool wanted = l->frame.leaps != NULL || l->frame.returns;

	if (wanted)
		emit_fmt(e, "%s=", l->code);
	emit_fmt(e, "%s(%s);", l->name, args);
	leaps(e, t, &l->frame, l->code, at);
}

static void
begin_lifted(struct emit *e, struct lifted *l)
{
	memset(l, 0, sizeof(*l));
	l->name = emit_temp(e);
	l->code = emit_temp(e);
}

static void
for_head(struct emit *e, struct node *n)
{
	if (n->a == NULL)
		return;
	if (n->a->kind == S_VAR) {
		emit_stmt_tdz(e, n->loop->head);
		emit_stmt_init(e, n->a);
	} else {
		emit_expr_void(e, n->a);
		buf_addc(e->out, ';');
	}
}

static void
for_tests(struct emit *e, struct node *n, struct target *t)
{
	begin_loop(e, t, "for(;");
	if (n->b != NULL)
		emit_big_truth(e, n->b, P_SEQ);
	buf_addc(e->out, ';');
	if (n->c != NULL)
		emit_expr_void(e, n->c);
	emit_str(e, "){");
}

static void
for_lifted(struct emit *e, struct node *n, struct target *t)
{
	struct lifted l;
	const char *args;
	struct label *labels = e->labels;

	begin_lifted(e, &l);
	copy_names(e, &l, n->loop->head);
	e->labels = NULL;
	open_lifted(e, &l, t, use_names(e, &l, true));
	emit_stmt(e, n->d);
	close_lifted(e, &l, t);
	args = use_names(e, &l, false);
	e->labels = labels;
	for_tests(e, n, t);
	call_lifted(e, &l, t, n, args);
	buf_addc(e->out, '}');
}

/* Temporaries that carry the head's variables from one round to the next: the
 * variables themselves are those that closures of the first part keep. */
static const char *
carriers(struct emit *e, struct lifted *l)
{
	const char *args = "", *back = "";

	for (struct copy *c = l->copies; c != NULL; c = c->next) {
		const char *t = emit_temp(e);

		emit_fmt(e, "%s=%s;", t, c->outer);
		args = joined(e, args, t);
		back = joined(e, back, emit_text(e, "%s=%s", t, c->inner));
	}
	l->frame.write_back = back[0] == '\0' ? NULL : back;
	return args;
}

/* A closure in the head itself keeps one of its variables: then the whole
 * round, its step and its test are one function. */
static void
for_whole(struct emit *e, struct node *n, struct target *t)
{
	struct lifted l;
	struct label *labels = e->labels;
	const char *args, *first = emit_temp(e), *params;

	begin_lifted(e, &l);
	copy_names(e, &l, n->loop->head);
	args = carriers(e, &l);
	emit_fmt(e, "%s=0;", first);
	e->labels = NULL;
	params = use_names(e, &l, true);
	open_lifted(e, &l, t, emit_text(e, "%s,$w", params));
	if (n->c != NULL) {
		emit_str(e, "if($w){");
		emit_expr_void(e, n->c);
		emit_str(e, "}");
	}
	if (n->b != NULL) {
		emit_str(e, "if(!(");
		emit_big_truth(e, n->b, P_SEQ);
		emit_str(e, "))return null;");
	}
	emit_stmt(e, n->d);
	close_lifted(e, &l, t);
	(void)use_names(e, &l, false);
	e->labels = labels;
	begin_loop(e, t, "for(;;){");
	emit_fmt(e, "%s=%s(%s,%s++);if(%s===null)break;", l.code, l.name,
	    args, first, l.code);
	leaps(e, t, &l.frame, l.code, n);
	buf_addc(e->out, '}');
}

static void
for_loop(struct emit *e, struct node *n)
{
	struct target t;

	enter(e, &t);
	for_head(e, n);
	if (n->loop->head_captured) {
		for_whole(e, n, &t);
		return;
	}
	if (n->loop->lift) {
		for_lifted(e, n, &t);
		return;
	}
	for_tests(e, n, &t);
	plain_body(e, &t, n->d);
	buf_addc(e->out, '}');
}

/* The function of a lifted body, before the loop that calls it. */
static void
lift_body(struct emit *e, struct lifted *l, struct target *t,
    struct node *body)
{
	struct label *labels = e->labels;

	begin_lifted(e, l);
	e->labels = NULL;
	open_lifted(e, l, t, "");
	emit_stmt(e, body);
	close_lifted(e, l, t);
	e->labels = labels;
}

static void
while_loop(struct emit *e, struct node *n)
{
	struct target t;
	struct lifted l;

	enter(e, &t);
	if (n->loop->lift)
		lift_body(e, &l, &t, n->d);
	begin_loop(e, &t, n->kind == S_DO ? "do{" : "while(");
	if (n->kind == S_WHILE) {
		emit_big_truth(e, n->a, P_SEQ);
		emit_str(e, "){");
	}
	if (n->loop->lift)
		call_lifted(e, &l, &t, n, "");
	else
		plain_body(e, &t, n->d);
	buf_addc(e->out, '}');
	if (n->kind == S_DO) {
		emit_str(e, "while(");
		emit_big_truth(e, n->a, P_SEQ);
		emit_str(e, ");");
	}
}

/* Stores the round's value in what stands before `of` or `in`. */
static void
store(struct emit *e, struct node *n, const char *value)
{
	struct node *target = n->a;
	struct walks w;

	emit_pattern_try(e, &w, n->closes);
	emit_sync(e, n->a->line);
	if (n->a->kind == S_VAR) {
		target = n->a->a->a;
		emit_stmt_declare(e, target, n->a->op);
	}
	emit_pattern_apart(e, target, value);
	buf_addc(e->out, ';');
	emit_pattern_end(e, &w, n->closes);
}

static void
each_round(struct emit *e, struct node *n, struct target *t, struct lifted *l,
    const char *value)
{
	if (n->loop->lift) {
		call_lifted(e, l, t, n, value);
		return;
	}
	store(e, n, value);
	plain_body(e, t, n->d);
}

static void
lift_round(struct emit *e, struct node *n, struct target *t,
    struct lifted *l)
{
	struct label *labels = e->labels;

	begin_lifted(e, l);
	e->labels = NULL;
	open_lifted(e, l, t, "$v");
	emit_stmt_tdz(e, n->loop->head);
	store(e, n, "$v");
	emit_stmt(e, n->d);
	close_lifted(e, l, t);
	e->labels = labels;
}

static void
in_loop(struct emit *e, struct node *n)
{
	const char *t = emit_temp(e), *object = emit_temp(e);
	struct target target;
	struct lifted l;

	enter(e, &target);
	emit_fmt(e, "%s=", object);
	emit_expr(e, n->b, P_ASSIGN);
	buf_addc(e->out, ';');
	if (n->loop->lift)
		lift_round(e, n, &target, &l);
	begin_loop(e, &target, "");
	emit_fmt(e, "for(%s in %s){", t, object);
	each_round(e, n, &target, &l, t);
	buf_addc(e->out, '}');
}

/* The end of a loop over an iterator: it is told when we leave early. */
static void
close_iterator(struct emit *e, const char *it, bool async)
{
	const char *a = async ? "a" : "";

	emit_fmt(e, "}catch($x){$.%sabandon(%s,$x);throw $x}"
	    "finally{$.%send(%s)}", a, it, a, it);
}

static void
of_loop(struct emit *e, struct node *n)
{
	bool async = n->flags & NF_AWAIT;
	const char *it = emit_temp(e), *i = emit_temp(e), *value;
	struct target t;
	struct lifted l;

	enter(e, &t);
	emit_stmt_tdz(e, n->loop->head);
	emit_fmt(e, "%s=$.%s(", it, async ? "aof" : "of");
	emit_expr(e, n->b, P_ASSIGN);
	emit_close_at(e, emit_place_of(e, n->b));
	buf_addc(e->out, ';');
	if (n->loop->lift)
		lift_round(e, n, &t, &l);
	emit_str(e, "try{");
	begin_loop(e, &t, "");
	if (async) {
		emit_fmt(e, "for(;$.astep(%s);){", it);
		value = emit_text(e, "%s.v", it);
	} else {
		emit_fmt(e, "for(%s=-1;++%s<%s.length||(%s=$.step(%s))===0;"
		    "){", i, i, it, i, it);
		value = emit_text(e, "%s[%s]", it, i);
	}
	each_round(e, n, &t, &l, value);
	buf_addc(e->out, '}');
	close_iterator(e, it, async);
}

void
emit_loop(struct emit *e, struct node *n)
{
	switch (n->kind) {
	case S_FOR: for_loop(e, n); break;
	case S_FORIN: in_loop(e, n); break;
	case S_FOROF: of_loop(e, n); break;
	default: while_loop(e, n); break;
	}
}
