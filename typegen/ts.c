/* SPDX-License-Identifier: Apache-2.0 */
/* ts.c -- see ts.h.  Types, and how they combine. */
#include "typegen/ts.h"

#include <string.h>

#include "common/host/json.h"
#include "typegen/ts_members.h"
#include "typegen/ts_put.h"

#define TYPE_TEXT_MAX (4 * 1024 * 1024) /* of the parts of one type */
#define ENUM_MAX 200 /* literals of one union */
#define LITERAL_MAX 65536 /* of the text of one */
#define LITERAL_DEPTH 8

/* A value as the type that has only it. */
static void
put_literal(const json_t *v, unsigned depth, struct buf *out)
{
	const char *key;
	json_t *one;
	size_t i = 0;

	if (depth > LITERAL_DEPTH) {
		buf_adds(out, "unknown");
	} else if (json_is_array(v)) {
		buf_addc(out, '[');
		json_array_foreach((json_t *)(uintptr_t)v, i, one) {
			buf_adds(out, i > 0 ? ", " : "");
			put_literal(one, depth + 1, out);
		}
		buf_addc(out, ']');
	} else if (json_is_object(v)) {
		buf_addc(out, '{');
		json_object_foreach((json_t *)(uintptr_t)v, key, one) {
			buf_adds(out, i++ > 0 ? "; " : " ");
			ts_key(out, key);
			buf_adds(out, ": ");
			put_literal(one, depth + 1, out);
		}
		buf_adds(out, i > 0 ? " }" : " [key: string]: never }");
	} else
		json_write(out, v);
}

static void
add_literal(struct ts_members *m, const json_t *v)
{
	ts_member(m);
	put_literal(v, 0, m->out);
	if (m->out->len - m->from > LITERAL_MAX) {
		ts_take_back(m->out, m->from);
		buf_adds(m->out, "unknown");
	}
	ts_member_end(m);
}

static bool
is_binary(const struct keywords *s)
{
	const char *f = keywords_str(s, KW_FORMAT);

	return (f != NULL && strcmp(f, "binary") == 0) ||
	    (s->v[KW_MEDIA_TYPE] != NULL && s->v[KW_ENCODING] == NULL);
}

static bool
has_format(const struct keywords *s, const char *format)
{
	const char *f = keywords_str(s, KW_FORMAT);

	return f != NULL && strcmp(f, format) == 0;
}

static void
put_string(const struct keywords *s, struct buf *out)
{
	/* Of functions.h: JSON has no dates. */
	buf_adds(out, has_format(s, "js-date") ? "Date" :
		is_binary(s)		       ? "Uint8Array" :
						 "string");
}

static void
add_type(struct ts_put *p, struct ts_members *m, const struct keywords *s,
    const char *type)
{
	ts_member(m);
	if (strcmp(type, "string") == 0)
		put_string(s, m->out);
	else if (strcmp(type, "object") == 0)
		ts_put_object(p, s, m->out);
	else if (strcmp(type, "array") == 0)
		ts_put_array(p, s, m->out);
	else if (strcmp(type, "integer") == 0) /* functions.h has larger ones */
		buf_adds(m->out, has_format(s, "js-bigint") ? "bigint" :
							      "number");
	else if (strcmp(type, "file") == 0)
		buf_adds(m->out, "Uint8Array");
	else if (strcmp(type, "number") == 0 || strcmp(type, "boolean") == 0 ||
	    strcmp(type, "null") == 0)
		buf_adds(m->out, type);
	else
		buf_adds(m->out, "unknown /* no such type */");
	ts_member_end(m);
}

static bool
like_object(const struct keywords *s)
{
	return s->v[KW_PROPERTIES] != NULL ||
	    s->v[KW_PATTERN_PROPERTIES] != NULL ||
	    json_array_size(s->v[KW_REQUIRED]) > 0 ||
	    json_is_object(s->v[KW_ADDITIONAL]);
}

/* Of many values their kinds are told. */
static const char *
kind_of(const json_t *v)
{
	return json_is_string(v) ? "string" :
	    json_is_number(v)	 ? "number" :
	    json_is_boolean(v)	 ? "boolean" :
	    json_is_null(v)	 ? "null" :
				   "unknown /* one of many values */";
}

static void
add_enum(struct ts_members *m, const json_t *values)
{
	bool many = json_array_size(values) > ENUM_MAX;
	json_t *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)values, i, one)
		if (many)
			ts_member_adds(m, kind_of(one));
		else
			add_literal(m, one);
}

/* What the schema says by itself, besides its combinations. */
static void
add_plain(struct ts_put *p, struct ts_members *m, const struct keywords *s)
{
	const json_t *type = s->v[KW_TYPE];
	json_t *one;
	size_t i;

	if (type == NULL && !like_object(s) && s->v[KW_ITEMS] == NULL)
		type = p->inherited;
	p->inherited = NULL;
	if (s->v[KW_CONST] != NULL)
		add_literal(m, s->v[KW_CONST]);
	else if (json_array_size(s->v[KW_ENUM]) > 0)
		add_enum(m, s->v[KW_ENUM]);
	else if (json_is_string(type))
		add_type(p, m, s, json_string_value(type));
	else if (json_is_array(type))
		json_array_foreach((json_t *)(uintptr_t)type, i, one)
			add_type(p, m, s,
			    json_is_string(one) ? json_string_value(one) : "?");
	else if (like_object(s))
		add_type(p, m, s, "object");
	else if (s->v[KW_ITEMS] != NULL || s->v[KW_PREFIX_ITEMS] != NULL)
		add_type(p, m, s, "array");
}

/* Does a mapping mean that reference?  By all of it, or the name alone. */
static bool
names_part(const char *mapped, const char *ref)
{
	const char *slash = strrchr(ref, '/');

	return strcmp(mapped, ref) == 0 ||
	    (slash != NULL && strcmp(mapped, slash + 1) == 0);
}

/* The value of a discriminator that chooses `part`; false if the part says it
 * itself, or nothing does. */
static bool
chosen_by(struct ts_put *p, const json_t *d, const json_t *part,
    struct buf *ret_value)
{
	const char *key = json_str(d, "propertyName");
	const json_t *to = doc_deref(p->t->doc, part, "discriminator"), *prop;
	const char *ref = json_str(part, "$ref"), *value, *slash;
	json_t *mapped;

	if (key == NULL || ref == NULL || to == NULL)
		return false;
	/* OpenAPI 3.2: it stands for every value that no other has. */
	value = json_str(d, "defaultMapping");
	if (value != NULL && names_part(value, ref))
		return false;
	prop = json_object_get(json_object_get(to, "properties"), key);
	if (prop == NULL || json_object_get(prop, "enum") != NULL ||
	    json_object_get(prop, "const") != NULL || doc_ref(prop) != NULL)
		return false;
	slash = strrchr(ref, '/');
	value = slash != NULL ? slash + 1 : ref;
	json_object_foreach(json_object_get(d, "mapping"), key, mapped)
		if (json_is_string(mapped) &&
		    names_part(json_string_value(mapped), ref)) {
			value = key;
			break;
		}
	ts_key(ret_value, json_str(d, "propertyName"));
	buf_adds(ret_value, ": ");
	buf_add_json(ret_value, value, strlen(value));
	return buf_ok(ret_value);
}

/* One of several, so that a test of its discriminator narrows to it. */
static void
add_alternative(struct ts_put *p, struct ts_members *m,
    const struct keywords *s, const json_t *part)
{
	const json_t *d = s->v[KW_DISCRIMINATOR];
	struct buf tag;

	buf_init(&tag, 4096);
	p->inherited = s->v[KW_TYPE];
	ts_member(m);
	if (d != NULL && chosen_by(p, d, part, &tag)) {
		ts_put_type(p, part, TS_IN_INTERSECTION, m->out);
		buf_addf(m->out, " & { %s }", tag.p);
	} else
		ts_put_type(p, part, TS_TOP, m->out);
	ts_member_end(m);
	p->inherited = NULL;
	buf_fini(&tag);
}

static void
add_alternatives(struct ts_put *p, struct ts_members *parts,
    const struct keywords *s, const json_t *alts)
{
	struct ts_members m;
	json_t *one;
	size_t i;

	if (json_array_size(alts) == 0)
		return;
	ts_member(parts);
	ts_members_init(&m, parts->out, " | ");
	json_array_foreach((json_t *)(uintptr_t)alts, i, one)
		if (buf_ok(m.out))
			add_alternative(p, &m, s, one);
	ts_members_fini(&m);
	ts_member_end(parts);
}

/* All that holds at once: own shape, each of allOf, one of the alternatives,
 * what a reference leads to. */
static void
add_parts(struct ts_put *p, struct ts_members *parts, const struct keywords *s)
{
	const json_t *whole = p->whole;
	json_t *one;
	size_t i;

	p->whole = whole != NULL ? whole : s->schema;
	if (like_object(s) || s->v[KW_ENUM] != NULL || s->v[KW_CONST] != NULL)
		add_plain(p, parts, s);
	json_array_foreach((json_t *)(uintptr_t)s->v[KW_ALL_OF], i, one) {
		p->inherited = s->v[KW_TYPE];
		ts_member(parts);
		ts_put_type(p, one, TS_TOP, parts->out);
		ts_member_end(parts);
	}
	p->inherited = NULL;
	add_alternatives(p, parts, s, s->v[KW_ONE_OF]);
	add_alternatives(p, parts, s, s->v[KW_ANY_OF]);
	p->whole = whole;
}

/* `unknown` in an intersection says nothing. */
static bool
says_nothing(const struct ts_members *parts, size_t i)
{
	size_t n;
	const char *s = ts_members_get(parts, i, &n);

	return n >= 7 && memcmp(s, "unknown", 7) == 0;
}

static void
put_intersection(const struct ts_members *parts, struct buf *out)
{
	size_t left = parts->n, i, n, at = out->len;
	const char *s;

	for (i = 0; i < parts->n; i++)
		left -= says_nothing(parts, i);
	for (i = 0; i < parts->n; i++) {
		bool wrap;

		/* Of nothing but such, the first stays. */
		if (says_nothing(parts, i) && (left > 0 || i > 0))
			continue;
		s = ts_members_get(parts, i, &n);
		wrap = left > 1 && ts_has_operator(s, n, '|');
		buf_adds(out, out->len > at ? " & " : "");
		buf_adds(out, wrap ? "(" : "");
		buf_add(out, s, n);
		buf_adds(out, wrap ? ")" : "");
	}
}

static void
add_combined(struct ts_put *p, struct ts_members *m, const struct keywords *s)
{
	struct ts_members parts;
	struct buf b;

	buf_init(&b, TYPE_TEXT_MAX);
	ts_members_init(&parts, &b, "");
	add_parts(p, &parts, s);
	ts_member(m);
	if (buf_ok(&b))
		put_intersection(&parts, m->out);
	ts_member_end(m);
	ts_members_fini(&parts);
	buf_fini(&b);
}

static bool
combines(const struct keywords *s)
{
	return json_array_size(s->v[KW_ALL_OF]) > 0 ||
	    json_array_size(s->v[KW_ONE_OF]) > 0 ||
	    json_array_size(s->v[KW_ANY_OF]) > 0;
}

/* What a reference leads to: a name, or its one word. */
static void
put_ref(struct ts_put *p, const json_t *schema, enum ts_place place,
    struct buf *out)
{
	const json_t *to;
	uint32_t i = ts_find(p->t, schema, &to);

	if (i == TS_NONE && to == NULL) {
		buf_adds(out, "unknown /* its reference leads nowhere */");
		return;
	}
	if (i == TS_NONE) {
		ts_put_type(p, to, place, out);
		return;
	}
	if (p->mode == TS_INPUT)
		i = ts_for_input(p->t, i);
	if (p->guard == 0 && p->self != TS_NONE &&
	    ts_circular(p->t, p->self, i))
		buf_adds(out, "unknown /* it would be itself */");
	else
		buf_adds(out, ts_use(p->t, i));
}

/* Beside a reference, from 3.1 on, stands what holds as well. */
static void
put_beside(struct ts_put *p, const struct keywords *s, struct buf *out)
{
	struct ts_members rest;
	const char *text;
	struct buf b;
	size_t n;

	buf_init(&b, TYPE_TEXT_MAX);
	ts_members_init(&rest, &b, "");
	(combines(s) ? add_combined : add_plain)(p, &rest, s);
	if (rest.n > 0 && buf_ok(&b)) {
		text = ts_members_get(&rest, 0, &n);
		buf_adds(out, ts_has_operator(text, n, '|') ? " & (" : " & ");
		buf_add(out, text, n);
		buf_adds(out, ts_has_operator(text, n, '|') ? ")" : "");
	}
	ts_members_fini(&rest);
	buf_fini(&b);
}

static void
add_ref(struct ts_put *p, struct ts_members *m, const struct keywords *s)
{
	ts_member(m);
	put_ref(p, s->schema, TS_TOP, m->out);
	if (p->t->doc->siblings && (like_object(s) || combines(s)))
		put_beside(p, s, m->out);
	ts_member_end(m);
}

static void
put_members(struct ts_put *p, const struct keywords *s, enum ts_place place,
    struct buf *out)
{
	size_t start = out->len, n;
	struct ts_members m;
	const char *text;

	ts_members_init(&m, out, " | ");
	if (keywords_ref(s) != NULL)
		add_ref(p, &m, s);
	else if (combines(s))
		add_combined(p, &m, s);
	else
		add_plain(p, &m, s);
	if (m.n == 0)
		ts_member_adds(&m, "unknown");
	if (keywords_true(s, KW_NULLABLE) || keywords_true(s, KW_X_NULLABLE))
		ts_member_adds(&m, "null");
	ts_members_fini(&m);
	if (place == TS_TOP || !buf_ok(out))
		return;
	text = out->p + start;
	n = out->len - start;
	if (ts_has_operator(text, n, '|') ||
	    (place == TS_IN_ARRAY && ts_has_operator(text, n, '&')))
		ts_wrap(out, start);
}

void
ts_put_words(struct ts_put *p, const struct keywords *s, enum ts_place place,
    struct buf *out)
{
	if (!json_is_object(s->schema)) {
		buf_adds(out, json_is_false(s->schema) ? "never" : "unknown");
		return;
	}
	if (p->depth >= DOC_DEPTH_MAX) {
		doc_lose(p->t->doc, "schema", "nested too deep to print");
		buf_adds(out, "unknown /* nested too deep */");
		return;
	}
	p->depth++;
	put_members(p, s, place, out);
	p->depth--;
}

void
ts_put_type(struct ts_put *p, const json_t *schema, enum ts_place place,
    struct buf *out)
{
	struct keywords s;

	keywords_read(&s, schema);
	ts_put_words(p, &s, place, out);
}

void
ts_put(struct ts *t, const json_t *schema, enum ts_mode mode, struct buf *out)
{
	struct ts_put p = {.t = t, .mode = mode, .self = TS_NONE};

	p.one_way = mode == TS_INPUT && ts_one_way(t, schema);
	ts_put_type(&p, schema, TS_TOP, out);
}

void
ts_declaration(struct ts *t, uint32_t type, struct buf *out)
{
	struct ts_put p = {.t = t, .self = type, .lines = true,
	    .mode = t->types[type].input ? TS_INPUT : TS_OUTPUT,
	    .one_way = t->types[type].input};
	struct keywords s;

	keywords_read(&s, t->types[type].schema);
	ts_comment(out, "", &s);
	buf_adds(out, "type ");
	buf_adds(out, t->types[type].name);
	buf_adds(out, " = ");
	ts_put_words(&p, &s, TS_TOP, out);
	buf_adds(out, ";\n");
}
