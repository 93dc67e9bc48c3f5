/* SPDX-License-Identifier: Apache-2.0 */
/*
 * validate_index.c -- a schema made ready: every subschema met once, its base
 * URI noted, names collected, references followed, patterns compiled.
 */
#include <stdlib.h>
#include <string.h>

#include "typegen/validate_impl.h"

#define URI_MAX 4096

struct walk {
	struct validate *v;
	validate_find *find;
	void *arg;
	struct err *e;
	unsigned depth;
};

static int walk(struct walk *w, const json_t *schema, uint32_t base);
static int add_node(struct walk *w, const json_t *schema, uint32_t base);

/* Keywords whose value is a schema, a list of them, or a map to them. */
static const char *const ones[] = {"items", "additionalItems", "contains",
    "additionalProperties", "propertyNames", "not", "if", "then", "else",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema", NULL};
static const char *const lists[] = {"allOf", "anyOf", "oneOf", "prefixItems",
    "items", NULL};
static const char *const maps[] = {"properties", "patternProperties", "$defs",
    "definitions", "dependentSchemas", "dependencies", NULL};

static int
grow(void *array, size_t n, size_t *cap, size_t one, struct err *e)
{
	void **p = array;
	size_t want = *cap == 0 ? 16 : *cap * 2;
	void *q;

	if (n < *cap)
		return 0;
	q = reallocarray(*p, want, one);
	if (q == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	*p = q;
	*cap = want;
	return 0;
}

static int
name_it(struct walk *w, const char *uri, const json_t *schema, bool dynamic)
{
	struct validate *v = w->v;
	struct anchor *a;

	if (validate_anchor(v, uri) != NULL && !dynamic)
		return 0;
	if (grow(&v->anchors, v->n_anchors, &v->cap_anchors,
		sizeof *v->anchors, w->e) == -1)
		return -1;
	a = &v->anchors[v->n_anchors];
	a->uri = strdup(uri);
	if (a->uri == NULL)
		return err_set(w->e, ERR_NOMEM, "out of memory");
	a->schema = schema;
	a->dynamic = dynamic;
	v->n_anchors++;
	return 0;
}

static int
name_anchor(struct walk *w, uint32_t base, const char *name,
    const json_t *schema, bool dynamic)
{
	struct buf b;
	int r;

	buf_init(&b, URI_MAX);
	buf_addf(&b, "%s#%s", w->v->bases[base], name);
	r = buf_ok(&b) ? name_it(w, b.p, schema, dynamic) :
	    err_set(w->e, ERR_LIMIT, "an anchor longer than %d", URI_MAX);
	buf_fini(&b);
	return r;
}

static int
add_base(struct walk *w, const json_t *schema, const char *id, uint32_t *base)
{
	struct validate *v = w->v;
	struct buf b;
	size_t n = v->n_bases;

	buf_init(&b, URI_MAX);
	validate_uri(&b, n > 0 ? v->bases[*base] : "", id);
	if (!buf_ok(&b)) {
		buf_fini(&b);
		return err_set(w->e, ERR_LIMIT, "an $id longer than %d",
		    URI_MAX);
	}
	if (b.p == NULL)
		buf_adds(&b, "");
	char **bases = reallocarray(v->bases, n + 1, sizeof *bases);
	if (bases != NULL)
		v->bases = bases;
	const json_t **res = reallocarray(v->resources, n + 1, sizeof *res);
	if (res != NULL)
		v->resources = res;
	if (bases == NULL || res == NULL) {
		buf_fini(&b);
		return err_set(w->e, ERR_NOMEM, "out of memory");
	}
	bases[n] = b.p != NULL ? buf_steal(&b) : strdup("");
	if (bases[n] == NULL)
		return err_set(w->e, ERR_NOMEM, "out of memory");
	bases[n][strcspn(bases[n], "#")] = '\0';
	res[n] = schema;
	v->n_bases++;
	*base = (uint32_t)n;
	return name_it(w, bases[n], schema, false);
}

static int
walk_names(struct walk *w, const json_t *schema, uint32_t *base)
{
	const char *id = json_string_value(json_object_get(schema, "$id"));
	const char *a = json_string_value(json_object_get(schema, "$anchor"));
	const char *d =
	    json_string_value(json_object_get(schema, "$dynamicAnchor"));
	bool ref = json_object_get(schema, "$ref") != NULL;

	/* Draft 7: what stands beside $ref does not count. */
	if (id != NULL && !(w->v->draft7 && ref)) {
		if (id[0] == '#' && w->v->draft7) {
			if (name_anchor(w, *base, id + 1, schema, false) == -1)
				return -1;
		} else if (add_base(w, schema, id, base) == -1)
			return -1;
	}
	if (a != NULL && name_anchor(w, *base, a, schema, false) == -1)
		return -1;
	if (d != NULL && name_anchor(w, *base, d, schema, true) == -1)
		return -1;
	return 0;
}

static int
compile_pattern(struct walk *w, const char *text)
{
	struct validate *v = w->v;

	if (validate_pattern(v, text) != NULL)
		return 0;
	if (grow(&v->patterns, v->n_patterns, &v->cap_patterns,
		sizeof *v->patterns, w->e) == -1)
		return -1;
	v->patterns[v->n_patterns++] =
	    (struct pattern){text, validate_compile(text)};
	return 0;
}

static int
walk_patterns(struct walk *w, const json_t *schema)
{
	const json_t *p = json_object_get(schema, "pattern");
	json_t *map = json_object_get(schema, "patternProperties"), *one;
	const char *key;

	if (json_is_string(p) &&
	    compile_pattern(w, json_string_value(p)) == -1)
		return -1;
	json_object_foreach(map, key, one)
		if (compile_pattern(w, key) == -1)
			return -1;
	return 0;
}

static int
walk_children(struct walk *w, const json_t *schema, uint32_t base)
{
	json_t *one, *v;
	const char *key;
	size_t i, k;

	for (k = 0; ones[k] != NULL; k++) {
		v = json_object_get(schema, ones[k]);
		if (json_is_object(v) && walk(w, v, base) == -1)
			return -1;
	}
	for (k = 0; lists[k] != NULL; k++)
		json_array_foreach(json_object_get(schema, lists[k]), i, one)
			if (walk(w, one, base) == -1)
				return -1;
	for (k = 0; maps[k] != NULL; k++)
		json_object_foreach(json_object_get(schema, maps[k]), key, one)
			if (json_is_object(one) && walk(w, one, base) == -1)
				return -1;
	return 0;
}

static int
walk(struct walk *w, const json_t *schema, uint32_t base)
{
	struct validate *v = w->v;
	int r;

	/* A YAML alias shares its node. */
	if (!json_is_object(schema) || validate_node(v, schema) != NULL)
		return 0;
	if (++w->depth > VALIDATE_DEPTH_MAX)
		return err_set(w->e, ERR_LIMIT, "a schema nested deeper than %d",
		    VALIDATE_DEPTH_MAX);
	if (v->n_nodes >= VALIDATE_NODES_MAX)
		return err_set(w->e, ERR_LIMIT, "more than %d schemas",
		    VALIDATE_NODES_MAX);
	if (walk_names(w, schema, &base) == -1 ||
	    add_node(w, schema, base) == -1)
		return -1;
	if (json_object_get(schema, "unevaluatedProperties") != NULL ||
	    json_object_get(schema, "unevaluatedItems") != NULL)
		v->unevaluated = true;
	if (v->draft7 && json_object_get(schema, "$ref") != NULL)
		/* Definitions beside it can still be pointed at. */
		r = 0;
	else
		r = walk_patterns(w, schema);
	if (r == 0)
		r = walk_children(w, schema, base);
	w->depth--;
	return r;
}

/* ---- references ---- */

/* The byte that "%7E" means, or -1. */
static int
percent(const char *p)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *hi, *lo;

	if (p[0] != '%' || p[1] == '\0' || p[2] == '\0')
		return -1;
	hi = strchr(digits, p[1]);
	lo = strchr(digits, p[2]);
	if (hi == NULL || lo == NULL)
		return -1;
	return (int)((hi - digits) % 16 * 16 + (lo - digits) % 16);
}

/* One step of a JSON Pointer: unescapes ~0 ~1 and %XX into out. */
static const char *
pointer_step(const char *p, char *out, size_t n)
{
	size_t w = 0;

	for (p++; *p != '\0' && *p != '/' && w + 1 < n; p++) {
		int byte = percent(p);
		char c = byte > 0 ? (char)byte : *p;

		if (byte > 0)
			p += 2;
		if (c == '~' && (p[1] == '0' || p[1] == '1'))
			c = *++p == '0' ? '~' : '/';
		out[w++] = c;
	}
	out[w] = '\0';
	return p;
}

static const json_t *
follow_pointer(const json_t *at, const char *p)
{
	char step[512];

	while (at != NULL && *p == '/') {
		p = pointer_step(p, step, sizeof step);
		at = json_is_array(at) ?
		    json_array_get(at, (size_t)strtoul(step, NULL, 10)) :
		    json_object_get(at, step);
	}
	return at;
}

static const json_t *
find_here(const struct validate *v, const char *uri)
{
	char bare[URI_MAX];
	size_t n = strcspn(uri, "#");
	const struct anchor *a = validate_anchor(v, uri);

	if (a != NULL)
		return a->schema;
	if (n >= sizeof bare)
		return NULL;
	memcpy(bare, uri, n);
	bare[n] = '\0';
	a = validate_anchor(v, bare);
	if (a == NULL || uri[n] == '\0' || uri[n + 1] == '\0')
		return a != NULL ? a->schema : NULL;
	return uri[n + 1] == '/' ? follow_pointer(a->schema, uri + n + 1) : NULL;
}

/* "#/$defs/NAME" that the schema lacks: asked for, added to the root. */
static const json_t *
find_elsewhere(struct walk *w, const char *ref)
{
	static const char place[] = "#/$defs/";
	json_t *defs, *got;
	char name[512];

	if (w->find == NULL || strncmp(ref, place, strlen(place)) != 0)
		return NULL;
	pointer_step(ref + strlen(place) - 1, name, sizeof name);
	got = w->find(w->arg, name);
	if (got == NULL)
		return NULL;
	defs = json_object_get(w->v->root, "$defs");
	if (defs == NULL) {
		defs = json_object();
		json_object_set_new(w->v->root, "$defs", defs);
	}
	if (json_object_set_new(defs, name, got) == -1 ||
	    walk(w, got, 0) == -1)
		return NULL;
	return got;
}

static int
resolve(struct walk *w, size_t i)
{
	const struct node *n = &w->v->nodes[i];
	const char *ref = json_string_value(json_object_get(n->schema, "$ref"));
	const json_t *target = NULL;
	uint32_t base = n->base;
	struct buf b;

	if (ref == NULL)
		ref = json_string_value(
		    json_object_get(n->schema, "$dynamicRef"));
	if (ref == NULL)
		return 0;
	buf_init(&b, URI_MAX);
	validate_uri(&b, w->v->bases[base], ref);
	if (buf_ok(&b) && b.p != NULL)
		target = find_here(w->v, b.p);
	buf_fini(&b);
	if (target == NULL)
		target = find_elsewhere(w, ref);
	if (target == NULL && (w->e == NULL || w->e->code != ERR_LIMIT))
		return err_set(w->e, ERR_INPUT, "$ref \"%.200s\" leads nowhere",
		    ref);
	/* It may point where the walk saw no schema: that is one now. */
	if (target != NULL && validate_node(w->v, target) == NULL &&
	    walk(w, target, base) == -1)
		return -1;
	w->v->nodes[i].target = target; /* the walk may have moved them */
	return target != NULL ? 0 : -1;
}

static size_t
slot_of(const struct validate *v, const json_t *schema)
{
	uint64_t h = (uint64_t)(uintptr_t)schema * 0x9e3779b97f4a7c15u;
	size_t i = (size_t)(h >> 32) & (v->n_slots - 1);

	while (v->slots[i] != 0 && v->nodes[v->slots[i] - 1].schema != schema)
		i = (i + 1) & (v->n_slots - 1);
	return i;
}

const struct node *
validate_node(const struct validate *v, const json_t *schema)
{
	uint32_t i = v->n_slots > 0 ? v->slots[slot_of(v, schema)] : 0;

	return i > 0 ? &v->nodes[i - 1] : NULL;
}

static int
add_node(struct walk *w, const json_t *schema, uint32_t base)
{
	struct validate *v = w->v;
	size_t i;

	if (grow(&v->nodes, v->n_nodes, &v->cap_nodes, sizeof *v->nodes,
		w->e) == -1)
		return -1;
	v->nodes[v->n_nodes++] = (struct node){schema, base, NULL};
	if (v->n_nodes * 2 <= v->n_slots) {
		v->slots[slot_of(v, schema)] = (uint32_t)v->n_nodes;
		return 0;
	}
	free(v->slots);
	v->n_slots = v->n_slots == 0 ? 64 : v->n_slots * 2;
	v->slots = calloc(v->n_slots, sizeof *v->slots);
	if (v->slots == NULL) {
		v->n_slots = 0;
		return err_set(w->e, ERR_NOMEM, "out of memory");
	}
	for (i = 0; i < v->n_nodes; i++)
		v->slots[slot_of(v, v->nodes[i].schema)] = (uint32_t)i + 1;
	return 0;
}

const struct anchor *
validate_anchor(const struct validate *v, const char *uri)
{
	size_t i;

	for (i = 0; i < v->n_anchors; i++)
		if (strcmp(v->anchors[i].uri, uri) == 0)
			return &v->anchors[i];
	return NULL;
}

const struct pattern *
validate_pattern(const struct validate *v, const char *text)
{
	size_t i;

	for (i = 0; i < v->n_patterns; i++)
		if (strcmp(v->patterns[i].text, text) == 0)
			return &v->patterns[i];
	return NULL;
}

int
validate_index(struct validate *v, validate_find *find, void *arg,
    struct err *e)
{
	struct walk w = {.v = v, .find = find, .arg = arg, .e = e};
	uint32_t base = 0;
	size_t i;

	if (e != NULL)
		e->code = ERR_NONE;
	if (add_base(&w, v->root, "", &base) == -1 ||
	    walk(&w, v->root, base) == -1)
		return -1;
	for (i = 0; i < v->n_nodes; i++)
		if (resolve(&w, i) == -1)
			return -1;
	return 0;
}
