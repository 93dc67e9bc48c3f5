/* SPDX-License-Identifier: Apache-2.0 */
/* validate.c -- see validate.h.  The check of one value, keyword by keyword. */
#include "typegen/validate.h"

#include <stdlib.h>
#include <string.h>

#include "typegen/validate_check.h"

/* A fault at this place; those told aloud are kept, as far as there is room. */
int
validate_fault(struct check *c, const char *fmt, ...)
{
	va_list ap;
	char text[ERR_MSG_MAX];
	const char *path = c->path.len > 0 ? c->path.p : "";
	const char *colon = c->at[0] != '\0' || path[0] != '\0' ? ": " : "";
	size_t n;

	if (c->quiet > 0 || c->faults >= VALIDATE_FAULTS_MAX)
		return -1;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (c->faults++ == 0)
		return err_set(c->e, ERR_INPUT, "%s%s%s%s", c->at, path, colon,
		    text);
	n = strlen(c->e->msg);
	if (n + strlen(c->at) + strlen(path) + strlen(text) + 8 < ERR_MSG_MAX)
		(void)snprintf(c->e->msg + n, ERR_MSG_MAX - n, "; %s%s%s%s",
		    c->at, path, colon, text);
	return -1;
}

int
validate_expected(struct check *c, const char *what, const json_t *got)
{
	struct buf b;
	int r;

	if (c->quiet > 0)
		return -1;
	buf_init(&b, ERR_MSG_MAX);
	validate_describe(&b, got);
	r = validate_fault(c, "%s expected, got %s", what,
	    b.p != NULL ? b.p : "?");
	buf_fini(&b);
	return r;
}

static int
check_type(struct check *c, const json_t *schema, const json_t *value)
{
	const json_t *type = json_object_get(schema, "type"), *one;
	struct buf names;
	size_t i;
	int r;

	if (type == NULL ||
	    (json_is_null(value) &&
		json_is_true(json_object_get(schema, "nullable"))))
		return 0;
	if (json_is_string(type)) {
		const char *t = json_string_value(type);

		return validate_is_type(value, t) ? 0 :
		    validate_expected(c, t, value);
	}
	buf_init(&names, 256);
	json_array_foreach((json_t *)(uintptr_t)type, i, one) {
		if (json_is_string(one) &&
		    validate_is_type(value, json_string_value(one)))
			break;
		buf_addf(&names, "%s%s", i > 0 ? " or " : "",
		    json_is_string(one) ? json_string_value(one) : "?");
	}
	r = !json_is_array(type) || i < json_array_size(type) ? 0 :
	    validate_expected(c, names.p != NULL ? names.p : "nothing", value);
	buf_fini(&names);
	return r;
}

/* Lists the allowed values as far as they fit a sentence. */
static int
enum_fault(struct check *c, const json_t *list, const json_t *value)
{
	struct buf b;
	size_t i;
	json_t *one;
	int r;

	buf_init(&b, 240);
	buf_adds(&b, "one of ");
	json_array_foreach((json_t *)(uintptr_t)list, i, one) {
		char *s = json_dumps(one, JSON_ENCODE_ANY | JSON_COMPACT);

		if (s != NULL && b.len + strlen(s) < 200)
			buf_addf(&b, "%s%s", i > 0 ? ", " : "", s);
		else
			buf_adds(&b, i > 0 ? ", ..." : "...");
		if (s == NULL || b.len >= 200 - strlen(s)) {
			free(s);
			break;
		}
		free(s);
	}
	r = validate_expected(c, b.p, value);
	buf_fini(&b);
	return r;
}

static int
check_enum(struct check *c, const json_t *schema, const json_t *value)
{
	const json_t *list = json_object_get(schema, "enum"), *one;
	const json_t *only = json_object_get(schema, "const");
	size_t i;

	if (only != NULL && !validate_equal(only, value)) {
		char *s = json_dumps(only, JSON_ENCODE_ANY | JSON_COMPACT);
		int r = validate_expected(c, s != NULL ? s : "?", value);

		free(s);
		return r;
	}
	if (!json_is_array(list))
		return 0;
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
		if (validate_equal(one, value))
			return 0;
	if (json_is_null(value) &&
	    json_is_true(json_object_get(schema, "nullable")))
		return 0;
	return c->quiet > 0 ? -1 : enum_fault(c, list, value);
}

/* Makes room to note what a subschema of the same value evaluated. */
static bool *
seen_new(const struct check *c, const bool *seen, size_t n)
{
	(void)c;
	return seen == NULL ? NULL : calloc(n + 1, sizeof(bool));
}

static void
seen_merge(bool *into, bool *from, size_t n, bool take)
{
	size_t i;

	for (i = 0; from != NULL && take && i < n; i++)
		into[i] |= from[i];
	free(from);
}

/* A subschema on the same value; what it saw counts only if it agreed. */
int
validate_apply(struct check *c, const json_t *schema, const json_t *value,
    bool *seen, size_t n, bool quiet)
{
	bool *own = seen_new(c, seen, n);
	int r;

	c->quiet += quiet;
	r = validate_check(c, schema, value, own);
	c->quiet -= quiet;
	seen_merge(seen, own, n, r == 0);
	return r;
}

static int
check_ref(struct check *c, const json_t *schema, const json_t *value,
    bool *seen, size_t n)
{
	const struct node *node = validate_node(c->v, schema);
	const json_t *target = node != NULL ? node->target : NULL;
	const char *dyn;

	if (target == NULL)
		return 0;
	dyn = json_string_value(json_object_get(schema, "$dynamicRef"));
	if (dyn != NULL && json_object_get(schema, "$ref") == NULL)
		target = validate_dynamic(c, dyn, target);
	if (validate_apply(c, target, value, seen, n, false) == -1)
		return -1;
	/* Both may stand side by side. */
	if (dyn != NULL && json_object_get(schema, "$ref") != NULL)
		return validate_apply(c, validate_dynamic(c, dyn, NULL), value,
		    seen, n, false);
	return 0;
}

int
validate_check(struct check *c, const json_t *schema, const json_t *value,
    bool *seen)
{
	size_t n = json_is_object(value) ? json_object_size(value) :
					   json_array_size(value);
	bool *own = NULL;
	bool entered;
	int r = 0;

	if (json_is_boolean(schema))
		return json_is_true(schema) ? 0 :
		    validate_fault(c, "no value is allowed here");
	if (!json_is_object(schema))
		return 0;
	if (++c->steps > VALIDATE_STEPS_MAX || c->depth >= VALIDATE_DEPTH_MAX) {
		c->exhausted = true;
		return -1;
	}
	if (c->v->unevaluated && seen == NULL && n > 0)
		seen = own = calloc(n + 1, sizeof(bool));
	c->depth++;
	entered = validate_enter(c, schema);
	if (json_object_get(schema, "$ref") != NULL ||
	    json_object_get(schema, "$dynamicRef") != NULL)
		r = check_ref(c, schema, value, seen, n);
	if (r == 0 &&
	    !(c->v->draft7 && json_object_get(schema, "$ref") != NULL) &&
	    (check_type(c, schema, value) == -1 ||
		check_enum(c, schema, value) == -1 ||
		validate_scalar(c, schema, value) == -1 ||
		validate_object(c, schema, value, seen) == -1 ||
		validate_array(c, schema, value, seen) == -1 ||
		validate_combine(c, schema, value, seen, n) == -1 ||
		validate_unevaluated(c, schema, value, seen) == -1))
		r = -1;
	if (entered)
		c->n_scopes--;
	c->depth--;
	free(own);
	return r;
}

int
validate_value(const struct validate *v, const json_t *value, bool request,
    struct err *e)
{
	return validate_value_at(v, value, request, "", e);
}

int
validate_value_at(const struct validate *v, const json_t *value, bool request,
    const char *at, struct err *e)
{
	struct err own;
	struct check c = {.v = v, .request = request, .e = e, .at = at};
	int r;

	if (e == NULL)
		c.e = &own;
	buf_init(&c.path, ERR_MSG_MAX / 2);
	r = validate_check(&c, v->root, value, NULL);
	if (c.exhausted)
		r = err_set(c.e, ERR_LIMIT,
		    "the schema is too deep or too costly to check (%d levels, "
		    "%d steps)",
		    VALIDATE_DEPTH_MAX, VALIDATE_STEPS_MAX);
	buf_fini(&c.path);
	return r;
}

struct validate *
validate_new(json_t *schema, validate_find *find, void *arg, struct err *e)
{
	struct validate *v = calloc(1, sizeof *v);
	const char *dialect =
	    json_string_value(json_object_get(schema, "$schema"));

	if (v == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	v->root = json_incref(schema);
	v->draft7 = dialect != NULL && strstr(dialect, "/draft-0") != NULL;
	if (validate_index(v, find, arg, e) == 0)
		return v;
	validate_free(v);
	return NULL;
}

void
validate_free(struct validate *v)
{
	size_t i;

	if (v == NULL)
		return;
	for (i = 0; i < v->n_bases; i++)
		free(v->bases[i]);
	for (i = 0; i < v->n_anchors; i++)
		free(v->anchors[i].uri);
	for (i = 0; i < v->n_patterns; i++)
		pcre2_code_free(v->patterns[i].code);
	free(v->bases);
	free(v->resources);
	free(v->anchors);
	free(v->patterns);
	free(v->nodes);
	free(v->slots);
	json_decref(v->root);
	free(v);
}
