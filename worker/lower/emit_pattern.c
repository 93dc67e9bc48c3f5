/* SPDX-License-Identifier: Apache-2.0 */
/* Storing a value somewhere, and taking one apart. */
#include "worker/lower/emit.h"

static bool
is_constant(const struct node *n)
{
	const struct binding *b = n->bind;

	return b != NULL && !(n->flags & NF_INIT) &&
	    !(n->flags & NF_STATIC) && (b->kind == B_CONST ||
	    b->kind == B_INNER || b->kind == B_SELF);
}

bool
emit_pattern_plain(const struct node *n)
{
	return n->kind == N_ID && !is_constant(n) && !emit_is_early(n);
}

static void
open_name(struct emit *e, struct node *n)
{
	if (is_constant(n) && n->bind->kind == B_SELF &&
	    !e->frame->fn->strict) {
		emit_str(e, "(");
		return;
	}
	if (is_constant(n)) {
		emit_str(e, "$.constant(");
		emit_quoted(e, n->atom);
		buf_addc(e->out, ',');
		return;
	}
	if (emit_is_early(n)) {
		buf_addc(e->out, '(');
		emit_expr_id(e, n);
		buf_addc(e->out, ',');
	}
	if (n->flags & NF_STATIC)
		emit_str(e, "arguments");
	else if (n->bind != NULL)
		emit_str(e, emit_name_of(e, n->bind));
	else
		emit_str(e, emit_global_name(e, n->atom));
	buf_addc(e->out, '=');
}

/* After it comes a value, then emit_pattern_close(). */
void
emit_pattern_open(struct emit *e, struct node *n)
{
	emit_sync(e, n->line);
	switch (n->kind) {
	case N_ID:
		emit_place(e, n->pos);
		open_name(e, n);
		break;
	case N_PRIVATE:
		if (e->marks) {
			emit_expr(e, n, P_CALL);
			buf_addc(e->out, '=');
			break;
		}
		emit_str(e, "$.ps(");
		emit_expr(e, n->a, P_ASSIGN);
		emit_fmt(e, ",%s,", emit_class_private(e, n->atom));
		break;
	default:
		if (n->a->kind == N_SUPER) {
			emit_fmt(e, "$.sset(%s,", e->home);
			if (n->kind == N_MEMBER)
				emit_quoted(e, n->atom);
			else
				emit_call_super_key(e, n->b);
			buf_addc(e->out, ',');
			emit_expr_this(e);
			buf_addc(e->out, ',');
			break;
		}
		emit_expr(e, n, P_CALL);
		buf_addc(e->out, '=');
		break;
	}
}

void
emit_pattern_close(struct emit *e, struct node *n)
{
	bool call = n->kind == N_ID ? is_constant(n) || emit_is_early(n)
				    : emit_class_calls(e, n) ||
		n->a->kind == N_SUPER;

	if (call)
		emit_close_at(e, emit_place_of(e, n));
}

void
emit_joint(struct emit *e)
{
	buf_addc(e->out, e->apart ? ';' : ',');
}

static void element(struct emit *e, struct node *n, const char *value);

static bool
is_pattern(const struct node *n)
{
	return n->kind == N_ARRAY || n->kind == N_OBJECT;
}

static void
value_or_default(struct emit *e, const char *value, struct node *dflt)
{
	const char *t;

	if (dflt == NULL) {
		emit_str(e, value);
		return;
	}
	t = emit_temp(e);
	emit_fmt(e, "(%s=%s)===void 0?", t, value);
	emit_expr(e, dflt, P_ASSIGN);
	emit_fmt(e, ":%s", t);
}

/* Stores the expression `value` in a target that may have a default. */
static void
element(struct emit *e, struct node *n, const char *value)
{
	struct node *dflt = NULL;
	const char *t;

	if (n->kind == N_ASSIGN) {
		dflt = n->b;
		n = n->a;
	}
	if (is_pattern(n)) {
		t = emit_temp(e);
		emit_fmt(e, "%s=", t);
		value_or_default(e, value, dflt);
		emit_joint(e);
		emit_pattern(e, n, t);
		return;
	}
	emit_pattern_open(e, n);
	value_or_default(e, value, dflt);
	emit_pattern_close(e, n);
}

void
emit_pattern_try(struct emit *e, struct walks *w, bool closes)
{
	if (!closes)
		return;
	w->up = e->walks;
	w->frame = e->frame;
	w->names = NULL;
	e->walks = w;
	emit_str(e, "try{");
}

void
emit_pattern_end(struct emit *e, struct walks *w, bool closes)
{
	struct name_list *l;

	if (!closes)
		return;
	e->walks = w->up;
	emit_str(e, "}catch($x){");
	for (l = w->names; l != NULL; l = l->next)
		emit_fmt(e, "$.abandon(%s,$x);", l->s);
	emit_str(e, "throw $x}finally{");
	for (l = w->names; l != NULL; l = l->next)
		emit_fmt(e, "$.end(%s);", l->s);
	buf_addc(e->out, '}');
}

static void
note_walk(struct emit *e, const char *name)
{
	struct name_list *l;

	if (e->walks == NULL || e->walks->frame != e->frame)
		return;
	l = arena_item(e->arena, sizeof(*l));
	l->s = name;
	l->next = e->walks->names;
	e->walks->names = l;
}

/* `source` if it is a name, which no pattern changes: else one that has it. */
static const char *
named(struct emit *e, const char *source)
{
	const char *s;

	if (__builtin_strpbrk(source, ".[(") == NULL)
		return source;
	s = emit_temp(e);
	emit_fmt(e, "%s=%s", s, source);
	emit_joint(e);
	return s;
}

/* T = what a pattern of n elements reads.  Our own Duktape needs no call. */
static void
take(struct emit *e, const char *t, const char *whole, unsigned n,
    uint32_t place)
{
	enum { FEW = 32 }; /* TAKEN_MAX of the prelude */

	emit_fmt(e, "%s=", t);
	if (e->marks && n <= FEW) {
		emit_str(e, whole);
		emit_place(e, place);
		emit_str(e, "[$take");
		emit_place(e, place);
		buf_addc(e->out, ']');
		return;
	}
	emit_fmt(e, "$.take(%s,%u", whole, n);
	emit_close_at(e, place);
}

/* What is no array is read an element at a time: T[i] takes a step. */
static void
array(struct emit *e, struct node *n, const char *source,
    const struct node *from)
{
	const char *whole = named(e, source), *t = emit_temp(e);
	uint32_t place = from != NULL ? emit_place_of(e, from) : n->pos;
	unsigned count = 0, i = 0;
	struct node *m;

	for (m = n->a; m != NULL && m->kind != N_SPREAD; m = m->next)
		count++;
	note_walk(e, t);
	take(e, t, whole, count, place);
	for (m = n->a; m != NULL; m = m->next, i++) {
		emit_joint(e);
		if (m->kind == N_HOLE)
			emit_fmt(e, "%s[%u]", t, i);
		else if (m->kind == N_SPREAD)
			element(e, m->a, emit_text(e, "$.tail(%s,%u)", t, i));
		else
			element(e, m, emit_text(e, "%s[%u]", t, i));
	}
	emit_fmt(e, e->apart ? ";if(%s!==%s)$.end(%s)" : ",%s!==%s&&$.end(%s)",
	    t, whole, t);
}

/* The text of a key, for a string of code. */
static const char *
quoted(struct emit *e, const struct atom *a)
{
	struct buf b, *out = e->out;
	const char *s;

	buf_init(&b, 1 << 20);
	e->out = &b;
	emit_quoted(e, a);
	e->out = out;
	s = "\"\"";
	if (buf_ok(&b)) {
		char *p = arena_bytes(e->arena, b.len + 1);

		__builtin_memcpy(p, b.p, b.len + 1);
		s = p;
	}
	buf_fini(&b);
	return s;
}

/* `"name"`, `12` or a temporary that holds the computed key. */
const char *
emit_pattern_key(struct emit *e, const struct node *n)
{
	const char *t;

	if (n->flags & NF_COMPUTED) {
		t = emit_temp(e);
		emit_fmt(e, "%s=$.key(", t);
		emit_big_key(e, n->a);
		buf_addc(e->out, ')');
		emit_joint(e);
		return t;
	}
	if (n->a->kind == N_NUM)
		return emit_text(e, "%.*s", (int)n->a->atom->len,
		    n->a->atom->s);
	return quoted(e, n->a->atom);
}

static void
rest(struct emit *e, struct node *n, const char *source, const char *keys)
{
	const char *t = emit_temp(e);

	emit_fmt(e, "%s=$.omit(%s,[", t, source);
	emit_str(e, keys);
	emit_str(e, "])");
	emit_joint(e);
	element(e, n->a, t);
}

static const char *
member_text(struct emit *e, const struct node *m, const char *source,
    const char *key)
{
	size_t n = __builtin_strlen(source) + __builtin_strlen(key) + 4;
	char *p = arena_bytes(e->arena, n);

	if (m->a->kind == N_ID && !(m->flags & NF_COMPUTED) &&
	    atom_is_ascii_name(m->a->atom))
		(void)__builtin_snprintf(p, n, "%s.%.*s", source,
		    (int)m->a->atom->len, m->a->atom->s);
	else
		(void)__builtin_snprintf(p, n, "%s[%s]", source, key);
	return p;
}

static const char *
join(struct emit *e, const char *a, const char *b)
{
	size_t n = __builtin_strlen(a) + __builtin_strlen(b) + 2;
	char *p = arena_bytes(e->arena, n);

	(void)__builtin_snprintf(p, n, "%s%s%s", a, a[0] != '\0' ? "," : "",
	    b);
	return p;
}

static bool
has_rest(const struct node *n)
{
	for (n = n->a; n != NULL; n = n->next) {
		if (n->kind == N_SPREAD)
			return true;
	}
	return false;
}

static void
object(struct emit *e, struct node *n, const char *source)
{
	bool with_rest = has_rest(n);
	const char *keys = "", *key;

	if (n->a == NULL || n->a->kind == N_SPREAD ||
	    (n->a->flags & NF_COMPUTED)) {
		emit_fmt(e, "$.object(%s", source);
		emit_close_at(e, n->pos);
		if (n->a != NULL)
			emit_joint(e);
	}
	for (struct node *m = n->a; m != NULL; m = m->next) {
		if (m->kind == N_SPREAD) {
			rest(e, m, source, keys);
			break;
		}
		emit_sync(e, m->line);
		key = emit_pattern_key(e, m);
		if (with_rest)
			keys = join(e, keys, key);
		element(e, m->b, member_text(e, m, source, key));
		if (m->next != NULL)
			emit_joint(e);
	}
}

static void
pattern(struct emit *e, struct node *n, const char *source,
    const struct node *from)
{
	if (n->kind == N_ARRAY)
		array(e, n, source, from);
	else if (n->kind == N_OBJECT)
		object(e, n, source);
	else
		element(e, n, source);
}

void
emit_pattern(struct emit *e, struct node *n, const char *source)
{
	pattern(e, n, source, NULL);
}

void
emit_pattern_value(struct emit *e, struct node *n, struct node *value,
    const char *t)
{
	emit_fmt(e, "%s=", t);
	emit_expr(e, value, P_ASSIGN);
	emit_joint(e);
	pattern(e, n, t, value);
}

void
emit_pattern_apart(struct emit *e, struct node *n, const char *source)
{
	bool was = e->apart;

	e->apart = true;
	emit_pattern(e, n, source);
	e->apart = was;
}

void
emit_pattern_assign(struct emit *e, struct node *n, struct node *value)
{
	bool was = e->apart;

	e->apart = true;
	if (!emit_flat(e, n, value))
		emit_pattern_value(e, n, value, emit_temp(e));
	e->apart = was;
}
