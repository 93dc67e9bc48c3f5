/* SPDX-License-Identifier: Apache-2.0 */
/* ts.c -- see ts.h.  Types, and how they combine. */
#include "typegen/ts.h"

#include <string.h>

#include "common/host/json.h"
#include "typegen/ts_put.h"

#define TYPE_TEXT_MAX (4 * 1024 * 1024) /* of one type, written out */
#define ENUM_MAX 200 /* literals of one union */
#define LITERAL_DEPTH 8

static void
add_member(json_t *list, const char *text)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (strcmp(json_string_value(one), text) == 0)
			return;
	json_array_append_new(list, json_string(text));
}

void
ts_put_literal(const json_t *v, unsigned depth, struct buf *out)
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
			ts_put_literal(one, depth + 1, out);
		}
		buf_addc(out, ']');
	} else if (json_is_object(v)) {
		buf_addc(out, '{');
		json_object_foreach((json_t *)(uintptr_t)v, key, one) {
			buf_adds(out, i++ > 0 ? "; " : " ");
			ts_key(out, key);
			buf_adds(out, ": ");
			ts_put_literal(one, depth + 1, out);
		}
		buf_adds(out, i > 0 ? " }" : " [key: string]: never }");
	} else
		json_write(out, v);
}

static void
add_literal(json_t *list, const json_t *v)
{
	struct buf b;

	buf_init(&b, 65536);
	ts_put_literal(v, 0, &b);
	add_member(list, buf_ok(&b) && b.p != NULL ? b.p : "unknown");
	buf_fini(&b);
}

static void
add_put(struct ts_put *p, json_t *list, const json_t *schema,
    enum ts_place place)
{
	struct buf b;

	buf_init(&b, TYPE_TEXT_MAX);
	ts_put_type(p, schema, place, &b);
	if (buf_ok(&b) && b.p != NULL)
		add_member(list, b.p);
	buf_fini(&b);
}

static bool
is_binary(const json_t *schema)
{
	const char *f = json_str(schema, "format");

	return (f != NULL && strcmp(f, "binary") == 0) ||
	    (json_object_get(schema, "contentMediaType") != NULL &&
		json_object_get(schema, "contentEncoding") == NULL);
}

static bool
has_format(const json_t *schema, const char *format)
{
	const char *f = json_str(schema, "format");

	return f != NULL && strcmp(f, format) == 0;
}

static void
add_type(struct ts_put *p, json_t *list, const json_t *schema,
    const char *type)
{
	struct buf b;

	buf_init(&b, TYPE_TEXT_MAX);
	if (strcmp(type, "object") == 0)
		ts_put_object(p, schema, &b);
	else if (strcmp(type, "array") == 0)
		ts_put_array(p, schema, &b);
	/* Of functions.h: JSON has neither. */
	else if (strcmp(type, "integer") == 0)
		buf_adds(&b, has_format(schema, "js-bigint") ? "bigint" : "number");
	else if (strcmp(type, "string") == 0 && has_format(schema, "js-date"))
		buf_adds(&b, "Date");
	else if (strcmp(type, "file") == 0 ||
	    (strcmp(type, "string") == 0 && is_binary(schema)))
		buf_adds(&b, "Uint8Array");
	else if (strcmp(type, "string") == 0 || strcmp(type, "number") == 0 ||
	    strcmp(type, "boolean") == 0 || strcmp(type, "null") == 0)
		buf_adds(&b, type);
	else
		buf_adds(&b, "unknown /* no such type */");
	if (buf_ok(&b))
		add_member(list, b.p);
	buf_fini(&b);
}

static bool
like_object(const json_t *s)
{
	return json_object_get(s, "properties") != NULL ||
	    json_object_get(s, "patternProperties") != NULL ||
	    json_array_size(json_object_get(s, "required")) > 0 ||
	    json_is_object(json_object_get(s, "additionalProperties"));
}

static void
add_enum(json_t *list, const json_t *values)
{
	json_t *one;
	size_t i;

	if (json_array_size(values) > ENUM_MAX &&
	    json_is_string(json_array_get(values, 0))) {
		add_member(list, "string");
		return;
	}
	json_array_foreach((json_t *)(uintptr_t)values, i, one)
		add_literal(list, one);
}

/* What the schema says by itself, besides its combinations. */
static void
add_plain(struct ts_put *p, json_t *list, const json_t *schema)
{
	const json_t *type = json_object_get(schema, "type");
	const json_t *only = json_object_get(schema, "const");
	const json_t *values = json_object_get(schema, "enum");
	json_t *one;
	size_t i;

	if (type == NULL && !like_object(schema) &&
	    json_object_get(schema, "items") == NULL)
		type = p->inherited;
	p->inherited = NULL;
	if (only != NULL)
		add_literal(list, only);
	else if (json_array_size(values) > 0)
		add_enum(list, values);
	else if (json_is_string(type))
		add_type(p, list, schema, json_string_value(type));
	else if (json_is_array(type))
		json_array_foreach((json_t *)(uintptr_t)type, i, one)
			add_type(p, list, schema,
			    json_is_string(one) ? json_string_value(one) : "?");
	else if (like_object(schema))
		add_type(p, list, schema, "object");
	else if (json_object_get(schema, "items") != NULL ||
	    json_object_get(schema, "prefixItems") != NULL)
		add_type(p, list, schema, "array");
}

static void
join(const json_t *list, const char *sep, struct buf *out)
{
	json_t *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, one) {
		if (i > 0)
			buf_adds(out, sep);
		buf_adds(out, json_string_value(one));
	}
}

/* An operator at the top level of a type's text? */
static bool
has_operator(const char *s, char op)
{
	int depth = 0;
	char quote = 0;

	for (; *s != '\0'; s++) {
		if (quote != 0) {
			if (*s == '\\' && s[1] != '\0')
				s++;
			else if (*s == quote)
				quote = 0;
		} else if (*s == '"')
			quote = *s;
		else if (s[0] == '/' && s[1] == '*') {
			if ((s = strstr(s + 2, "*/")) == NULL)
				return false;
			s++;
		} else if (strchr("([{<", *s) != NULL)
			depth++;
		else if (strchr(")]}>", *s) != NULL)
			depth--;
		else if (*s == op && depth == 0)
			return true;
	}
	return false;
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
add_alternative(struct ts_put *p, json_t *members, const json_t *schema,
    const json_t *part)
{
	const json_t *d = json_object_get(schema, "discriminator");
	struct buf b, tag;

	buf_init(&b, TYPE_TEXT_MAX);
	buf_init(&tag, 4096);
	p->inherited = json_object_get(schema, "type");
	if (d != NULL && chosen_by(p, d, part, &tag)) {
		ts_put_type(p, part, TS_IN_INTERSECTION, &b);
		buf_addf(&b, " & { %s }", tag.p);
	} else
		ts_put_type(p, part, TS_TOP, &b);
	p->inherited = NULL;
	if (buf_ok(&b) && b.p != NULL)
		add_member(members, b.p);
	buf_fini(&b);
	buf_fini(&tag);
}

static void
add_alternatives(struct ts_put *p, json_t *parts, const json_t *schema,
    const char *word)
{
	const json_t *alts = json_object_get(schema, word);
	json_t *members = json_array(), *one;
	struct buf b;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)alts, i, one)
		add_alternative(p, members, schema, one);
	buf_init(&b, TYPE_TEXT_MAX);
	join(members, " | ", &b);
	if (buf_ok(&b) && b.p != NULL)
		add_member(parts, b.p);
	buf_fini(&b);
	json_decref(members);
}

/* `unknown` in an intersection says nothing. */
static void
drop_unknown(json_t *parts)
{
	size_t i;

	for (i = json_array_size(parts); i-- > 0;)
		if (json_array_size(parts) > 1 &&
		    strncmp(json_string_value(json_array_get(parts, i)),
			"unknown", 7) == 0)
			json_array_remove(parts, i);
}

/* All that holds at once: own shape, each of allOf, one of the alternatives,
 * what a reference leads to. */
static void
add_combined(struct ts_put *p, json_t *list, const json_t *schema)
{
	const json_t *type = json_object_get(schema, "type"), *whole = p->whole;
	json_t *parts = json_array(), *one;
	struct buf b;
	size_t i;

	p->whole = whole != NULL ? whole : schema;
	if (like_object(schema) || json_object_get(schema, "enum") != NULL ||
	    json_object_get(schema, "const") != NULL)
		add_plain(p, parts, schema);
	json_array_foreach(json_object_get(schema, "allOf"), i, one) {
		p->inherited = type;
		add_put(p, parts, one, TS_TOP);
	}
	p->inherited = NULL;
	if (json_array_size(json_object_get(schema, "oneOf")) > 0)
		add_alternatives(p, parts, schema, "oneOf");
	if (json_array_size(json_object_get(schema, "anyOf")) > 0)
		add_alternatives(p, parts, schema, "anyOf");
	p->whole = whole;
	drop_unknown(parts);
	buf_init(&b, TYPE_TEXT_MAX);
	json_array_foreach(parts, i, one) {
		const char *s = json_string_value(one);
		bool wrap = json_array_size(parts) > 1 && has_operator(s, '|');

		buf_adds(&b, i > 0 ? " & " : "");
		buf_adds(&b, wrap ? "(" : "");
		buf_adds(&b, s);
		buf_adds(&b, wrap ? ")" : "");
	}
	if (buf_ok(&b) && b.p != NULL)
		add_member(list, b.p);
	buf_fini(&b);
	json_decref(parts);
}

static bool
combines(const json_t *s)
{
	return json_array_size(json_object_get(s, "allOf")) > 0 ||
	    json_array_size(json_object_get(s, "oneOf")) > 0 ||
	    json_array_size(json_object_get(s, "anyOf")) > 0;
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
add_ref(struct ts_put *p, json_t *list, const json_t *schema)
{
	json_t *rest;
	struct buf b;

	buf_init(&b, TYPE_TEXT_MAX);
	put_ref(p, schema, TS_TOP, &b);
	rest = p->t->doc->siblings ? json_array() : NULL;
	if (rest != NULL && (like_object(schema) || combines(schema))) {
		(combines(schema) ? add_combined : add_plain)(p, rest, schema);
		if (json_array_size(rest) > 0 && buf_ok(&b) && b.p != NULL) {
			const char *s =
			    json_string_value(json_array_get(rest, 0));

			buf_addf(&b, has_operator(s, '|') ? " & (%s)" : " & %s",
			    s);
		}
	}
	if (buf_ok(&b) && b.p != NULL)
		add_member(list, b.p);
	buf_fini(&b);
	json_decref(rest);
}

static bool
nullable(const json_t *schema)
{
	return json_bool(schema, "nullable", false) ||
	    json_bool(schema, "x-nullable", false);
}

static void
put_members(struct ts_put *p, const json_t *schema, enum ts_place place,
    struct buf *out)
{
	json_t *list = json_array();
	struct buf b;
	bool wrap;

	if (doc_ref(schema) != NULL)
		add_ref(p, list, schema);
	else if (combines(schema))
		add_combined(p, list, schema);
	else
		add_plain(p, list, schema);
	if (json_array_size(list) == 0)
		add_member(list, "unknown");
	if (nullable(schema))
		add_member(list, "null");
	buf_init(&b, TYPE_TEXT_MAX);
	join(list, " | ", &b);
	json_decref(list);
	wrap = buf_ok(&b) && b.p != NULL &&
	    ((place == TS_IN_ARRAY &&
		 (has_operator(b.p, '|') || has_operator(b.p, '&'))) ||
		(place == TS_IN_INTERSECTION && has_operator(b.p, '|')));
	buf_adds(out, wrap ? "(" : "");
	buf_adds(out, buf_ok(&b) && b.p ? b.p : "unknown /* too long */");
	buf_adds(out, wrap ? ")" : "");
	buf_fini(&b);
}

void
ts_put_type(struct ts_put *p, const json_t *schema, enum ts_place place,
    struct buf *out)
{
	if (!json_is_object(schema)) {
		buf_adds(out, json_is_false(schema) ? "never" : "unknown");
		return;
	}
	if (p->depth >= DOC_DEPTH_MAX) {
		doc_lose(p->t->doc, "schema", "nested too deep to print");
		buf_adds(out, "unknown /* nested too deep */");
		return;
	}
	p->depth++;
	put_members(p, schema, place, out);
	p->depth--;
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
	const json_t *s = t->types[type].schema;
	struct ts_put p = {.t = t, .self = type, .lines = true,
	    .mode = t->types[type].input ? TS_INPUT : TS_OUTPUT,
	    .one_way = t->types[type].input};

	ts_comment(out, "", s);
	buf_addf(out, "type %s = ", t->types[type].name);
	ts_put_type(&p, s, TS_TOP, out);
	buf_adds(out, ";\n");
}
