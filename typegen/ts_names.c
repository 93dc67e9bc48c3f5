/* SPDX-License-Identifier: Apache-2.0 */
/* ts_names.c -- the table of named types, and what is reachable from one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/names.h"
#include "typegen/ts.h"

#define WALK_DEPTH 200 /* documents are refused below that */

static bool
grow(struct ts *t)
{
	uint32_t cap = t->cap == 0 ? 64 : t->cap * 2, *deps, *queue;
	struct ts_type *types;

	if (t->n_types < t->cap)
		return true;
	if (t->n_types >= TS_TYPES_MAX) {
		t->failed = true;
		return false;
	}
	types = realloc(t->types, cap * sizeof *types);
	if (types != NULL)
		t->types = types;
	deps = realloc(t->deps, cap * sizeof *deps);
	if (deps != NULL)
		t->deps = deps;
	queue = realloc(t->queue, cap * sizeof *queue);
	if (queue != NULL)
		t->queue = queue;
	if (types == NULL || deps == NULL || queue == NULL) {
		t->failed = true;
		return false;
	}
	t->cap = cap;
	return true;
}

/* A name from `word` that nothing has yet.  t->used has of each which number
 * the last one that wanted it got. */
static char *
unique(struct ts *t, const char *word, const char *suffix)
{
	json_int_t n = 1;
	json_t *taken;
	struct buf b;
	size_t len;

	buf_init(&b, 4096);
	names_type(&b, word);
	buf_adds(&b, suffix);
	taken = buf_ok(&b) ? json_object_get(t->used, b.p) : NULL;
	if (json_is_integer(taken))
		n = json_integer_value(taken);
	for (len = b.len; buf_ok(&b) && json_object_get(t->used, b.p) != NULL;)
	{
		b.len = len;
		buf_addf(&b, "%lld", (long long)++n);
	}
	if (json_is_integer(taken))
		json_integer_set(taken, n);
	if (!buf_ok(&b)) {
		buf_clear(&b);
		buf_addf(&b, "Type%u", t->n_types);
	}
	json_object_set_new(t->used, b.p, json_integer(1));
	return buf_steal(&b);
}

static uint32_t
add_type(struct ts *t, const char *key, const char *word, bool input,
    const json_t *schema)
{
	struct ts_type *one;

	if (!grow(t))
		return TS_NONE;
	one = &t->types[t->n_types];
	*one = (struct ts_type){.schema = schema, .differs = -1,
	    .input = input};
	one->key = strdup(key);
	one->name = unique(t, word, input ? "Input" : "");
	if (one->key == NULL || one->name == NULL) {
		t->failed = true;
		return TS_NONE;
	}
	json_object_set_new(t->index, key, json_integer(t->n_types));
	return t->n_types++;
}

int
ts_open(struct ts *t, struct doc *d, struct err *e)
{
	const char *name;
	json_t *v;

	memset(t, 0, sizeof *t);
	t->doc = d;
	t->index = json_object();
	t->by_schema = json_object();
	/* Names that declarations use themselves. */
	t->used = json_pack("{s:b, s:b, s:b, s:b, s:b, s:b}", "Promise", 1,
	    "Record", 1,
	    "Uint8Array", 1, "AsyncIterable", 1, "ApiResponse", 1, "Array", 1);
	if (t->index == NULL || t->used == NULL || !grow(t))
		return err_set(e, ERR_NOMEM, "out of memory");
	json_object_foreach(d->schemas, name, v)
		add_type(t, name, name, false, v);
	return 0;
}

void
ts_close(struct ts *t)
{
	uint32_t i;

	for (i = 0; i < t->n_types; i++) {
		free(t->types[i].key);
		free(t->types[i].name);
	}
	free(t->types);
	free(t->deps);
	free(t->queue);
	json_decref(t->index);
	json_decref(t->by_schema);
	json_decref(t->used);
}

void
ts_begin(struct ts *t)
{
	t->n_deps = 0;
	t->round++;
}

const char *
ts_use(struct ts *t, uint32_t i)
{
	if (t->types[i].seen != t->round) {
		t->types[i].seen = t->round;
		t->deps[t->n_deps++] = i;
	}
	return t->types[i].name;
}

/* Several references may lead to one schema: it has one name. */
static uint32_t
of_schema(struct ts *t, const json_t *schema, const char *key)
{
	const json_t *have;
	char at[32];
	uint32_t i;

	(void)snprintf(at, sizeof at, "%p", (const void *)schema);
	have = json_object_get(t->by_schema, at);
	i = have != NULL ? (uint32_t)json_integer_value(have) : t->n_types;
	json_object_set_new(have != NULL ? t->index : t->by_schema,
	    have != NULL ? key : at, json_integer(i));
	return have != NULL ? i : TS_NONE;
}

bool
ts_is_word(const json_t *s)
{
	static const char *const more[] = {"properties", "items", "allOf",
	    "anyOf", "oneOf", "enum", "additionalProperties", "prefixItems",
	    "patternProperties", "required", "$ref", "$dynamicRef", NULL};
	size_t i;

	for (i = 0; more[i] != NULL; i++)
		if (json_object_get(s, more[i]) != NULL)
			return false;
	return true;
}

uint32_t
ts_find(struct ts *t, const json_t *schema, const json_t **ret_target)
{
	const char *ref = doc_ref(schema);
	const char *name = doc_schema_name(t->doc, ref);
	struct buf key, word;
	const json_t *at;
	uint32_t i = TS_NONE;

	*ret_target = NULL;
	if (name != NULL)
		return (uint32_t)json_int(t->index, name, TS_NONE);
	buf_init(&key, 65536);
	buf_init(&word, 65536);
	doc_canonical(t->doc, ref, &key);
	if (!buf_ok(&key) || key.p == NULL)
		;
	else if ((name = doc_schema_name(t->doc, key.p)) != NULL)
		i = (uint32_t)json_int(t->index, name, TS_NONE);
	else if ((at = json_object_get(t->index, key.p)) != NULL)
		i = (uint32_t)json_integer_value(at);
	else if (doc_deref(t->doc, schema, "schema") != NULL) {
		*ret_target = doc_target(t->doc, key.p);
		doc_ref_word(t->doc, key.p, &word);
		if (json_is_object(*ret_target) && !ts_is_word(*ret_target) &&
		    (i = of_schema(t, *ret_target, key.p)) == TS_NONE)
			i = add_type(t, key.p, buf_ok(&word) ? word.p : "Type",
			    false, *ret_target);
	}
	buf_fini(&key);
	buf_fini(&word);
	return i;
}

/* Walks over types: each is looked at once, in the order it is met. */

static void
start(struct ts *t, uint32_t type)
{
	t->marks++;
	t->n_queue = 0;
	if (type == TS_NONE)
		return;
	t->types[type].mark = t->marks;
	t->queue[t->n_queue++] = type;
}

static void
meet(struct ts *t, const json_t *with_ref)
{
	const json_t *to;
	uint32_t next = ts_find(t, with_ref, &to);

	if (next == TS_NONE || t->types[next].mark == t->marks)
		return;
	t->types[next].mark = t->marks;
	t->queue[t->n_queue++] = next;
}

/* What a schema is an alias of, itself or as one of several. */
static void
meet_aliases(struct ts *t, const json_t *schema, unsigned depth)
{
	static const char *const words[] = {"allOf", "anyOf", "oneOf", NULL};
	json_t *one;
	size_t i, k;

	if (depth > WALK_DEPTH)
		return;
	if (doc_ref(schema) != NULL)
		meet(t, schema);
	for (k = 0; words[k] != NULL; k++)
		json_array_foreach(json_object_get(schema, words[k]), i, one)
			meet_aliases(t, one, depth + 1);
}

bool
ts_circular(struct ts *t, uint32_t type, uint32_t by)
{
	const json_t *schema = t->types[type].schema;
	uint32_t i;

	start(t, by);
	for (i = 0; i < t->n_queue; i++) {
		if (t->types[t->queue[i]].schema == schema)
			return true;
		meet_aliases(t, t->types[t->queue[i]].schema, 0);
	}
	return false;
}

/* Not part of the schema itself. */
static bool
beside(const char *key)
{
	return strcmp(key, "example") == 0 || strcmp(key, "examples") == 0 ||
	    strcmp(key, "$defs") == 0 || strcmp(key, "definitions") == 0;
}

static bool
one_way(struct ts *t, const json_t *v, unsigned depth)
{
	const char *key;
	json_t *child;
	size_t i;

	if (depth > WALK_DEPTH)
		return false;
	if (json_is_object(v) && doc_ref(v) != NULL)
		meet(t, v);
	if (json_bool(v, "readOnly", false) || json_bool(v, "writeOnly", false))
		return true;
	json_object_foreach((json_t *)(uintptr_t)v, key, child)
		if ((json_is_object(child) || json_is_array(child)) &&
		    !beside(key) && one_way(t, child, depth + 1))
			return true;
	json_array_foreach((json_t *)(uintptr_t)v, i, child)
		if (one_way(t, child, depth + 1))
			return true;
	return false;
}

/* The rest of a walk that start() and meet() began. */
static bool
walk_one_way(struct ts *t)
{
	uint32_t i;

	for (i = 0; i < t->n_queue; i++) {
		const struct ts_type *one = &t->types[t->queue[i]];

		if (one->differs == 1 ||
		    (one->differs == -1 && one_way(t, one->schema, 0)))
			return true;
	}
	return false;
}

bool
ts_one_way(struct ts *t, const json_t *schema)
{
	start(t, TS_NONE);
	return one_way(t, schema, 0) || walk_one_way(t);
}

static bool
differs(struct ts *t, uint32_t type)
{
	uint32_t i;

	if (t->types[type].differs != -1)
		return t->types[type].differs == 1;
	start(t, type);
	if (walk_one_way(t)) {
		t->types[type].differs = 1;
		return true;
	}
	/* Nothing on the whole way: then neither from anywhere on it. */
	for (i = 0; i < t->n_queue; i++)
		t->types[t->queue[i]].differs = 0;
	return false;
}

uint32_t
ts_for_input(struct ts *t, uint32_t type)
{
	const json_t *have;
	struct buf key;
	uint32_t i = type;

	if (t->types[type].input || !differs(t, type))
		return type;
	buf_init(&key, 65536);
	buf_addf(&key, "%s\n", t->types[type].key);
	if (buf_ok(&key) &&
	    (have = json_object_get(t->index, key.p)) != NULL)
		i = (uint32_t)json_integer_value(have);
	else if (buf_ok(&key))
		i = add_type(t, key.p, t->types[type].name, true,
		    t->types[type].schema);
	buf_fini(&key);
	return i != TS_NONE ? i : type;
}
