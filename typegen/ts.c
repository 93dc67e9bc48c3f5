/* SPDX-License-Identifier: Apache-2.0 */
/* ts.c -- see ts.h.  Types. */
#include "typegen/ts.h"

#include <string.h>

#include "common/host/json.h"

#define TYPE_TEXT_MAX (4 * 1024 * 1024) /* of one type, written out */
#define ENUM_MAX 200 /* literals of one union */

/* Where a type stands: decides which operators need brackets. */
enum place { TOP, IN_INTERSECTION, IN_ARRAY };

struct put {
	struct ts *t;
	enum ts_mode mode;
	unsigned depth;
	bool lines; /* the outermost object gets a line a property */
};

static void put(struct put *p, const json_t *schema, enum place place,
    struct buf *out);

static void
use_type(struct ts *t, uint32_t i)
{
	if (t->seen[i] == t->round)
		return;
	t->seen[i] = t->round;
	t->deps[t->n_deps++] = i;
}

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

static void
add_literal(json_t *list, const json_t *v)
{
	struct buf b;

	if (json_is_object(v) || json_is_array(v)) {
		add_member(list, "unknown");
		return;
	}
	buf_init(&b, 65536);
	json_write(&b, v);
	if (buf_ok(&b))
		add_member(list, b.p);
	buf_fini(&b);
}

static void
add_put(struct put *p, json_t *list, const json_t *schema, enum place place)
{
	struct buf b;

	buf_init(&b, TYPE_TEXT_MAX);
	put(p, schema, place, &b);
	if (buf_ok(&b) && b.p != NULL)
		add_member(list, b.p);
	buf_fini(&b);
}

static bool
required(const json_t *schema, const char *key)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(schema, "required"), i, one)
		if (json_is_string(one) &&
		    strcmp(json_string_value(one), key) == 0)
			return true;
	return false;
}

/* Does the other direction own this property? */
static bool
foreign(const struct put *p, const json_t *prop)
{
	return (p->mode == TS_INPUT && json_bool(prop, "readOnly", false)) ||
	    (p->mode == TS_OUTPUT && json_bool(prop, "writeOnly", false));
}

static void
put_property(struct put *p, const json_t *schema, const char *key,
    const json_t *prop, bool lines, struct buf *out)
{
	bool one_way = p->mode == TS_NAMED &&
	    (json_bool(prop, "readOnly", false) ||
		json_bool(prop, "writeOnly", false));

	if (lines) {
		ts_comment(out, "  ", json_str(prop, "description"));
		buf_adds(out, "  ");
	}
	ts_key(out, key);
	buf_adds(out, required(schema, key) && !one_way ? ": " : "?: ");
	put(p, prop, TOP, out);
	buf_adds(out, lines ? ";\n" : "; ");
}

static void
put_index(struct put *p, const json_t *more, bool alone, bool lines,
    struct buf *out)
{
	if (lines)
		buf_adds(out, "  ");
	buf_adds(out, "[key: string]: ");
	/* Beside named properties its type would have to cover theirs. */
	if (alone && json_is_object(more) && json_object_size(more) > 0)
		put(p, more, TOP, out);
	else
		buf_adds(out, "unknown");
	buf_adds(out, lines ? ";\n" : "; ");
}

static void
put_object(struct put *p, const json_t *schema, struct buf *out)
{
	json_t *props = json_object_get(schema, "properties"), *prop;
	const json_t *more = json_object_get(schema, "additionalProperties");
	bool lines = p->lines, any = false;
	const char *key;

	p->lines = false;
	if (json_object_size(props) == 0 && more == NULL) {
		buf_adds(out, "{ [key: string]: unknown }");
		return;
	}
	buf_adds(out, lines ? "{\n" : "{ ");
	json_object_foreach(props, key, prop) {
		if (foreign(p, prop))
			continue;
		any = true;
		put_property(p, schema, key, prop, lines, out);
	}
	if (more != NULL && !json_is_false(more))
		put_index(p, more, !any, lines, out);
	else if (!lines && out->len > 2 && out->p[out->len - 2] == ';') {
		out->len -= 2; /* the last property needs no semicolon */
		buf_addc(out, ' ');
	}
	buf_adds(out, "}");
}

static void
put_tuple(struct put *p, const json_t *items, const json_t *rest,
    struct buf *out)
{
	json_t *one;
	size_t i;

	buf_addc(out, '[');
	json_array_foreach((json_t *)(uintptr_t)items, i, one) {
		if (i > 0)
			buf_adds(out, ", ");
		put(p, one, TOP, out);
	}
	if (!json_is_false(rest))
		buf_adds(out, i > 0 ? ", ...unknown[]" : "...unknown[]");
	buf_addc(out, ']');
}

static void
put_array(struct put *p, const json_t *schema, struct buf *out)
{
	const json_t *items = json_object_get(schema, "items");
	const json_t *first = json_object_get(schema, "prefixItems");

	if (json_is_array(first))
		put_tuple(p, first, items, out);
	else if (json_is_array(items))
		put_tuple(p, items,
		    json_object_get(schema, "additionalItems"), out);
	else {
		if (json_is_object(items))
			put(p, items, IN_ARRAY, out);
		else
			buf_adds(out, "unknown");
		buf_adds(out, "[]");
	}
}

static bool
is_binary(const json_t *schema)
{
	const char *f = json_str(schema, "format");

	return (f != NULL && strcmp(f, "binary") == 0) ||
	    json_object_get(schema, "contentMediaType") != NULL;
}

static void
add_type(struct put *p, json_t *list, const json_t *schema, const char *type)
{
	struct buf b;

	buf_init(&b, TYPE_TEXT_MAX);
	if (strcmp(type, "object") == 0)
		put_object(p, schema, &b);
	else if (strcmp(type, "array") == 0)
		put_array(p, schema, &b);
	else if (strcmp(type, "integer") == 0)
		buf_adds(&b, "number");
	else if (strcmp(type, "file") == 0 ||
	    (strcmp(type, "string") == 0 && is_binary(schema)))
		buf_adds(&b, "Uint8Array");
	else if (strcmp(type, "string") == 0 || strcmp(type, "number") == 0 ||
	    strcmp(type, "boolean") == 0 || strcmp(type, "null") == 0)
		buf_adds(&b, type);
	else
		buf_adds(&b, "unknown");
	if (buf_ok(&b))
		add_member(list, b.p);
	buf_fini(&b);
}

/* What the schema says by itself, besides its combinations. */
static void
add_plain(struct put *p, json_t *list, const json_t *schema)
{
	const json_t *type = json_object_get(schema, "type");
	const json_t *values = json_object_get(schema, "enum");
	const json_t *only = json_object_get(schema, "const");
	json_t *one;
	size_t i;

	if (only != NULL)
		add_literal(list, only);
	else if (json_array_size(values) > ENUM_MAX &&
	    json_is_string(json_array_get(values, 0)))
		add_member(list, "string");
	else if (json_array_size(values) > 0)
		json_array_foreach((json_t *)(uintptr_t)values, i, one)
			add_literal(list, one);
	else if (json_is_string(type))
		add_type(p, list, schema, json_string_value(type));
	else if (json_is_array(type))
		json_array_foreach((json_t *)(uintptr_t)type, i, one)
			add_type(p, list, schema,
			    json_is_string(one) ? json_string_value(one) : "?");
	else if (json_object_get(schema, "properties") != NULL ||
	    json_object_get(schema, "additionalProperties") != NULL)
		add_type(p, list, schema, "object");
	else if (json_object_get(schema, "items") != NULL)
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

/* All that holds at once: own shape, each of allOf, one of the alternatives. */
static void
add_combined(struct put *p, json_t *list, const json_t *schema)
{
	static const char *const words[] = {"oneOf", "anyOf", NULL};
	json_t *parts = json_array(), *one, *alts;
	struct buf b;
	size_t i, k;

	if (json_object_get(schema, "properties") != NULL ||
	    json_object_get(schema, "enum") != NULL)
		add_plain(p, parts, schema);
	json_array_foreach(json_object_get(schema, "allOf"), i, one)
		add_put(p, parts, one, IN_INTERSECTION);
	for (k = 0; words[k] != NULL; k++) {
		alts = json_object_get(schema, words[k]);
		if (json_array_size(alts) == 0)
			continue;
		buf_init(&b, TYPE_TEXT_MAX);
		json_t *members = json_array();
		json_array_foreach(alts, i, one)
			add_put(p, members, one, TOP);
		bool wrap = json_array_size(members) > 1;
		buf_adds(&b, wrap ? "(" : "");
		join(members, " | ", &b);
		buf_adds(&b, wrap ? ")" : "");
		json_decref(members);
		if (buf_ok(&b) && b.p != NULL)
			add_member(parts, b.p);
		buf_fini(&b);
	}
	/* `unknown` in an intersection says nothing. */
	for (i = json_array_size(parts); i-- > 0;)
		if (json_array_size(parts) > 1 &&
		    strcmp(json_string_value(json_array_get(parts, i)),
			"unknown") == 0)
			json_array_remove(parts, i);
	buf_init(&b, TYPE_TEXT_MAX);
	join(parts, " & ", &b);
	if (buf_ok(&b) && b.p != NULL) {
		const char *s = b.p;
		size_t n = b.len;

		/* A lone "(A | B)" needs no brackets: they come when needed. */
		if (json_array_size(parts) == 1 && s[0] == '(' &&
		    s[n - 1] == ')' && strchr(s + 1, '(') == NULL) {
			b.p[n - 1] = '\0';
			s++;
		}
		add_member(list, s);
	}
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
		else if (strchr("([{<", *s) != NULL)
			depth++;
		else if (strchr(")]}>", *s) != NULL)
			depth--;
		else if (*s == op && depth == 0)
			return true;
	}
	return false;
}

static void
put_ref(struct put *p, const json_t *schema, enum place place,
    struct buf *out)
{
	const char *ref = json_str(schema, "$ref");
	const char *name = doc_schema_name(p->t->doc, ref);
	const json_t *to;

	if (name != NULL) {
		uint32_t i = (uint32_t)json_int(p->t->index, name, 0);

		use_type(p->t, i);
		buf_adds(out, p->t->names[i]);
		return;
	}
	to = doc_deref(p->t->doc, schema, "schema");
	if (to == NULL)
		buf_adds(out, "unknown");
	else
		put(p, to, place, out);
}

static void
put(struct put *p, const json_t *schema, enum place place, struct buf *out)
{
	json_t *list;
	struct buf b;
	bool wrap;

	if (!json_is_object(schema) || p->depth >= DOC_DEPTH_MAX) {
		buf_adds(out, json_is_false(schema) ? "never" : "unknown");
		return;
	}
	p->depth++;
	if (json_str(schema, "$ref") != NULL) {
		put_ref(p, schema, place, out);
		p->depth--;
		return;
	}
	list = json_array();
	if (combines(schema))
		add_combined(p, list, schema);
	else
		add_plain(p, list, schema);
	if (json_array_size(list) == 0)
		add_member(list, "unknown");
	if (json_bool(schema, "nullable", false) ||
	    json_bool(schema, "x-nullable", false))
		add_member(list, "null");
	buf_init(&b, TYPE_TEXT_MAX);
	join(list, " | ", &b);
	json_decref(list);
	wrap = buf_ok(&b) &&
	    ((place == IN_ARRAY &&
		 (has_operator(b.p, '|') || has_operator(b.p, '&'))) ||
		(place == IN_INTERSECTION && has_operator(b.p, '|')));
	buf_addf(out, wrap ? "(%s)" : "%s", buf_ok(&b) ? b.p : "unknown");
	buf_fini(&b);
	p->depth--;
}

void
ts_type(struct ts *t, const json_t *schema, enum ts_mode mode,
    struct buf *out)
{
	struct put p = {.t = t, .mode = mode};

	put(&p, schema, TOP, out);
}

void
ts_declaration(struct ts *t, uint32_t type, struct buf *out)
{
	const json_t *s = json_object_get(t->doc->schemas, t->components[type]);
	struct put p = {.t = t, .mode = TS_NAMED, .lines = true};

	ts_comment(out, "", json_str(s, "description"));
	buf_addf(out, "type %s = ", t->names[type]);
	put(&p, s, TOP, out);
	buf_adds(out, ";\n");
}
