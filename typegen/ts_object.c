/* SPDX-License-Identifier: Apache-2.0 */
/* ts_object.c -- objects, arrays and tuples as TypeScript. */
#include <string.h>

#include "common/host/json.h"
#include "typegen/ts_members.h"
#include "typegen/ts_put.h"

/* Parts that are looked at to find out whose a property is. */
#define PARTS_MAX 200
#define PARTS_DEPTH 6
#define REQUIRED_FEW 16 /* names that are looked through one by one */

/* Does the other direction own this property?  The reference it is, or a part
 * of it, may say so. */
static bool
foreign(const struct ts_put *p, const struct keywords *prop)
{
	enum keyword its = p->mode == TS_INPUT ? KW_READ_ONLY : KW_WRITE_ONLY;
	const char *word = keyword_text(its);
	const json_t *parts = prop->v[KW_ALL_OF];
	size_t i;

	if (keywords_true(prop, its))
		return true;
	if (keywords_ref(prop) != NULL)
		return json_bool(doc_deref(p->t->doc, prop->schema, "schema"),
		    word, false);
	for (i = 0; i < json_array_size(parts); i++)
		if (json_bool(json_array_get(parts, i), word, false))
			return true;
	return false;
}

/* Has any part of a schema a property of that name that is the other's? */
static bool
foreign_in(const struct ts_put *p, const json_t *schema, const char *key,
    unsigned depth, unsigned *left)
{
	static const enum keyword words[] = { KW_ALL_OF, KW_ONE_OF, KW_ANY_OF };
	struct keywords s, prop;
	size_t i, k;

	if (depth > PARTS_DEPTH || *left == 0)
		return false;
	--*left;
	keywords_read(&s, doc_deref(p->t->doc, schema, "schema"));
	keywords_read(&prop, json_object_get(s.v[KW_PROPERTIES], key));
	if (foreign(p, &prop))
		return true;
	for (k = 0; k < sizeof words / sizeof *words; k++) {
		const json_t *parts = s.v[words[k]];

		for (i = 0; i < json_array_size(parts); i++)
			if (foreign_in(p, json_array_get(parts, i), key,
				depth + 1, left))
				return true;
	}
	return false;
}

/* A list of required names, as a set where it is long.  New or NULL. */
static json_t *
required_set(const json_t *list)
{
	json_t *set, *one;
	size_t i;

	if (json_array_size(list) <= REQUIRED_FEW)
		return NULL;
	set = json_object();
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
		if (json_is_string(one))
			json_object_set_new(set, json_string_value(one),
			    json_true());
	return set;
}

static bool
required(const json_t *list, const json_t *set, const char *key)
{
	json_t *one;
	size_t i;

	if (set != NULL)
		return json_object_get(set, key) != NULL;
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
		if (json_is_string(one) &&
		    strcmp(json_string_value(one), key) == 0)
			return true;
	return false;
}

static void
put_property(struct ts_put *p, const char *key, bool must,
    const struct keywords *prop, struct buf *out)
{
	const json_t *whole = p->whole;
	bool lines = p->object_lines;

	if (lines) {
		ts_comment(out, "  ", prop);
		buf_adds(out, "  ");
	}
	p->whole = NULL;
	ts_key(out, key);
	buf_adds(out, must ? ": " : "?: ");
	ts_put_words(p, prop, TS_TOP, out);
	p->whole = whole;
	p->object_lines = lines;
	buf_adds(out, lines ? ";\n" : "; ");
}

/* "required" may name what this object does not describe, but another part of
 * an allOf does: then it still demands it. */
static bool
put_demanded(struct ts_put *p, const struct keywords *s, struct buf *out)
{
	static const struct keywords nothing;
	const json_t *whole = p->whole != NULL ? p->whole : s->schema;
	json_t *one, *seen = NULL;
	unsigned left = PARTS_MAX;
	bool any = false;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)s->v[KW_REQUIRED], i, one) {
		const char *key = json_string_value(one);

		if (key == NULL ||
		    json_object_get(s->v[KW_PROPERTIES], key) != NULL ||
		    json_object_get(seen, key) != NULL ||
		    (p->mode == TS_INPUT && p->one_way &&
			foreign_in(p, whole, key, 0, &left)))
			continue;
		if (seen == NULL)
			seen = json_object();
		json_object_set_new(seen, key, json_true());
		put_property(p, key, true, &nothing, out);
		any = true;
	}
	json_decref(seen);
	return any;
}

/* What other keys may hold: NULL for nothing said. */
static const json_t *
more_of(const struct keywords *s, bool *ret_closed)
{
	const json_t *more = s->v[KW_ADDITIONAL];
	json_t *patterns = (json_t *)(uintptr_t)s->v[KW_PATTERN_PROPERTIES];
	void *it = json_object_iter(patterns);

	if (more == NULL)
		more = s->v[KW_UNEVALUATED];
	*ret_closed = json_is_false(more) && it == NULL;
	if (json_object_size(patterns) == 1 && json_is_false(more))
		return json_object_iter_value(it);
	return it != NULL ? json_object_iter_value(it) : more;
}

static void
put_index(struct ts_put *p, const json_t *more, bool alone, struct buf *out)
{
	bool lines = p->object_lines;

	if (lines)
		buf_adds(out, "  ");
	buf_adds(out, "[key: string]: ");
	/* Beside named properties its type would have to cover theirs. */
	if (alone && json_is_object(more) && json_object_size(more) > 0)
		ts_put_type(p, more, TS_TOP, out);
	else
		buf_adds(out, "unknown");
	p->object_lines = lines;
	buf_adds(out, lines ? ";\n" : "; ");
}

static bool
put_properties(struct ts_put *p, const struct keywords *s, struct buf *out)
{
	json_t *props = (json_t *)(uintptr_t)s->v[KW_PROPERTIES];
	const json_t *list = s->v[KW_REQUIRED];
	json_t *set = required_set(list);
	struct keywords prop;
	bool any = false;
	const char *key;
	void *it;

	for (it = json_object_iter(props); it != NULL;
	     it = json_object_iter_next(props, it)) {
		keywords_read(&prop, json_object_iter_value(it));
		if (foreign(p, &prop))
			continue;
		any = true;
		key = json_object_iter_key(it);
		put_property(p, key, required(list, set, key), &prop, out);
	}
	json_decref(set);
	return put_demanded(p, s, out) || any;
}

/* A map of one word is shorter as a Record; of a name it must not be: an alias
 * may not meet itself in one. */
static bool
put_record(struct ts_put *p, const struct keywords *s, struct buf *out)
{
	const json_t *more;
	struct buf b;
	bool closed, word;

	more = more_of(s, &closed);
	if (closed || p->lines || json_object_size(s->v[KW_PROPERTIES]) > 0 ||
	    json_array_size(s->v[KW_REQUIRED]) > 0 ||
	    (json_is_object(more) && !ts_is_word(more)))
		return false;
	buf_init(&b, 4096);
	if (json_is_object(more) && json_object_size(more) > 0)
		ts_put_type(p, more, TS_TOP, &b);
	else
		buf_adds(&b, "unknown");
	word = buf_ok(&b) && b.p != NULL &&
	    strspn(b.p, "abcdefghijklmnopqrstuvwxyz") == b.len;
	if (word)
		buf_addf(out, "Record<string, %s>", b.p);
	buf_fini(&b);
	return word;
}

void
ts_put_object(struct ts_put *p, const struct keywords *s, struct buf *out)
{
	const json_t *more;
	bool lines = p->lines, outer = p->object_lines, closed, any;

	if (put_record(p, s, out))
		return;
	more = more_of(s, &closed);
	p->lines = false;
	p->object_lines = lines;
	p->guard++;
	buf_adds(out, lines ? "{\n" : "{ ");
	any = put_properties(p, s, out);
	if (!any && closed) {
		ts_take_back(out, out->len - 2);
		buf_adds(out, "{ [key: string]: never ");
	} else if ((more != NULL && !closed) || !any)
		put_index(p, more, !any, out);
	if (!lines && buf_ok(out) && out->len > 2 &&
	    out->p[out->len - 2] == ';') {
		/* The last one needs no semicolon. */
		ts_take_back(out, out->len - 2);
		buf_addc(out, ' ');
	}
	buf_adds(out, "}");
	p->guard--;
	p->object_lines = outer;
}

/* All are there, unless the schema itself says that fewer may be. */
static void
put_tuple(struct ts_put *p, const struct keywords *s, const json_t *items,
    const json_t *rest, struct buf *out)
{
	json_int_t least = json_is_integer(s->v[KW_MIN_ITEMS]) ?
	    json_integer_value(s->v[KW_MIN_ITEMS]) :
	    (json_int_t)json_array_size(items);
	json_int_t most = json_is_integer(s->v[KW_MAX_ITEMS]) ?
	    json_integer_value(s->v[KW_MAX_ITEMS]) : -1;
	json_t *one;
	size_t i;

	buf_addc(out, '[');
	json_array_foreach((json_t *)(uintptr_t)items, i, one) {
		bool maybe = (json_int_t)i >= least;

		if (i > 0)
			buf_adds(out, ", ");
		ts_put_type(p, one, maybe ? TS_IN_ARRAY : TS_TOP, out);
		buf_adds(out, maybe ? "?" : "");
	}
	if (!json_is_false(rest) &&
	    (most < 0 || (size_t)most > json_array_size(items))) {
		buf_adds(out, i > 0 ? ", ..." : "...");
		if (json_is_object(rest))
			ts_put_type(p, rest, TS_IN_ARRAY, out);
		else
			buf_adds(out, "unknown");
		buf_adds(out, "[]");
	}
	buf_addc(out, ']');
}

void
ts_put_array(struct ts_put *p, const struct keywords *s, struct buf *out)
{
	const json_t *items = s->v[KW_ITEMS], *whole = p->whole;

	p->guard++;
	p->whole = NULL;
	if (json_is_array(s->v[KW_PREFIX_ITEMS]))
		put_tuple(p, s, s->v[KW_PREFIX_ITEMS], items, out);
	else if (json_is_array(items))
		put_tuple(p, s, items, s->v[KW_ADDITIONAL_ITEMS], out);
	else {
		if (json_is_object(items))
			ts_put_type(p, items, TS_IN_ARRAY, out);
		else
			buf_adds(out, json_is_false(items) ? "never" :
							     "unknown");
		buf_adds(out, "[]");
	}
	p->whole = whole;
	p->guard--;
}
