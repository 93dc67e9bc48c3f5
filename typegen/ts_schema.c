/* SPDX-License-Identifier: Apache-2.0 */
/* ts_schema.c -- a schema of the document as one that stands alone. */
#include <string.h>

#include "common/host/json.h"
#include "typegen/ts.h"

struct copy {
	struct ts *t;
	struct buf *out;
	unsigned depth;
};

static void copy_schema(struct copy *c, const json_t *s);

/* `"KEY":`, after what stands before it. */
static void
put_key(struct copy *c, bool first, const char *key)
{
	buf_adds(c->out, first ? "" : ",");
	json_write_string(c->out, key, strlen(key));
	buf_addc(c->out, ':');
}

static void
copy_map(struct copy *c, const json_t *map)
{
	json_t *m = (json_t *)(uintptr_t)map, *v;
	bool first = true;
	const char *key;

	buf_addc(c->out, '{');
	json_object_foreach(m, key, v) {
		put_key(c, first, key);
		first = false;
		if (json_is_array(v))
			json_write(c->out, v);
		else
			copy_schema(c, v);
	}
	buf_addc(c->out, '}');
}

static void
copy_list(struct copy *c, const json_t *list)
{
	size_t i;

	buf_addc(c->out, '[');
	for (i = 0; i < json_array_size(list); i++) {
		buf_adds(c->out, i > 0 ? "," : "");
		copy_schema(c, json_array_get(list, i));
	}
	buf_addc(c->out, ']');
}

/* {"$ref":"#/$defs/KEY"}, the key as a pointer writes it. */
static void
put_ref(const char *key, struct buf *out)
{
	struct buf b;

	buf_init(&b, 65536);
	buf_adds(&b, "#/$defs/");
	for (; *key != '\0'; key++)
		if (*key == '~' || *key == '/')
			buf_adds(&b, *key == '~' ? "~0" : "~1");
		else if (*key == '%')
			buf_adds(&b, "%25");
		else
			buf_addc(&b, *key);
	if (buf_ok(&b)) {
		buf_adds(out, "{\"$ref\":");
		json_write_string(out, b.p, b.len);
		buf_addc(out, '}');
	} else
		buf_adds(out, "true");
	buf_fini(&b);
}

static void
copy_ref(struct copy *c, const json_t *s)
{
	const json_t *to;
	uint32_t i = ts_find(c->t, s, &to);

	if (i != TS_NONE)
		put_ref(c->t->types[i].key, c->out);
	else if (to != NULL)
		copy_schema(c, to);
	else
		buf_adds(c->out, "true");
}

/* Is it one of those that stand beside a reference? */
static bool
beside(const char *key)
{
	return keyword_copied(key) != COPIED_NOTHING &&
	    keyword_find(key) != KW_NULLABLE;
}

static void
copy_value(struct copy *c, const char *key, const json_t *v)
{
	enum keyword_copied how = keyword_copied(key);

	if (json_is_object(v) && how == COPIED_MAP)
		copy_map(c, v);
	else if (json_is_object(v) && how == COPIED_SCHEMA)
		copy_schema(c, v);
	else if (json_is_array(v) && how != COPIED_DATA &&
	    keyword_find(key) != KW_TYPE)
		copy_list(c, v);
	else
		json_write(c->out, v);
}

static void
copy_keywords(struct copy *c, const json_t *s)
{
	bool first = true;
	const char *key;
	json_t *v;

	buf_addc(c->out, '{');
	json_object_foreach((json_t *)(uintptr_t)s, key, v) {
		if (keyword_copied(key) == COPIED_NOTHING)
			continue;
		put_key(c, first, key);
		first = false;
		copy_value(c, key, v);
	}
	buf_addc(c->out, '}');
}

static bool
any_beside(const struct copy *c, const json_t *s)
{
	const char *key;
	json_t *v;

	if (c->t->doc->siblings)
		json_object_foreach((json_t *)(uintptr_t)s, key, v)
			if (beside(key))
				return true;
	return false;
}

/* `{"allOf":[TO],...}`: what stands beside a reference holds as well, from 3.1
 * on; its own allOf is a part of the new one. */
static void
copy_beside(struct copy *c, const json_t *s, const struct buf *to)
{
	bool first = true, own = false;
	const char *key;
	json_t *v;

	buf_addc(c->out, '{');
	json_object_foreach((json_t *)(uintptr_t)s, key, v) {
		if (!beside(key))
			continue;
		put_key(c, first, key);
		first = false;
		if (keyword_find(key) == KW_ALL_OF) {
			own = true;
			buf_addc(c->out, '[');
			buf_add(c->out, to->p, to->len);
			buf_adds(c->out, ",{\"allOf\":");
			copy_value(c, key, v);
			buf_adds(c->out, "}]");
		} else
			copy_value(c, key, v);
	}
	if (!own) {
		put_key(c, first, "allOf");
		buf_addc(c->out, '[');
		buf_add(c->out, to->p, to->len);
		buf_addc(c->out, ']');
	}
	buf_addc(c->out, '}');
}

/* "nullable" is meant wherever it is written. */
static void
copy_with_ref(struct copy *c, const json_t *s)
{
	bool nullable = json_bool(s, "nullable", false);
	struct buf *out = c->out, to;

	buf_adds(out, nullable ? "{\"anyOf\":[" : "");
	if (any_beside(c, s)) {
		buf_init(&to, out->max);
		c->out = &to;
		copy_ref(c, s);
		c->out = out;
		if (buf_ok(&to))
			copy_beside(c, s, &to);
		else
			out->failed = true;
		buf_fini(&to);
	} else
		copy_ref(c, s);
	buf_adds(out, nullable ? ",{\"type\":\"null\"}]}" : "");
}

static void
copy_schema(struct copy *c, const json_t *s)
{
	if (!json_is_object(s) || c->depth >= DOC_DEPTH_MAX) {
		buf_adds(c->out, json_is_false(s) ? "false" : "true");
		return;
	}
	if (!buf_ok(c->out))
		return;
	c->depth++;
	if (doc_ref(s) != NULL)
		copy_with_ref(c, s);
	else
		copy_keywords(c, s);
	c->depth--;
}

void
ts_schema(struct ts *t, const json_t *schema, struct buf *out)
{
	struct copy c = {.t = t, .out = out};

	copy_schema(&c, schema);
}
