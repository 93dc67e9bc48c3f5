/* SPDX-License-Identifier: Apache-2.0 */
/* Text, names, temporaries, frames. */
#include "worker/lower/emit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/utf8.h"
#include "worker/lower/lower.h"

void
emit_str(struct emit *e, const char *s)
{
	buf_adds(e->out, s);
}

/* The formatted text in the arena. */
__attribute__((format(printf, 2, 0))) static const char *
format(struct emit *e, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	p = n < 0 ? NULL : arena_bytes(e->arena, (size_t)n + 1);
	if (p != NULL)
		(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p == NULL ? "" : p;
}

void
emit_fmt(struct emit *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_adds(e->out, format(e, fmt, ap));
	va_end(ap);
}

const char *
emit_text(struct emit *e, const char *fmt, ...)
{
	const char *p;
	va_list ap;

	va_start(ap, fmt);
	p = format(e, fmt, ap);
	va_end(ap);
	return p;
}

static void
new_place(struct emit *e, uint32_t place)
{
	buf_addc(e->out, '\n');
	buf_add(e->places, &place, sizeof(place));
	e->place = place;
}

void
emit_sync(struct emit *e, uint32_t line)
{
	if (e->places != NULL) {
		if (e->line < line)
			new_place(e, LOWER_PLACE_LINE | line);
		e->line = e->line < line ? line : e->line;
		return;
	}
	for (; e->line < line; e->line++)
		buf_addc(e->out, '\n');
}

void
emit_place(struct emit *e, uint32_t pos)
{
	if (e->places != NULL && e->place != pos)
		new_place(e, pos);
}

void
emit_at(struct emit *e, const struct node *n)
{
	if (e->places == NULL) {
		emit_sync(e, n->line);
		return;
	}
	emit_place(e, n->pos);
	e->line = e->line < n->line ? n->line : e->line;
}

void
emit_places_begin(struct emit *e)
{
	e->place = LOWER_PLACE_LINE | 1;
	if (e->places != NULL)
		buf_add(e->places, &e->place, sizeof(e->place));
}

void
emit_places_end(struct emit *e)
{
	if (e->places != NULL)
		new_place(e, LOWER_PLACE_LINE);
}

uint32_t
emit_place_bracket(const struct emit *e, const struct node *n, char c)
{
	uint32_t i = n->end;

	while (i < e->x->len && i < n->end + 80 && e->x->src[i] != c)
		i++;
	return i < e->x->len && e->x->src[i] == c ? i : n->pos;
}

uint32_t
emit_place_of(const struct emit *e, const struct node *n)
{
	while (n->kind == N_CHAIN || n->kind == N_CALL)
		n = n->a;
	switch (n->kind) {
	case N_MEMBER: return n->end - n->atom->len;
	case N_PRIVATE: return n->end - n->atom->len - 1;
	case N_INDEX: return emit_place_bracket(e, n->a, '[');
	default: return n->pos;
	}
}

void
emit_close_at(struct emit *e, uint32_t pos)
{
	emit_place(e, pos);
	buf_addc(e->out, ')');
}

/* Do n bytes that continue a character follow? */
static bool
continues(const uint8_t *s, uint32_t left, uint32_t n)
{
	if (left <= n)
		return false;
	for (uint32_t i = 1; i <= n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return false;
	return true;
}

void
emit_quoted(struct emit *e, const struct atom *a)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *s = (const uint8_t *)a->s;
	struct buf *b = e->out;

	buf_addc(b, '"');
	for (uint32_t i = 0; i < a->len;) {
		uint32_t c = s[i], k = 1;

		if (c >= 0xf0 && continues(s + i, a->len - i, 3)) {
			c = (c & 7) << 18 | (s[i + 1] & 63u) << 12 |
			    (s[i + 2] & 63u) << 6 | (s[i + 3] & 63u);
			k = 4;
			buf_addf(b, "\\u%04x\\u%04x",
			    0xd800 + ((c - 0x10000) >> 10),
			    0xdc00 + ((c - 0x10000) & 0x3ff));
		} else if (c >= 0xe0 && c < 0xf0 &&
		    continues(s + i, a->len - i, 2)) {
			c = (c & 15) << 12 | (s[i + 1] & 63u) << 6 |
			    (s[i + 2] & 63u);
			k = 3;
			if ((c >= 0xd800 && c < 0xe000) || c == 0x2028 ||
			    c == 0x2029)
				buf_addf(b, "\\u%04x", c);
			else
				buf_add(b, s + i, 3);
		} else if (c >= 0xc0 && c < 0xe0 &&
		    continues(s + i, a->len - i, 1)) {
			k = 2;
			buf_add(b, s + i, 2);
		} else if (c >= 0x80) { /* no UTF-8 */
			buf_adds(b, "\\ufffd");
		} else if (c == '"' || c == '\\') {
			buf_addc(b, '\\');
			buf_addc(b, (char)c);
		} else if (c == '\n') {
			buf_adds(b, "\\n");
		} else if (c < 0x20 || c == 0x7f) {
			buf_adds(b, "\\x");
			buf_addc(b, hex[c >> 4]);
			buf_addc(b, hex[c & 15]);
		} else {
			buf_addc(b, (char)c);
		}
		i += k;
	}
	buf_addc(b, '"');
}

/* A name Duktape reads: letters beyond ASCII in hexadecimal. */
static const char *
mangle(struct emit *e, const struct atom *a, bool dollar)
{
	char *p = arena_bytes(e->arena, (size_t)a->len * 3 + 40);
	size_t n = 0;

	if (!atom_is_ascii_name(a)) {
		p[n++] = '$';
		p[n++] = '_';
	} else if (dollar && a->s[0] == '$') {
		p[n++] = '$';
	}
	for (uint32_t i = 0; i < a->len; i++) {
		uint8_t c = (uint8_t)a->s[i];

		if (c < 0x80)
			p[n++] = (char)c;
		else
			n += (size_t)snprintf(p + n, 8, "$%02x", c);
	}
	p[n] = '\0';
	return p;
}

const char *
emit_global_name(struct emit *e, const struct atom *a)
{
	/* Those of what we print are no variable of the program. */
	if (e->program && atom_is(a, KW_arguments))
		return "$_arguments";
	return mangle(e, a, e->x->apart);
}

/* Block-level names become variables of the whole function. */
static bool
must_rename(const struct binding *b)
{
	if (b->renamed)
		return true;
	if (b->scope->is_function || b->kind == B_CATCH || b->kind == B_SELF)
		return false;
	return b->atom->bindings > 1 || b->atom->global;
}

const char *
emit_name_of(struct emit *e, struct binding *b)
{
	const char *name;
	bool at_top = b->fn->is_program && !e->x->apart;

	if (b->out != NULL)
		return b->out;
	if (b->kind == B_INNER)
		return b->out = emit_text(e, "%s.c",
		    emit_class_holder(e, b->cls));
	name = mangle(e, b->atom, !at_top);
	if (must_rename(b)) {
		const char *base = name;

		do {
			if (strlen(base) > 400)
				base = "$long";
			name = emit_text(e, "%s$%u", base,
			    ++b->atom->serial + 1);
		} while (atom_find(e->atoms, name, strlen(name)) != NULL);
	}
	return b->out = name;
}

void
emit_property(struct emit *e, const struct atom *a)
{
	if (atom_is_ascii_name(a)) {
		buf_addc(e->out, '.');
		buf_add(e->out, a->s, a->len);
		return;
	}
	buf_addc(e->out, '[');
	emit_quoted(e, a);
	buf_addc(e->out, ']');
}

const char *
emit_temp(struct emit *e)
{
	static const char *const first[] = { "$1", "$2", "$3", "$4", "$5",
		"$6", "$7", "$8", "$9" };
	struct frame *f = e->frame;
	unsigned i = f->used++;

	if (f->used > f->max)
		f->max = f->used;
	return i < 9 ? first[i] : emit_text(e, "$%u", i + 1);
}

void
emit_declare(struct emit *e, const char *name)
{
	struct name_list *l = arena_item(e->arena, sizeof(*l));

	l->s = name;
	l->next = e->frame->names;
	e->frame->names = l;
}

void
emit_open(struct emit *e, struct frame *f, struct func *fn, bool inner)
{
	memset(f, 0, sizeof(*f));
	f->up = e->frame;
	f->fn = fn;
	f->inner = inner;
	e->frame = f;
}

static void
declare_one(struct emit *e, bool *any, const char *name)
{
	emit_str(e, *any ? "," : ";var ");
	emit_str(e, name);
	*any = true;
}

void
emit_close(struct emit *e)
{
	struct frame *f = e->frame;
	bool any = false;

	for (unsigned i = 1; i <= f->max; i++)
		declare_one(e, &any, emit_text(e, "$%u", i));
	for (struct name_list *l = f->names; l != NULL; l = l->next)
		declare_one(e, &any, l->s);
	if (any)
		buf_addc(e->out, ';');
	e->frame = f->up;
}

/* The function whose this, arguments and new.target are meant here. */
struct func *
emit_owner(const struct emit *e, bool *ret_inside)
{
	struct func *f = e->frame->fn;

	*ret_inside = e->frame->inner;
	while (f->transparent && f->up != NULL) {
		*ret_inside = true;
		f = f->up;
	}
	return f;
}
